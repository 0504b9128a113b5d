import { sql } from 'kysely';
import type { Reader } from '../../platform/database/tx.ts';
import { group } from '../../platform/text/group.ts';
import {
  findConflicts,
  findProperty,
  properties,
  type Property,
  type PropertyKey,
} from '../../record/vocabulary/properties.ts';
import { qualifiersOf, type QualifierName } from '../../record/values/composite-types.ts';
import { isPressed } from '../../search/index/case-facets.ts';
import type { Audience } from '../../record/views/briefs.ts';
import { countedClaim } from '../../record/claims/counted.ts';
import { tagsFor } from './records.ts';

/** Properties of a case with a column in the flat table, which has one line for each case. */
const flatProperties = [
  'case-status',
  'began',
  'ended',
  'place',
  'state-behind',
  'outlet-home',
  'incident-type',
  'slapp',
  'target',
] as const;

/** Further properties of a case by which lists can be filtered. The name of the column is the property's key. */
export const facetProperties = (): readonly Property[] =>
  properties.filter(
    ({ key, facet, on }) =>
      facet !== false && on.includes('case') && !(flatProperties as readonly string[]).includes(key),
  );

export type FlatProperty = PropertyKey;

/** The data of one line of the flat table. */
export type FlatCase = {
  id: number;
  number: number;
  title: string;
  summary: string | null;
  example: boolean;
  invented: boolean;
  changedAt: Date;
  /** Values that may be shown without attribution. */
  plain: Partial<Record<FlatProperty, unknown[]>>;
  targets: { number: number; name: string }[];
  /** Qualifiers of the targets, without repeated values. */
  qualifiers: Partial<Record<QualifierName, string[]>>;
  /** Properties on which sources disagree. */
  disputed: string[];
  /** Properties with values that are only alleged, denied or estimated. */
  attributed: string[];
  /** Tags of the desk; empty in exports for readers. */
  tags: readonly string[];
  events: number;
  firstEvent: string | null;
  lastEvent: string | null;
  proceedings: number;
  claims: number;
  sources: number;
  origins: number;
};

type CaseRow = {
  id: number;
  number: number;
  title: string;
  summary: string | null;
  example: boolean;
  invented: boolean;
  changed_at: Date;
};
type FactRow = {
  subject_id: number;
  property: FlatProperty;
  value: unknown;
  value_thing: number | null;
  shown: boolean;
  attributed: boolean;
};
type Counted = { case_id: number; claims: number; sources: number; origins: number };
type Parts = { case_id: number; events: number; proceedings: number; first_on: string | null; last_on: string | null };

/**
 * The data of some cases for the flat table, sorted by id, with only what the audience may see. No transaction stays
 * open between two calls.
 */
