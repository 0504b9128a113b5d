import { basename } from 'node:path';
import { isAddress, readInput } from '../files.ts';
import { needAccount, perform } from '../perform.ts';
import type { RecordOptions } from '../program.ts';
import type { Terminal } from '../terminal.ts';

type Options = RecordOptions & { url?: string; source?: string; title?: string };

export async function capture(terminal: Terminal, page: string, options: Options): Promise<void> {
  needAccount(options);
  const { source, title, url } = options;
  const input = isAddress(page) ? { url: page, source, title } : { bytes: await readInput(page), name: basename(page), savedFrom: url, source, title };
  const kept = await perform(terminal, 'capture', input, options);
  if (options.json) terminal.json(kept);
  else terminal.out(terminal.t(kept.known ? 'cli.capture.known' : kept.previous ? 'cli.capture.changed' : 'cli.capture.kept', kept));
}
