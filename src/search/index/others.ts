import { sql } from 'kysely';
import type { Change } from '../../platform/changes.ts';
import type { Tx } from '../../platform/database/tx.ts';
import type { ThingKind } from '../../record/tables.ts';
import type { Indexer } from './indexer.ts';
import { insertTwofold } from './insert-twofold.ts';
import { idsAfter, live } from './lookups.ts';
import { insertNames } from './names.ts';

/** The columns of `twofold` that a kind has nothing for. */
const nothing = sql`'{}'::text[] as desk_type, '{}'::text[] as public_type, '{}'::text[] as desk_status, '{}'::text[] as public_status, '{}'::bigint[] as desk_outlet, '{}'::bigint[] as public_outlet`;

/** Values of a facet, named as filters are. */
export const named = (facet: string, values: string) => sql`(select coalesce(array_agg(${`${facet}=`} || v::text), '{}') from unnest(${sql.ref(values)}) as v)`;

/** Actors, by all their names and those of what was merged into them; the country is their home. */
export const actorIndexer: Indexer = {
  kind: 'actor',
  touched: async (tx, changes) => [...ofKind(changes, 'actor'), ...(await subjectsOfClaims(tx, changes, 'actor'))],
  async insert(tx, ids) {
    await insertTwofold(tx, 'actor', sql`
      asked as materialized (
        select t.id, t.visibility = 'public' as is_public, t.changed_at from thing t where t.id = any(${[...ids]}::bigint[]) and t.kind = 'actor' and ${live}
      ), family as (
        select id as actor_id, id as member, is_public from asked
        union all select a.id, t.id, a.is_public and t.visibility = 'public' from asked a join thing t on t.merged_into = a.id and t.visibility <> 'sealed' and t.redacted_at is null
      ), named as (
        select f.actor_id, string_agg(n.text, ' ' order by f.member <> f.actor_id, n.position) as names, (array_agg(n.text order by f.member <> f.actor_id, n.position))[1] as title,
          string_agg(n.text, ' ' order by f.member <> f.actor_id, n.position) filter (where f.is_public) as public_names
        from family f join actor_name n on n.actor_id = f.member group by f.actor_id
      ), home as (
        select a.id, array_agg(f.value_key) filter (where f.desk_shown) as desk_country, array_agg(f.value_key) filter (where f.public_shown and not f.public_attributed) as public_country
        from asked a join fact f on f.subject_id = a.id and f.property = 'home-country' group by a.id
      ), twofold as (
        select a.id as thing_id, a.is_public as has_public, n.title as desk_title, n.title as public_title,
          n.names as desk_a, '' as desk_b, '' as desk_c, '' as desk_d, coalesce(n.public_names, '') as public_a, '' as public_b, '' as public_c, '' as public_d,
          h.desk_country, h.public_country, '{}'::smallint[] as desk_year, '{}'::smallint[] as public_year, '{}'::text[] as desk_language, '{}'::text[] as public_language, ${nothing},
          f.ids as desk_actor, f.ids as public_actor, ${named('country', 'h.desk_country')} as desk_facet, ${named('country', 'h.public_country')} as public_facet,
          null::date as desk_on, null::date as public_on, a.changed_at as desk_changed, a.changed_at as public_changed
        from asked a join named n on n.actor_id = a.id left join home h on h.id = a.id
        cross join lateral (select array_agg(member) as ids from family where actor_id = a.id) f
      )`);
    await insertNames(tx, ids);
  },
  page: (tx, after, limit) => idsAfter(tx, 'actor', after, limit),
};

