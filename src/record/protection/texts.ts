import { isDeepStrictEqual } from 'node:util';
import { sql, type RawBuilder, type SqlBool } from 'kysely';
import { containing } from '../../platform/database/like.ts';
import type { Place } from '../../platform/backup/erasures.ts';
import type { Reader, Tx } from '../../platform/database/tx.ts';
import { allKinds } from '../kinds/registry.ts';
import { allLists, findTerm, termsOf } from '../vocabulary/terms.ts';
import { escapeRegExp, namingPattern } from './search-bytes.ts';

/*
 * The texts of the database that redaction searches: every text column of every module, except columns with codes of
 * Kronika (fixed values such as the kind `case`). Codes must not be redacted, even if a person is called Law, Case or
 * Mark. New columns are searched automatically, unless they are excluded here.
 */

type TextColumn = {
  table: string;
  column: string;
  type: 'text' | 'json' | 'jsonb' | 'text[]';
  thingColumn: string | null;
  /** Whether the column `id` identifies a row. */
  hasId: boolean;
};

/**
 * Tables that are never searched. Tables of accounts are left out, because redaction is not about people with accounts.
 * Tables of the application itself contain no texts about people.
 */
const excludedTables = new Set([
  'account',
  'session',
  'one_time_link',
  'recovery_step',
  'known_device',
  'budget',
  'budget_key',
  'erasure',
  'migration',
  'security_entry',
  'setting',
  'tombstone',
]);

/**
 * Names of columns, and of values in JSON, that have codes of Kronika and no words about people. A column whose values
 * the database limits to a list need not be named here.
 */
const codeNames = new Set(
  `kind kinds of_kinds type types sort format media_type charset
   state status statuses stage phase review decision rank support counted way every
   visibility actorVisibility method mode certainty scopes roles currency
   language languages interfaceLanguages written_in script countries codes eid section
   property facet action act operation via bearer`.split(/\s+/),
);

/** Columns with codes. Their tables are named, too, because columns of the same name elsewhere may contain words. */
const codeColumns = new Set([
  'page.key',
  'section.key',
  'text_translation.field',
  'property.key',
  'own_list.key',
  'own_term.list',
  'own_term.key',
  'pdf.key',
  'agency_credit.how',
  'support_message.places',
  'duplicate.grounds',
]);

/** For each word, some of the places where it was. */
export type WordPlaces = Map<string, Place[]>;

/** Whole texts that are codes: refs such as `case/3`, and the keys of the vocabularies. */
const ref = /^[a-z]+\/[0-9]+$/;
/** The keys of all choices. They are read each time, because an installation can change its lists while it runs. */
const termKeys = (): Set<string> => new Set(allLists().flatMap((list) => termsOf(list).map((term) => term.key)));
const isCode = (text: string): boolean => ref.test(text) || allLists().some((list) => findTerm(list, text));
const isNoCode = (text: RawBuilder<unknown>): RawBuilder<SqlBool> =>
  sql`${text} !~ ${ref.source} and ${text} <> all(${[...termKeys()]}::text[])`;

