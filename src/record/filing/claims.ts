import { sql } from 'kysely';
import { notInPdf, pageOf } from '../sources/pdf-layout.ts';
import type { FieldError } from '../../platform/errors.ts';
import type { Tx } from '../../platform/database/tx.ts';
import type { SaidValue } from '../projection/project.ts';
import { insertOpen, type InsertOf } from '../protection/new-sealed.ts';
import type { PassageRow } from '../protection/sealed-copies.ts';
import type { Known, RefResolver } from '../refs.ts';
import { readStatement, type StatementRow } from '../claims/statements.ts';
import { isCounted } from '../claims/counted.ts';
import { firstDifference } from '../claims/quotation.ts';
import { isDeskOnly } from '../vocabulary/properties.ts';
import type { ClaimState, Mode, Support, Visibility } from '../tables.ts';
import type { ClaimInput } from './schema.ts';

/** A claim from the input, with all refs resolved, before it has an id. */
export type ReadClaim = {
  input: ClaimInput;
  caseId: number | null;
  links: {
    actor_id: number | null;
    as_written: string | null;
    verb: string | null;
    source_id: number | null;
    carried_over: boolean;
    pages_own: boolean;
    visibility: Visibility;
  }[];
  support: Support;
  sourceId: number | null;
  note: string | null;
  passage: { captureId: number; start: number; end: number; visibility: Visibility } | null;
  statements: Omit<StatementRow, 'claim_id'>[];
};

/** Adds every ref in the claims to `refs`, so that one query can resolve them all. */
export function claimRefs(claims: readonly ClaimInput[], refs = new Set<string>()): Set<string> {
  for (const claim of claims) {
    if (claim.case) refs.add(claim.case);
    if (claim.support.kind === 'passage') refs.add(claim.support.capture);
    if (claim.support.kind === 'reference') refs.add(claim.support.source);
    for (const link of claim.chain) {
      if (link.actor) refs.add(link.actor);
      if (link.source) refs.add(link.source);
    }
    for (const statement of claim.statements) {
      refs.add(statement.subject);
      refsIn(statement.value, refs);
    }
  }
  return refs;
}

/**
 * Adds all strings inside a value to `found`, because any of them may be a ref. The caller must skip strings that are
 * not refs.
 */
export function refsIn(value: unknown, found = new Set<string>()): Set<string> {
  if (typeof value === 'string') found.add(value);
  else if (value && typeof value === 'object') for (const part of Object.values(value)) refsIn(part, found);
  return found;
}

export function readClaim(input: ClaimInput, refs: RefResolver, path: string): ReadClaim {
  const { support } = input;
  const capture =
    support.kind === 'passage' ? refs.find(support.capture, `${path}.support.capture`, ['capture']) : null;
  if (input.visibility === 'public')
    for (const [index, { property }] of input.statements.entries())
      if (isDeskOnly(property))
        refs.errors.push({ path: `${path}.statements.${index}.value`, message: 'record.value.desk_only' });
  const source = support.kind === 'reference' ? refs.find(support.source, `${path}.support.source`, ['source']) : null;
  return {
    input,
    caseId: input.case ? (refs.find(input.case, `${path}.case`, ['case'])?.id ?? null) : null,
    links: input.chain.map((link, index) => ({
      actor_id: link.actor ? (refs.find(link.actor, `${path}.chain.${index}.actor`, ['actor'])?.id ?? null) : null,
      as_written: link.asWritten || null,
      verb: link.verb || null,
      source_id: link.source ? (refs.find(link.source, `${path}.chain.${index}.source`, ['source'])?.id ?? null) : null,
      carried_over: link.carriedOver,
      pages_own: link.pagesOwn,
      visibility: link.visibility,
    })),
    support: support.kind,
    sourceId: source?.id ?? null,
    note: support.kind === 'passage' ? null : support.note || null,
    passage:
      capture && support.kind === 'passage'
        ? { captureId: capture.id, start: support.start, end: support.end, visibility: support.visibility }
        : null,
    statements: input.statements
      .map((statement, index) => readStatement(statement, refs, `${path}.statements.${index}`))
      .filter((row) => row !== null),
  };
}

