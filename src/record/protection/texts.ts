import { sql, type RawBuilder, type SqlBool } from 'kysely';
import { containing } from '../../platform/database/like.ts';
import { sameWord } from '../../platform/backup/erasures.ts';
import type { Reader } from '../../platform/database/tx.ts';
import { allKinds } from '../kinds/registry.ts';
import { allLists, findTerm } from '../vocabulary/terms.ts';
import type { Mention, PersonFinder } from './person-finder.ts';

/*
 * The texts of the database that redaction searches: every text column of every module, except columns with codes of
 * Kronika (fixed values such as the kind `case`). Codes must not be redacted, even if a person is called Law, Case or
 * Mark. New columns are searched automatically, unless they are excluded here.
 */

export type TextColumn = {
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
  'file_erasure',
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
  `row_key address_mac name_macs kind kinds of_kinds type types sort format media_type charset
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
  'capture.layout',
  'archive_origin.checks',
]);

/** Whole texts that are codes: refs such as `case/3`, and the keys of the vocabularies. */
const ref = /^[a-z]+\/[0-9]+$/;
const isCode = (text: string): boolean => ref.test(text) || allLists().some((list) => findTerm(list, text));

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

const spaced = (text: RawBuilder<unknown>, space: string): RawBuilder<unknown> =>
  sql`regexp_replace(${text}, ${space}, ' ', 'g')`;

/**
 * SQL for the names that a text contains, even inside longer words: rows `w (name)`. A first, fast
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
    join unnest(${names}::text[]) as w (name) on strpos(v.low, lower(w.name)) > 0 or strpos(v.up, upper(w.name)) > 0`;
}

/**
 * Whether a text may name the person. The caller must search it again with the finder. In our own texts, a name can be
 * split into several pieces, because a part of it is a link, bold or italic.
 */
export function mayName(
  text: RawBuilder<unknown>,
  { finder, linked }: PersonSearch,
  { json = false, item = sql`null` }: { json?: boolean; item?: RawBuilder<unknown> } = {},
): RawBuilder<SqlBool> {
  const { words, pattern, encoded } = finder;
  const tests = [
    ...(words.length ? [sql`exists (select from ${wordsIn(text, words, json)})`] : []),
    ...(words.length && json
      ? [
          sql`(${text} like '%"marks"%' and exists (
            select from (select string_agg(part #>> '{}', '') as joined from jsonb_path_query((${text})::jsonb, '$.**.text') part) j
              cross join lateral (select from ${wordsIn(sql`j.joined`, words)}) w))`,
        ]
      : []),
    ...(pattern ? [sql`${text} ~ ${pattern}`] : []),
    ...(pattern && encoded.length ? [sql`${text} ilike any(${encoded.map(containing)}::text[])`] : []),
    // The initials alone, in texts of items that refer to the person.
    ...(pattern && linked.size
      ? [
          sql`(${text} ~ '[[:upper:]][[:lower:]]?[.] ?[[:upper:]][[:lower:]]?[.]' and ${item} = any(${[...linked].map(String)}::text[]))`,
        ]
      : []),
  ];
  return tests.length ? sql<SqlBool>`(${sql.join(tests, sql` or `)})` : sql<SqlBool>`false`;
}

const idOf = (thingColumn: string | null): RawBuilder<unknown> =>
  thingColumn ? sql`${sql.ref(thingColumn)}::text` : sql`null`;

/** The id of the item to which a row belongs; null if it belongs to none. */
function toId(id: unknown): number | null {
  const number = Number(id);
  return Number.isSafeInteger(number) && number > 0 ? number : null;
}

const isJson = (type: TextColumn['type']): boolean => type === 'json' || type === 'jsonb';

/** One query searches at most this many bytes, so that no query takes long. */
export const partSize = 2_000_000;

