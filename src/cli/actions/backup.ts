import { rmSync } from 'node:fs';
import { identityIn, newRecoveryKey, writingFor } from '../../platform/backup/cipher.ts';
import { refuseNestedBackup } from '../../platform/backup/refuse-nested-backup.ts';
import { BackupFolder, timeOf } from '../../platform/backup/folder.ts';
import { noteBackup, type BackupNote } from '../../platform/backup/last-backup.ts';
import { makeBackup, type Source } from '../../platform/backup/make-backup.ts';
import { openPlace } from '../../platform/backup/open-place.ts';
import { requirePinnedKey, pinFolder } from '../../platform/backup/pins.ts';
import type { BackupPlace } from '../../platform/backup/place.ts';
import { Backup } from '../../platform/backup/read-backup.ts';
import { countRows } from '../../platform/backup/rows.ts';
import { verifyBackup } from '../../platform/backup/restore-backup.ts';
import { minute } from '../../platform/clock/clock.ts';
import { readConfig, sharedSettings, type Config } from '../../platform/config/config.ts';
import { EmbeddedDatabase } from '../../platform/database/embedded/embedded-database.ts';
import { ServerDatabase } from '../../platform/database/server/server-database.ts';
import { AppError } from '../../platform/errors.ts';
import { openInstallation, readInstallation } from '../../platform/installation.ts';
import { openStore } from '../../platform/storage/open-store.ts';
import { CliError, exits, explain } from '../failures.ts';
import { perform } from '../perform.ts';
import { readableSize, readInput } from '../files.ts';
import type { Terminal } from '../terminal.ts';

export type BackupOptions = {
  toKey?: string;
  newKey?: boolean;
  unencrypted?: boolean;
  keep?: number;
  verify?: boolean;
  list?: boolean;
  key?: string;
  backup?: string;
  json?: boolean;
};

/** Adds a backup of this installation to a folder. */
export async function backup(terminal: Terminal, path: string, options: BackupOptions): Promise<void> {
  if (options.verify) return verify(terminal, path, options);
  if (options.list) return list(terminal, path, options);
  const { t } = terminal;
  if (options.keep !== undefined && !(Number.isInteger(options.keep) && options.keep > 0))
    throw new CliError('backup_keep', {}, exits.usage);
  const config = readConfig(terminal.env);
  const signal = terminal.interrupted();
  const progress = terminal.progress.bind(terminal);
  const place = await openPlace(path, config);
  refuseNestedBackup(config.dataDir, place);
  // With `--json`, the output is one JSON object. Its first field, the new private key, is printed before the folder is
  // created: without this key, no one could read the folder's backups.
  let hasBegun = false;
  const showKey = async (key: string): Promise<void> => {
    await terminal.deliver(options.json ? `{\n  "identity": "${key}",` : t('cli.backup.new_key', { key }));
    hasBegun = options.json === true;
  };
  const openFolder = await folderFor(config, place, options, showKey);
  const source = await openSource(terminal, config);
  const at = new Date();
  const { folder, done } = await (async () => {
    const folder = await openFolder(source);
    return { folder, done: await makeBackup(source, folder, { at, signal, progress }) };
  })()
    .catch((error: unknown) => {
      if (hasBegun) terminal.out('  "name": null\n}');
      throw error;
    })
    .finally(source.databaseDone);
  const made = {
    name: done.name,
    at: at.toISOString(),
    place: folder.path,
    lost: done.lost.length + done.unsure.length,
  };
  const unnoted = await note(terminal, config, { made, verified: await folder.verified() }).then(
    () => null,
    (error: unknown) => explain(terminal, error).message,
  );
  let unkept: unknown = null;
  const removed = options.keep
    ? await folder.keep(options.keep, done.name).catch((error: unknown) => {
        // The backup itself was made, so it is printed first.
        unkept = error;
        return null;
      })
    : null;
  const result = { ...done, removed, folder: folder.path, recipient: folder.recipient };
  if (hasBegun) terminal.out(JSON.stringify(result, null, 2).slice('{\n'.length));
  else if (options.json) terminal.json(result);
  else {
    terminal.out(
      t('cli.backup.done', {
        name: done.name,
        folder: folder.path,
        rows: done.rows,
        database: readableSize(done.database),
        blobs: done.blobs,
        added: done.newBlobs,
        bytes: readableSize(done.newBytes),
      }),
    );
    if (removed) terminal.out(t('cli.backup.kept', removed));
  }
  if (done.lost.length)
    throw new CliError('backup_lost', { count: done.lost.length, names: done.lost.slice(0, 20).join(', ') });
  if (done.unsure.length)
    throw new CliError('backup_unsure', {
      count: done.unsure.length,
      names: done.unsure.slice(0, 20).join(', '),
      folder: folder.path,
    });
  if (unkept) throw unkept;
  if (unnoted) throw new CliError('backup_not_noted', { reason: unnoted });
}

