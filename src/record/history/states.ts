import { sql } from 'kysely';
import type { Reader } from '../../platform/database/tx.ts';
import type { ThingKind } from '../tables.ts';

/**
 * What a thing says, whole, with its parts, in plain JSON that two moments can be compared by. Ids are those of
 * things; what follows from the rest (keys of names, origins, projections) is not in it.
 */
export type State = Readonly<Record<string, unknown>> & {
  readonly visibility: string;
  readonly withdrawn: { readonly reason: string } | null;
  readonly merged_into: number | null;
};

export type NameState = { text: string; kind: string; language: string | null };
export type LinkState = {
  actor_id: number | null;
  as_written: string | null;
  verb: string | null;
  source_id: number | null;
  carried_over: boolean;
  pages_own: boolean;
  visibility: string;
};
export type StatementState = { subject_id: number; property: string; value: unknown; rank: string };
export type PassageState = { captureId: number; start: number; end: number; visibility?: string };
export type DerivationState = { origin_id: number; kind: string; basis: string | null };

type Row = Record<string, unknown> & { id: number };

/** Tables whose one row is all that a kind says. */
const plain: Partial<Record<ThingKind, readonly string[]>> = {
  actor: ['kind'],
  case: ['title', 'summary'],
  event: ['case_id', 'title'],
  proceeding: ['case_id', 'title'],
  charge: ['proceeding_id', 'title'],
  order: ['proceeding_id', 'title'],
  source: ['kind', 'title', 'publisher_id', 'published', 'language', 'note'],
  question: ['case_id', 'wording', 'language', 'raised_by', 'answered_by'],
  law: ['title', 'language'],
  letter: ['sort', 'title', 'language', 'source_id'],
  claim: [
    'case_id',
    'wording',
    'kind',
    'language',
    'mode',
    'certainty',
    'state',
    'checked_by',
    'checked_at',
    'support',
    'source_id',
    'support_note',
  ],
};

/** Things as they stand now, by id. Those that are gone are not among them. */
export async function readStates(db: Reader, ids: readonly number[]): Promise<Map<number, State>> {
  const wanted = [...new Set(ids)];
  if (wanted.length === 0) return new Map();
  const things = await db
    .selectFrom('thing')
    .select(['id', 'kind', 'visibility', 'withdrawn_at', 'withdrawn_reason', 'merged_into'])
    .where(sql<boolean>`id = any(${wanted}::bigint[])`)
    .execute();
  const states = new Map<number, Record<string, unknown>>();
  const byKind = new Map<ThingKind, number[]>();
  for (const thing of things) {
    states.set(thing.id, {
      visibility: thing.visibility,
      withdrawn: thing.withdrawn_at ? { reason: thing.withdrawn_reason ?? '' } : null,
      merged_into: thing.merged_into,
    });
    byKind.set(thing.kind, [...(byKind.get(thing.kind) ?? []), thing.id]);
  }
  for (const [kind, some] of byKind) {
    const columns = plain[kind];
    if (!columns) continue;
    for (const { id, ...said } of await rowsOf(db, kind, columns, some))
      Object.assign(states.get(id)!, {
        ...said,
        ...(said.checked_at instanceof Date && { checked_at: said.checked_at.toISOString() }),
      });
    for (const [id, parts] of await partsOf(db, kind, some)) Object.assign(states.get(id)!, parts);
  }
  return states as unknown as Map<number, State>;
}

async function rowsOf(db: Reader, table: string, columns: readonly string[], ids: readonly number[]): Promise<Row[]> {
  const { rows } =
    await sql<Row>`select id, ${sql.join(columns.map((column) => sql.ref(column)))} from ${sql.table(table)} where id = any(${[...ids]}::bigint[])`.execute(
      db,
    );
  return rows.map((row) => ({ ...row, id: Number(row.id) }));
}

async function partsOf(
  db: Reader,
  kind: ThingKind,
  ids: readonly number[],
): Promise<Map<number, Record<string, unknown>>> {
  const among = (column: string) => sql<boolean>`${sql.ref(column)} = any(${[...ids]}::bigint[])`;
  const parts = new Map<number, Record<string, unknown>>(ids.map((id) => [id, {}]));
  const empty = (name: string): void => {
    for (const part of parts.values()) part[name] = [];
  };
  const add = (id: number, name: string, one: unknown): void => {
    (parts.get(id)![name] as unknown[]).push(one);
  };
  if (kind === 'actor') {
    empty('names');
    for (const { actor_id, ...name } of await db
      .selectFrom('actor_name')
      .select(['actor_id', 'text', 'kind', 'language'])
      .where(among('actor_id'))
      .orderBy('actor_id')
      .orderBy('position')
      .execute())
      add(actor_id, 'names', name);
  }
  if (kind === 'source') {
    empty('addresses');
    empty('derivedFrom');
    for (const row of await db
      .selectFrom('source_address')
      .select(['source_id', 'url'])
      .where(among('source_id'))
      .orderBy('source_id')
      .orderBy('address_key')
      .execute())
      add(row.source_id, 'addresses', row.url);
    for (const { source_id, ...one } of await db
      .selectFrom('derivation')
      .select(['source_id', 'origin_id', 'kind', 'basis'])
      .where(among('source_id'))
      .orderBy('source_id')
      .orderBy('origin_id')
      .orderBy('kind')
      .execute())
      add(source_id, 'derivedFrom', one);
  }
  if (kind === 'claim') {
    empty('chain');
    empty('statements');
    for (const part of parts.values()) part.passage = null;
    for (const row of await db
      .selectFrom('claim')
      .innerJoin('passage', 'passage.id', 'claim.passage_id')
      .select(['claim.id', 'passage.capture_id', 'passage.start_at', 'passage.end_at', 'passage.visibility'])
      .where(among('claim.id'))
      .execute())
      parts.get(row.id)!.passage = {
        captureId: row.capture_id,
        start: row.start_at,
        end: row.end_at,
        visibility: row.visibility,
      };
    for (const { claim_id, position: _, ...link } of await db
      .selectFrom('chain_link')
      .selectAll()
      .where(among('claim_id'))
      .orderBy('claim_id')
      .orderBy('position')
      .execute())
      add(claim_id, 'chain', link);
    for (const { claim_id, ...one } of await db
      .selectFrom('statement')
      .select(['claim_id', 'subject_id', 'property', 'value', 'rank'])
      .where(among('claim_id'))
      .orderBy('claim_id')
      .orderBy('id')
      .execute())
      add(claim_id, 'statements', one);
  }
  return parts;
}

/** Whether two states say the same, whatever the order of their keys. */
export const isSame = (a: unknown, b: unknown): boolean => canonical(a) === canonical(b);

/** The fields in which two states differ. */
export const differing = (a: State, b: State): string[] =>
  [...new Set([...Object.keys(a), ...Object.keys(b)])].filter((field) => !isSame(a[field] ?? null, b[field] ?? null));

function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, one: unknown) =>
    one && typeof one === 'object' && !Array.isArray(one)
      ? Object.fromEntries(Object.entries(one).toSorted(([x], [y]) => (x < y ? -1 : 1)))
      : one,
  );
}
