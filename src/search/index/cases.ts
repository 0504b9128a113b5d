import { sql } from 'kysely';
import type { Change } from '../../platform/changes.ts';
import type { Tx } from '../../platform/database/tx.ts';
import { countryProperties, lawProperties, longestExtent, longestLaw, outletProperties, outletRoles, typeLines, yearProperties } from './case-facets.ts';
import { insertTwofold } from './insert-twofold.ts';
import type { Indexer } from './indexer.ts';
import { canonicalCases, idsAfter, live } from './lookups.ts';

/**
 * Cases, with the words of all their parts: title, summary, events, proceedings, charges, orders, questions and
 * claims. For the public only checked public claims of a public case count, and a part's title only where a public
 * claim carries it; what is merely alleged or denied is no facet there, since a filter names no speaker.
 */
export const caseIndexer: Indexer = {
  kind: 'case',
  touched: (tx, changes) => casesTouched(tx, changes),
  insert: insertCases,
  page: (tx, after, limit) => idsAfter(tx, 'case', after, limit),
};

async function insertCases(tx: Tx, ids: readonly number[]): Promise<void> {
  // Each step looks up by index what belongs to the step before (`lateral … offset 0`): the planner may know nothing
  // of how many rows a table has, in the middle of an import.
  await insertTwofold(tx, 'case', sql`
    asked as materialized (
      select t.id, t.visibility = 'public' as is_public, t.changed_at, c.title, c.summary from unnest(${[...ids]}::bigint[]) as i (id)
      cross join lateral (select * from thing t where t.id = i.id and ${live} offset 0) t cross join lateral (select * from "case" c where c.id = i.id offset 0) c
    ), family as materialized (
      select id as case_id, id as member, is_public from asked
      union all select a.id, t.id, a.is_public from asked a cross join lateral (select t.id from thing t where t.merged_into = a.id offset 0) t
    ), proceeding_ as materialized (
      select f.case_id, f.is_public, p.id, p.title from family f cross join lateral (select p.id, p.title from proceeding p where p.case_id = f.member offset 0) p
    ), belonging as (
      select f.case_id, f.is_public, e.id, e.title from family f cross join lateral (select e.id, e.title from event e where e.case_id = f.member offset 0) e
      union all select * from proceeding_
      union all select p.case_id, p.is_public, c.id, c.title from proceeding_ p cross join lateral (select c.id, c.title from charge c where c.proceeding_id = p.id offset 0) c
      union all select p.case_id, p.is_public, o.id, o.title from proceeding_ p cross join lateral (select o.id, o.title from "order" o where o.proceeding_id = p.id offset 0) o
    ), part as materialized (
      select id as case_id, id, null as title, is_public, changed_at from asked
      union all
      select b.case_id, b.id, b.title, b.is_public and t.visibility = 'public', t.changed_at from belonging b
      cross join lateral (select t.visibility, t.changed_at from thing t where t.id = b.id and ${live} offset 0) t
    ), said as materialized (
      select f.case_id, c.id, c.wording, c.source_id, t.changed_at, f.is_public and c.state = 'checked' and t.visibility = 'public' as is_public
      from family f cross join lateral (select c.id, c.wording, c.state, c.source_id from claim c where c.case_id = f.member and c.state <> 'withdrawn' offset 0) c
      cross join lateral (select t.visibility, t.changed_at from thing t where t.id = c.id and ${live} offset 0) t
    ), noted as materialized (
      select p.case_id, p.id as part_id, f.property, f.value, f.value_key, f.value_thing, f.date_from, f.date_to,
        p.is_public and f.public_shown as for_public, p.is_public and f.public_shown and not f.public_attributed as plain_public, f.desk_shown as for_desk,
        f.property = any(${outletProperties}::text[]) or (f.property = 'involvement' and f.value ->> 'role' = any(${outletRoles}::text[])) as pressed
      from part p cross join lateral (select * from fact f where f.subject_id = p.id offset 0) f
    ), carried as materialized (
      select distinct part_id from noted where for_public
    ), target as materialized (
      select a.id, a.kind, t.visibility = 'public' and t.withdrawn_at is null and t.redacted_at is null as is_public
      from (select distinct value_thing from noted where pressed and value_thing is not null) d
      cross join lateral (select * from actor a where a.id = d.value_thing offset 0) a cross join lateral (select * from thing t where t.id = a.id offset 0) t
    ), cited as materialized (
      select s.id, s.language, t.visibility = 'public' as is_public, t.visibility <> 'sealed' as for_desk from (select distinct source_id from said where source_id is not null) d
      cross join lateral (select * from source s where s.id = d.source_id and s.language is not null offset 0) s cross join lateral (select * from thing t where t.id = s.id offset 0) t
    ), words as (
      select p.case_id, p.title as text, 'C' as weight, p.is_public and c.part_id is not null as is_public from part p left join carried c on c.part_id = p.id where p.title is not null
      union all select case_id, wording, 'D', is_public from said
      union all
      select f.case_id, q.wording, 'D', f.is_public and t.visibility = 'public' and s.id is not null
      from family f cross join lateral (select q.id, q.wording, q.raised_by from question q where q.case_id = f.member offset 0) q
      cross join lateral (select t.visibility from thing t where t.id = q.id and ${live} offset 0) t left join said s on s.id = q.raised_by and s.is_public
    ), text as (
      select case_id, string_agg(text, E'\n') filter (where weight = 'C') as titles, string_agg(text, E'\n') filter (where weight = 'D') as wordings,
        string_agg(text, E'\n') filter (where weight = 'C' and is_public) as public_titles, string_agg(text, E'\n') filter (where weight = 'D' and is_public) as public_wordings
      from words group by case_id
    ), facet as (
      select case_id, case property when 'state-behind' then 'state' when 'outlet-home' then 'home' else 'country' end as facet,
        case when property = any(${countryProperties}::text[]) then value ->> 'country' else value #>> '{}' end as value, plain_public as for_public, for_desk
      from noted where property = any(${[...countryProperties, 'state-behind', 'outlet-home']}::text[])
      union all
      select n.case_id, 'type', l.line, n.plain_public, n.for_desk
      from noted n join unnest(${typeLines.types}::text[], ${typeLines.lines}::text[]) as l (type, line) on l.type = n.value_key where n.property = 'incident-type'
      union all
      select case_id, case property when 'case-status' then 'status' else 'slapp' end, value_key, plain_public, for_desk from noted where property in ('case-status', 'slapp')
      union all
      select case_id, 'law', left(regexp_replace(btrim(value ->> 'text'), '\s+', ' ', 'g'), ${longestLaw}::int), plain_public, for_desk from noted where property = any(${lawProperties}::text[])
      union all
      select n.case_id, 'year', y.year::text, n.plain_public, n.for_desk
      from noted n cross join lateral (select extract(year from n.date_from)::int as first, extract(year from coalesce(n.date_to, n.date_from))::int as last) e
      cross join lateral generate_series(e.first, e.last, case when e.last - e.first > ${longestExtent}::int then e.last - e.first else 1 end) as y (year)
      where n.property = any(${yearProperties}::text[]) and n.date_from is not null
      union all
      select n.case_id, k.facet, k.value, n.plain_public, n.for_desk from noted n join target t on t.id = n.value_thing
      cross join lateral (select 'targeted' as facet, t.kind as value union all select 'outlet', t.id::text where t.kind = 'outlet') k where n.pressed
      union all
      select n.case_id, 'home', h.value_key, n.plain_public and t.is_public and h.public_shown and not h.public_attributed, n.for_desk and h.desk_shown
      from target t cross join lateral (select * from fact h where h.subject_id = t.id and h.property = 'home-country' offset 0) h
      join noted n on n.value_thing = t.id and n.pressed where t.kind = 'outlet'
      union all
      select distinct s.case_id, 'language', c.language, s.is_public and c.is_public, c.for_desk from said s join cited c on c.id = s.source_id
      union all
      select case_id, 'actor', value_thing::text, for_public, for_desk from noted where value_thing is not null
      union all
      select s.case_id, 'actor', t.id::text, s.is_public and l.visibility = 'public', true
      from said s cross join lateral (select l.actor_id, l.visibility from chain_link l where l.claim_id = s.id and l.actor_id is not null and l.visibility <> 'sealed' offset 0) l
      cross join lateral (select coalesce(t.merged_into, t.id) as id from thing t where t.id = l.actor_id offset 0) t
    ), facets as (
      select case_id,
        ${facetArrays('country', sql`value`)}, ${facetArrays('type', sql`value`)}, ${facetArrays('status', sql`value`)}, ${facetArrays('language', sql`value`)},
        ${facetArrays('year', sql`value::smallint`)}, ${facetArrays('outlet', sql`value::bigint`)}, ${facetArrays('actor', sql`value::bigint`)},
        array_agg(distinct facet || '=' || value) filter (where for_desk and facet <> 'actor') as desk_facet, array_agg(distinct facet || '=' || value) filter (where for_public and facet <> 'actor') as public_facet
      from facet where value <> '' group by case_id
    ), dated as (
      select case_id, max(date_from) filter (where for_desk) as desk_on, max(date_from) filter (where plain_public) as public_on
      from noted where property = any(${yearProperties}::text[]) group by case_id
    ), fresh as (
      select case_id, max(changed_at) as desk_changed, max(changed_at) filter (where is_public) as public_changed
      from (
        select case_id, changed_at, is_public from said
        union all select p.case_id, p.changed_at, p.is_public and (p.id = p.case_id or c.part_id is not null) from part p left join carried c on c.part_id = p.id
      ) of_all group by case_id
    ), twofold as (
      select a.id as thing_id, a.is_public as has_public,
        a.title as desk_title, a.title as public_title,
        a.title as desk_a, coalesce(a.summary, '') as desk_b, coalesce(x.titles, '') as desk_c, coalesce(x.wordings, '') as desk_d,
        a.title as public_a, coalesce(a.summary, '') as public_b, coalesce(x.public_titles, '') as public_c, coalesce(x.public_wordings, '') as public_d,
        d.desk_on, d.public_on, r.desk_changed, r.public_changed, f.*
      from asked a join fresh r on r.case_id = a.id left join text x on x.case_id = a.id left join facets f on f.case_id = a.id left join dated d on d.case_id = a.id
    )`);
}

