import { sql, type RawBuilder } from 'kysely';
import type { Reader } from '../../platform/database/tx.ts';
import { markOfName, type RecordedName } from '../../record/actors/names/reader-name.ts';
import { allNames } from '../../record/kinds/kind.ts';
import { currentReading } from '../../record/translations/reading.ts';
import { oursOfValues } from '../../record/translations/values.ts';
import { nameToRead, type Audience } from '../../record/views/briefs.ts';
import { facetNamesFor, findFacet, type FacetName } from '../../record/vocabulary/facets.ts';
import { taggedWith } from '../../record/tags/queries.ts';
import { lawNamesOf, meaningsOf, readCodes, type Codes } from './codes.ts';

/** The filters of a search. An item matches a filter if it has at least one of the filter's values. */
export type Filters = Partial<Record<FacetName, readonly (number | string)[]>> & {
  /** Tags of the desk. A search for readers ignores them. */
  tag?: readonly string[];
};

/**
 * One value of a facet. `count`: the number of items that have this value and match the filters of all other facets.
 * `chosen`: whether it is in the filter. `label`: the name of an outlet, or the translated label of a value.
 * `language`: the language of the name, if it is not the reader's.
 */
export type FacetValue = { value: string; count: number; chosen: boolean; label: string | null; language?: string };
export type Facets = Record<FacetName, FacetValue[]>;

/** For each facet with a filter, the condition on `search_key e` (or `search_entry e`). */
export type Conditions = Partial<Record<FacetName | 'tag', RawBuilder<boolean>>>;

/**
 * Filters as conditions on the index. `names`: for each facet, the names of its selected values, such as `country=KZ`.
 */
export type ReadFilters = { conditions: Conditions; codes: Codes; names: Partial<Record<FacetName | 'tag', string[]>> };

const wholeNumbers = (values: readonly (number | string)[]): number[] =>
  values.map(Number).filter((value) => Number.isSafeInteger(value) && value > 0);

/**
 * Turns filters into conditions. A value that is unknown, or an outlet that the audience may not see, matches nothing.
 */
export async function conditionsOf(db: Reader, filters: Filters, audience: Audience): Promise<ReadFilters> {
  const names = await namesOfFilters(db, filters, audience);
  const codes = await readCodes(db, Object.values(names).flat(), audience);
  const conditions: Conditions = {};
  for (const [name, own] of Object.entries(names) as [FacetName, string[]][])
    conditions[name] = sql<boolean>`e.terms && ${own.flatMap((one) => codes.of.get(one) ?? [])}::int[]`;
  if (audience === 'desk' && filters.tag?.length) {
    names.tag = [...filters.tag];
    conditions.tag = sql<boolean>`e.thing_id in (${taggedWith(filters.tag)})`;
  }
  return { conditions, codes, names };
}

/** The names of the values of each filter, as the index has them, such as `country=KZ`. */
export async function namesOfFilters(db: Reader, filters: Filters, audience: Audience): Promise<ReadFilters['names']> {
  const names: ReadFilters['names'] = {};
  // This includes facets by which only the desk can filter: no entry for readers has them, so they match nothing.
  for (const name of facetNamesFor('desk')) {
    const values = filters[name];
    if (!values?.length) continue;
    names[name] =
      name === 'outlet'
        ? await outletNames(db, wholeNumbers(values), audience)
        : values.map((value) => `${name}=${plain(name, String(value))}`);
  }
  return names;
}

function plain(name: FacetName, value: string): string {
  return findFacet(name)?.values.of === 'country' ? value.toUpperCase() : value;
}

/** The names (`outlet=` and the id) of outlets with these numbers, and of the outlets merged into them. */
async function outletNames(db: Reader, numbers: readonly number[], audience: Audience): Promise<string[]> {
  const { rows } = await sql<{ id: number }>`
    select member.id from thing asked join thing t on t.id = asked.canonical_id
    join thing member on member.canonical_id = t.id
    where asked.kind = 'actor' and asked.number = any(${[...numbers]}::bigint[]) and t.redacted_at is null and t.withdrawn_at is null
      and t.visibility ${audience === 'public' ? sql`= 'public'` : sql`<> 'sealed'`}`.execute(db);
  return rows.map((row) => `outlet=${row.id}`);
}

export const allOf = (conditions: readonly RawBuilder<boolean>[]): RawBuilder<boolean> =>
  conditions.length ? sql<boolean>`(${sql.join(conditions, sql` and `)})` : sql<boolean>`true`;

/**
 * The maximum number of values that are listed for a facet; readers can type other values. Selected values are always
 * listed.
 */
const maxValues = 100;

