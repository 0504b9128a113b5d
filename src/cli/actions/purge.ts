import { perform } from '../perform.ts';
import type { RecordOptions } from '../commands/options.ts';
import type { Terminal } from '../terminal.ts';

export async function purge(terminal: Terminal, options: RecordOptions): Promise<void> {
  const removed = await perform(terminal, 'purge', {}, options);
  if (options.json) terminal.json(removed);
  else {
    terminal.out(terminal.t('cli.purge.done', removed));
    if (removed.comments > 0) terminal.out(terminal.t('cli.purge.comments', { count: removed.comments }));
    if (removed.signatures > 0) terminal.out(terminal.t('cli.purge.signatures', { count: removed.signatures }));
    if (removed.openings > 0) terminal.out(terminal.t('cli.purge.openings', { count: removed.openings }));
    if (removed.proposals > 0) terminal.out(terminal.t('cli.purge.proposals', { count: removed.proposals }));
    if (removed.identities > 0) terminal.out(terminal.t('cli.purge.identities', { count: removed.identities }));
    if (removed.demands + removed.replies + removed.permissions > 0)
      terminal.out(terminal.t('cli.purge.requests', removed));
  }
}