/** The two arrays of a facet, `desk_…` and `public_…`. */
function facetArrays(facet: string, value: ReturnType<typeof sql>) {
  const of = (audience: string) => sql`array_agg(distinct ${value}) filter (where facet = ${sql.lit(facet)} and ${sql.ref(`for_${audience}`)}) as ${sql.ref(`${audience}_${facet}`)}`;
  return sql`${of('desk')}, ${of('public')}`;
}

const partKinds = new Set(['event', 'proceeding', 'charge', 'order', 'question']);

/** Acts on an actor by which its cases gain or lose it, or the country an outlet is at home in. */
const showing = new Set<Change['action']>(['merged', 'visibility', 'withdrawn', 'redacted', 'sealed', 'opened']);

/** What counts of an actor in its change: an outlet that is one no longer is no outlet of its cases either. */
function marksOf(json: unknown): string {
  const { kind, visibility } = (json ?? {}) as { kind?: unknown; visibility?: unknown };
  return `${String(kind)} ${String(visibility)}`;
}

type ClaimJson = { case_id?: number | null; statements?: { subject_id: number; property: string }[] };

/** Cases that a write touches: by themselves, a part, a claim in them, or a claim that speaks of them. */
async function casesTouched(tx: Tx, changes: readonly Change[]): Promise<Iterable<number>> {
  const things = new Set<number>();
  const claims: number[] = [];
  const actors: number[] = [];
  for (const change of changes) {
    if (change.kind === 'case' || partKinds.has(change.kind)) things.add(change.thingId);
    if (change.kind === 'actor' && change.action !== 'created' && (showing.has(change.action) || marksOf(change.before) !== marksOf(change.after))) actors.push(change.thingId);
    if (change.kind !== 'claim') continue;
    const told = [change.before, change.after].filter((json): json is ClaimJson => typeof json === 'object' && json !== null && Array.isArray((json as ClaimJson).statements));
    if (!told.includes(change.after as ClaimJson)) claims.push(change.thingId);
    for (const json of told) {
      if (json.case_id) things.add(json.case_id);
      for (const { subject_id, property } of json.statements ?? []) {
        if (property === 'home-country') actors.push(subject_id);
        else things.add(subject_id);
      }
    }
  }
  if (claims.length) {
    const { rows } = await sql<{ id: number; property: string | null }>`
      select case_id as id, null as property from claim where id = any(${claims}::bigint[]) and case_id is not null
      union select subject_id, property from statement where claim_id = any(${claims}::bigint[])`.execute(tx);
    for (const row of rows) {
      if (row.property === 'home-country') actors.push(Number(row.id));
      else things.add(Number(row.id));
    }
  }
  if (actors.length) {
    const { rows } = await sql<{ id: number }>`select distinct thing_id as id from search_entry where kind = 'case' and actors && ${actors}::bigint[]`.execute(tx);
    for (const row of rows) things.add(Number(row.id));
  }
  return canonicalCases(tx, things);
}
