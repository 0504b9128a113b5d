import { sql } from 'kysely';
import { z } from 'zod';
import { redacting, isEditor } from '../../accounts/tables.ts';
import { AppError } from '../../platform/errors.ts';
import { defineOperation, run, type App, type Principal } from '../../platform/operation.ts';
import { withSight } from '../../platform/database/sight.ts';
import type { Reader, Tx } from '../../platform/database/tx.ts';
import { blobsNaming } from './blobs-naming.ts';
import { escapeRegExp } from './search-bytes.ts';
import {
  swapPackages,
  settlePackages,
  stripPackages,
  type StripPackage,
  type Stripped,
} from '../files/strip-packages.ts';
import { sweepFiles } from '../files/delete-files.ts';
import { forgetChangesOf, redactHistoryOf } from '../history/forget.ts';
import { project } from '../projection/project.ts';
import { demandSeen, findThing, parseRef, refSchema } from '../refs.ts';
import { allKinds } from '../kinds/registry.ts';
import type { ThingKind } from '../tables.ts';
import { takeForChange } from '../things.ts';

const inputSchema = z.object({
  actor: refSchema,
  /** Other words that identify the person: a nickname, a form of the name, an address. At least three letters each. */
  alsoErase: z
    .array(z.string().trim().min(3, 'errors.field.redact.short').max(300, 'errors.field.text.long'))
    .max(50)
    .default([]),
  /** The reason, permanently shown: it says that something was redacted, never what. */
  ground: z.string().trim().min(10, 'errors.field.reason.short').max(2000, 'errors.field.text.long'),
});

type Redaction = { tables: string[]; blobs: string[]; things: number };

/**
 * Redacts a person everywhere: names, claims, passages, captures and their bytes, documents, changes, index. The item
 * keeps its number and gets a note. In texts the name is replaced by a bar of the same length, so that all other
 * positions stay valid. It cannot be undone.
 * @param strip creates new packages without the records that name the person. Packages of which nothing useful would
 * remain are deleted, and so are all that name the person if `strip` is null
 */
export async function redactPerson(
  app: App,
  principal: Principal | null,
  input: z.input<typeof inputSchema>,
  strip: StripPackage | null = null,
): Promise<void> {
  const done = await run(app, redact(strip), principal, input);
  for (const blob of done.blobs) await app.blobs.erase(blob);
  await sweepFiles(app);
  // Old row versions would keep the words on disk until the next vacuum.
  for (const table of new Set([...done.tables, ...app.listeners.flatMap((listener) => listener.wordsIn ?? [])]))
    await app.db.executeSql(`vacuum full "${table}"`);
}

