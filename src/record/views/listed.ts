import { sql, type RawBuilder } from 'kysely';
import type { Reader } from '../../platform/database/tx.ts';
import { belongsTo, partsOfCases } from '../kinds/within.ts';
import type { Audience } from './briefs.ts';

type Sql = RawBuilder<unknown>;

/**
 * SQL for whether an audience can see the content of an item at its own address. True also for merged items, whose
 * address redirects to the canonical item.
 */
export const isOpen = (audience: Audience, thing = 't'): RawBuilder<boolean> =>
  sql<boolean>`(${sql.ref(`${thing}.visibility`)} ${audience === 'public' ? sql`= 'public'` : sql`<> 'sealed'`} and ${sql.ref(`${thing}.withdrawn_at`)} is null and ${sql.ref(`${thing}.redacted_at`)} is null)`;

/**
 * SQL for whether an item is listed and counted for an audience. Lists, counts, exports and the API all use this rule,
 * so that their numbers agree. Merged, withdrawn, redacted and sealed items do not count. `thing`: the table or its
 * alias.
 */
export const isListed = (audience: Audience, thing = 't'): RawBuilder<boolean> =>
  sql<boolean>`(${sql.ref(`${thing}.merged_into`)} is null and ${isOpen(audience, thing)})`;

/**
 * SQL for whether readers see the item with an id or, after a merge, its canonical item. An item that belongs to a case
 * or law is visible only if this case or law is visible.
 */
export const isSeen = (id: Sql): RawBuilder<boolean> => sql<boolean>`exists (
  select from thing a join thing t on t.id = a.canonical_id
  left join thing ct on ct.id = (select c.canonical_id from thing c where c.id = ${belongsTo(sql`t.kind`, sql`t.id`)})
  where a.id = ${id} and ${isOpen('public')} and (ct.id is null or ${isOpen('public', 'ct')}))`;

/**
 * A query for the claims of cases, as rows (root, id): claims that were filed in the case, claims about the case or a
 * part of it, and claims that raise or answer its questions. Includes claims that the audience does not see, but not
 * the claims of parts that it does not see. `root` is the id of the canonical case.
 */
export function claimsOfCases(cases: readonly number[], audience: Audience): Sql {
  const ids = sql`${[...cases]}::bigint[]`;
  return sql`(
    with member as (select t.canonical_id as root, t.id from thing t where t.id = any(${ids}) or t.merged_into = any(${ids})),
    subject as (
      select root, id from member
      union all select m.root, p.id from ${partsOfCases(sql`select id from member`)} p join member m on m.id = p.case_id
        join thing t on t.id = p.id and ${isOpen(audience)}
    ),
    named as (select root, id from subject union all select s.root, t.id from subject s join thing t on t.merged_into = s.id),
    asked as (select m.root, q.raised_by, q.answered_by from member m join question q on q.case_id = m.id join thing t on t.id = q.id and ${isOpen(audience)})
    select m.root, c.id from member m join claim c on c.case_id = m.id
    union select n.root, s.claim_id from named n join statement s on s.subject_id = n.id
    union select root, raised_by from asked where raised_by is not null
    union select root, answered_by from asked where answered_by is not null
  )`;
}

/**
 * For each case: the number of its claims that are listed for the desk, and the number of unchecked claims among them.
 */
export async function countClaimsOfCases(
  db: Reader,
  cases: readonly number[],
): Promise<Map<number, { claims: number; unchecked: number }>> {
  if (cases.length === 0) return new Map();
  const { rows } = await sql<{ root: number; claims: number; unchecked: number }>`
    select o.root::int as root, count(*)::int as claims, (count(*) filter (where c.state in ('draft', 'imported')))::int as unchecked
    from ${claimsOfCases(cases, 'desk')} o join thing t on t.id = o.id join claim c on c.id = o.id
    where ${isListed('desk')} group by 1`.execute(db);
  return new Map(rows.map(({ root, ...counts }) => [root, counts]));
}
