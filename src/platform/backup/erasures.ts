import { createHmac } from 'node:crypto';
import { sql } from 'kysely';
import { z } from 'zod';
import type { Tx } from '../database/tx.ts';
import { keyFile } from '../signing/key-file.ts';
import { sha256Hex } from '../storage/blobs.ts';
import { damaged } from './damaged.ts';

declare module '../database/tables.ts' {
  interface Tables {
    erasure: {
      id: import('kysely').Generated<string>;
      at: import('kysely').Generated<Date>;
      kind: 'person' | 'row';
      data: import('kysely').JSONColumnType<object>;
    };
  }
}

const name = z.string().regex(/^[a-z_]{1,63}$/);
const id = z.number().int().positive();

/** Where a removed word was: `length` characters from position `start` (the first is 1) in a column of a row. */
const place = z.strictObject({ table: name, column: name, row: id, start: id, length: id.max(1000) });
export type Place = z.output<typeof place>;

/**
 * A redaction: the items of the person and, for each removed word, up to 100 places where it was, and one byte of its
 * HMAC. Together with an older backup, the places tell which words to remove. On their own, they do not reveal the
 * words. `at`: the word was removed only from this item (`item:12`) or row (`comment:3`).
 */
const person = z.strictObject({
  things: z.array(id).max(1000),
  words: z
    .array(
      z.strictObject({
        check: z.number().int().min(0).max(255),
        places: z.array(place).max(100),
        at: z
          .string()
          .regex(/^[a-z_]{1,63}:[0-9]{0,19}$/)
          .optional(),
      }),
    )
    .max(5000),
});
/**
 * A row that was deleted or had some columns emptied. In the second case, `columns` has their new values.
 */
const row = z.strictObject({ table: name, row: id, columns: z.record(name, z.unknown()).nullish() });

const erasure = z.discriminatedUnion('kind', [
  z.strictObject({ id: z.uuid(), at: z.iso.datetime({ offset: true }), kind: z.literal('person'), data: person }),
  z.strictObject({ id: z.uuid(), at: z.iso.datetime({ offset: true }), kind: z.literal('row'), data: row }),
]);

/** A redaction or another erasure. It says by ids what was erased, and contains no personal data. */
export type Erasure = z.output<typeof erasure>;
export type PersonErasure = z.output<typeof person>;
export type RowErasure = z.output<typeof row>;

/** All erasures of an installation. */
export type Erasures = { installation: string; erasures: Erasure[] };

/** Stores a redaction in the table of erasures. `tx` must be the transaction that redacts. */
export async function notePersonErasure(tx: Tx, data: PersonErasure): Promise<void> {
  await sql`insert into erasure (kind, data) values ('person', ${JSON.stringify(data)}::jsonb)`.execute(tx);
}

/** Returns a function that computes `check`, the byte by which a word is recognised. */
export async function wordCheck(dataDir: string): Promise<(word: string) => number> {
  const key = await keyFile(dataDir, 'erasures');
  return (word) => createHmac('sha256', key).update(sameWord(word)).digest()[0]!;
}

/** Normalises a word for comparisons: Unicode NFC, lower case, single spaces. */
export const sameWord = (word: string): string => word.normalize('NFC').toLowerCase().replaceAll(/\s+/g, ' ');

export async function readErasures(tx: Tx): Promise<Erasure[]> {
  const { rows } = await sql<{ line: unknown }>`
    select json_build_object('id', id, 'at', to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), 'kind', kind, 'data', data) as line
    from erasure order by at, id`.execute(tx);
  return rows.map(({ line }) => erasure.parse(line));
}

/** Adds erasures to the table, except those that it already has. */
export async function storeErasures(tx: Tx, list: readonly Erasure[]): Promise<void> {
  await sql`
    insert into erasure (id, at, kind, data)
    select (e ->> 'id')::uuid, (e ->> 'at')::timestamptz, e ->> 'kind', e -> 'data'
    from jsonb_array_elements(${JSON.stringify(list)}::jsonb) e on conflict do nothing`.execute(tx);
}

/**
 * The text of a file: a line with the installation, a line for each erasure, and a line with the hash of these lines.
 */
export function writeErasures({ installation, erasures }: Erasures): string {
  const lines = [{ format: 'kronika-erasures', installation }, ...erasures];
  const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
  return `${text}${JSON.stringify({ sha256: sha256Hex(text) })}\n`;
}

const header = z.strictObject({ format: z.literal('kronika-erasures'), installation: z.uuid() });

/** @throws AppError `backup_damaged` */
export function parseErasures(text: string, file: string): Erasures {
  try {
    const end = text.lastIndexOf('\n', text.length - 2) + 1;
    const content = text.slice(0, end);
    if (text.slice(end) !== `${JSON.stringify({ sha256: sha256Hex(content) })}\n`) throw new Error('it is damaged');
    const [first, ...lines] = content.trimEnd().split('\n');
    const { installation } = header.parse(JSON.parse(first!));
    return { installation, erasures: lines.map((line) => erasure.parse(JSON.parse(line))) };
  } catch (cause) {
    throw damaged(file, 'it is no list of erasures, or it is damaged', cause);
  }
}

/** @throws AppError `backup_damaged` if the lists are of different installations */
export function mergeErasures(lists: readonly Erasures[]): Erasures {
  const [{ installation }] = lists as [Erasures];
  if (lists.some((list) => list.installation !== installation))
    throw damaged('erasures.ndjson', 'it belongs to another installation');
  const all = new Map(lists.flatMap(({ erasures }) => erasures.map((one) => [one.id, one] as const)));
  return { installation, erasures: [...all.values()].toSorted((a, b) => a.at.localeCompare(b.at)) };
}
