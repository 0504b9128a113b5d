import type { ImportedPosts } from '../../../exchange/posts/import-posts.ts';
import { CliError, exits } from '../../failures.ts';
import { readInput } from '../../files.ts';
import { needAccount, perform } from '../../perform.ts';
import type { RecordOptions } from '../../commands/options.ts';
import type { Terminal } from '../../terminal.ts';

/**
 * Imports the posts of a Ghost or WordPress site as drafts. If posts cannot be imported, they are listed and the exit
 * status is not 0.
 */
export async function importPosts(
  terminal: Terminal,
  path: string,
  { language, address, ...options }: RecordOptions & { language?: string; address: string },
): Promise<void> {
  needAccount(options);
  const text = textOf(await readInput(path), path);
  const done = await perform(terminal, 'posts.bring', { text, language, address }, options);
  if (options.json) terminal.json(done);
  else printResult(terminal, done);
  if (done.refused.length) process.exit(exits.failed);
}

function printResult(terminal: Terminal, done: ImportedPosts): void {
  const { t } = terminal;
  terminal.out(t('exchange.posts.done', { count: done.articles.length }));
  for (const [key, count] of [
    ['known', done.known],
    ['others', done.others],
    ['pictures', done.pictures],
  ] as const)
    if (count) terminal.out(t(`exchange.posts.${key}`, { count }));
  for (const one of done.refused)
    terminal.out(t('exchange.posts.refused_one', { title: one.title || '–', reason: t(one.message, one.params) }));
}

function textOf(bytes: Uint8Array, path: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new CliError('file_unreadable', { path, reason: 'UTF-8' });
  }
}