const context = 40;

/** The words between two positions of a text, with some text before and after them. */
export const wordsAt = (text: string, { start, end }: { start: number; end: number }) => ({
  exact: text.slice(start, end),
  prefix: text.slice(Math.max(0, start - context), start),
  suffix: text.slice(end, end + context),
});

/**
 * Finds or creates the passages of claims: one for each distinct position and access. Sets the source of each claim to
 * that of its passage.
 * @param isSealed whether a claim is sealed from the start. It gets a passage without words
 * @returns the passage ids in the order of `claims` (null for a claim without a passage); the whole passages of sealed
 * claims, by their index; and errors for positions outside the text and for quotations that are not verbatim
 */
export async function writePassages(
  tx: Tx,
  claims: readonly ReadClaim[],
  pathOf: (index: number) => string,
  isSealed: (index: number) => boolean = () => false,
): Promise<{ ids: (number | null)[]; sealed: Map<number, PassageRow>; errors: FieldError[] }> {
  const errors: FieldError[] = [];
  const sealed = new Map<number, PassageRow>();
  const captureIds = [...new Set(claims.flatMap((claim) => (claim.passage ? [claim.passage.captureId] : [])))];
  const ids: (number | null)[] = claims.map(() => null);
  if (captureIds.length === 0) return { ids, sealed, errors };
  const captures = new Map(
    (
      await tx
        .selectFrom('capture')
        .select(['id', 'source_id', 'text', 'layout'])
        .where('id', 'in', captureIds)
        .execute()
    ).map((row) => [row.id, row]),
  );
  const places = new Map<string, { row: Omit<PassageRow, 'id'>; users: number[] }>();
  const closed: { row: Omit<PassageRow, 'id'>; user: number }[] = [];
  for (const [index, claim] of claims.entries()) {
    const place = claim.passage;
    const capture = place && captures.get(place.captureId);
    if (!place || !capture) continue;
    claim.sourceId = capture.source_id;
    if (place.end > capture.text.length || place.end <= place.start) {
      errors.push({
        path: `${pathOf(index)}.support.end`,
        message: 'errors.field.passage.outside',
        params: { length: capture.text.length },
      });
      continue;
    }
    const words = wordsAt(capture.text, place);
    if (claim.input.kind === 'quotation') {
      const difference = firstDifference(claim.input.wording, words.exact);
      if (difference)
        errors.push({
          path: `${pathOf(index)}.wording`,
          message: 'errors.field.quotation.differs',
          params: { run: difference.run.slice(0, 120) },
        });
    }
    const row = {
      capture_id: place.captureId,
      start_at: place.start,
      end_at: place.end,
      ...words,
      visibility: place.visibility,
      ...pageOf(capture.layout, place.start, place.end),
    };
    const known = places.get(keyOf(row));
    if (isSealed(index)) closed.push({ row, user: index });
    else if (known) known.users.push(index);
    else places.set(keyOf(row), { row, users: [index] });
  }
  if (errors.length) return { ids, sealed, errors };
  for (const { row, user } of closed) {
    const { id } = await tx
      .insertInto('passage')
      .values({ ...row, ...notInPdf, exact: '', prefix: '', suffix: '', visibility: 'sealed' })
      .returning('id')
      .executeTakeFirstOrThrow();
    ids[user] = id;
    sealed.set(user, { ...row, id });
  }
  if (places.size === 0) return { ids, sealed, errors };
  const written = await idsOfPassages(
    tx,
    [...places.values()].map(({ row }) => row),
  );
  for (const [key, { users }] of places) for (const user of users) ids[user] = written.get(key)!;
  return { ids, sealed, errors };
}

const keyOf = (row: Pick<PassageRow, 'capture_id' | 'start_at' | 'end_at' | 'visibility'>): string =>
  `${row.capture_id}:${row.start_at}:${row.end_at}:${row.visibility}`;
const passagesAtOnce = 1_000;

