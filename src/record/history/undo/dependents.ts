import { sql } from 'kysely';
import type { Reader } from '../../../platform/database/tx.ts';
import type { Reference } from '../../kinds/kind.ts';
import { allKinds, kindsThat } from '../../kinds/registry.ts';

/** `owner` depends on `target`. `own`: whether the undone changes created `owner`, so that it is withdrawn too. */
export type Dependent = { owner: number; target: number; own: boolean };

/** The columns in which items refer to items that an undo may withdraw. Each has an index. */
const edges = (): readonly Reference[] => [
  ...allKinds()
    .filter((kind) => kind.undo !== 'nothing' && kind.undo !== 'article')
    .flatMap((kind) => kind.references)
    .filter((reference) => !reference.optional),
  { table: 'thing', column: 'merged_into', of: kindsThat((kind) => kind.merge) },
];

/**
 * The items that depend on the given items: parts of cases, claims, questions, sources that derive from others,
 * articles. Withdrawn and redacted items are left out.
 * @param sets the change sets that the undo reverses
 */
export async function dependentsOf(
  db: Reader,
  things: readonly { thingId: number; kind: string }[],
  sets: ReadonlySet<number>,
): Promise<Dependent[]> {
  if (things.length === 0) return [];
  const [ids, kinds] = [things.map((thing) => thing.thingId), things.map((thing) => thing.kind)];
  // The "offset 0" in the subqueries makes PostgreSQL look up each item in an index. Without it, PostgreSQL could read
  // whole tables if they are new and have no statistics yet.
  const queries = edges().flatMap(({ table, owner = 'id', column, of, edges: through }) => {
    if (of && !of.some((kind) => kinds.includes(kind))) return [];
    const among = of ? sql`i.kind = any(${[...of]}::text[])` : sql`true`;
    const rows = through
      ? sql`select x.owner from (${through}) x (owner, target) where x.target = i.id`
      : sql`select ${sql.ref(owner)} as owner from ${sql.table(table)} where ${sql.ref(column)} = i.id`;
    return [sql`select e.owner, i.id from asked i cross join lateral (${rows} offset 0) e where ${among}`];
  });
  const { rows } = await sql<{ owner: number; target: number; made: number | null }>`
    with asked as materialized (select * from unnest(${ids}::bigint[], ${kinds}::text[]) as i(id, kind)), dependents(owner, target) as (
      ${queries.length ? sql`${sql.join(queries, sql` union `)} union ` : sql``}
      select owner, target from rests_elsewhere where target = any(${ids}::bigint[])
    )
    select r.owner, r.target, m.set as made from dependents r
    cross join lateral (select kind, withdrawn_at, redacted_at from thing where id = r.owner offset 0) t
    left join lateral (select change_set_id as set from change where thing_id = r.owner and kind = t.kind and action = 'created' limit 1) m on true
    where r.owner <> r.target and t.withdrawn_at is null and t.redacted_at is null`.execute(db);
  return rows.map((row) => ({
    owner: Number(row.owner),
    target: Number(row.target),
    own: row.made !== null && sets.has(Number(row.made)),
  }));
}
