import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import type { Reader } from '../database/tx.ts';
import { readSetting } from '../database/settings.ts';
import { AppError } from '../errors.ts';
import type { App } from '../operation.ts';

/*
 * A wrong clock must not delete anything (docs/decisions/0252). Kronika notes the time hourly, in the database and in the
 * data directory. If the clock then says something that is more than two days away from it, whatever the clock decides
 * for good waits until someone has accepted the time.
 */

/** The newest time that was noted. `accepted`: how often someone has accepted a time by then. */
export type Noted = { seen: Date; accepted: number };

/**
 * `seen` is null if there is no time to compare with. `jumped`: they are more than two days apart. `accepted`: see
 * `Noted`.
 */
export type ClockState = { now: Date; seen: Date | null; jumped: boolean; accepted: number };

type Clocked = Pick<App, 'db' | 'config' | 'now'>;

export const clockSetting = 'clock';
/** Milliseconds. */
const largestStep = 2 * 86_400_000;

const noteOf = (dataDir: string): string => join(dataDir, 'clock.json');

const parse = (value: unknown): Noted | null => {
  const { seen, accepted } = (value ?? {}) as { seen?: unknown; accepted?: unknown };
  const at = typeof seen === 'string' ? new Date(seen) : null;
  return at && !Number.isNaN(at.getTime()) && typeof accepted === 'number' ? { seen: at, accepted } : null;
};

/** A note as it is stored. */
export const stored = ({ seen, accepted }: Noted): { seen: string; accepted: number } => ({
  seen: seen.toISOString(),
  accepted,
});

/**
 * The newest time that was noted. The note on the disk counts only if no time has been accepted since, because it may
 * be that of another process. Without a note, it is the time of the last change in the record, or of the last job. Null in
 * a new record.
 */
export async function newestNoted(db: Reader, dataDir: string): Promise<Noted | null> {
  const inDatabase = parse(await readSetting(db, clockSetting));
  const onDisk = parse(
    await readFile(noteOf(dataDir), 'utf8').then(
      (text): unknown => JSON.parse(text),
      () => null,
    ),
  );
  const accepted = inDatabase?.accepted ?? 0;
  const notes = [inDatabase, onDisk].filter((note) => note?.accepted === accepted) as Noted[];
  if (notes.length) return notes.reduce((one, other) => (other.seen > one.seen ? other : one));
  const { rows: found } = await sql<{ has: boolean }>`select to_regclass('pgboss.job') is not null as has`.execute(db);
  const jobs = found[0]!.has ? sql`(select max(created_on) from pgboss.job)` : sql`null::timestamptz`;
  const { rows } = await sql<{ at: Date | null }>`
    select greatest((select max(at) from change_set), ${jobs}) as at`.execute(db);
  const at = rows[0]?.at;
  return at ? { seen: at, accepted } : null;
}

/** What the clock says, beside the newest time that was noted. */
export async function readClock({ db, config, now: clock }: Clocked): Promise<ClockState> {
  const now = clock();
  const { seen, accepted } = (await newestNoted(db.read, config.dataDir)) ?? { seen: null, accepted: 0 };
  return { now, seen, accepted, jumped: seen !== null && Math.abs(now.getTime() - seen.getTime()) > largestStep };
}

/** Called before anything that the clock decides for good. @throws AppError `clock_jumped` */
export async function refuseIfClockJumped(app: Clocked): Promise<void> {
  const { now, seen, jumped } = await readClock(app);
  if (jumped) throw new AppError('clock_jumped', { details: { now: minute(now), seen: minute(seen!) } });
}

/** A time for administrators, in UTC to the minute. */
export const minute = (at: Date): string => `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;

/** Writes the note on the disk, in one step. */
export async function noteOnDisk(dataDir: string, noted: Noted): Promise<void> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const draft = `${noteOf(dataDir)}.${process.pid}`;
  await writeFile(draft, `${JSON.stringify(stored(noted))}\n`, { mode: 0o600 });
  await rename(draft, noteOf(dataDir));
}
