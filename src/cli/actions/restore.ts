import { resolve } from 'node:path';
import { sql } from 'kysely';
import { BackupFolder } from '../../platform/backup/folder.ts';
import { Backup } from '../../platform/backup/read-backup.ts';
import { demandEmpty, restoreBackup } from '../../platform/backup/restore-backup.ts';
import { readConfig, sharedSettings } from '../../platform/config/config.ts';
import { composeModules } from '../compose.ts';
import type { Terminal } from '../terminal.ts';
import { readIdentity } from './backup.ts';

export type RestoreOptions = { key?: string; backup?: string; json?: boolean };

/** Restores a backup into the empty installation that the settings name. */
export async function restore(terminal: Terminal, path: string, options: RestoreOptions): Promise<void> {
  const { t } = terminal;
  const config = readConfig(terminal.env);
  const signal = terminal.interrupted();
  const progress = terminal.progress.bind(terminal);
  await demandEmpty(config);
  const folder = await BackupFolder.open(resolve(path));
  const backup = await Backup.open(folder, await readIdentity(options.key), options.backup);
  backup.migrations();
  await backup.check({ signal, progress });
  await restoreBackup(backup, config, {
    jobs: composeModules().jobs,
    signal,
    progress,
    // Someone may have ended a session since the backup, for example because a device was lost.
    async loaded(tx) {
      await sql`delete from session`.execute(tx);
      await sql`delete from half_session`.execute(tx);
    },
  });
  const { manifest } = backup;
  const rows = Object.values(manifest.tables).reduce((sum, table) => sum + table.rows, 0);
  const now = sharedSettings(terminal.env);
  const settings = Object.entries(manifest.settings).filter(([name, value]) => now[name] !== value);
  if (options.json)
    terminal.json({
      name: backup.name,
      at: manifest.at,
      rows,
      blobs: manifest.blobs.count,
      settings: Object.fromEntries(settings),
    });
  else {
    terminal.out(t('cli.restore.done', { name: backup.name, rows, blobs: manifest.blobs.count }));
    if (manifest.blobs.lost.length) terminal.err(t('cli.restore.lost', { count: manifest.blobs.lost.length }));
    if (settings.length) {
      terminal.out(t('cli.restore.settings'));
      for (const [name, value] of settings) terminal.out(`  ${name}=${value}`);
    }
  }
}
