import { perform } from '../perform.ts';
import type { RecordOptions } from '../commands/options.ts';
import type { Terminal } from '../terminal.ts';

export async function listKeys(terminal: Terminal, options: RecordOptions): Promise<void> {
  const { keys } = await perform(terminal, 'key.list', {}, options);
  if (options.json) terminal.json({ keys });
  else
    for (const { publicKey, since, until } of keys)
      terminal.out(
        terminal.t(until ? 'cli.key.former' : 'cli.key.current', {
          key: publicKey,
          since: since.slice(0, 10),
          until: until?.slice(0, 10),
        }),
      );
}

export async function rotateKey(terminal: Terminal, options: RecordOptions): Promise<void> {
  const made = await perform(terminal, 'key.rotate', {}, options);
  if (options.json) terminal.json(made);
  else terminal.out(terminal.t('cli.key.rotated', { key: made.publicKey }));
}
