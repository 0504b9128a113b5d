import { z } from 'zod';
import { defineJob } from '../jobs/jobs.ts';
import type { App } from '../operation.ts';
import { referred, referring } from './holders.ts';

/** A blob to which nothing refers is deleted only if it was last put at least this many days ago. */
export const unusedStaysDays = 30;
const day = 86_400_000;
const batch = 500;

/**
 * Deletes blobs to which nothing refers and that were last put more than `unusedStaysDays` ago.
 * @returns how many, and their bytes
 */
export async function collectBlobs(app: App, signal: AbortSignal): Promise<{ blobs: number; bytes: number }> {
  const before = new Date(Date.now() - unusedStaysDays * day);
  const done = { blobs: 0, bytes: 0 };
  let idle: { sha256: string; size: number }[] = [];
  const erase = async (): Promise<void> => {
    // Checked again: something may refer to a blob since the names were read.
    const used = await referring(
      app.db.read,
      idle.map((one) => one.sha256),
    );
    for (const { sha256, size } of idle) {
      if (signal.aborted || used.has(sha256) || !(await app.blobs.collect(sha256, before))) continue;
      done.blobs++;
      done.bytes += size;
    }
    idle = [];
  };
  const names = referred(app.db.read);
  let name = await names.next();
  for await (const { sha256, size, at } of app.blobs.list()) {
    if (signal.aborted) break;
    if (sha256 === null) continue;
    while (!name.done && name.value < sha256) name = await names.next();
    if (at >= before || (!name.done && name.value === sha256)) continue;
    idle.push({ sha256, size });
    if (idle.length >= batch) await erase();
  }
  await erase();
  await app.blobs.tidy(before);
  return done;
}

export const collectJob = defineJob({
  name: 'platform.collectBlobs',
  input: z.object({}),
  everyHours: 24,
  minutes: 120,
  async handler({ app, log, signal }) {
    log.info(await collectBlobs(app, signal), 'unused blobs deleted');
  },
});
