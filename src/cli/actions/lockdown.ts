import { perform } from '../perform.ts';
import type { RecordOptions } from '../commands/options.ts';
import type { Terminal } from '../terminal.ts';

/** Begins the lockdown, or ends it. Running the command twice has the same effect as running it once. */
export async function lockdown(terminal: Terminal, options: RecordOptions & { end?: boolean }): Promise<void> {
  const { t } = terminal;
  if (options.end) {
    const done = await perform(terminal, 'lockdown.end', {}, options);
    if (options.json) terminal.json(done);
    else terminal.out(t(done.ended ? 'cli.lockdown.ended' : 'cli.lockdown.none'));
    return;
  }
  const done = await perform(terminal, 'lockdown.begin', {}, options);
  if (options.json) terminal.json(done);
  else terminal.out(t('cli.lockdown.done'));
}
