import { sql } from 'kysely';
import type { Reader } from '../../platform/database/tx.ts';
import { caseKeys } from './keys.ts';
import { pairOf, sharingKeys, type Found, type Pair } from './found.ts';
import { isTargetRole } from '../vocabulary/target-roles.ts';
import { weighCases, type WeighedCase } from './weigh.ts';

/**
 * Cases that may be the same as one of `ids`: they have a target in common and began at about the same time, or they
 * have the same title (`weighCases`). Related cases are not suggested. Two cases that both come from one data set, and
 * from no other source, are not suggested either, because the author of the data set lists them as two.
 */
export async function likeCases(db: Reader, ids: readonly number[]): Promise<Found> {
  if (ids.length === 0) return { pairs: [], keys: [] };
  const own = await loadCases(db, ids);
  const keysOf = (near: boolean) =>
    new Map([...own].map(([id, one]) => [id, caseKeys({ ...one, targets: [...one.targets] }, near)]));
  const keys = keysOf(false);
  const candidates = await sharingKeys(db, keys, keysOf(true));
  const others = await loadCases(
    db,
    [...candidates.values()].flat().filter((id) => !own.has(id)),
  );
  const pairs = new Map<string, Pair>();
  for (const [id, near] of candidates)
    for (const other of near) {
      const [a, b] = [own.get(id), own.get(other) ?? others.get(other)];
      if (!a || !b || a.related.has(other) || b.related.has(id) || (a.dataSet !== null && a.dataSet === b.dataSet))
        continue;
      const likeness = weighCases(a, b);
      if (!likeness) continue;
      const pair = pairOf(id, other, 'case', likeness);
      pairs.set(`${pair.lessId}|${pair.moreId}`, pair);
    }
  return {
    pairs: [...pairs.values()],
    keys: [...keys].flatMap(([thing_id, own]) => own.map((key) => ({ thing_id, key }))),
  };
}

const relations = ['follows', 'same-dispute', 'retaliation-for', 'related-to'];
type Fact = {
  case_id: number;
  own: boolean;
  property: string;
  value_thing: number | null;
  value: unknown;
  date_from: string | null;
  date_to: string | null;
};

/**
 * `dataSet`: the data set on which all claims of the case are based. Null if not all of them are based on one data set.
 */
export type LoadedCase = WeighedCase & { dataSet: number | null };

/**
 * The data by which cases are compared, such as targets, days, places and titles. With many ids, PostgreSQL would scan
 * whole tables. The lateral joins with "offset 0" make it use the indexes.
 */
export async function loadCases(db: Reader, ids: readonly number[]): Promise<Map<number, LoadedCase>> {
  if (ids.length === 0) return new Map();
  const uniqueIds = [...new Set(ids)];
  const { rows: cases } = await sql<{ id: number; title: string }>`
    select t.id, c.title from unnest(${uniqueIds}::bigint[]) i cross join lateral (
      select t.id from thing t where t.id = i and t.merged_into is null and t.withdrawn_at is null and t.redacted_at is null and t.visibility <> 'sealed' offset 0
    ) t cross join lateral (select c.title from "case" c where c.id = t.id offset 0) c`.execute(db);
  const { rows: sets } = await sql<{ case_id: number; source_id: number }>`
    select c.case_id, min(c.source_id) as source_id from unnest(${uniqueIds}::bigint[]) i
    cross join lateral (select c.id, c.case_id, c.source_id from claim c where c.case_id = i offset 0) c
    cross join lateral (select from thing t where t.id = c.id and t.withdrawn_at is null and t.redacted_at is null offset 0) t
    left join lateral (select s.id from source s where s.id = c.source_id and s.kind = 'dataset' offset 0) s on true
    group by c.case_id having count(*) = count(s.id) and min(c.source_id) = max(c.source_id)`.execute(db);
  const dataSets = new Map(sets.map((row) => [Number(row.case_id), Number(row.source_id)]));
  const { rows: facts } = await sql<Fact>`
    with part as (
      select i as case_id, i as id from unnest(${uniqueIds}::bigint[]) i
      union all select i, e.id from unnest(${uniqueIds}::bigint[]) i cross join lateral (select e.id from event e where e.case_id = i limit 60) e
      union all select i, p.id from unnest(${uniqueIds}::bigint[]) i cross join lateral (select p.id from proceeding p where p.case_id = i limit 20) p
    )
    select p.case_id, p.id = p.case_id as own, f.property, f.value_thing, f.value, f.date_from, f.date_to
    from part p cross join lateral (
      select * from fact f where f.subject_id = p.id and f.desk_shown and f.property in ('target', 'involvement', 'began', 'date', 'place', 'event-place', 'incident-type', 'follows', 'same-dispute', 'retaliation-for', 'related-to') limit 200
    ) f`.execute(db);
  const byCase = new Map<number, Fact[]>();
  for (const fact of facts) byCase.set(Number(fact.case_id), [...(byCase.get(Number(fact.case_id)) ?? []), fact]);
  return new Map(
    cases.map(({ id, title }) => [
      Number(id),
      { ...weighed(title, byCase.get(Number(id)) ?? []), dataSet: dataSets.get(Number(id)) ?? null },
    ]),
  );
}

const text = (value: unknown, name: string): string | null =>
  value && typeof value === 'object' && name in value ? String((value as Record<string, unknown>)[name]) : null;

function weighed(title: string, facts: readonly Fact[]): WeighedCase {
  const of = (...properties: string[]): Fact[] => facts.filter((fact) => properties.includes(fact.property));
  const things = (found: readonly Fact[]): Set<number> =>
    new Set(found.flatMap((fact) => (fact.value_thing === null ? [] : [Number(fact.value_thing)])));
  const began = of('began').filter((fact) => fact.date_from !== null);
  const dated = (began.length ? began : of('date').filter((fact) => fact.date_from !== null)).toSorted((a, b) =>
    a.date_from! < b.date_from! ? -1 : 1,
  );
  const first = dated[0];
  return {
    title,
    targets: things([...of('target'), ...of('involvement').filter((fact) => isTargetRole(text(fact.value, 'role')))]),
    actors: things(of('target', 'involvement')),
    from: first?.date_from ?? null,
    to: began.length
      ? (began
          .map((fact) => fact.date_to ?? fact.date_from!)
          .toSorted()
          .at(-1) ?? null)
      : (first?.date_to ?? null),
    countries: new Set(of('place', 'event-place').flatMap((fact) => text(fact.value, 'country') ?? [])),
    localities: new Set(
      of('place', 'event-place').flatMap((fact) => text(fact.value, 'locality')?.toLowerCase() ?? []),
    ),
    types: new Set(of('incident-type').map((fact) => String(fact.value))),
    related: things(facts.filter((fact) => fact.own && relations.includes(fact.property))),
  };
}
