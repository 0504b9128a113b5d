import { sql } from 'kysely';
import type { Reader } from '../../platform/database/tx.ts';
import { packageType } from '../../record/files/packages.ts';
import { loadBriefs, type Brief } from '../../record/views/briefs.ts';
import type {} from './tables.ts';

/** A capture that readers may open. `size`: the bytes of its package. */
export type PublicCapture = { id: number; size: number };

/**
 * Those of the given captures that readers may open. The caller must ensure that the publication lets readers open
 * preserved pages, and that the captures' sources are public.
 */
export async function publicCapturesAmong(
  db: Reader,
  captureIds: readonly number[],
): Promise<Map<number, PublicCapture>> {
  if (captureIds.length === 0) return new Map();
  const { rows } = await sql<PublicCapture>`
    select r.capture_id as id, f.size from released_capture r join thing t on t.id = r.capture_id
    join lateral (select size from held_file where thing_id = r.capture_id and media_type = ${packageType} order by position desc limit 1) f on f.size > 0
    where r.capture_id = any(${[...captureIds]}::bigint[]) and t.visibility = 'public' and t.withdrawn_at is null and t.redacted_at is null`.execute(
    db,
  );
  return new Map(rows.map((row) => [Number(row.id), { id: Number(row.id), size: Number(row.size) }]));
}

export const isPublicCapture = async (db: Reader, captureId: number): Promise<boolean> =>
  (await db
    .selectFrom('released_capture')
    .select('capture_id')
    .where('capture_id', '=', captureId)
    .executeTakeFirst()) !== undefined;

const maxNamed = 50;

/**
 * People who appear in claims on the source, are hidden from readers, and are named on the page. If the page becomes
 * public, readers see their names.
 */
export async function unseenPeopleIn(db: Reader, captureId: number): Promise<Brief[]> {
  const { rows } = await sql<{ id: number }>`
    with of as (select c.id, c.source_id, lower(c.text) as text from capture c where c.id = ${captureId}),
    said as (select cl.id from claim cl, of where cl.source_id = of.source_id or cl.passage_id in (select p.id from passage p where p.capture_id = of.id)),
    people as (
      select actor_id as id from chain_link where claim_id in (select id from said)
      union select subject_id from statement where claim_id in (select id from said)
      union select value_thing from statement where claim_id in (select id from said)
    )
    select t.id from people p join thing t on t.id = p.id and t.kind = 'actor' and t.visibility <> 'public' and t.redacted_at is null
    join actor a on a.id = t.id and a.kind = 'person'
    where exists (select from actor_name n, of where n.actor_id = t.id and length(n.text) > 3 and position(lower(n.text) in of.text) > 0)
    order by t.id limit ${maxNamed}`.execute(db);
  const briefs = await loadBriefs(
    db,
    rows.map((row) => Number(row.id)),
    'desk',
  );
  return rows.flatMap((row) => briefs.get(Number(row.id)) ?? []);
}
