import { sql } from 'kysely';
import { stripPackage } from '../../evidence/package/strip-package.ts';
import { openApp, type Modules } from '../../platform/app.ts';
import { refuseNestedBackup } from '../../platform/backup/refuse-nested-backup.ts';
import { mergeErasures, parseErasures, type Erasure } from '../../platform/backup/erasures.ts';
import { BackupFolder } from '../../platform/backup/folder.ts';
import { openPlace } from '../../platform/backup/open-place.ts';
import { Backup } from '../../platform/backup/read-backup.ts';
import { requireEmpty, restoreBackup } from '../../platform/backup/restore-backup.ts';
import { countRows } from '../../platform/backup/rows.ts';
import { acceptIn } from '../../platform/clock/note-time.ts';
import { readConfig, sharedSettings, type Config } from '../../platform/config/config.ts';
import { eraseAgain, type ErasedAgain } from '../../record/protection/erase-again.ts';
import { composeModules } from '../compose.ts';
import { CliError } from '../failures.ts';
import { readInput } from '../files.ts';
import type { Terminal } from '../terminal.ts';
import { readIdentity } from './backup.ts';

export type RestoreOptions = {
  key?: string;
  backup?: string;
  erasures?: string;
  withoutErasures?: boolean;
  withoutDamaged?: boolean;
  json?: boolean;
};

/** Restores a backup into the empty installation that the settings name. */
export async function restore(terminal: Terminal, path: string, options: RestoreOptions): Promise<void> {
  const { t } = terminal;
  const config = readConfig(terminal.env);
  const signal = terminal.interrupted();
  const progress = terminal.progress.bind(terminal);
  await requireEmpty(config);
  const place = await openPlace(path, config);
  refuseNestedBackup(config.dataDir, place);
  const folder = await BackupFolder.open(place);
  const backup = await Backup.open(folder, await readIdentity(options.key), options.backup);
  backup.migrations();
  const list = options.withoutErasures ? null : await erasuresFor(folder, backup, options.erasures);
  await backup.check({ signal, progress }, options.withoutDamaged);
  let erased = null as ErasedAgain | null;
  const modules = composeModules();
  await restoreBackup(backup, config, {
    jobs: modules.jobs,
    signal,
    progress,
    // Someone may have ended a session since the backup, for example because a device was lost.
    async loaded(tx) {
      await sql`delete from session`.execute(tx);
      await sql`delete from half_session`.execute(tx);
      // The newest noted time in the restored database is that of the backup. Unless the present time is accepted here,
      // an old backup would make the clock count as jumped.
      await acceptIn(tx, config.dataDir, new Date());
    },
    erase: list ? async () => void (erased = await erase(config, modules, list)) : undefined,
  });
  const { manifest } = backup;
  const blobs = manifest.blobs.count - [...backup.damaged].filter((file) => file.startsWith('blobs/')).length;
  const rows = countRows(manifest.tables);
  const now = sharedSettings(terminal.env);
  const settings = Object.entries(manifest.settings).filter(([name, value]) => now[name] !== value);
  if (options.json)
    terminal.json({
      name: backup.name,
      at: manifest.at,
      rows,
      blobs,
      damaged: [...backup.damaged],
      settings: Object.fromEntries(settings),
      erased,
    });
  else {
    terminal.out(t('cli.restore.done', { name: backup.name, rows, blobs }));
    if (erased) terminal.out(t('cli.restore.erased', { people: erased.people, rows: erased.rows }));
    if (erased?.unread.length) terminal.err(t('cli.restore.unread', { items: erased.unread.join(', ') }));
    if (backup.damaged.size)
      terminal.err([t('cli.restore.damaged', { count: backup.damaged.size }), ...backup.damaged].join('\n  '));
    if (manifest.blobs.lost.length) terminal.err(t('cli.restore.lost', { count: manifest.blobs.lost.length }));
    if (settings.length) {
      terminal.out(t('cli.restore.settings'));
      for (const [name, value] of settings) terminal.out(`  ${name}=${value}`);
    }
  }
}

/**
 * All known erasures, from the folder of backups and from `file`; null if none was made after the backup.
 * @throws CliError `restore_no_erasures` if there is no list of erasures
 */
async function erasuresFor(folder: BackupFolder, { manifest }: Backup, file?: string): Promise<Erasure[] | null> {
  const beside = await folder.erasures();
  const given = file === undefined ? null : parseErasures(Buffer.from(await readInput(file)).toString(), file);
  const lists = [beside, given].filter((list) => list !== null);
  if (lists.length === 0) throw new CliError('restore_no_erasures', { at: manifest.at.slice(0, 10) });
  const own = { installation: manifest.installation, erasures: [] };
  const { erasures } = mergeErasures([own, ...lists]);
  return erasures.length > manifest.erasures ? erasures : null;
}

/** Repeats the erasures in the embedded database of the data directory, which has the restored data. */
async function erase(config: Config, modules: Modules, list: readonly Erasure[]): Promise<ErasedAgain> {
  const { app, close } = await openApp({ ...config, databaseUrl: undefined }, modules);
  try {
    return await eraseAgain(app, list, stripPackage);
  } finally {
    await close();
  }
}
