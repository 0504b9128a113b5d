import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { NotedBounces } from '../../letters/post/note-bounces.ts';
import { splitMessages } from '../../letters/post/read-bounce.ts';
import { readInput, unreadable } from '../files.ts';
import { perform } from '../perform.ts';
import type { RecordOptions } from '../commands/options.ts';
import type { Terminal } from '../terminal.ts';

/**
 * `atOnce`: the number of emails that are sent to the server in one call. `longest`: emails are cut after this many
 * characters, because a report may quote a long email that is not needed.
 */
const [atOnce, longest] = [50, 1_000_000];

/**
 * Reads delivery reports from files, mailboxes (mbox), mail folders (Maildir) or standard input, and stores which of
 * Kronika's emails bounced according to them.
 */
export async function bounces(terminal: Terminal, paths: readonly string[], options: RecordOptions): Promise<void> {
  const done: NotedBounces = { noted: 0, known: 0, other: 0 };
  let messages: string[] = [];
  const sendMessages = async (): Promise<void> => {
    if (messages.length === 0) return;
    const some = await perform(terminal, 'letters.bounces', { messages }, options);
    for (const key of ['noted', 'known', 'other'] as const) done[key] += some[key];
    messages = [];
  };
  for (const path of paths)
    for (const file of await filesOf(path))
      for (const message of splitMessages(new TextDecoder().decode(await readInput(file)))) {
        messages.push(message.slice(0, longest));
        if (messages.length === atOnce) await sendMessages();
      }
  await sendMessages();
  if (options.json) terminal.json(done);
  else terminal.out(terminal.t('cli.letters.bounces.done', done));
}

/**
 * The files at a path: the new and the seen emails of a Maildir, the files of any other folder, or the file itself.
 */
async function filesOf(path: string): Promise<string[]> {
  if (path === '-') return [path];
  const at = await stat(path).catch((error: unknown) => {
    throw unreadable(path, error);
  });
  if (!at.isDirectory()) return [path];
  const entries = await readdir(path, { withFileTypes: true });
  const boxes = entries.filter((one) => one.isDirectory() && ['new', 'cur'].includes(one.name));
  if (boxes.length === 0)
    return entries
      .filter((one) => one.isFile())
      .map((one) => join(path, one.name))
      .toSorted();
  const files: string[] = [];
  for (const box of boxes) files.push(...(await filesOf(join(path, box.name))));
  return files;
}
