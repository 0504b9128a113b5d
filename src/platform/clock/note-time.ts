import { z } from 'zod';
import { storeSetting } from '../database/settings.ts';
import type { Tx } from '../database/tx.ts';
import { AppError } from '../errors.ts';
import { skipIfReadOnly } from '../lockdown.ts';
import { defineOperation, run, systemPrincipal, type App, type Principal } from '../operation.ts';
import { clockSetting, newestNoted, noteOnDisk, readClock, stored, type Noted } from './clock.ts';

/** Milliseconds between two notes. It must be much less than `largestStep` in `clock.ts`. */
const noteEvery = 3_600_000;

const storeTime = defineOperation({
  name: 'platform.noteTime',
  permission: ['system'],
  onFullDisk: 'runs',
  input: z.object({ seen: z.date(), accepted: z.number() }),
  write: ({ tx, input }) => storeSetting(tx, clockSetting, stored(input)),
});

/** Accepts a time in the caller's transaction, for example after an old backup was restored. */
export async function acceptIn(tx: Tx, dataDir: string, seen: Date): Promise<{ before: Noted | null; noted: Noted }> {
  const before = await newestNoted(tx, dataDir);
  const noted = { seen, accepted: (before?.accepted ?? 0) + 1 };
  await storeSetting(tx, clockSetting, stored(noted));
  return { before, noted };
}

/**
 * Accepts the time of the server's clock, although it is far from the newest note. This is possible only on the command
 * line, because anyone who can run commands there can check the clock.
 */
export const acceptTime = defineOperation({
  name: 'platform.acceptTime',
  permission: ['administrator'],
  onFullDisk: 'runs',
  input: z.object({ dataDir: z.string() }),
  async write({ tx, input, principal, at, change }): Promise<Noted> {
    if (principal.via !== 'cli') throw new AppError('not_permitted', { details: { roles: 'administrator' } });
    const { before, noted } = await acceptIn(tx, input.dataDir, at);
    change({
      kind: 'setting',
      thingId: 0,
      action: 'changed',
      before: { clock: before && before.seen.toISOString() },
      after: { clock: at.toISOString() },
    });
    return noted;
  },
});

/** Runs `acceptTime`, and notes the time in the data directory too. @throws AppError `not_permitted` */
export async function acceptClock(app: App, principal: Principal, why?: string): Promise<void> {
  const { dataDir } = app.config;
  await noteOnDisk(dataDir, await run(app, acceptTime, principal, { dataDir }, why));
}

/**
 * Notes the time, unless the clock has jumped or the newest note is less than an hour old. In a lockdown, writes the
 * note only into the data directory.
 */
export async function noteTime(app: App): Promise<void> {
  const { now, seen, accepted, jumped } = await readClock(app);
  if (jumped || (seen && now.getTime() - seen.getTime() < noteEvery)) return;
  const noted = { seen: now, accepted };
  await noteOnDisk(app.config.dataDir, noted);
  await skipIfReadOnly(run(app, storeTime, systemPrincipal, noted));
}

/** Calls `noteTime` now and every hour. @returns a function that stops this */
export async function noteTimeRegularly(app: App, failed: (error: unknown) => void): Promise<() => void> {
  await noteTime(app).catch(failed);
  const timer = setInterval(() => void noteTime(app).catch(failed), noteEvery).unref();
  return () => clearInterval(timer);
}