export async function loadFlatCases(db: Reader, ids: readonly number[], audience: Audience): Promise<FlatCase[]> {
  const requested = [...ids];
  const isPublic = audience === 'public';
  const seen = (alias: string) =>
    isPublic ? sql`${sql.ref(`${alias}.visibility`)} = 'public'` : sql`${sql.ref(`${alias}.visibility`)} <> 'sealed'`;
  const live = (alias: string) =>
    sql`${sql.ref(`${alias}.withdrawn_at`)} is null and ${sql.ref(`${alias}.redacted_at`)} is null and ${seen(alias)}`;
  const column = (name: string) => sql.ref(`f.${audience}_${name}`);
  const { rows: cases } = await sql<CaseRow>`
    select t.id, t.number, c.title, c.summary, t.example, t.invented, t.changed_at from unnest(${requested}::bigint[]) as i (id)
    cross join lateral (select * from thing t where t.id = i.id and t.merged_into is null and ${live('t')} offset 0) t cross join lateral (select * from "case" c where c.id = i.id offset 0) c order by t.id`.execute(
    db,
  );
  if (cases.length === 0) return [];
  const known = cases.map((row) => Number(row.id));
  // "offset 0" in a lateral join makes PostgreSQL use the index. Otherwise, it reads all events for each page.
  const members = sql`
    select i.id, i.id as case_id from unnest(${known}::bigint[]) as i (id)
    union all select m.id, m.merged_into from unnest(${known}::bigint[]) as i (id) cross join lateral (select t.id, t.merged_into from thing t where t.merged_into = i.id offset 0) m`;
  const [facts, counts, parts] = await Promise.all([
    sql<FactRow>`
      select f.subject_id, f.property, f.value, f.value_thing, ${column('shown')} as shown, ${column('attributed')} as attributed from unnest(${known}::bigint[]) as i (id)
      cross join lateral (select * from fact f where f.subject_id = i.id offset 0) f
      where f.property = any(${[...flatProperties, 'involvement', ...facetProperties().map((property) => property.key)]}::text[]) and ${column('origins')} > 0
      order by f.subject_id, f.property, f.date_from nulls last, f.value_key`.execute(db),
    sql<Counted>`
      with member as (${members})
      select m.case_id, count(*)::int as claims, count(distinct c.origin)::int as origins, count(distinct c.source_id) filter (where s.visible)::int as sources
      from member m cross join lateral (select * from claim c where c.case_id = m.id and ${countedClaim('c')} offset 0) c
      cross join lateral (select from thing t where t.id = c.id and ${live('t')} offset 0) t
      left join lateral (select true as visible from thing s where s.id = c.source_id and ${live('s')} offset 0) s on true
      group by 1`.execute(db),
    sql<Parts>`
      with member as (${members}), part as (
        select m.case_id, e.id, true as is_event from member m cross join lateral (select e.id from event e where e.case_id = m.id offset 0) e
        union all select m.case_id, p.id, false from member m cross join lateral (select p.id from proceeding p where p.case_id = m.id offset 0) p
      ), told as (
        select p.case_id, p.is_event, f.first_on, f.last_on from part p
        cross join lateral (select from thing t where t.id = p.id and t.merged_into is null and ${live('t')} offset 0) t
        cross join lateral (
          select count(*) as facts, min(f.date_from) filter (where f.property = 'date' and not ${column('attributed')}) as first_on, max(f.date_to) filter (where f.property = 'date' and not ${column('attributed')}) as last_on
          from fact f where f.subject_id = p.id and ${column('shown')}
        ) f where f.facts > 0
      )
      select case_id, (count(*) filter (where is_event))::int as events, (count(*) filter (where not is_event))::int as proceedings,
        min(first_on) as first_on, max(last_on) as last_on from told group by case_id`.execute(db),
  ]);
  const tags = await tagsFor(db, known, audience);
  const names = await targetNames(db, facts.rows, audience);
  const byCase = new Map(counts.rows.map((row) => [Number(row.case_id), row]));
  const partsOf = new Map(parts.rows.map((row) => [Number(row.case_id), row]));
  const factsOf = group(facts.rows.map((row) => [Number(row.subject_id), row] as const));
  return cases.map((row) => {
    const id = Number(row.id);
    const [counted, part] = [byCase.get(id), partsOf.get(id)];
    return {
      id,
      number: Number(row.number),
      title: row.title,
      summary: row.summary,
      example: row.example,
      invented: row.invented,
      changedAt: row.changed_at,
      ...valuesOf(factsOf.get(id) ?? [], names),
      tags: tags.get(id) ?? [],
      events: part?.events ?? 0,
      firstEvent: part?.first_on ?? null,
      lastEvent: part?.last_on ?? null,
      proceedings: part?.proceedings ?? 0,
      claims: counted?.claims ?? 0,
      sources: counted?.sources ?? 0,
      origins: counted?.origins ?? 0,
    };
  });
}

type Target = { number: number; name: string };

/** Names of targets that the audience may see, by the id in the fact. */
async function targetNames(db: Reader, facts: readonly FactRow[], audience: Audience): Promise<Map<number, Target>> {
  const ids = [...new Set(facts.flatMap((fact) => (fact.value_thing === null ? [] : [Number(fact.value_thing)])))];
  if (ids.length === 0) return new Map();
  const { rows } = await sql<{ asked: number; number: number; name: string | null }>`
    select a.id as asked, t.number, (select n.text from actor_name n where n.actor_id = t.id order by n.position limit 1) as name
    from thing a join thing t on t.id = a.canonical_id
    where a.id = any(${ids}::bigint[]) and t.redacted_at is null
      and ${audience === 'public' ? sql`t.visibility = 'public' and t.withdrawn_at is null` : sql`t.visibility <> 'sealed'`}`.execute(
    db,
  );
  return new Map(
    rows.flatMap((row) =>
      row.name === null ? [] : [[Number(row.asked), { number: Number(row.number), name: row.name }] as const],
    ),
  );
}

function valuesOf(
  facts: readonly FactRow[],
  names: ReadonlyMap<number, Target>,
): Pick<FlatCase, 'plain' | 'targets' | 'qualifiers' | 'disputed' | 'attributed'> {
  const plain: FlatCase['plain'] = {};
  const targets: Target[] = [];
  const qualifiers: FlatCase['qualifiers'] = {};
  const all = new Map<FlatProperty, unknown[]>();
  const attributed = new Set<string>();
  for (const fact of facts) {
    if (fact.property === 'involvement') {
      if (!fact.shown || fact.attributed || !isPressed(fact)) continue;
      for (const { name, term } of qualifiersOf(fact.value))
        if (!qualifiers[name]?.includes(term)) (qualifiers[name] ??= []).push(term);
      continue;
    }
    const known = all.get(fact.property);
    if (known) known.push(fact.value);
    else all.set(fact.property, [fact.value]);
    if (fact.attributed) attributed.add(fact.property);
    else if (!fact.shown) continue;
    else if (fact.property === 'target') {
      const target = fact.value_thing === null ? undefined : names.get(Number(fact.value_thing));
      if (target && !targets.some((one) => one.number === target.number)) targets.push(target);
    } else (plain[fact.property] ??= []).push(fact.value);
  }
  const disputed = [...all].flatMap(([property, values]) =>
    values.length > 1 && findConflicts(findProperty(property), values).length ? [property] : [],
  );
  return { plain, targets, qualifiers, disputed, attributed: [...attributed] };
}
