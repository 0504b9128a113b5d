import { resolve } from 'node:path';
import { needAccount, perform } from '../../perform.ts';
import type { RecordOptions } from '../../commands/options.ts';
import type { Terminal } from '../../terminal.ts';

/** Imports exported pictures. Errors name the lines of the file. */
export async function importPictures(terminal: Terminal, path: string, options: RecordOptions): Promise<void> {
  needAccount(options);
  const done = await perform(terminal, 'import.pictures', { path: resolve(path) }, options);
  if (options.json) {
    terminal.json(done);
    return;
  }
  terminal.out(terminal.t('cli.import.pictures', done));
  if (done.known) terminal.out(terminal.t('cli.import.pictures_known', { count: done.known }));
}