/** Every text column of the database that redaction searches. */
export async function textColumns(db: Reader): Promise<TextColumn[]> {
  const { rows } = await sql<{ table: string; column: string; type: string; columns: string[] }>`
    select c.table_name as table, c.column_name as column,
      case when c.data_type = 'ARRAY' then 'text[]' else c.data_type end as type,
      (select array_agg(x.column_name::text) from information_schema.columns x where x.table_schema = c.table_schema and x.table_name = c.table_name) as columns
    from information_schema.columns c join information_schema.tables t on t.table_schema = c.table_schema and t.table_name = c.table_name and t.table_type = 'BASE TABLE'
    where c.table_schema = current_schema() and c.is_generated = 'NEVER' and (c.data_type in ('text', 'json', 'jsonb') or (c.data_type = 'ARRAY' and c.udt_name = '_text'))
      and not exists (
        select from pg_constraint k join pg_attribute a on a.attrelid = k.conrelid and a.attnum = k.conkey[1]
        where k.contype = 'c' and cardinality(k.conkey) = 1 and k.conrelid = format('%I.%I', c.table_schema, c.table_name)::regclass
          and a.attname = c.column_name and pg_get_constraintdef(k.oid) like '%= ANY (ARRAY[%'
      )
    order by 1, 2`.execute(db);
  const [owners, named] = [ownerColumns(), pointers()];
  return rows
    .filter(
      ({ table, column }) =>
        !excludedTables.has(table) && !codeNames.has(column) && !codeColumns.has(`${table}.${column}`),
    )
    .map((row) => ({
      table: row.table,
      column: row.column,
      type: row.type as TextColumn['type'],
      thingColumn: owners.get(row.table) ?? named.find((name) => row.columns.includes(name)) ?? null,
      hasId: row.columns.includes('id'),
    }));
}

/** For each table of a kind, the column with the id of the item to which a row belongs. */
const ownerColumns = (): ReadonlyMap<string, string> =>
  new Map(allKinds().flatMap(({ ownRows }) => ownRows.map(({ table, key }) => [table, [key].flat()[0]!] as const)));

/** For all other tables: the columns that can have the id of this item. The first that a table has is used. */
const pointers = (): string[] => [
  'thing_id',
  ...allKinds()
    .map((kind) => `${kind.table}_id`)
    .toReversed(),
  'subject_id',
];

const [patternStart, patternEnd] = ['(?<![[:alnum:]])(?:', ')(?![[:alnum:]])'];

/** A PostgreSQL regular expression that matches a word only as a whole word. */
const wordPattern = (word: string): string => `${patternStart}${escapeRegExp(word)}${patternEnd}`;

const spaced = (text: RawBuilder<unknown>, space: string): RawBuilder<unknown> =>
  sql`regexp_replace(${text}, ${space}, ' ', 'g')`;

/**
 * SQL for the names that a text contains, even inside longer words: rows `w (word, pattern, place)`. A first, fast
 * search looks for the longest word of each name, because most texts contain none of these words. Texts are compared in
 * lower case and in upper case, because some letters are equal in only one of the two cases.
 */
function wordsIn(text: RawBuilder<unknown>, words: readonly string[], json = false): RawBuilder<unknown> {
  const names = words.map((word) => (json ? JSON.stringify(word).slice(1, -1) : word).replace(/\s+/g, ' '));
  const longest = [...new Set(names.map((name) => name.split(' ').toSorted((a, b) => b.length - a.length)[0]!))];
  const likes = longest.map(containing);
  const value = spaced(text, json ? '(?:\\\\[nrt]|\\s)+' : '\\s+');
  return sql`
    (select lower(${value}) as low, upper(${value}) as up where
      lower(${text}) like any(array(select lower(part) from unnest(${likes}::text[]) part))
      or upper(${text}) like any(array(select upper(part) from unnest(${likes}::text[]) part)) offset 0) v
    join unnest(${[...words]}::text[], ${names}::text[], ${words.map(escapeRegExp)}::text[]) with ordinality as w (word, name, pattern, place)
      on strpos(v.low, lower(w.name)) > 0 or strpos(v.up, upper(w.name)) > 0`;
}

/**
 * A pattern of the words that a text contains, the longest first. Null if it contains none. A pattern of all words
 * would be slow: PostgreSQL needs seconds to compile it.
 */
const patternFor = (text: RawBuilder<unknown>, words: readonly string[]): RawBuilder<unknown> =>
  sql`(select ${patternStart} || string_agg(w.pattern, '|' order by w.place) || ${patternEnd} from ${wordsIn(text, words)})`;

/**
 * Whether a text has one of the words. In JSON, parts of longer words match too, so the caller must search its texts
 * again with `namingPattern`. In our own texts, a name can be split into several pieces, because a part of it is a
 * link, bold or italic.
 */