const redact = (strip: StripPackage | null) =>
  defineOperation({
    name: 'record.redact',
    permission: redacting,
    // It deletes data for good, including any words that are given.
    proof: true,
    publicItems: 'permitted',
    ofAllTeams: true,
    input: inputSchema,
    async prepare({ input, app, at, principal }): Promise<{ naming: string[]; packages: Stripped[] }> {
      await demandSeen(app.db.read, [input.actor]);
      // With `alsoErase`, any word could be removed from everything that readers know, so only editors can use it.
      if (input.alsoErase.length && !isEditor(principal))
        throw new AppError('invalid_input', { fields: [{ path: 'alsoErase', message: 'errors.field.redact.editor' }] });
      return withSight(undefined, async () => {
        const { kind, number } = parseRef(input.actor)!;
        const thing = (await findThing(app.db.read, kind, number))!;
        const words = await wordsOf(app.db.read, await familyOf(app.db.read, thing.id), input.alsoErase);
        const naming = await blobsNaming(app, words, { packages: strip === null });
        const packages =
          strip && words.length ? await stripPackages(app, { words, naming, ground: input.ground, at }, strip) : [];
        const lost = packages.filter((one) => one.made === null).map((one) => one.sha256);
        return { naming: [...naming, ...lost], packages };
      });
    },
    async write({ tx, input, prepared, at, change }): Promise<Redaction> {
      const thing = await takeForChange(tx, input.actor, at, { kinds: ['actor'] });
      const family = await familyOf(tx, thing.id);
      const words = await wordsOf(tx, family, input.alsoErase);
      if (thing.visibility !== 'sealed' && words.length === 0) throw new AppError('redacted');

      const whole: number[] = [];
      const blobs = await eraseCaptures(tx, words, prepared.naming);
      const emptied: string[] = [];
      for (const { erase, table, own } of allKinds()) {
        const erased = await erase?.(tx, family, at, input.ground);
        if (!erased) continue;
        whole.push(...erased.things);
        blobs.push(...erased.blobs);
        emptied.push(table, ...own.map((rows) => rows.table));
      }
      const swapped = await swapPackages(tx, prepared.packages, at);
      blobs.push(...swapped.blobs);
      await sql`update held_file set name = '', size = 0 where sha256 = any(${blobs}::text[])`.execute(tx);
      const subjects = await sql<{
        subject_id: number;
      }>`select distinct subject_id from statement where value_thing = any(${family}::bigint[]) or subject_id = any(${family}::bigint[])`.execute(
        tx,
      );
      await sql`update chain_link set as_written = null where actor_id = any(${family}::bigint[])`.execute(tx);
      await sql`delete from statement where subject_id = any(${family}::bigint[])`.execute(tx);
      await sql`delete from actor_name where actor_id = any(${family}::bigint[])`.execute(tx);
      await sql`delete from sealed_content where thing_id = any(${family}::bigint[])`.execute(tx);
      await sql`delete from sealed_for where thing_id = any(${family}::bigint[])`.execute(tx);
      const told = await redactHistoryOf(
        tx,
        await tx
          .selectFrom('thing')
          .select(['id', sql<string>`kind || '/' || number`.as('ref')])
          .where('id', 'in', family)
          .execute(),
      );
      await forgetChangesOf(tx, family);

      const columns = await textColumns(tx);
      const touched = new Set<number>([...told, ...whole, ...swapped.captures]);
      const tables = new Set(['actor_name', 'statement', 'chain_link', 'change', 'held_file', ...emptied]);
      for (const column of columns) {
        const rows = await strike(tx, column, words);
        if (rows.length === 0) continue;
        tables.add(column.table);
        for (const id of rows) touched.add(id);
      }
      await tx
        .updateTable('thing')
        .set({ redacted_at: at, withdrawn_reason: null })
        .where('id', 'in', family)
        .execute();
      for (const id of family)
        await tx.insertInto('tombstone').values({ thing_id: id, at, ground: input.ground }).execute();
      await project(
        tx,
        subjects.rows.map((row) => Number(row.subject_id)),
      );

      for (const id of family) change({ kind: 'actor', thingId: id, action: 'redacted', before: null, after: null });
      const others = [...touched].filter((id) => !family.includes(id));
      const kinds = others.length
        ? await tx
            .selectFrom('thing')
            .select(['id', 'kind'])
            .where(sql<boolean>`id = any(${others}::bigint[])`)
            .execute()
        : [];
      for (const { id, kind } of kinds)
        change({ kind: kind satisfies ThingKind, thingId: id, action: 'redacted', before: null, after: null });
      return { tables: [...tables], blobs, things: family.length + kinds.length };
    },
    // Deletes new packages that nothing refers to, such as that of a capture that lost its bytes.
    settle: ({ prepared, app }) => settlePackages(app, prepared.packages),
  });

/** The actor and those merged into it. */
const familyOf = async (db: Reader, id: number): Promise<number[]> =>
  (
    await db
      .selectFrom('thing')
      .select('id')
      .where((eb) => eb.or([eb('id', '=', id), eb('merged_into', '=', id)]))
      .execute()
  ).map((row) => row.id);

/** The words to redact, longest first, without those of fewer than three letters. */
async function wordsOf(db: Reader, family: readonly number[], also: readonly string[]): Promise<string[]> {
  const names = await db
    .selectFrom('actor_name')
    .select('text')
    .where('actor_id', 'in', [...family])
    .execute();
  return [...new Set([...names.map((name) => name.text), ...also])]
    .filter((word) => word.length >= 3)
    .toSorted((a, b) => b.length - a.length);
}

type TextColumn = {
  table: string;
  column: string;
  type: 'text' | 'json' | 'jsonb' | 'text[]';
  thingColumn: string | null;
};

/**
 * Tables that are never searched: redaction is not about people with accounts, and the app's own tables contain no
 * texts.
 */
const leftAlone = new Set([
  'account',
  'session',
  'one_time_link',
  'recovery_step',
  'known_device',
  'budget',
  'budget_key',
  'migration',
  'setting',
  'tombstone',
]);

/** Every text column of the database, of all modules, including future ones. */
async function textColumns(tx: Tx): Promise<TextColumn[]> {
  const { rows } = await sql<{ table: string; column: string; type: string; columns: string[] }>`
    select c.table_name as table, c.column_name as column,
      case when c.data_type = 'ARRAY' then 'text[]' else c.data_type end as type,
      (select array_agg(x.column_name::text) from information_schema.columns x where x.table_schema = c.table_schema and x.table_name = c.table_name) as columns
    from information_schema.columns c join information_schema.tables t on t.table_schema = c.table_schema and t.table_name = c.table_name and t.table_type = 'BASE TABLE'
    where c.table_schema = current_schema() and c.is_generated = 'NEVER' and (c.data_type in ('text', 'json', 'jsonb') or (c.data_type = 'ARRAY' and c.udt_name = '_text'))
    order by 1, 2`.execute(tx);
  const [owners, named] = [ownerColumns(), pointers()];
  return rows
    .filter((row) => !leftAlone.has(row.table))
    .map((row) => ({
      table: row.table,
      column: row.column,
      type: row.type as TextColumn['type'],
      thingColumn: owners.get(row.table) ?? named.find((name) => row.columns.includes(name)) ?? null,
    }));
}

