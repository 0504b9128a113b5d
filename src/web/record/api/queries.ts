import type { DeskHead } from '../../kit/api/endpoint.ts';
import { sql, type RawBuilder } from 'kysely';
import { z } from 'zod';
import type { Reader } from '../../../platform/database/tx.ts';
import type { ThingKind } from '../../../record/tables.ts';
import type { Audience } from '../../../record/views/briefs.ts';
import { isListed, isOpen } from '../../../record/views/listed.ts';
import type { Sort } from '../../kit/api/parameters.ts';

/**
 * The cursor of a list: the number of the last item on a page, and the time of its last change. The time is a string
 * from the database, because a JavaScript `Date` would lose the microseconds.
 */
export const keyShape = z.tuple([z.number().int().positive(), z.string().regex(/^[\d :.+-]{10,40}$/)]);
export type ThingKey = z.output<typeof keyShape>;

export type PageQuery = {
  kind: ThingKind;
  audience: Audience;
  /** Joins of further tables with `thing t`. */
  joins?: RawBuilder<unknown>;
  conditions: readonly (RawBuilder<boolean> | null)[];
  sort: Sort;
  changedSince?: string;
  after: ThingKey | null;
  limit: number;
};

/**
 * A page of items of one kind, without merged items.
 * @returns the ids, and the cursor of the next page; null on the last page
 */
export async function pageOfThings(
  db: Reader,
  { kind, audience, joins, conditions, sort, changedSince, after, limit }: PageQuery,
): Promise<{ ids: number[]; next: ThingKey | null }> {
  const down = sort.startsWith('-');
  const direction = sql.raw(down ? 'desc' : 'asc');
  const beyond = sql.raw(down ? '<' : '>');
  const byChange = sort.endsWith('changed');
  const all = [
    sql<boolean>`t.kind = ${kind} and ${isListed(audience)}`,
    ...conditions.filter((one) => one !== null),
    ...(changedSince ? [sql<boolean>`t.changed_at >= ${new Date(changedSince)}`] : []),
    ...(after
      ? [
          byChange
            ? sql<boolean>`(t.changed_at, t.number) ${beyond} (${after[1]}::timestamptz, ${after[0]}::bigint)`
            : sql<boolean>`t.number ${beyond} ${after[0]}`,
        ]
      : []),
  ];
  const { rows } = await sql<{ id: number; number: number; changed: string }>`
    select t.id, t.number, t.changed_at::text as changed from thing t ${joins ?? sql``} where ${sql.join(all, sql` and `)}
    order by ${byChange ? sql`t.changed_at ${direction}, ` : sql``}t.number ${direction} limit ${limit + 1}`.execute(
    db,
  );
  const last = rows[limit - 1];
  return {
    ids: rows.slice(0, limit).map((row) => Number(row.id)),
    next: rows.length > limit && last ? [Number(last.number), last.changed] : null,
  };
}

/**
 * The ids of an item and of all items merged into it. `number` is the number of any of these items. Empty if the
 * audience cannot see the item, so that a filter does not reveal what is connected with hidden items.
 */
export async function familyOf(db: Reader, kind: ThingKind, number: number, audience: Audience): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select member.id from thing asked join thing t on t.id = asked.canonical_id join thing member on member.canonical_id = t.id
    where asked.kind = ${kind} and asked.number = ${number} and asked.redacted_at is null and ${isOpen(audience)}
      and asked.visibility ${audience === 'public' ? sql`= 'public'` : sql`<> 'sealed'`}`.execute(db);
  return rows.map((row) => Number(row.id));
}

/** The condition that a column has an id of `familyOf`. Null if `number` is left out. */
export const among = async (
  db: Reader,
  column: string,
  kind: ThingKind,
  number: number | undefined,
  audience: Audience,
): Promise<RawBuilder<boolean> | null> =>
  number === undefined
    ? null
    : sql<boolean>`${sql.ref(column)} = any(${await familyOf(db, kind, number, audience)}::bigint[])`;

export const oneOf = (column: string, values: readonly string[] | undefined): RawBuilder<boolean> | null =>
  values?.length ? sql<boolean>`${sql.ref(column)} = any(${[...values]}::text[])` : null;

export async function deskHeads(
  db: Reader,
  kind: ThingKind,
  numbers: readonly number[],
): Promise<Map<number, DeskHead>> {
  const rows = await db
    .selectFrom('thing')
    .select(['number', 'version', 'visibility', 'changed_at', 'withdrawn_at'])
    .where('kind', '=', kind)
    .where(sql<boolean>`number = any(${[...numbers]}::bigint[])`)
    .execute();
  return new Map(
    rows.map((row) => [
      row.number,
      { version: row.version, visibility: row.visibility, changedAt: row.changed_at, withdrawnAt: row.withdrawn_at },
    ]),
  );
}