export const hasWord = (text: RawBuilder<unknown>, words: readonly string[], json = false): RawBuilder<SqlBool> =>
  json
    ? sql<SqlBool>`(exists (select from ${wordsIn(text, words, true)}) or (${text} like '%"marks"%' and exists (
        select from (select string_agg(part #>> '{}', '') as joined from jsonb_path_query((${text})::jsonb, '$.**.text') part) j
          cross join lateral (select from ${wordsIn(sql`j.joined`, words)}) w)))`
    : sql<SqlBool>`coalesce(${text} ~* ${patternFor(text, words)}, false)`;

const idOf = (thingColumn: string | null): RawBuilder<unknown> =>
  thingColumn ? sql`${sql.ref(thingColumn)}::text` : sql`null`;

/** The id of the item to which a row belongs; null if it belongs to none. */
function toId(id: unknown): number | null {
  const number = Number(id);
  return Number.isSafeInteger(number) && number > 0 ? number : null;
}

const isJson = (type: TextColumn['type']): boolean => type === 'json' || type === 'jsonb';

/** One query searches at most this many bytes, so that no query takes long. */
const partSize = 2_000_000;

/**
 * Splits the rows of a column into parts of limited size, and returns an SQL condition for each part. To measure the
 * rows, each query reads a number of PostgreSQL's pages (blocks of rows): fewer for JSON, because PostgreSQL stores the
 * sizes of texts but must read JSON to measure it. Rows that are added meanwhile are included.
 */
async function* partsOf(
  db: Reader,
  { table, column, type }: Pick<TextColumn, 'table' | 'column' | 'type'>,
): AsyncGenerator<RawBuilder<SqlBool>> {
  const target = sql.ref(column);
  const size = type === 'text' ? sql`octet_length(${target})` : sql`octet_length(${target}::text)`;
  const step = type === 'text' ? 250 : 16;
  const place = sql.ref(`${table}.ctid`);
  const within = (from: string, to: string): RawBuilder<SqlBool> =>
    sql<SqlBool>`${place} >= ${from}::tid and ${place} < ${to}::tid`;
  for (let page = 0, pages = 1; page < pages; page += step) {
    const [start, end] = [`(${page},0)`, `(${page + step},0)`];
    const { rows } = await sql<{ pages: number; starts: string[] }>`
      select (pg_relation_size(format('%I.%I', current_schema(), ${table}::text)::regclass) / current_setting('block_size')::int)::int as pages,
        array(
          select min(place)::text from (
            select place, (sum(size) over (order by place) - size) / ${partSize}::bigint as part
            from (select ${place} as place, ${size} as size from ${sql.table(table)} where ${within(start, end)} and ${target} is not null) r
          ) p group by part order by part
        ) as starts`.execute(db);
    const { starts } = rows[0]!;
    pages = rows[0]!.pages;
    for (const [index, from] of starts.entries()) yield within(index === 0 ? start : from, starts[index + 1] ?? end);
  }
}

const barOf = (word: string): string => '█'.repeat([...word].length);

/** Once `mostPlaces` places of a word are noted, no more are searched. One query finds at most `placesTogether`. */
const [mostPlaces, placesTogether] = [40, 5];

/** Notes some places of the words in one part of a column, before `strike` removes them there. */
async function notePlaces(
  tx: Tx,
  { table, column }: TextColumn,
  words: readonly string[],
  part: RawBuilder<SqlBool>,
  places: WordPlaces,
): Promise<void> {
  for (const word of words) {
    const noted = places.get(word) ?? [];
    places.set(word, noted);
    if (noted.length >= mostPlaces) continue;
    const text = sql.ref(column);
    const at = (end: number): RawBuilder<unknown> =>
      sql`regexp_instr(${text}, ${wordPattern(word)}, 1, 1, ${sql.lit(end)}, 'i')`;
    const { rows } = await sql<{ row: number; start: number; end: number }>`
      select id::int8 as row, ${at(0)} as start, ${at(1)} as end from ${sql.table(table)}
      where ${part} and ${hasWord(text, [word])} limit ${placesTogether}`.execute(tx);
    for (const { row, start, end } of rows)
      if (start > 0 && end > start) noted.push({ table, column, row: Number(row), start, length: end - start });
  }
}

