import { z } from 'zod';
import type { Database } from '../database/database.ts';
import { readSetting, storeSetting } from '../database/settings.ts';
import type { Reader } from '../database/tx.ts';
import { commitUnlessLockdown, lockdownSince } from '../lockdown.ts';
import type { App } from '../operation.ts';

const setting = 'backups';
const at = z.iso.datetime();
const name = z.string().max(100);

/** The name of a backup that passed `kronika backup --verify`, and when it did. */
export const verifiedBackup = z.object({ name, at });

/** What the database stores about backups. */
export const backupNote = z.object({
  /** The newest backup. `lost`: how many files of the record were missing or damaged in the store. */
  made: z.object({ name, at, place: z.string(), lost: z.number() }).optional(),
  verified: verifiedBackup.optional(),
});
export type BackupNote = z.output<typeof backupNote>;

/** `late`: there is no backup, or the newest one is older than two intervals between backups. */
export type BackupState = BackupNote & { late: boolean };

/** Stores that a backup was made or verified. Does nothing during a lockdown, because then nothing may be written. */
export async function noteBackup(db: Database, news: BackupNote): Promise<void> {
  await db.transaction(async (tx) => {
    if (await lockdownSince(tx)) return;
    const before = await readNote(tx);
    const verified = [before.verified, news.verified].filter((one) => one !== undefined);
    const last = verified.toSorted((a, b) => a.at.localeCompare(b.at)).at(-1);
    await storeSetting(tx, setting, { made: news.made ?? before.made, verified: last });
    await commitUnlessLockdown(tx);
  });
}

/** The stored `backupNote`, and whether the next backup is late. */
export async function readBackupState({ db, config, now }: Pick<App, 'db' | 'config' | 'now'>): Promise<BackupState> {
  const found = await readNote(db.read);
  const age = found.made ? now().getTime() - new Date(found.made.at).getTime() : Infinity;
  return { ...found, late: age > 2 * config.backupEvery };
}

async function readNote(db: Reader): Promise<BackupNote> {
  return backupNote.safeParse(await readSetting(db, setting)).data ?? {};
}