/** Sources, by title and note; their publisher is the actor. */
export const sourceIndexer: Indexer = {
  kind: 'source',
  touched: async (_tx, changes) => ofKind(changes, 'source'),
  async insert(tx, ids) {
    await insertTwofold(tx, 'source', sql`
      twofold as (
        select t.id as thing_id, t.visibility = 'public' as has_public, s.title as desk_title, s.title as public_title,
          s.title as desk_a, '' as desk_b, coalesce(s.note, '') as desk_c, '' as desk_d, s.title as public_a, '' as public_b, coalesce(s.note, '') as public_c, '' as public_d,
          '{}'::text[] as desk_country, '{}'::text[] as public_country, d.years as desk_year, d.years as public_year, l.languages as desk_language, l.languages as public_language, ${nothing},
          a.ids as desk_actor, a.ids as public_actor, f.names as desk_facet, f.names as public_facet, d.on_day as desk_on, d.on_day as public_on, t.changed_at as desk_changed, t.changed_at as public_changed
        from thing t join source s on s.id = t.id
        cross join lateral (select case when s.language is null then '{}' else array[s.language] end as languages) l
        cross join lateral (select case when s.publisher_id is null then '{}' else array[s.publisher_id] end as ids) a
        cross join lateral (select substring(s.published from '\\d{4}')::smallint as year, substring(s.published from '^\\d{4}(?:-(?:0[1-9]|1[0-2]))?(?:-(?:0[1-9]|1\\d|2[0-8]))?') as day) p
        cross join lateral (select case when p.year is null then '{}' else array[p.year] end as years, (case length(p.day) when 4 then p.day || '-01-01' when 7 then p.day || '-01' else p.day end)::date as on_day) d
        cross join lateral (select ${named('year', 'd.years')} || ${named('language', 'l.languages')} as names) f
        where t.id = any(${[...ids]}::bigint[]) and ${live}
      )`);
  },
  page: (tx, after, limit) => idsAfter(tx, 'source', after, limit),
};

/** Claims that stand in no case. The others are found in their case (search/claims-found.ts). */
export const loneClaimIndexer: Indexer = {
  kind: 'claim',
  async touched(tx, changes) {
    const told = changes.filter((change) => change.kind === 'claim' && !(change.action === 'created' && (change.after as { case_id?: unknown } | null)?.case_id));
    return new Set(told.map((change) => change.thingId));
  },
  async insert(tx, ids) {
    await insertTwofold(tx, 'claim', sql`
      twofold as (
        select t.id as thing_id, t.visibility = 'public' and c.state = 'checked' as has_public, left(c.wording, 300) as desk_title, left(c.wording, 300) as public_title,
          c.wording as desk_a, '' as desk_b, '' as desk_c, '' as desk_d, c.wording as public_a, '' as public_b, '' as public_c, '' as public_d,
          '{}'::text[] as desk_country, '{}'::text[] as public_country, '{}'::smallint[] as desk_year, '{}'::smallint[] as public_year, array[c.language] as desk_language, array[c.language] as public_language, ${nothing},
          l.desk_actor, l.public_actor, array['language=' || c.language] as desk_facet, array['language=' || c.language] as public_facet, null::date as desk_on, null::date as public_on, t.changed_at as desk_changed, t.changed_at as public_changed
        from thing t join claim c on c.id = t.id
        cross join lateral (
          select array_agg(distinct actor_id) as desk_actor, array_agg(distinct actor_id) filter (where visibility = 'public') as public_actor
          from chain_link where claim_id = c.id and actor_id is not null and visibility <> 'sealed'
        ) l
        where t.id = any(${[...ids]}::bigint[]) and c.case_id is null and c.state <> 'withdrawn' and ${live}
      )`);
  },
  async page(tx, after, limit) {
    const rows = await tx.selectFrom('claim').select('id').where('case_id', 'is', null).where('id', '>', after).orderBy('id').limit(limit).execute();
    return rows.map((row) => row.id);
  },
};

function ofKind(changes: readonly Change[], kind: string): Set<number> {
  return new Set(changes.flatMap((change) => (change.kind === kind ? [change.thingId] : [])));
}

type ClaimJson = { statements?: { subject_id: number; property: string }[] };

/** Things of a kind that claims of the write say something of which the index holds. */
async function subjectsOfClaims(tx: Tx, changes: readonly Change[], kind: ThingKind): Promise<number[]> {
  const subjects = new Set<number>();
  const claims: number[] = [];
  for (const change of changes) {
    if (change.kind !== 'claim') continue;
    const told = [change.before, change.after].filter((json): json is ClaimJson => typeof json === 'object' && json !== null && Array.isArray((json as ClaimJson).statements));
    if (!told.includes(change.after as ClaimJson)) claims.push(change.thingId);
    for (const json of told) for (const statement of json.statements ?? []) if (statement.property === 'home-country') subjects.add(statement.subject_id);
  }
  if (subjects.size + claims.length === 0) return [];
  const { rows } = await sql<{ id: number }>`
    select coalesce(t.merged_into, t.id) as id from thing t
    where t.kind = ${kind} and (t.id = any(${[...subjects]}::bigint[]) or t.id in (select subject_id from statement where property = 'home-country' and claim_id = any(${claims}::bigint[])))`.execute(tx);
  return rows.map((row) => Number(row.id));
}