/** For each table of a kind, the column with the item that a row belongs to. */
const ownerColumns = (): ReadonlyMap<string, string> =>
  new Map(allKinds().flatMap(({ own }) => own.map(({ table, key }) => [table, [key].flat()[0]!] as const)));

/** For other tables, the column with the item that a row belongs to: the first that exists. */
const pointers = (): string[] => [
  'thing_id',
  ...allKinds()
    .map((kind) => `${kind.table}_id`)
    .toReversed(),
  'subject_id',
];

/** Replaces `words` in one column by bars of the same length, ignoring case; returns the items whose rows changed. */
async function strike(
  tx: Tx,
  { table, column, type, thingColumn }: TextColumn,
  words: readonly string[],
): Promise<number[]> {
  const touched: number[] = [];
  const target = sql.ref(column);
  const isJson = type === 'json' || type === 'jsonb';
  const add = (id: unknown): void => {
    const number = Number(id);
    if (Number.isSafeInteger(number) && number > 0) touched.push(number);
  };
  const thing = thingColumn ? sql`${sql.ref(thingColumn)}::text` : sql`null`;
  for (const word of words) {
    const pattern = `(?<![[:alnum:]])${escapeRegExp(isJson ? JSON.stringify(word).slice(1, -1) : word)}(?![[:alnum:]])`;
    const bar = '█'.repeat([...word].length);
    if (isJson) {
      const { rows } = await sql<{
        place: string;
        id: unknown;
        json: unknown;
      }>`select ctid::text as place, ${thing} as id, ${target} as json from ${sql.table(table)} where ${target}::text ~* ${pattern}`.execute(
        tx,
      );
      for (const row of rows) {
        await sql`update ${sql.table(table)} set ${target} = ${JSON.stringify(strikeIn(row.json, word, bar))}::${sql.raw(type)} where ctid = ${row.place}::tid`.execute(
          tx,
        );
        add(row.id);
      }
      continue;
    }
    const value =
      type === 'text'
        ? sql`regexp_replace(${target}, ${pattern}, ${bar}, 'gi')`
        : sql`array(select regexp_replace(part, ${pattern}, ${bar}, 'gi') from unnest(${target}) with ordinality as p(part, place) order by place)`;
    const { rows } = await sql<{
      id: unknown;
    }>`update ${sql.table(table)} set ${target} = ${value} where ${target}::text ~* ${pattern} returning ${thing} as id`.execute(
      tx,
    );
    for (const row of rows) add(row.id);
  }
  return touched;
}

/** Replaces a word in every text inside a JSON value; its keys are ours and stay. */
function strikeIn(value: unknown, word: string, bar: string): unknown {
  if (typeof value === 'string')
    return value.replace(new RegExp(`(?<![\\p{L}\\p{N}])${escapeRegExp(word)}(?![\\p{L}\\p{N}])`, 'giu'), bar);
  if (Array.isArray(value)) return value.map((one) => strikeIn(one, word, bar));
  if (value && typeof value === 'object')
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, strikeIn(one, word, bar)]));
  return value;
}

/**
 * Captures whose text has one of the words, or whose hash is in `also`, lose their bytes; the text stays, redacted.
 * Returns the hashes.
 */
async function eraseCaptures(tx: Tx, words: readonly string[], also: readonly string[]): Promise<string[]> {
  const erased = new Set<string>(also);
  for (const word of words) {
    const pattern = `(?<![[:alnum:]])${escapeRegExp(word)}(?![[:alnum:]])`;
    const { rows } = await sql<{ bytes_sha256: string }>`
      select bytes_sha256 from capture where text ~* ${pattern} and bytes_size > 0`.execute(tx);
    for (const row of rows) erased.add(row.bytes_sha256);
  }
  if (erased.size) {
    await sql`update capture set bytes_size = 0, headers = '[]' where bytes_sha256 = any(${[...erased]}::text[])`.execute(
      tx,
    );
    // Their packages contain the same words.
    await sql`update held_file set name = '', size = 0 where thing_id in (select id from capture where bytes_sha256 = any(${[...erased]}::text[]))`.execute(
      tx,
    );
  }
  return [...erased];
}