/**
 * Replaces `words` in one column with bars of the same length, ignoring case. Returns the number of changed rows, and
 * the ids of the items to which they belong.
 * @param places gets some places of each word, as they were before
 */
export async function strike(
  tx: Tx,
  column: TextColumn,
  words: readonly string[],
  places: WordPlaces,
): Promise<{ rows: number; things: number[] }> {
  if (words.length === 0) return { rows: 0, things: [] };
  const touched: unknown[] = [];
  for await (const part of partsOf(tx, column))
    touched.push(...(await (isJson(column.type) ? strikeJson : strikeText)(tx, column, words, part, places)));
  return { rows: touched.length, things: touched.map(toId).filter((id) => id !== null) };
}

/** @returns the id of an item for each changed row, as `idOf` gives it */
async function strikeJson(
  tx: Tx,
  { table, column, type, thingColumn }: TextColumn,
  words: readonly string[],
  part: RawBuilder<SqlBool>,
): Promise<unknown[]> {
  const target = sql.ref(column);
  const { rows } = await sql<{ place: string; id: unknown; json: unknown }>`
    select ctid::text as place, ${idOf(thingColumn)} as id, ${target} as json from ${sql.table(table)}
    where ${part} and ${hasWord(sql`${target}::text`, words, true)}`.execute(tx);
  const bars = words.map((word) => [namingPattern([word], 'g'), barOf(word)] as const);
  const touched: unknown[] = [];
  for (const { place, id, json } of rows) {
    const struck = mapTexts(json, (text) => bars.reduce((left, [pattern, bar]) => left.replace(pattern, bar), text));
    if (isDeepStrictEqual(struck, json)) continue;
    await sql`update ${sql.table(table)} set ${target} = ${JSON.stringify(struck)}::${sql.raw(type)} where ctid = ${place}::tid`.execute(
      tx,
    );
    touched.push(id);
  }
  return touched;
}

/** @returns the id of an item for each changed row, as `idOf` gives it */
async function strikeText(
  tx: Tx,
  textColumn: TextColumn,
  words: readonly string[],
  part: RawBuilder<SqlBool>,
  places: WordPlaces,
): Promise<unknown[]> {
  const { table, column, type, thingColumn, hasId } = textColumn;
  const target = sql.ref(column);
  const { rows: there } = await sql<{ word: string }>`
    select distinct w.word from ${sql.table(table)} cross join lateral (select w.word from ${wordsIn(sql`${target}::text`, words)}) w where ${part}`.execute(
    tx,
  );
  const used = words.filter((word) => there.some((one) => one.word === word));
  if (used.length === 0) return [];
  if (type === 'text' && hasId) await notePlaces(tx, textColumn, used, part, places);
  const struck = (text: RawBuilder<unknown>): RawBuilder<unknown> =>
    used.reduce((left, word) => sql`regexp_replace(${left}, ${wordPattern(word)}, ${barOf(word)}, 'gi')`, text);
  const value =
    type === 'text'
      ? struck(target)
      : sql`array(select case when ${isNoCode(sql`part`)} then ${struck(sql`part`)} else part end from unnest(${target}) with ordinality as p(part, place) order by place)`;
  const { rows } = await sql<{ id: unknown }>`
    update ${sql.table(table)} set ${target} = ${value}
    where ${part} and ${hasWord(sql`${target}::text`, used)}
      and ${type === 'text' ? isNoCode(target) : sql`${target} is distinct from ${value}`}
    returning ${idOf(thingColumn)} as id`.execute(tx);
  return rows.map(({ id }) => id);
}

