import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import type { Reader } from '../database/tx.ts';
import { readSetting } from '../database/settings.ts';
import { AppError } from '../errors.ts';
import type { App } from '../operation.ts';

/*
 * A wrong system clock must not make Kronika delete anything (docs/decisions/0252). So Kronika notes the time every
 * hour, in the database and in the data directory. If the clock differs from the last note by more than two days, it
 * has "jumped". Then everything irreversible that depends on the time, such as deletion after a period, is refused
 * until an administrator has accepted the new time.
 */

/** A noted time. `accepted`: how many times a time had been accepted by then. */
export type Noted = { seen: Date; accepted: number };

/**
 * The clock (`now`) and the newest note (`seen`, null if there is none). `jumped`: they are more than two days apart.
 * `accepted`: see `Noted`.
 */
export type ClockState = { now: Date; seen: Date | null; jumped: boolean; accepted: number };

type Clocked = Pick<App, 'db' | 'config' | 'now'>;

export const clockSetting = 'clock';
/** Milliseconds: if the clock differs from the newest note by more than this, it has jumped. */
const maxStepMs = 2 * 86_400_000;

const noteOf = (dataDir: string): string => join(dataDir, 'clock.json');

const parse = (value: unknown): Noted | null => {
  const { seen, accepted } = (value ?? {}) as { seen?: unknown; accepted?: unknown };
  const at = typeof seen === 'string' ? new Date(seen) : null;
  return at && !Number.isNaN(at.getTime()) && typeof accepted === 'number' ? { seen: at, accepted } : null;
};

/** The JSON that is stored for a note. */
export const stored = ({ seen, accepted }: Noted): { seen: string; accepted: number } => ({
  seen: seen.toISOString(),
  accepted,
});

/**
 * The newest note, from the database or the disk. The note on the disk is ignored if a time has been accepted since,
 * because a time from before may be wrong. Without a note, uses the time of the last change or of the last job. Null if
 * there is none of these.
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

/** Compares the clock with the newest note. */
export async function readClock({ db, config, now: clock }: Clocked): Promise<ClockState> {
  const now = clock();
  const { seen, accepted } = (await newestNoted(db.read, config.dataDir)) ?? { seen: null, accepted: 0 };
  return { now, seen, accepted, jumped: seen !== null && Math.abs(now.getTime() - seen.getTime()) > maxStepMs };
}

/** Called before each irreversible action that depends on the time. @throws AppError `clock_jumped` */
export async function refuseIfClockJumped(app: Clocked): Promise<void> {
  const { now, seen, jumped } = await readClock(app);
  if (jumped) throw new AppError('clock_jumped', { details: { now: minute(now), seen: minute(seen!) } });
}

/** A time for messages to administrators, such as `2026-03-01 12:30 UTC`. */
export const minute = (at: Date): string => `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;

/** Writes the note into the data directory, with an atomic rename. */
export async function noteOnDisk(dataDir: string, noted: Noted): Promise<void> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const draft = `${noteOf(dataDir)}.${process.pid}`;
  await writeFile(draft, `${JSON.stringify(stored(noted))}\n`, { mode: 0o600 });
  await rename(draft, noteOf(dataDir));
}
