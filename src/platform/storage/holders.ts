import { sql } from 'kysely';
import { z } from 'zod';
import { withViewer } from '../database/viewer.ts';
import type { Reader } from '../database/tx.ts';
import { defineJob } from '../jobs/jobs.ts';
import type { App } from '../operation.ts';

/** A column that refers to blobs. The comment of the column in the database declares it (docs/decisions/0094). */
export type Holder = { table: string; column: string; thing: string | null; where: string | null; json: boolean };

/** A row that refers to a blob. `thing`: the id of the item to which the row belongs; null if there is none. */
export type Reference = { sha256: string; table: string; thing: number | null };

const grammar = /^(?:(blobs in json)|blob(?: of thing (\w+))?(?: where (.+))?)$/;

export async function holders(db: Reader): Promise<Holder[]> {
  const { rows } = await sql<{ table: string; column: string; comment: string }>`
    select c.relname as "table", a.attname as "column", d.description as comment
    from pg_description d
    join pg_class c on c.oid = d.objoid and d.classoid = 'pg_class'::regclass and c.relkind in ('r', 'p') and c.relnamespace = current_schema()::regnamespace
    join pg_attribute a on a.attrelid = c.oid and a.attnum = d.objsubid
    where d.objsubid > 0 and d.description like 'blob%'
    order by 1, 2`.execute(db);
  return rows.map(({ table, column, comment }) => {
    const read = grammar.exec(comment);
    if (!read) throw new TypeError(`The comment on ${table}.${column} is invalid: ${comment}`);
    return { table, column, json: read[1] !== undefined, thing: read[2] ?? null, where: read[3] ?? null };
  });
}

/**
 * The rows that refer to the blobs among `names`, by blob. The rows of all teams' items are included: otherwise someone
 * could delete a blob that is used by an item that they cannot see.
 */
export const referring = (db: Reader, names: readonly string[]): Promise<Map<string, Reference[]>> =>
  withViewer(undefined, () => findReferring(db, names));

async function findReferring(db: Reader, names: readonly string[]): Promise<Map<string, Reference[]>> {
  const found = new Map<string, Reference[]>();
  if (names.length === 0) return found;
  const wanted = [...new Set(names)];
  const parts = (await holders(db)).map((holder) =>
    holder.json
      ? sql`select n.name as sha256, ${holder.table}::text as "table", null::bigint as thing from unnest(${wanted}::text[]) n(name) where exists (select from ${sql.table(holder.table)} where ${sql.ref(holder.column)}::text like '%' || n.name || '%')`
      : sql`select ${sql.ref(holder.column)} as sha256, ${holder.table}::text as "table", ${holder.thing ? sql.ref(holder.thing) : sql`null`}::bigint as thing from ${sql.table(holder.table)} where ${sql.ref(holder.column)} = any(${wanted}::text[])${holder.where ? sql` and ${sql.raw(holder.where)}` : sql``}`,
  );
  const { rows } = await sql<{
    sha256: string;
    table: string;
    thing: string | number | null;
  }>`${sql.join(parts, sql` union all `)}`.execute(db);
  for (const { sha256, table, thing } of rows) {
    const one = { sha256, table, thing: thing === null ? null : Number(thing) };
    const others = found.get(sha256);
    if (others) others.push(one);
    else found.set(sha256, [one]);
  }
  return found;
}

const page = 5_000;

/** The names of all blobs that something refers to, each once, in order. */
export async function* referred(db: Reader): AsyncGenerator<string> {
  const all = await holders(db);
  const inJson = new Set<string>();
  for (const { table, column } of all.filter((one) => one.json)) {
    const { rows } = await sql<{
      name: string;
    }>`select distinct (regexp_matches(${sql.ref(column)}::text, '"sha256": ?"([0-9a-f]{64})"', 'g'))[1] as name from ${sql.table(table)}`.execute(
      db,
    );
    for (const { name } of rows) inJson.add(name);
  }
  for (let after = ''; ;) {
    const parts = all
      .filter((one) => !one.json)
      .map(
        ({ table, column, where }) =>
          sql`(select distinct ${sql.ref(column)} as sha256 from ${sql.table(table)} where ${sql.ref(column)} > ${after}${where ? sql` and ${sql.raw(where)}` : sql``} order by 1 limit ${page})`,
      );
    const { rows } = await sql<{
      sha256: string;
    }>`select distinct sha256 from (${sql.join(parts, sql` union all `)}) named order by 1 limit ${page}`.execute(db);
    const last = rows.length < page ? null : rows.at(-1)!.sha256;
    const names = [
      ...rows.map((row) => row.sha256),
      ...[...inJson].filter((name) => name > after && (last === null || name <= last)),
    ];
    yield* [...new Set(names)].sort();
    if (last === null) return;
    after = last;
  }
}

/** Deletes the blobs among `names` to which nothing refers any more. */
export async function eraseUnused(app: App, names: readonly string[]): Promise<void> {
  const used = await referring(app.db.read, names);
  for (const name of new Set(names)) if (!used.has(name)) await app.blobs.erase(name);
}

/**
 * `eraseUnused` as a job: it runs after the commit of the transaction that sends it, and runs again if the process
 * dies.
 */
export const eraseBlobs = defineJob({
  name: 'platform.eraseBlobs',
  input: z.object({ blobs: z.array(z.string()).max(10_000) }),
  handler: ({ input, app }) => eraseUnused(app, input.blobs),
});
