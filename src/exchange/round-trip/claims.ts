import { sql } from 'kysely';
import { z } from 'zod';
import { insertRows } from '../../platform/database/insert-rows.ts';
import type { Tx } from '../../platform/database/tx.ts';
import {
  claimAfter,
  readClaim,
  saidBy,
  stateColumns,
  wordsAt,
  writeClaimParts,
  type ReadClaim,
} from '../../record/filing/claims.ts';
import type { ClaimInput, LinkInput, StatementInput } from '../../record/filing/schema.ts';
import { originOf, rootsOf } from '../../record/projection/origins.ts';
import { projectSaid } from '../../record/projection/project.ts';
import { firstDifference } from '../../record/claims/quotation.ts';
import type { PassageRow } from '../../record/protection/sealed-copies.ts';
import { pageOf, type PdfLayout } from '../../record/sources/pdf-layout.ts';
import { parseRef, refOf } from '../../record/refs.ts';
import type { ThingKind, Visibility } from '../../record/tables.ts';
import { cutAtWord } from '../../record/claims/quoted-passage.ts';
import { isKind } from '../../record/kinds/registry.ts';
import { findProperty, replaceThings } from '../../record/vocabulary/properties.ts';
import type { LineOf } from '../formats/jsonl-lines.ts';
import type { LineImport, Item } from './import-lines.ts';

/** Writes claims with their attributions, passages and statements. */
export async function writeClaimLines(work: LineImport, items: readonly Item<'claim'>[]): Promise<void> {
  const { tx, at, refs, change } = work;
  const claims: ReadClaim[] = [];
  for (const item of items) claims.push(await readLine(work, item));
  // Throws the collected errors of all lines before any claim is written.
  refs.throwIfWrong();
  const passages = await writePassages(work, items, claims);
  const speakers = claims.map((claim) => {
    const link = claim.links.find((one) => !one.pages_own && (one.actor_id !== null || one.source_id !== null));
    return { speakerId: link?.actor_id ?? null, paperId: link && link.actor_id === null ? link.source_id : null };
  });
  const roots = await rootsOf(
    tx,
    claims.flatMap((claim) => (claim.sourceId === null ? [] : [claim.sourceId])),
  );
  const origins = claims.map((claim, index) =>
    originOf({ id: items[index]!.known.id, sourceId: claim.sourceId, ...speakers[index]! }, roots),
  );
  await insertRows(
    tx,
    'claim',
    claims.map(({ input, ...claim }, index) => ({
      id: items[index]!.known.id,
      case_id: claim.caseId,
      wording: input.wording,
      kind: input.kind,
      language: input.language,
      mode: input.mode,
      certainty: input.certainty,
      ...stateColumns(input, null, at),
      support: claim.support,
      passage_id: passages[index] ?? null,
      source_id: claim.sourceId,
      support_note: claim.note,
      origin: origins[index]!,
    })),
  );
  await writeClaimParts(
    tx,
    claims.map((claim, index) => ({ ...claim, id: items[index]!.known.id })),
  );
  for (const [index, claim] of claims.entries())
    change({
      kind: 'claim',
      thingId: items[index]!.known.id,
      action: 'created',
      before: null,
      after: claimAfter(claim, items[index]!.known),
    });
  const said = claims.flatMap((claim, index) => saidBy(claim, origins[index]!));
  // `said` has all statements about new items. Items that existed before can have others, which must be read.
  const fresh = new Set(work.fresh);
  await projectSaid(tx, said, fresh);
}

async function readLine(work: LineImport, { line, path }: Item<'claim'>): Promise<ReadClaim> {
  const { find, here, placeholders } = work;
  const { support } = line;
  const somebody = line.chain.some((link) => link.hidden)
    ? refOf(await placeholders.thing('actor', 'person'))
    : undefined;
  const links: LinkInput[] = line.chain.map((link) => ({
    actor: link.hidden ? somebody : link.actor && here(link.actor),
    asWritten: link.asWritten,
    verb: link.verb,
    source: link.source && here(link.source),
    carriedOver: link.carriedOver ?? false,
    pagesOwn: link.pagesOwn ?? false,
    visibility: link.visibility ?? 'public',
  }));
  const statements: StatementInput[] = [];
  for (const statement of line.statements)
    statements.push({
      subject: here(statement.subject),
      property: statement.property,
      value: await valueHere(work, statement),
      rank: statement.rank ?? 'normal',
    });
  const source =
    support.kind === 'direct-word'
      ? null
      : support.source
        ? find(support.source, `${path}.support.source`, ['source'])
        : await placeholders.thing('source');
  const input: ClaimInput = {
    key: undefined,
    case: line.case && here(line.case),
    wording: line.wording,
    kind: line.kind,
    language: line.language,
    mode: line.mode,
    certainty: line.certainty,
    chain: links,
    statements,
    checked: line.state === undefined,
    imported: line.state === 'imported',
    visibility: line.visibility,
    support:
      source === null
        ? { kind: 'direct-word', note: support.note ?? `Said to the desk of ${work.paper}` }
        : { kind: 'reference', source: refOf(source), note: support.note },
  };
  const read = readClaim(input, work.refs, path);
  if (support.kind === 'direct-word' && source === null) return read;
  if (support.kind === 'passage' && source) {
    const capture = support.passage?.capture
      ? find(support.passage.capture, `${path}.support.passage.capture`, ['capture'])
      : await placeholders.capture(source);
    const shown: Visibility = support.passage && support.passage.visibility !== 'desk' ? 'public' : 'desk';
    return {
      ...read,
      support: 'passage',
      note: support.note ?? null,
      passage: {
        captureId: capture?.id ?? 0,
        start: support.passage?.start ?? 0,
        end: support.passage?.end ?? 1,
        visibility: shown,
      },
    };
  }
  return read;
}