/** Lists the backups of a folder, the oldest first. This needs no key. */
async function list({ json, out, t, env }: Terminal, path: string, options: BackupOptions): Promise<void> {
  const folder = await BackupFolder.open(await openPlace(path, readConfig(env)));
  const backups = (await folder.names()).map((name) => ({ name, at: timeOf(name) }));
  const verified = await folder.verified();
  if (options.json) {
    const { installation, recipient } = folder;
    return json({ folder: folder.path, installation, recipient, backups, verified: verified ?? null });
  }
  for (const { name, at } of backups)
    out(`${minute(at)}  ${name}${verified?.name === name ? `  ${t('cli.backup.is_verified')}` : ''}`);
  out(t('cli.backup.listed', { count: backups.length, folder: folder.path, key: folder.recipient ?? '–' }));
}

/** Restores a backup into a temporary folder, compares the result with the backup, and deletes the result. */
async function verify(terminal: Terminal, path: string, options: BackupOptions): Promise<void> {
  const config = readConfig(terminal.env);
  const folder = await BackupFolder.open(await openPlace(path, config));
  const one = await Backup.open(folder, await readIdentity(options.key), options.backup);
  const { composeModules } = await import('../compose.ts');
  await verifyBackup(one, {
    jobs: composeModules().jobs,
    signal: terminal.interrupted(),
    progress: terminal.progress.bind(terminal),
  }).catch(async (error: unknown) => {
    await one.setAside();
    throw error;
  });
  const verified = { name: one.name, at: new Date().toISOString() };
  // The result may be impossible to store: the folder can be read-only, and the database can be unreachable. The backup
  // is intact even so, and therefore these errors are ignored.
  await folder.putVerified(verified).catch(() => {});
  if (readInstallation(config.dataDir)?.id === folder.installation)
    await note(terminal, config, { verified }).catch(() => {});
  const { tables, blobs } = one.manifest;
  const rows = countRows(tables);
  if (options.json) terminal.json({ name: one.name, at: one.manifest.at, rows, blobs: blobs.count, lost: blobs.lost });
  else terminal.out(terminal.t('cli.backup.verified', { name: one.name, rows, blobs: blobs.count }));
}

/**
 * Checks the options, and the folder if it exists. Returns a function that opens or creates the folder. If the folder
 * gets a new key, `showKey` receives the private key before the folder is created.
 */
async function folderFor(
  { dataDir }: Config,
  place: BackupPlace,
  { toKey, newKey, unencrypted }: BackupOptions,
  showKey: (identity: string) => Promise<void>,
): Promise<(source: Source) => Promise<BackupFolder>> {
  const { path } = place;
  const found = await BackupFolder.find(place);
  const isNamed = Boolean(toKey) || unencrypted === true;
  if (found) {
    const differs = newKey || (isNamed && (toKey ?? null) !== found.recipient);
    if (differs) throw new AppError('backup_key_differs', { details: { path, key: found.recipient ?? '–' } });
    const check = async (installation: string): Promise<BackupFolder> => {
      if (isNamed && found.installation === installation) await pinFolder(dataDir, found);
      await requirePinnedKey({ dataDir, installation }, found);
      return found;
    };
    const own = readInstallation(dataDir);
    if (own) await check(own.id);
    return (source) => check(source.installation);
  }
  if (!isNamed && !newKey) throw new CliError('backup_no_key', { path }, exits.usage);
  if (toKey) writingFor(toKey);
  return async (source) => {
    const made = newKey ? await newRecoveryKey() : null;
    if (made) await showKey(made.identity);
    return BackupFolder.create(place, made?.recipient ?? toKey ?? null, source);
  };
}

/** Opens the data for the backup: the database on a server, or a copy of the embedded database. */
async function openSource(terminal: Terminal, config: Config): Promise<Source> {
  const shared = {
    blobs: await openStore(config),
    dataDir: config.dataDir,
    settings: sharedSettings(terminal.env),
  };
  if (config.databaseUrl) {
    const db = new ServerDatabase(config.databaseUrl);
    await db.check();
    return { ...shared, db, databaseDone: () => db.close(), installation: openInstallation(config.dataDir).id };
  }
  const { path } = await perform(terminal, 'database.copy', { pid: process.pid }, {});
  const db = new EmbeddedDatabase({ directory: path, scratch: true });
  const databaseDone = async (): Promise<void> => {
    await db.close();
    rmSync(path, { recursive: true, force: true });
  };
  return { ...shared, db, databaseDone, installation: openInstallation(config.dataDir).id };
}

/** Stores in the database when a backup was made or verified. Does not migrate the database of a server. */
async function note(terminal: Terminal, { databaseUrl }: Config, news: BackupNote): Promise<void> {
  if (!databaseUrl) return perform(terminal, 'backup.note', news, {});
  const db = new ServerDatabase(databaseUrl);
  await noteBackup(db, news).finally(() => db.close());
}

/**
 * Reads the private key from a file, or from standard input if `file` is `-`. Returns null if `file` is undefined.
 * @throws AppError `backup_key_invalid`; CliError if the file cannot be read
 */
export async function readIdentity(file: string | undefined): Promise<string | null> {
  if (file === undefined) return null;
  const identity = identityIn(Buffer.from(await readInput(file)).toString());
  if (!identity) throw new AppError('backup_key_invalid');
  return identity;
}
