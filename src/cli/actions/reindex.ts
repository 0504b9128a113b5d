import { perform } from '../perform.ts';
import type { RecordOptions } from '../commands/options.ts';
import type { Terminal } from '../terminal.ts';

export async function reindex(terminal: Terminal, options: RecordOptions): Promise<void> {
  const done = await perform(terminal, 'reindex', {}, options);
  if (options.json) terminal.json(done);
  else terminal.out(terminal.t('cli.reindex.done', done));
}
