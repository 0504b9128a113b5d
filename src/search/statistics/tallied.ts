import type { Reader } from '../../platform/database/tx.ts';
import { lawNamesOf, meaningsOf } from '../query/codes.ts';
import { namesOfFilters } from '../query/facets.ts';
import { findFacet, isDeskFacet } from '../../record/vocabulary/facets.ts';
import { periodIn } from './period.ts';
import { facetUnder, isUsable, valuesOf, type Profile } from './profile.ts';
import type { Dimension, Period, StatisticQuery } from './query.ts';
import { subtract } from './subtract.ts';
import { hubs, matchingCells, partOf, readCells, unitOf, type Cell } from './tallies.ts';

/**
 * The facets by which a statistic is counted from tallies: none, one (`a`), or two. Of two, `a` is one of `hubs`, and
 * `b` is any other.
 */
type Plan = { a: string | null; b: string | null; over: Period | null };

/** How to count a statistic for readers from tallies. Null if the tallies do not have its numbers. */
function planOf({ by, with: other, over, text, filters }: StatisticQuery): Plan | null {
  const counted = [by, other].flatMap((one) => (one ? [facetUnder(one)] : []));
  const [first = null, second = null, ...more] = new Set([...Object.keys(filters), ...counted]);
  if (text !== null || more.length || isOfDesk(first) || isOfDesk(second)) return null;
  if (second === null)
    return over && first && unitOf(first) === 'year' && over !== 'year' ? null : { a: first, b: null, over };
  const hub = hubs.find((one) => one === first || one === second);
  return hub && !over ? { a: hub, b: hub === first ? second : first, over } : null;
}

/** Whether only the desk can filter by a facet. Entries for readers do not have such facets. */
function isOfDesk(name: string | null): boolean {
  const facet = name === null ? undefined : findFacet(name);
  return facet !== undefined && isDeskFacet(facet);
}

/**
 * The profiles of a statistic for readers, from tallies, which each write updates. So the time that this takes depends
 * on the number of different values, not on the number of cases. Null if the tallies do not have the numbers
 * (docs/decisions/0240-statistics-from-tallies.md).
 */
export async function talliedProfiles(db: Reader, query: StatisticQuery): Promise<Profile[] | null> {
  const plan = planOf(query);
  if (!plan) return null;
  const cells = await cellsOf(db, plan, query.filters);
  const [rows, series] = await Promise.all([query.by, query.with].map((one) => valuesIn(db, one, plan, cells)));
  return cells.map((cell) => {
    const [from, to] = cell.span === '' ? [] : (cell.span.split(' ').map(Number) as [number, number]);
    const known = from !== undefined && isUsable(from, to!);
    return { rows: rows!(cell), series: series!(cell), from: known ? from : null, to: known ? to! : null, n: cell.n };
  });
}

/**
 * The numbers of cases that match the filters, by the values of the plan's facets and by the periods in which the cases
 * may have begun. The tallies do not store cases without a value: their number is calculated, as the total minus the
 * number of cases with a value.
 */
async function cellsOf(db: Reader, { a, b, over }: Plan, filters: StatisticQuery['filters']): Promise<Cell[]> {
  const inPeriods = (cells: readonly Cell[], unit: 'year' | 'month'): Cell[] =>
    cells.map((cell) => ({ ...cell, span: over && cell.span ? spanIn(over, unit, cell.span) : '' }));
  const codes = await codesIn(db, filters);
  const [ofA, ofB] = [a === null ? undefined : codes.get(a), b === null ? undefined : codes.get(b)];
  const [first, second, both] = [
    a === null || ofB ? null : over ? partOf.dated(a) : partOf.facet(a),
    b === null || ofA ? null : partOf.facet(b),
    a === null || b === null ? null : partOf.pair(a, b),
  ];
  const stored = await readCells(
    db,
    [ofA || ofB ? null : partOf.all, first, second, both].filter((part) => part !== null),
    matchingCells({ hub: a, ofA, ofB, both }),
  );
  const inPart = (part: string | null): Cell[] => stored.filter((cell) => cell.part === part);
  const all = inPeriods(inPart(partOf.all), 'month');
  if (a === null) return all;
  const left = inPeriods(inPart(first), unitOf(a));
  if (b === null) return ofA ? left : [...left, ...rest(all, left, ({ span }) => ({ span }))];
  const [right, pairs] = [inPart(second).map((cell) => ({ ...cell, a: '', b: cell.a })), inPart(both)];
  const [withoutB, withoutA] = [rest(left, pairs, ({ a }) => ({ a })), rest(right, pairs, ({ b }) => ({ b }))];
  if (ofA && ofB) return pairs;
  if (ofA) return [...pairs, ...withoutB];
  if (ofB) return [...pairs, ...withoutA];
  return [...pairs, ...withoutB, ...withoutA, ...rest(all, [...pairs, ...withoutB, ...withoutA], () => ({}))];
}

/** Subtracts the numbers of `parts` from those of `whole`. `of`: the fields of a cell that are compared. */
function rest(whole: readonly Cell[], parts: readonly Cell[], of: (cell: Cell) => Partial<Cell>): Cell[] {
  const own = (cell: Cell): Cell => ({ part: '', a: '', b: '', span: '', ...of(cell), n: cell.n });
  return subtract(whole.map(own), parts.map(own), ({ a, b, span }) => JSON.stringify([a, b, span]));
}

const spanIn = (over: Period, unit: 'year' | 'month', span: string): string =>
  span
    .split(' ')
    .map((number) => periodIn(over, unit, Number(number)))
    .join(' ');

/**
 * The codes of the values of each filter. The list is empty if no entry has any of the values; then nothing matches.
 */
async function codesIn(db: Reader, filters: StatisticQuery['filters']): Promise<Map<string, number[]>> {
  const names = Object.entries(await namesOfFilters(db, filters, 'public'));
  if (names.length === 0) return new Map();
  const found = await db
    .selectFrom('search_term')
    .select(['name', 'code'])
    .where('name', 'in', names.flatMap(([, own]) => own).concat(''))
    .execute();
  return new Map(
    names.map(([facet, own]) => [facet, found.flatMap(({ name, code }) => (own.includes(name) ? [Number(code)] : []))]),
  );
}

/** Returns a function that finds the values of a dimension in a cell. */
async function valuesIn(
  db: Reader,
  dimension: Dimension | null,
  plan: Plan,
  cells: readonly Cell[],
): Promise<(cell: Cell) => readonly string[]> {
  if (!dimension) return () => [];
  const side = facetUnder(dimension) === plan.a ? 'a' : 'b';
  const texts = [...new Set(cells.map((cell) => cell[side]))].filter((text) => text !== '');
  const isCoded = dimension !== 'authority' && dimension !== 'duration';
  const names = isCoded ? await namesOf(db, [...new Set(texts.flatMap((text) => text.split(' ')))].map(Number)) : null;
  const found = new Map(
    texts.map((text) => [
      text,
      names ? text.split(' ').flatMap((code) => names.get(Number(code)) ?? []) : text.split(' '),
    ]),
  );
  const values = await valuesOf(db, dimension, found, 'public');
  return (cell) => values.get(cell[side]) ?? [];
}

/** The values of codes. */
async function namesOf(db: Reader, codes: readonly number[]): Promise<Map<number, string>> {
  const meanings = await meaningsOf(db, codes);
  const laws = await lawNamesOf(
    db,
    codes.filter((code) => meanings.get(code)?.facet === 'law'),
  );
  return new Map(codes.map((code) => [code, laws.get(code) ?? meanings.get(code)?.value ?? '']));
}
