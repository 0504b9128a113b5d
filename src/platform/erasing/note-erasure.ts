import { sql } from 'kysely';
import type { Tx } from '../database/tx.ts';
import { sendJob } from '../jobs/jobs.ts';
import { eraseBlobs } from '../storage/holders.ts';
import { finishErasuresJob } from './finish-job.ts';
import type { StoredWords } from './search-words.ts';
import type { Act } from './tables.ts';

/** The most blobs that one job deletes. */
const blobsTogether = 10_000;

/**
 * Notes in the transaction that deletes rows that the files of the database may still contain them. The job that
 * removes them from the files starts after the commit.
 * @param erasure `tables`: the tables with these rows; `words`: the words to search the files for (`encryptWords`);
 * `blobs`: blobs to delete unless something else refers to them, also if the process is killed after the commit
 */
export async function noteErasure(
  tx: Tx,
  {
    act,
    thing,
    tables,
    words,
    blobs = [],
  }: { act: Act; thing?: number; tables: Iterable<string>; words?: StoredWords; blobs?: readonly string[] },
): Promise<void> {
  await tx
    .insertInto('file_erasure')
    .values({ act, thing_id: thing ?? null, tables: [...new Set(tables)], ...(words ?? { words: null }) })
    .execute();
  // A database that was just restored may lack a queue. The first start of a server adds it and runs the jobs.
  const queues = await queuesIn(tx);
  if (queues.has(eraseBlobs.name))
    for (let from = 0; from < blobs.length; from += blobsTogether)
      await sendJob(tx, eraseBlobs, { blobs: blobs.slice(from, from + blobsTogether) });
  if (queues.has(finishErasuresJob.name)) await sendJob(tx, finishErasuresJob, {}, { onceIn: 10 });
}

async function queuesIn(tx: Tx): Promise<Set<string>> {
  const { rows } = await sql<{ queues: boolean }>`select to_regclass('pgboss.queue') is not null as queues`.execute(tx);
  if (!rows[0]!.queues) return new Set();
  const { rows: found } = await sql<{ name: string }>`
    select name from pgboss.queue where name in (${eraseBlobs.name}, ${finishErasuresJob.name})`.execute(tx);
  return new Set(found.map(({ name }) => name));
}