/**
 * The ids of passages by `keyOf`. Passages that do not exist yet are created. Works in batches, because an import can
 * have thousands of passages.
 */
async function idsOfPassages(tx: Tx, rows: readonly Omit<PassageRow, 'id'>[]): Promise<Map<string, number>> {
  const ids = new Map<string, number>();
  const columns = ['id', 'capture_id', 'start_at', 'end_at', 'visibility'] as const;
  for (let from = 0; from < rows.length; from += passagesAtOnce) {
    const some = rows.slice(from, from + passagesAtOnce);
    const same = await tx
      .selectFrom('passage')
      .select(columns)
      .where(
        sql<boolean>`(capture_id, start_at, end_at) in (select * from unnest(${some.map((row) => row.capture_id)}::bigint[], ${some.map((row) => row.start_at)}::int[], ${some.map((row) => row.end_at)}::int[]))`,
      )
      .orderBy('id', 'desc')
      .execute();
    for (const row of same) ids.set(keyOf(row), row.id);
    const missing = some.filter((row) => !ids.has(keyOf(row)));
    if (missing.length === 0) continue;
    const made = await tx.insertInto('passage').values(missing).returning(columns).execute();
    for (const row of made) ids.set(keyOf(row), row.id);
  }
  return ids;
}

/** Writes the chain links and statements of claims whose rows exist. */
export async function writeClaimParts(
  tx: Tx,
  claims: readonly (ReadClaim & { id: number })[],
  insert: InsertOf = insertOpen(tx),
): Promise<void> {
  await insert(
    'chain_link',
    'claim_id',
    claims.flatMap((claim) => claim.links.map((link, position) => ({ claim_id: claim.id, position, ...link }))),
  );
  await insert(
    'statement',
    'claim_id',
    claims.flatMap((claim) => claim.statements.map((statement) => ({ claim_id: claim.id, ...statement }))),
  );
}

/** The state that the input gives to a claim. */
export const stateOf = ({ checked, imported }: Pick<ClaimInput, 'checked' | 'imported'>): ClaimState =>
  checked ? 'checked' : imported ? 'imported' : 'draft';

/**
 * The columns of a claim's check.
 * @param by who compared the claim; null if a record file says that someone at another installation did
 */
export const checkColumns = (input: Pick<ClaimInput, 'checked' | 'imported'>, by: number | null, at: Date) => ({
  state: stateOf(input),
  checked_by: input.checked ? by : null,
  checked_at: input.checked ? at : null,
});

/** The columns of a new claim's state. */
export const stateColumns = (input: Pick<ClaimInput, 'checked' | 'imported'>, by: number | null, at: Date) => ({
  ...checkColumns(input, by, at),
  imported_at: input.imported ? at : null,
});

/** The values that a claim states, for the projection of facts. Empty if they do not count. */
export function saidBy(claim: ReadClaim, origin: string): SaidValue[] {
  const { visibility, mode } = claim.input;
  if (!isCounted(stateOf(claim.input))) return [];
  return claim.statements.map((row) => ({
    subjectId: row.subject_id,
    property: row.property,
    value: row.value as string,
    valueKey: row.value_key,
    valueThing: row.value_thing ?? null,
    from: row.date_from ?? null,
    to: row.date_to ?? null,
    rank: row.rank ?? 'normal',
    mode,
    origin,
    isPublic: visibility === 'public',
  }));
}

/** A claim in the form that the history stores. */
export function claimAfter(claim: ReadClaim, known: Known): Record<string, unknown> {
  const { input } = claim;
  return {
    number: known.number,
    wording: input.wording,
    kind: input.kind,
    language: input.language,
    mode: input.mode satisfies Mode,
    certainty: input.certainty,
    state: stateOf(input),
    visibility: input.visibility,
    case_id: claim.caseId,
    support: claim.support,
    source_id: claim.sourceId,
    support_note: claim.note,
    passage: claim.passage,
    chain: claim.links,
    statements: claim.statements.map(({ subject_id, property, value, rank }) => ({
      subject_id,
      property,
      value: JSON.parse(value as string),
      rank,
    })),
  };
}
