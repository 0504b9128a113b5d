import { sql } from 'kysely';
import type { Reader } from '../../../platform/database/tx.ts';
import type { ThingKind } from '../../tables.ts';

/** Something on record that rests on another thing. `own`: what is undone made it, so it goes too. */
export type Resting = { owner: number; target: number; own: boolean };

/** Which row of what rests on things of some kinds in which column; each column has an index. */
const edges: readonly (readonly [kinds: readonly ThingKind[], table: string, owner: string, column: string])[] = [
  [['case'], 'event', 'id', 'case_id'],
  [['case'], 'proceeding', 'id', 'case_id'],
  [['proceeding'], 'charge', 'id', 'proceeding_id'],
  [['proceeding'], 'order', 'id', 'proceeding_id'],
  [['actor'], 'source', 'id', 'publisher_id'],
  [['source'], 'derivation', 'source_id', 'origin_id'],
  [['source'], 'capture', 'id', 'source_id'],
  [['case'], 'claim', 'id', 'case_id'],
  [['source'], 'claim', 'id', 'source_id'],
  [['actor'], 'chain_link', 'claim_id', 'actor_id'],
  [['source'], 'chain_link', 'claim_id', 'source_id'],
  [['actor', 'case', 'event', 'proceeding', 'charge', 'order', 'source'], 'statement', 'claim_id', 'subject_id'],
  [['actor', 'case', 'event', 'proceeding', 'charge', 'order', 'source'], 'statement', 'claim_id', 'value_thing'],
  [['case'], 'question', 'id', 'case_id'],
  [['actor', 'case', 'event', 'proceeding', 'source'], 'thing', 'id', 'merged_into'],
];

/**
 * What rests on things: parts of cases, claims, questions, derivations, articles; what was withdrawn or erased does
 * not count. `sets`: the change sets that are undone.
 */
export async function restingOn(
  db: Reader,
  things: readonly { thingId: number; kind: string }[],
  sets: ReadonlySet<number>,
): Promise<Resting[]> {
  if (things.length === 0) return [];
  const [ids, kinds] = [things.map((thing) => thing.thingId), things.map((thing) => thing.kind)];
  // Laterals with "offset 0" keep the planner at index look-ups: fresh tables have no statistics yet.
  const looked = edges.flatMap(([of, table, owner, column]) =>
    of.some((kind) => kinds.includes(kind))
      ? [
          sql`select e.owner, i.id from asked i cross join lateral (select ${sql.ref(owner)} as owner from ${sql.table(table)} where ${sql.ref(column)} = i.id offset 0) e where i.kind = any(${[...of]}::text[])`,
        ]
      : [],
  );
  const { rows } = await sql<{ owner: number; target: number; made: number | null }>`
    with asked as materialized (select * from unnest(${ids}::bigint[], ${kinds}::text[]) as i(id, kind)), resting(owner, target) as (
      ${looked.length ? sql`${sql.join(looked, sql` union `)} union ` : sql``}
      select c.owner, i.id from asked i cross join lateral (select c.id as owner from passage p join claim c on c.passage_id = p.id where p.capture_id = i.id offset 0) c where i.kind = 'capture'
      union select id, raised_by from question where raised_by = any(${ids}::bigint[])
      union select owner, target from rests_elsewhere where target = any(${ids}::bigint[])
    )
    select r.owner, r.target, m.set as made from resting r
    cross join lateral (select kind, withdrawn_at, redacted_at from thing where id = r.owner offset 0) t
    left join lateral (select change_set_id as set from change where thing_id = r.owner and kind = t.kind and action = 'created' limit 1) m on true
    where r.owner <> r.target and t.withdrawn_at is null and t.redacted_at is null`.execute(db);
  return rows.map((row) => ({
    owner: Number(row.owner),
    target: Number(row.target),
    own: row.made !== null && sets.has(Number(row.made)),
  }));
}