/**
 * Replaces the refs in a value with those of the items in this record. If the export left out a ref, the value refers
 * to a placeholder.
 */
async function valueHere(
  { here, placeholders }: LineImport,
  { property, value, hidden }: LineOf<'claim'>['statements'][number],
): Promise<unknown> {
  const known = findProperty(property);
  if (!known) return value;
  if (hidden && isKind(hidden.kind)) {
    const placeholder = refOf(await placeholders.thing(hidden.kind as ThingKind, hidden.sort));
    if (value === null) return placeholder;
    return typeof value === 'object'
      ? Object.fromEntries(Object.entries(value).map(([key, part]) => [key, part === null ? placeholder : part]))
      : value;
  }
  const parsed = z.safeParse(known.datatype.schema, value);
  return parsed.success
    ? replaceThings(known, parsed.data, (ref) => (parseRef(ref) ? (here(ref) as typeof ref) : ref))
    : value;
}

type Place = { key: string; row: Omit<PassageRow, 'id'> };

/** Whether two texts are the same, except for characters that were redacted in one of them. */
const agree = (a: string, b: string): boolean =>
  a === b ||
  (a.length === b.length && a.split('').every((unit, at) => unit === b[at] || unit === '█' || b[at] === '█'));

/** The capture of a passage. `text` is null if the capture was imported from another record, without its text. */
type KnownCapture = { sourceId: number; text: string | null; layout: PdfLayout | null };

/** The captures of the claims' passages, by id. Some existed in this record before, others come from the file. */
async function findHeld(tx: Tx, claims: readonly ReadClaim[]): Promise<Map<number, KnownCapture>> {
  const ids = new Set(claims.flatMap(({ passage }) => (passage ? [passage.captureId] : [])));
  const { rows } = await sql<{ id: number; source_id: number; text: string | null; layout: PdfLayout | null }>`
    select id, source_id, layout, case when bytes_sha256 <> '' then text else nullif(text, '') end as text
    from capture where id = any(${[...ids]}::bigint[])`.execute(tx);
  return new Map(
    rows.map((row) => [Number(row.id), { sourceId: Number(row.source_id), text: row.text, layout: row.layout }]),
  );
}

/**
 * Writes the passages of claims, one row for each position. The words of a passage come from the text of the capture,
 * and those of the line must be equal, so that no file can change what a page preserved here says. If the capture has
 * no text, the words come from the line. A quotation must agree with its passage, unless the export has shortened the
 * passage.
 */
async function writePassages(
  { tx, refs }: LineImport,
  items: readonly Item<'claim'>[],
  claims: readonly ReadClaim[],
): Promise<(number | null)[]> {
  const held = await findHeld(tx, claims);
  const places = claims.map(({ passage }, index): Place | null => {
    if (!passage) return null;
    const { line, path } = items[index]!;
    const shown = line.support.passage;
    const { text, sourceId, layout } = held.get(passage.captureId) ?? { text: null, sourceId: null, layout: null };
    claims[index]!.sourceId = sourceId;
    const words =
      shown && text !== null
        ? wordsAt(text, shown)
        : { exact: shown?.exact ?? '', prefix: shown?.prefix ?? '', suffix: shown?.suffix ?? '' };
    if (shown && (shown.end <= shown.start || (text !== null && shown.end > text.length)))
      refs.errors.push({ path: `${path}.support.passage.end`, message: 'exchange.exports.line.passage' });
    else if (shown && !agree(shown.exact, words.exact) && !agree(shown.exact, cutAtWord(words.exact)))
      refs.errors.push({
        path: `${path}.support.passage.exact`,
        message: 'exchange.exports.line.words',
        params: { capture: shown.capture ?? '' },
      });
    // Without the text of the page, a passage that the export has shortened cannot be compared with the quotation. The
    // other installation did this when the claim was added.
    else if (shown && line.kind === 'quotation' && (text !== null || words.exact.length === shown.end - shown.start)) {
      const difference = firstDifference(line.wording, words.exact);
      if (difference)
        refs.errors.push({
          path: `${path}.wording`,
          message: 'errors.field.quotation.differs',
          params: { run: difference.run.slice(0, 120) },
        });
    }
    const row = {
      capture_id: passage.captureId,
      start_at: passage.start,
      end_at: passage.end,
      ...words,
      visibility: passage.visibility,
      // The export has no places of lines, so the file says which page it is unless the PDF is preserved here.
      ...(layout ? pageOf(layout, passage.start, passage.end) : { page: shown?.page ?? null, page_part: null }),
    };
    return { key: JSON.stringify(row), row };
  });
  refs.throwIfWrong();
  const ids = await insertPlaces(
    tx,
    places.filter((place) => place !== null),
  );
  return places.map((place) => (place ? ids.get(place.key)! : null));
}

/** Writes passages, each position once. @returns the ids of the passages, by the keys of their positions */
async function insertPlaces(tx: Tx, places: readonly Place[]): Promise<Map<string, number>> {
  const ids = new Map<string, number>();
  const rows = [...new Map(places.map((place) => [place.key, place.row]))];
  for (let from = 0; from < rows.length; from += 500) {
    const some = rows.slice(from, from + 500);
    const made = await tx
      .insertInto('passage')
      .values(some.map(([, row]) => row))
      .returning('id')
      .execute();
    for (const [index, [key]] of some.entries()) ids.set(key, made[index]!.id);
  }
  return ids;
}
