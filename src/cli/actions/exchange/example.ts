import { needAccount, perform } from '../../perform.ts';
import type { RecordOptions } from '../../commands/options.ts';
import type { Terminal } from '../../terminal.ts';

export async function removeTheExample(terminal: Terminal, options: RecordOptions): Promise<void> {
  needAccount(options);
  const result = await perform(terminal, 'example.remove', {}, options);
  if (options.json) terminal.json(result);
  else
    terminal.out(
      terminal.t(result.removed || result.kept ? 'cli.example.remove.done' : 'cli.example.remove.nothing', result),
    );
}
