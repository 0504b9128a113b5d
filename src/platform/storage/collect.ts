import { sql } from 'kysely';
import { z } from 'zod';
import { defineJob } from '../jobs/jobs.ts';
import { defineOperation, run, systemPrincipal, type App } from '../operation.ts';
import { referred, referring } from './holders.ts';

/**
 * Days. A blob is deleted only if it was last put longer ago than this, and nothing has referred to it for as long. So
 * if the database is restored from a backup that is not older than this, its blobs still exist.
 */
export const unusedStaysDays = 30;
const day = 86_400_000;
const batch = 500;

/** Stores that nothing refers to these blobs. Returns since when each of them has been unused. */
const noteUnused = defineOperation({
  name: 'platform.noteUnusedBlobs',
  permission: ['system'],
  onFullDisk: 'runs',
  byClock: true,
  input: z.object({ names: z.array(z.string()) }),
  async write({ tx, input: { names }, at }): Promise<Map<string, Date>> {
    const { rows } = await sql<{ name: string; since: Date }>`
      insert into unused_blob (name, since, seen) select name, ${at}, ${at} from unnest(${names}::text[]) n (name)
      on conflict (name) do update set seen = excluded.seen returning name, since`.execute(tx);
    return new Map(rows.map(({ name, since }) => [name, since]));
  },
});

/**
 * Removes the rows that `noteUnused` has not updated since `before`: something refers to their blobs again, or the
 * blobs were deleted.
 */
const forgetUsed = defineOperation({
  name: 'platform.forgetUsedBlobs',
  permission: ['system'],
  onFullDisk: 'runs',
  byClock: true,
  input: z.object({ before: z.date() }),
  async write({ tx, input: { before } }): Promise<void> {
    await sql`delete from unused_blob where seen < ${before}`.execute(tx);
  },
});

/**
 * Deletes blobs to which nothing has referred for `unusedStaysDays` days, as the rows of `noteUnused` from earlier runs
 * show.
 * @returns how many blobs were deleted, and how many bytes they had
 */
export async function collectBlobs(app: App, signal: AbortSignal): Promise<{ blobs: number; bytes: number }> {
  const began = app.now();
  const before = new Date(began.getTime() - unusedStaysDays * day);
  const done = { blobs: 0, bytes: 0 };
  let idle: { sha256: string; size: number }[] = [];
  const erase = async (): Promise<void> => {
    const names = idle.map((one) => one.sha256);
    const since = await run(app, noteUnused, systemPrincipal, { names });
    // Checked again, because a new row may refer to a blob since the names were read.
    const used = await referring(app.db.read, names);
    for (const { sha256, size } of idle) {
      if (signal.aborted || used.has(sha256) || since.get(sha256)! >= before) continue;
      if (!(await app.blobs.collect(sha256, before))) continue;
      done.blobs++;
      done.bytes += size;
    }
    idle = [];
  };
  const names = referred(app.db.read);
  let name = await names.next();
  for await (const { sha256, size } of app.blobs.list()) {
    if (signal.aborted) break;
    if (sha256 === null) continue;
    while (!name.done && name.value < sha256) name = await names.next();
    if (!name.done && name.value === sha256) continue;
    idle.push({ sha256, size });
    if (idle.length >= batch) await erase();
  }
  await erase();
  if (!signal.aborted) await run(app, forgetUsed, systemPrincipal, { before: began });
  await app.blobs.tidy(before);
  return done;
}

export const collectJob = defineJob({
  name: 'platform.collectBlobs',
  input: z.object({}),
  byClock: true,
  everyHours: 24,
  minutes: 120,
  async handler({ app, log, signal }) {
    log.info(await collectBlobs(app, signal), 'unused blobs deleted');
  },
});
