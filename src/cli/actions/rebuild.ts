import { exits } from '../failures.ts';
import { perform } from '../perform.ts';
import type { RecordOptions } from '../commands/options.ts';
import type { Terminal } from '../terminal.ts';

/** Rebuilds database indexes and projections. The exit status is 1 if a database index could not be built. */
export async function rebuild(terminal: Terminal, options: RecordOptions): Promise<void> {
  const done = await perform(terminal, 'rebuild', {}, options);
  const { t, out } = terminal;
  if (options.json) terminal.json(done);
  else {
    out(t('cli.rebuild.done', { indexes: done.indexes, items: done.items, entries: done.entries }));
    for (const { index, reason } of done.failed) out(t('cli.rebuild.failed', { index, reason }));
  }
  if (done.failed.length) process.exit(exits.failed);
}