/**
 * Builds facets from counts by code.
 * @param counted for each facet, its counts by code
 * @param codes the codes of the filters
 */
export async function nameFacets(
  db: Reader,
  counted: ReadonlyMap<FacetName, ReadonlyMap<number, number>>,
  filters: Filters,
  codes: Codes,
  audience: Audience,
): Promise<Facets> {
  const result = Object.fromEntries(facetNamesFor('desk').map((name) => [name, []])) as unknown as Facets;
  const wanted = new Map(
    [...new Set(counted.values())].map((counts) => [
      counts,
      new Map<string, Counted[]>([...counted].flatMap(([facet, of]) => (of === counts ? [[facet, []]] : []))),
    ]),
  );
  const meanings = await meaningsOf(
    db,
    [...wanted.keys()].flatMap((counts) => [...counts.keys()]),
  );
  for (const [counts, facets] of wanted) {
    for (const [code, count] of counts) {
      const meaning = meanings.get(code);
      if (meaning) facets.get(meaning.facet)?.push({ code, count, value: meaning.value });
    }
  }
  const chosen = (name: FacetName, value: string): boolean =>
    filters[name]?.some((one) => String(one).toUpperCase() === value.toUpperCase()) ?? false;
  const naming = [...counted].map(async ([facet, counts]): Promise<void> => {
    const own = wanted.get(counts)!.get(facet)!;
    const values = new Map<string, number>();
    for (const { value, count } of facet === 'law' ? await nameLaws(db, own, codes) : own)
      values.set(value, (values.get(value) ?? 0) + count);
    const ours = await oursOfValues(db, facet === 'law' ? [...values.keys()] : []);
    const list = [...values].map(([value, count]): FacetValue => {
      const translated = ours.get(value);
      return {
        value,
        count,
        chosen: chosen(facet, value),
        label: translated ?? null,
        ...(translated !== undefined && { language: currentReading()!.language }),
      };
    });
    list.sort(
      facet === 'year'
        ? (a, b) => Number(b.value) - Number(a.value)
        : (a, b) => b.count - a.count || (a.value < b.value ? -1 : 1),
    );
    result[facet] =
      facet === 'outlet'
        ? await nameOutlets(db, list, audience, (value) => chosen('outlet', value))
        : list.filter((value, place) => place < maxValues || value.chosen);
  });
  await Promise.all(naming);
  return result;
}

type Counted = { code: number; count: number; value: string };

/** The most frequent laws and the selected ones, with their names. */
async function nameLaws(db: Reader, laws: readonly Counted[], codes: Codes): Promise<Counted[]> {
  const asked = new Set([...codes.of.values()].flat());
  const shown = laws
    .toSorted((a, b) => b.count - a.count)
    .filter((law, place) => place < maxValues || asked.has(law.code));
  const names = await lawNamesOf(
    db,
    shown.map((law) => law.code),
  );
  return shown.flatMap((law) => (names.has(law.code) ? [{ ...law, value: names.get(law.code)! }] : []));
}

/** Outlets by their numbers, with their names. Outlets that the audience may not see are left out. */
async function nameOutlets(
  db: Reader,
  outlets: readonly { value: string; count: number }[],
  audience: Audience,
  chosen: (value: string) => boolean,
): Promise<FacetValue[]> {
  if (outlets.length === 0) return [];
  const most = outlets.slice(0, maxValues * 2);
  const { rows } = await sql<{ id: number; number: number; names: RecordedName[] | null }>`
    select asked.id, t.number, ${allNames(sql`t.id`, audience)} as names
    from thing asked join thing t on t.id = asked.canonical_id
    where asked.id = any(${most.map((outlet) => Number(outlet.value))}::bigint[]) and t.redacted_at is null and t.withdrawn_at is null
      and t.visibility ${audience === 'public' ? sql`= 'public'` : sql`<> 'sealed'`}`.execute(db);
  const known = new Map(rows.map((row) => [String(row.id), row]));
  const reading = currentReading();
  const values = new Map<string, FacetValue>();
  for (const { value: id, count } of most) {
    const outlet = known.get(id);
    const name = outlet?.names && nameToRead(outlet.names);
    if (!outlet || !name) continue;
    const value = String(outlet.number);
    const same = values.get(value);
    if (same) same.count += count;
    else
      values.set(value, {
        value,
        count,
        chosen: chosen(value),
        label: name.text,
        ...(reading && { language: markOfName(name, reading.language) }),
      });
  }
  return [...values.values()]
    .toSorted((a, b) => b.count - a.count || a.label!.localeCompare(b.label!))
    .filter((value, place) => place < maxValues || value.chosen);
}
