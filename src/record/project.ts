import { sql } from 'kysely';
import type { Tx } from '../platform/database/tx.ts';

/**
 * Rebuilds the projection (`fact`) of `subjectIds` from checked statements, in the transaction that changed them.
 *
 * A value counts for the desk when its claim is checked and not sealed, for the public when the claim is public
 * besides. The preferred value is shown, or every value where none is preferred; deprecated ones never. A value
 * that only alleged, denied, estimated or left-unclear claims carry is marked as attributed. Origins are counted
 * distinct. Statements on a merged thing count for the thing it was merged into.
 */
export async function project(tx: Tx, subjectIds: readonly number[]): Promise<void> {
  if (subjectIds.length === 0) return;
  const ids = [...new Set(subjectIds)];
  // What stood under a thing that was merged since goes with what stands under the canonical one.
  await sql`delete from fact where subject_id = any(array(
      select unnest(${ids}::bigint[]) union select merged_into from thing where id = any(${ids}::bigint[]) and merged_into is not null
    ))`.execute(tx);
  await sql`
    -- Laterals with "offset 0" keep the planner at index look-ups: fresh tables have no statistics yet.
    with subject as (
      select distinct coalesce(t.merged_into, t.id) as id from thing t where t.id = any(${ids}::bigint[])
    ), family as (
      select s.id as subject_id, s.id as member from subject s
      union all
      select s.id, m.id from subject s, lateral (select t.id from thing t where t.merged_into = s.id offset 0) m
    ), said as (
      select f.subject_id, st.property, st.value, st.date_from, st.date_to, st.rank, c.mode, c.origin,
        coalesce(v.merged_into, st.value_thing) as value_thing,
        -- a value that names a merged thing is the value that names the canonical one
        case when v.merged_into is null then st.value_key
          else v.ref || substring(st.value_key from length(v.old_ref) + 1) end as value_key,
        c.is_public,
        c.mode in ('alleged', 'denied', 'estimated', 'left-unclear') as is_attributed
      from family f
      cross join lateral (select * from statement st where st.subject_id = f.member and st.rank <> 'deprecated' offset 0) st
      cross join lateral (
        select c.mode, c.origin, ct.visibility = 'public' as is_public
        from claim c join thing ct on ct.id = c.id
        where c.id = st.claim_id and c.state = 'checked' and ct.withdrawn_at is null and ct.redacted_at is null and ct.visibility <> 'sealed' offset 0
      ) c
      left join lateral (
        select v.merged_into, v.kind || '/' || v.number as old_ref, cv.kind || '/' || cv.number as ref
        from thing v join thing cv on cv.id = v.merged_into where v.id = st.value_thing offset 0
      ) v on true
    ), valued as (
      select subject_id, property, value_key,
        (array_agg(value))[1] as value, (array_agg(value_thing))[1] as value_thing,
        min(date_from) as date_from, max(date_to) as date_to,
        bool_or(is_public) as has_public, bool_or(is_public and rank = 'preferred') as public_preferred,
        bool_or(rank = 'preferred') as desk_preferred,
        bool_and(is_attributed) filter (where is_public) as public_attributed, bool_and(is_attributed) as desk_attributed,
        count(distinct origin) filter (where is_public) as public_origins, count(distinct origin) as desk_origins
      from said group by subject_id, property, value_key
    )
    insert into fact (subject_id, property, value_key, value, value_thing, date_from, date_to,
      public_shown, public_attributed, public_origins, desk_shown, desk_attributed, desk_origins)
    select subject_id, property, value_key, value, value_thing, date_from, date_to,
      has_public and (public_preferred or not bool_or(public_preferred) over one), coalesce(public_attributed, false), public_origins,
      desk_preferred or not bool_or(desk_preferred) over one, desk_attributed, desk_origins
    from valued window one as (partition by subject_id, property)`.execute(tx);
}

/** The things that statements of `claimIds` speak of: whose projection changes with them. */
export async function subjectsOf(tx: Tx, claimIds: readonly number[]): Promise<number[]> {
  if (claimIds.length === 0) return [];
  const rows = await tx.selectFrom('statement').select('subject_id').distinct().where(sql<boolean>`claim_id = any(${[...claimIds]}::bigint[])`).execute();
  return rows.map((row) => row.subject_id);
}
