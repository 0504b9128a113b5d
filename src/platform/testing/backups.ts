import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import { z } from 'zod';
import { newRecoveryKey } from '../backup/cipher.ts';
import { BackupFolder } from '../backup/folder.ts';
import { Backup } from '../backup/read-backup.ts';
import { makeBackup } from '../backup/make-backup.ts';
import type { Database } from '../database/database.ts';
import { defineJob, sendJob } from '../jobs/jobs.ts';
import { prepareJobs } from '../jobs/queues.ts';
import { openDiskBlobs } from '../storage/disk.ts';
import { tempDir } from './temp-dir.ts';

export const signal = new AbortController().signal;
export const quiet = { signal, progress: () => {} };
export const installation = '11111111-2222-4333-8444-555555555555';
export const job = defineJob({ name: 'test.backup', input: z.object({ id: z.number() }), handler: async () => {} });
export const jobs = [job];
const odd = 'tab\t newline\n return\r backslash \\ quote " \\N \\. кириллица 👍';
export const loaded = async (): Promise<void> => {};

export type Site = { dataDir: string; blobs: ReturnType<typeof openDiskBlobs>; hashes: string[] };

/** Adds settings with odd texts and a blob each, keys and a job. */
export async function fill(db: Database): Promise<Site> {
  const dataDir = tempDir('kronika-backup-data-');
  const blobs = openDiskBlobs(join(dataDir, 'blobs'));
  const hashes: string[] = [];
  for (const [name, size] of [
    ['empty', 0],
    ['small', 10],
    ['large', 300_000],
  ] as const) {
    const sha256 = await blobs.put(Buffer.alloc(size, name));
    hashes.push(sha256);
    await db.transaction((tx) =>
      sql`insert into setting (name, value) values (${`test.${name}`}, ${JSON.stringify({ sha256, odd })}) on conflict (name) do update set value = excluded.value`.execute(
        tx,
      ),
    );
  }
  await mkdir(join(dataDir, 'keys', 'old'), { recursive: true });
  await mkdir(join(dataDir, 'commenter-keys'));
  await writeFile(join(dataDir, 'keys', 'links.key'), 'a secret of links');
  await writeFile(join(dataDir, 'keys', 'old', 'one.pem'), 'an old key');
  await writeFile(join(dataDir, 'commenter-keys', '2018-05-22-0a0a0a0a.age'), 'the key of a day');
  await prepareJobs(db, jobs);
  await db.transaction((tx) => sendJob(tx, job, { id: 7 }));
  return { dataDir, blobs, hashes };
}

let lastBackup = Date.parse('2018-05-22T09:00:00Z');

export const backUp = (db: Database, { dataDir, blobs }: Pick<Site, 'dataDir' | 'blobs'>, folder: BackupFolder) =>
  makeBackup(
    {
      db,
      databaseDone: async () => {},
      blobs,
      dataDir,
      installation,
      settings: { KRONIKA_URL: 'https://example.org' },
    },
    folder,
    // A second later each time, so that the names have an order.
    { at: new Date((lastBackup += 1000)), ...quiet },
  );

export const newFolder = (recipient: string | null, { dataDir }: Pick<Site, 'dataDir'>) =>
  BackupFolder.create(join(tempDir('kronika-backup-'), 'backups'), recipient, { dataDir, installation });

/** A folder with one backup, and the folder of its files. */
export async function oneBackup(db: Database, site: Site, recipient: string | null) {
  const folder = await newFolder(recipient, site);
  const { name } = await backUp(db, site, folder);
  return { folder, files: join(folder.path, 'backups', name) };
}

/** Opens the newest backup again and checks all of it. */
export const checkFolder = async ({ path }: BackupFolder, identity: string | null): Promise<void> =>
  (await Backup.open(await BackupFolder.open(path), identity)).check(quiet);

/** Every file below a folder, by its path. */
export function filesIn(folder: string): Record<string, string> {
  if (!existsSync(folder)) return {};
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    statSync(join(folder, name)).isFile(),
  );
  return Object.fromEntries(names.toSorted().map((name) => [name, readFileSync(join(folder, name), 'latin1')]));
}

export const key = await newRecoveryKey();
