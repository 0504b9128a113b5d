import { sql, type RawBuilder } from 'kysely';
import { findKind, allKinds } from './registry.ts';
import type { Kind } from './kind.ts';

type Sql = RawBuilder<unknown>;

/**
 * SQL for the id of the topmost item to which an item of a kind belongs. For a charge, this is the case of its
 * proceeding.
 */
function topOf({ table, within }: Kind, id: Sql): Sql {
  const own = sql`(select ${sql.ref(within!.column)} from ${sql.table(table)} where id = ${id})`;
  const above = findKind(within!.kind)!;
  return above.within ? topOf(above, own) : own;
}

const topKind = (kind: Kind): string => {
  const above = kind.within && findKind(kind.within.kind);
  return above ? topKind(above) : kind.name;
};

/** The kinds whose items belong to a case, directly or through another item. */
export const kindsInCases = (): readonly Kind[] => allKinds().filter((kind) => kind.within && topKind(kind) === 'case');

const choose = (kinds: readonly Kind[], kind: Sql, id: Sql): Sql =>
  sql`case ${kind} ${sql.join(
    kinds.map((one) => sql`when ${sql.lit(one.name)} then ${topOf(one, id)}`),
    sql` `,
  )} end`;

/** SQL for the id of the case or law to which an item belongs; null if it belongs to none. */
export const belongsTo = (kind: Sql, id: Sql): Sql =>
  choose(
    allKinds().filter((one) => one.within),
    kind,
    id,
  );

/**
 * SQL for the id of the case that an item is, or to which it belongs; null for any other item. If the case was merged
 * into another, this is still its own id, not that of the canonical case.
 */
export const caseOf = (kind: Sql, id: Sql): Sql =>
  sql`case when ${kind} = 'case' then ${id} else ${choose(kindsInCases(), kind, id)} end`;

/** A query for the parts (`id`, `kind`, `parent`, `case_id`, `title`) of the cases in the column `id` of `members`. */
export function partsOfCases(members: Sql): Sql {
  const parts = kindsInCases().filter((kind) => kind.subject && typeof kind.title === 'string');
  const [direct, deeper] = [
    parts.filter((kind) => kind.within!.kind === 'case'),
    parts.filter((kind) => kind.within!.kind !== 'case'),
  ];
  // The "offset 0" in the subqueries makes PostgreSQL look up each item in an index. Without it, PostgreSQL could read
  // whole tables if they are new and have no statistics yet.
  const rows = (kind: Kind, of: Sql, caseId: Sql): Sql =>
    sql`select p.id, ${sql.lit(kind.name)} as kind, p.${sql.ref(kind.within!.column)} as parent, ${caseId} as case_id, p.${sql.ref(String(kind.title))} as title from ${of} cross join lateral (select * from ${sql.table(kind.table)} x where x.${sql.ref(kind.within!.column)} = m.id offset 0) p`;
  return sql`(
    with member as (${members}), direct as materialized (${sql.join(
      direct.map((kind) => rows(kind, sql`member m`, sql`m.id`)),
      sql` union all `,
    )})
    select * from direct ${sql.join(
      deeper.map(
        (kind) =>
          sql`union all ${rows(kind, sql`(select * from direct where kind = ${sql.lit(kind.within!.kind)}) m`, sql`m.case_id`)}`,
      ),
      sql` `,
    )})`;
}
