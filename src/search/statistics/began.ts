import { sql } from 'kysely';
import type { Follower } from '../../platform/operation.ts';
import type { Tx } from '../../platform/database/tx.ts';
import { caseIndexer } from '../index/cases.ts';
import { live } from '../index/lookups.ts';

/** A case as many parts as it has: small sets keep the statement's arrays short. */
const setSize = 5_000;

/** Keeps in step with the record when each case began, in the transaction of each write. */
export const beganFollower: Follower = {
  name: 'statistics.began',
  async follow(tx, set) {
    const ids = [...new Set(await caseIndexer.touched(tx, set.changes, set))];
    for (let from = 0; from < ids.length; from += setSize) await noteBegan(tx, ids.slice(from, from + setSize));
  },
};

/** What dates a case where nobody says when it began: the first of these, of any of its parts. */
const partDates = ['date', 'opened', 'filed'];

/**
 * Works out when cases began. What sources say of the case's beginning goes before the dates of its parts. Sources
 * that differ widen the span: one says December, one January, so it began in one of them. Of several parts the first
 * counts, which is no later than the end of any of their spans. Of what lasted, its beginning counts. What is about
 * or uncertain (`~`, `?`) is widened by three days, four weeks or a year, by how fine it is. What is alleged or denied dates
 * nothing.
 */
export async function noteBegan(tx: Tx, ids: readonly number[]): Promise<void> {
  if (ids.length === 0) return;
  await sql`delete from case_began where case_id = any(${[...ids]}::bigint[])`.execute(tx);
  await sql`
    with asked as materialized (
      select t.id, t.visibility = 'public' as is_public from unnest(${[...ids]}::bigint[]) as i (id) cross join lateral (select * from thing t where t.id = i.id and t.kind = 'case' and ${live} offset 0) t
    ), family as materialized (
      select id as case_id, id as member, is_public from asked
      union all select a.id, t.id, a.is_public from asked a cross join lateral (select t.id from thing t where t.merged_into = a.id offset 0) t
    ), proceeding_ as materialized (
      select f.case_id, f.is_public, p.id from family f cross join lateral (select p.id from proceeding p where p.case_id = f.member offset 0) p
    ), belonging as (
      select f.case_id, f.is_public, e.id from family f cross join lateral (select e.id from event e where e.case_id = f.member offset 0) e
      union all select * from proceeding_
      union all select p.case_id, p.is_public, c.id from proceeding_ p cross join lateral (select c.id from charge c where c.proceeding_id = p.id offset 0) c
      union all select p.case_id, p.is_public, o.id from proceeding_ p cross join lateral (select o.id from "order" o where o.proceeding_id = p.id offset 0) o
    ), part as materialized (
      select id as case_id, id, is_public, true as is_case from asked
      union all
      select b.case_id, b.id, b.is_public and t.visibility = 'public', false from belonging b cross join lateral (select t.visibility from thing t where t.id = b.id and ${live} offset 0) t
    ), noted as (
      select p.case_id, p.id, p.is_case, f.date_from, f.date_to, f.value #>> '{}' as edtf,
        p.is_public and f.public_shown and not f.public_attributed as for_public, f.desk_shown and not f.desk_attributed as for_desk
      from part p cross join lateral (select * from fact f where f.subject_id = p.id and f.property = any(case when p.is_case then array['began'] else ${partDates}::text[] end) offset 0) f
    ), spanned as (
      select n.*, n.date_from - m.days as first_day, case when n.edtf like '%/%' then b.to_day else n.date_to end + m.days as last_day
      from noted n
      cross join lateral (select split_part(n.edtf, '/', 1) as start) s
      cross join lateral (select substring(s.start from '^\\d{4}(?:-(?:0[1-9]|1[0-2]))?(?:-\\d{2})?') as plain) d
      -- The last day of the beginning of what lasted.
      cross join lateral (select case length(d.plain) when 4 then (d.plain || '-12-31')::date when 7 then ((d.plain || '-01')::date + interval '1 month - 1 day')::date when 10 then n.date_from end as to_day) b
      cross join lateral (select case when s.start !~ '[~?%]' then 0 when s.start ~ '\\d{4}[~?%]?-[~?%]?\\d{2}[~?%]?-' then 3 when s.start ~ '\\d{4}[~?%]?-' then 28 else 365 end as days) m
    ), told as (
      -- Of one part: any of the days that anybody gives.
      select case_id, id, is_case,
        min(first_day) filter (where for_desk) as desk_from, max(last_day) filter (where for_desk) as desk_to, coalesce(bool_or(first_day is null or last_day is null) filter (where for_desk), true) as desk_open,
        min(first_day) filter (where for_public) as public_from, max(last_day) filter (where for_public) as public_to, coalesce(bool_or(first_day is null or last_day is null) filter (where for_public), true) as public_open
      from spanned group by case_id, id, is_case
    ), began as (
      select case_id,
        ${spanOf('desk')}, ${spanOf('public')}
      from told group by case_id
    )
    insert into case_began (case_id, desk_from, desk_to, public_from, public_to)
    select case_id, desk_from, desk_to, public_from, public_to from began where desk_from is not null or public_from is not null`.execute(tx);
}

/** What is said of the case itself, or else of the first of its parts. A span that is open at an end dates nothing. */
function spanOf(audience: 'desk' | 'public') {
  const [from, to, open] = [sql.ref(`${audience}_from`), sql.ref(`${audience}_to`), sql.ref(`${audience}_open`)];
  const pick = (of: typeof from) => sql`coalesce(min(${of}) filter (where is_case and not ${open}), min(${of}) filter (where not is_case and not ${open}))`;
  return sql`${pick(from)} as ${from}, ${pick(to)} as ${to}`;
}