/** The size of the texts of a row in some columns, in bytes. */
export const sizeOf = (columns: readonly Pick<TextColumn, 'column' | 'type'>[]): RawBuilder<number> =>
  sql`(${sql.join(
    columns.map(({ column, type }) => {
      const target = sql.ref(column);
      return sql`coalesce(octet_length(${type === 'text' ? target : sql`${target}::text`}), 0)`;
    }),
    sql` + `,
  )})`;

/**
 * Splits the rows of a table into parts of limited size, and returns an SQL condition for each part. To measure the
 * rows, each query reads a number of PostgreSQL's pages (blocks of rows): fewer for JSON, because PostgreSQL stores the
 * sizes of texts but must read JSON to measure it. Rows that are added meanwhile are included.
 * @param columns the columns of the table that are searched
 */
export async function* partsOf(
  db: Reader,
  columns: readonly Pick<TextColumn, 'table' | 'column' | 'type'>[],
): AsyncGenerator<RawBuilder<SqlBool>> {
  const { table } = columns[0]!;
  const step = columns.every(({ type }) => type === 'text') ? 250 : 16;
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
            from (
              select ${place} as place, ${sizeOf(columns)} as size from ${sql.table(table)}
              where ${within(start, end)} and num_nonnulls(${sql.join(columns.map(({ column }) => sql.ref(column)))}) > 0
            ) r
          ) p group by part order by part
        ) as starts`.execute(db);
    const { starts } = rows[0]!;
    pages = rows[0]!.pages;
    for (const [index, from] of starts.entries()) yield within(index === 0 ? start : from, starts[index + 1] ?? end);
  }
}

/** Where a text belongs: to an item (`item:12`), or to a row of a table that is no item (`comment:3`). */
const whereOf = ({ table }: TextColumn, item: number | null, row: number | null): string =>
  item === null ? `${table}:${row ?? ''}` : `item:${item}`;

/** How a choice of the user names the words of an uncertain mention at one place. */
export const choiceOf = (where: string, word: string): string => `${where}|${sameWord(word)}`;

/** The search for a person: `linked`: the ids of items that refer to them. */
export type PersonSearch = { finder: PersonFinder; linked: ReadonlySet<number> };

/** A row that may name the person, with its values in the columns that are searched. */
export type NamingRow = {
  /** Where PostgreSQL stores the row (`ctid`). */
  place: string;
  row: number | null;
  item: number | null;
  where: string;
  values: NamingValue[];
};

export type NamingValue = {
  column: TextColumn;
  value: unknown;
  /** The mentions in one of the texts of the value. */
  find(text: string): Mention[];
};

/**
 * The parts of a value whose texts belong together. In the history, each field of an item is a separate part, as in the
 * item itself, so that the same words are found in both.
 */
const scopesOf = ({ table }: TextColumn, value: unknown): [key: string, part: unknown][] =>
  table === 'change' && value && typeof value === 'object' && !Array.isArray(value)
    ? Object.entries(value)
    : [['', value]];

const isName = (one: Mention): boolean => one.sure && one.reason === 'name';

/** Searches the texts of one value. @param linked whether its item refers to the person */
function namingValue(column: TextColumn, value: unknown, finder: PersonFinder, linked: boolean): NamingValue {
  const found = new Map<string, Mention[]>();
  for (const [key, part] of scopesOf(column, value)) {
    const texts: string[] = [];
    mapTexts(part, (text) => (texts.push(text), text), key);
    const apart = texts.map((text) => finder.find(text, { linked }));
    // If one of these texts has the whole name, others may have the surname alone.
    const named = texts.length > 1 && apart.some((all) => all.some(isName));
    for (const [index, text] of texts.entries())
      found.set(text, named ? finder.find(text, { linked, named }) : apart[index]!);
  }
  return { column, value, find: (text) => found.get(text) ?? finder.find(text, { linked }) };
}

/** Whether a row may name the person in one of the columns (`mayName`). */
export const rowMayName = (columns: readonly TextColumn[], search: PersonSearch): RawBuilder<SqlBool> =>
  sql<SqlBool>`(${sql.join(
    columns.map(({ column, type, thingColumn }) =>
      mayName(sql`${sql.ref(column)}::text`, search, { json: isJson(type), item: idOf(thingColumn) }),
    ),
    sql` or `,
  )})`;

/** The rows of a table that fulfil a condition. @param columns the columns of the table that are searched */
export async function rowsWhere(
  db: Reader,
  columns: readonly TextColumn[],
  search: PersonSearch,
  condition: RawBuilder<SqlBool>,
): Promise<NamingRow[]> {
  const { table, thingColumn, hasId } = columns[0]!;
  const values = columns.map(({ column }, index) => sql`${sql.ref(column)} as ${sql.ref(`value${index}`)}`);
  const { rows } = await sql<{ place: string; row: unknown; id: unknown; [value: string]: unknown }>`
    select ctid::text as place, ${hasId ? sql`id::text` : sql`null`} as row, ${idOf(thingColumn)} as id, ${sql.join(values)}
    from ${sql.table(table)} where ${condition}`.execute(db);
  return rows.map((raw) =>
    rowOf(
      columns,
      {
        place: raw.place,
        row: toId(raw.row),
        item: toId(raw.id),
        values: columns.map((_, index) => raw[`value${index}`]),
      },
      search,
    ),
  );
}

/** A row with the searches of its values. @param row `values`: one for each of the columns */
export const rowOf = (
  columns: readonly TextColumn[],
  { place, row, item, values }: Pick<NamingRow, 'place' | 'row' | 'item'> & { values: readonly unknown[] },
  { finder, linked }: PersonSearch,
): NamingRow => ({
  place,
  row,
  item,
  where: whereOf(columns[0]!, item, row),
  values: columns.map((column, index) => namingValue(column, values[index], finder, item !== null && linked.has(item))),
});

/** The rows of a table that may name the person, a few at a time. @param columns the columns that are searched */
export async function* rowsNaming(
  db: Reader,
  columns: readonly TextColumn[],
  search: PersonSearch,
): AsyncGenerator<NamingRow[]> {
  const test = rowMayName(columns, search);
  for await (const part of partsOf(db, columns))
    yield rowsWhere(db, columns, search, sql<SqlBool>`${part} and ${test}`);
}

/** Calls `found` for each mention in a row. */
export function inRow(
  { values }: NamingRow,
  found: (mention: Mention, text: string, value: NamingValue) => void,
): void {
  for (const value of values)
    mapTexts(value.value, (text) => {
      for (const mention of value.find(text)) found(mention, text, value);
      return text;
    });
}

/** A mention that a search found: the item to which its text belongs (null if it belongs to none), its words, its text. */
export type Found = {
  item: number | null;
  row: number | null;
  where: string;
  mention: Mention;
  word: string;
  text: string;
};

/** The mentions of a person in the texts of one column, a few rows at a time. */
export async function* mentionsIn(db: Reader, column: TextColumn, search: PersonSearch): AsyncGenerator<Found[]> {
  for await (const rows of rowsNaming(db, [column], search)) {
    const all: Found[] = [];
    for (const naming of rows) {
      const { item, row, where } = naming;
      inRow(naming, (mention, text) =>
        all.push({ item, row, where, mention, word: text.slice(mention.start, mention.end), text }),
      );
    }
    yield all;
  }
}

/** Calls `found` for each mention of the person in the texts of one column. */
export async function eachMention(
  db: Reader,
  column: TextColumn,
  search: PersonSearch,
  found: (one: Found) => void,
): Promise<void> {
  for await (const all of mentionsIn(db, column, search)) for (const one of all) found(one);
}

/** A JSON value with `change` applied to each text in it, except keys and codes of Kronika. */
export function mapTexts(value: unknown, change: (text: string) => string, key = ''): unknown {
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
