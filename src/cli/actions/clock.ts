import { exits } from '../failures.ts';
import { perform } from '../perform.ts';
import type { RecordOptions } from '../commands/options.ts';
import type { Terminal } from '../terminal.ts';

/** Shows whether the server's clock has jumped, or accepts its time. The exit status is 1 if it has jumped. */
export async function clock(terminal: Terminal, options: RecordOptions & { accept?: boolean }): Promise<void> {
  const { t } = terminal;
  const found = await perform(terminal, options.accept ? 'clock.accept' : 'clock.state', {}, options);
  if (options.json) terminal.json(found);
  else if (options.accept) terminal.out(t('cli.clock.accepted', { now: found.now }));
  else {
    terminal.out(t('cli.clock.state', { now: found.now, seen: found.seen ?? t('cli.clock.none') }));
    if (found.jumped) terminal.out(t('cli.clock.jumped'));
  }
  if (found.jumped) process.exit(exits.failed);
}
