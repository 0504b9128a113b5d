import { readConfig } from '../../platform/config/config.ts';
import { adoptInstallation, originalExists, readInstallation } from '../../platform/installation.ts';
import { CliError } from '../failures.ts';
import type { Terminal } from '../terminal.ts';

/** Makes a moved or copied data directory usable again, by storing its present path. */
export function adopt(terminal: Terminal, options: { copy?: boolean; json?: boolean }): void {
  const { t } = terminal;
  const { dataDir } = readConfig(terminal.env);
  const before = readInstallation(dataDir);
  if (!before) throw new CliError('no_data', { path: dataDir });
  if (originalExists(before) && !options.copy) throw new CliError('adopt_copy', { from: before.path });
  const { id, path } = adoptInstallation(dataDir, options.copy ? undefined : before.id);
  if (options.json) terminal.json({ id, path, from: before.path, copy: options.copy === true });
  else terminal.out(t(options.copy ? 'cli.adopt.copied' : 'cli.adopt.moved', { path, from: before.path }));
}