/**
 * How many times the words occur in the texts of one column. The counts are grouped by item (null for texts outside of
 * items) and by word, both in lower case and as the text writes it.
 */
export async function countWords(
  db: Reader,
  textColumn: TextColumn,
  words: readonly string[],
  found: (item: number | null, word: string, places: number) => void,
): Promise<void> {
  const { table, column, type, thingColumn } = textColumn;
  const target = sql.ref(column);
  const holds = hasWord(sql`${target}::text`, words, isJson(type));
  for await (const within of partsOf(db, textColumn)) {
    const part = sql`
      select ${idOf(thingColumn)} as id, ${target} as value from ${sql.table(table)} where ${within} and ${holds}`;
    if (isJson(type)) {
      const { rows } = await sql<{ id: unknown; value: unknown }>`${part}`.execute(db);
      for (const { id, value } of rows)
        mapTexts(value, (text) => {
          for (const [word] of namesOf(text, words)) found(toId(id), word.toLowerCase(), 1);
          return text;
        });
      continue;
    }
    const { rows } = await sql<{ id: unknown; word: string; places: number }>`
      with part as (${part}), texts as (select id, ${type === 'text' ? sql`value` : sql`unnest(value)`} as value from part)
      select id, lower(m.match[1]) as word, count(*)::int as places
      from texts cross join lateral regexp_matches(value, ${patternFor(sql`value`, words)}, 'gi') as m (match)
      where ${isNoCode(sql`value`)} group by 1, 2`.execute(db);
    for (const { id, word, places } of rows) found(toId(id), word, places);
  }
}

/**
 * The words in a text, as the text writes them. As in `patternFor`, the pattern has only words that the text contains.
 */
function namesOf(text: string, words: readonly string[]): Iterable<RegExpExecArray> {
  const [one, low, up] = [text, text.toLowerCase(), text.toUpperCase()].map((some) => some.replace(/\s+/g, ' '));
  const used = words.filter((word) => {
    const name = word.normalize('NFC').replace(/\s+/g, ' ');
    return one!.includes(name) || low!.includes(name.toLowerCase()) || up!.includes(name.toUpperCase());
  });
  return used.length > 0 ? text.matchAll(namingPattern(used, 'g')) : [];
}

/** A JSON value with `change` applied to each text in it, except keys and codes of Kronika. */
function mapTexts(value: unknown, change: (text: string) => string, key = ''): unknown {
  if (typeof value === 'string') return codeNames.has(key) || isCode(value) ? value : change(value);
  if (Array.isArray(value))
    return piecesIn(value) ? mapPieces(value, change) : value.map((one) => mapTexts(one, change, key));
  if (value && typeof value === 'object')
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, mapTexts(one, change, name)]));
  return value;
}

type Piece = { type: 'text'; text: string };
/** Whether an array has the pieces of one text. Words that are a link, bold or italic are separate pieces. */
const piecesIn = (value: readonly unknown[]): value is Piece[] =>
  value.length > 1 &&
  value.every((one) => {
    const { type, text } = (one ?? {}) as Partial<Piece>;
    return type === 'text' && typeof text === 'string';
  });

/** Applies `change` to the joined pieces of a text. If the length of the text changes, the result is a single piece. */
function mapPieces(pieces: readonly Piece[], change: (text: string) => string): Piece[] {
  const whole = pieces.map(({ text }) => text).join('');
  const changed = change(whole);
  if (changed.length !== whole.length) return [{ type: 'text', text: changed }];
  let from = 0;
  return pieces.map(({ text, ...rest }) => {
    const part = changed.slice(from, from + text.length);
    from += text.length;
    return { ...(mapTexts(rest, change) as Omit<Piece, 'text'>), text: part };
  });
}
