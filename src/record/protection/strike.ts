import { sql } from 'kysely';
import { macColumns } from '../../platform/storage/encrypted-rows.ts';
import { sameWord, type Place } from '../../platform/backup/erasures.ts';
import type { Mention } from './person-finder.ts';
import { examinedRows, type Examination } from './scan.ts';
import {
  choiceOf,
  inRow,
  mapTexts,
  type NamingRow,
  type NamingValue,
  type PersonSearch,
  type TextColumn,
} from './texts.ts';

/** `chosen`: the uncertain mentions that are removed, too (`choiceOf`). */
export type Removal = PersonSearch & { chosen: ReadonlySet<string> };

/** For each word (`sameWord`) or choice (`choiceOf`), some of the places where it was. */
export type WordPlaces = Map<string, Place[]>;

/** At most this many places of a word are noted. */
const maxPlaces = 40;

const barOf = (word: string): string => '█'.repeat([...word].length);

/** A text in which mentions are replaced by bars of the same length. */
const withBars = (text: string, mentions: readonly Mention[]): string =>
  mentions.reduceRight(
    (left, { start, end }) => left.slice(0, start) + barOf(left.slice(start, end)) + left.slice(end),
    text,
  );

const isRemoved = (where: string, text: string, { sure, start, end }: Mention, { chosen }: Removal): boolean =>
  sure || chosen.has(choiceOf(where, text.slice(start, end)));

/** The ids of the items to which a column attributes texts that name the person. */
export async function itemsNaming(examination: Examination, column: TextColumn, removal: Removal): Promise<number[]> {
  const items = new Set<number>();
  for await (const rows of examinedRows(examination, [column], removal))
    for (const row of rows)
      inRow(row, (mention, text) => {
        if (row.item !== null && isRemoved(row.where, text, mention, removal)) items.add(row.item);
      });
  return [...items];
}

/**
 * Replaces the words that name the person in a table with bars of the same length. Returns the number of changed rows,
 * their ids if the table has ids, and the ids of the items to which they belong.
 * @param columns the columns of the table that are searched
 * @param places gets some places of the words that were entered or chosen, as they were before: for each word, or for
 * each choice (`choiceOf`)
 */
export async function strike(
  examination: Examination,
  columns: readonly TextColumn[],
  removal: Removal,
  places: WordPlaces,
): Promise<{ rows: number; ids: number[]; things: number[] }> {
  const { table } = columns[0]!;
  const touched: NamingRow[] = [];
  const macs = (await macColumns(examination.tx)).get(table) ?? [];
  for await (const rows of examinedRows(examination, columns, removal)) {
    const changed: { place: string; values: (string | null)[] }[] = [];
    for (const row of rows) {
      const values = row.values.map((value) => struck(row, value, removal, places));
      if (values.every((value) => value === null)) continue;
      changed.push({ place: row.place, values });
      touched.push(row);
    }
    if (changed.length === 0) continue;
    const used = [...columns.entries()].filter(([index]) => changed.some(({ values }) => values[index] !== null));
    const set = used.map(([index, { column, type }]) => {
      const [target, value] = [sql.ref(column), sql.ref(`v.value${index}`)];
      const typed =
        type === 'text[]'
          ? sql`array(select part from jsonb_array_elements_text(${value}::jsonb) with ordinality as p (part, place) order by place)`
          : sql`${value}::${sql.raw(type)}`;
      return sql`${target} = case when ${value} is null then ${sql.ref(`${table}.${column}`)} else ${typed} end`;
    });
    // Someone who guesses the name could test it with these hashes.
    set.push(...macs.map((column) => sql`${sql.ref(column)} = null`));
    await sql`
      update ${sql.table(table)} set ${sql.join(set)}
      from unnest(${changed.map(({ place }) => place)}::text[], ${sql.join(
        used.map(([index]) => sql`${changed.map(({ values }) => values[index]!)}::text[]`),
      )}) as v (place, ${sql.join(used.map(([index]) => sql.ref(`value${index}`)))})
      where ${sql.ref(`${table}.ctid`)} = v.place::tid`.execute(examination.tx);
  }
  const known = (ids: (number | null)[]): number[] => ids.filter((id) => id !== null);
  return {
    rows: touched.length,
    ids: known(touched.map(({ row }) => row)),
    things: known(touched.map(({ item }) => item)),
  };
}

/** The value without the words that name the person, as text or JSON. Null if it has none. */
export function struck(
  row: NamingRow,
  { column, value, find }: NamingValue,
  removal: Removal,
  places: WordPlaces,
): string | null {
  const { table, type, hasId } = column;
  let isChanged = false;
  const left = mapTexts(value, (text) => {
    const removed = find(text).filter((one) => isRemoved(row.where, text, one, removal));
    if (removed.length === 0) return text;
    isChanged = true;
    if (type === 'text' && hasId && row.row !== null)
      for (const { start, end, sure } of removed) {
        const word = text.slice(start, end);
        const key = sure ? sameWord(word) : choiceOf(row.where, word);
        const noted = places.get(key) ?? [];
        const isEntered = removal.finder.words.some((one) => sameWord(one) === key);
        if ((sure && !isEntered) || noted.length >= maxPlaces) continue;
        const before = Array.from(text.slice(0, start)).length;
        noted.push({ table, column: column.column, row: row.row, start: before + 1, length: [...word].length });
        places.set(key, noted);
      }
    return withBars(text, removed);
  });
  if (!isChanged) return null;
  return type === 'text' ? (left as string) : JSON.stringify(left);
}
