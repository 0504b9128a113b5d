import { sql } from 'kysely';
import type { Reader } from '../database/tx.ts';
import type { Act, Obstacle } from './tables.ts';
import type { Remains } from '../database/old-versions.ts';

/**
 * What was sealed or erased. `finishedAt`: when the words were gone from the files of the database; null if they may
 * still be there. `obstacle`: why the last attempt did not finish. `remains`: copies that Kronika cannot reach.
 */
export type ErasureState = {
  id: string;
  at: Date;
  act: Act;
  thingId: number | null;
  finishedAt: Date | null;
  obstacle: Obstacle | null;
  remains: Remains[];
};

const columns = ['id', 'at', 'act', 'thing_id as thingId', 'finished_at as finishedAt', 'obstacle', 'remains'] as const;

/** The maximum number of erasures in a list. */
export const maxErasures = 200;

/** Those that are not finished, and then the others; each the newest first. */
export const listErasures = (db: Reader): Promise<ErasureState[]> =>
  db
    .selectFrom('file_erasure')
    .select(columns)
    .orderBy((eb) => eb('finished_at', 'is not', null))
    .orderBy('at', 'desc')
    .limit(maxErasures)
    .execute();

/**
 * How many erasures are not finished. `late`: those that began before `before`; `oldest`: when the first of these began;
 * `obstacles`: why they are not finished (null: not tried yet).
 */
export async function countOpenErasures(
  db: Reader,
  before: Date,
): Promise<{ open: number; late: number; oldest: Date | null; obstacles: (Obstacle | null)[] }> {
  const { rows } = await sql<{
    open: number;
    late: number;
    oldest: Date | null;
    obstacles: (Obstacle | null)[] | null;
  }>`
    select count(*)::int as open, count(*) filter (where at < ${before})::int as late, min(at) filter (where at < ${before}) as oldest,
      array_agg(distinct obstacle) filter (where at < ${before}) as obstacles
    from file_erasure where finished_at is null`.execute(db);
  const { obstacles, ...counted } = rows[0]!;
  return { ...counted, obstacles: obstacles ?? [] };
}

/** The last erasure of an item. Null if nothing of it was sealed or erased. */
export async function lastErasureOf(db: Reader, thingId: number): Promise<ErasureState | null> {
  const row = await db
    .selectFrom('file_erasure')
    .select(columns)
    .where('thing_id', '=', thingId)
    .orderBy('at', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row ?? null;
}
