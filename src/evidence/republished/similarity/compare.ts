import { sql } from 'kysely';
import { z } from 'zod';
import type { Reader, Tx } from '../../../platform/database/tx.ts';
import { defineOperation } from '../../../platform/operation.ts';
import { areCopies, containment, overlapOf, type Overlap } from './overlap.ts';
import { settle } from '../settle.ts';
import { shinglesOf } from './shingles.ts';
import { comparableSql } from './sketch.ts';
import { spans, wordsIn, type Span, type Word } from './words.ts';

/** A sketch of a capture that is not sealed, with the capture's text, ready to be compared. */
export type Sketched = {
  captureId: number;
  sourceId: number;
  text: string;
  body: Span[];
  quotes: Span[];
  words: Word[];
};

/**
 * The maximum number of captures that are compared with a new one. Captures that share the most bands with it (see
 * `bandsOf`) are selected.
 */
const maxCandidates = 40;
/** The minimum share of common shingles. Texts that have less in common have no passage worth finding. */
const minContained = 0.1;

export async function loadSketched(db: Reader, ids: readonly number[]): Promise<Map<number, Sketched>> {
  if (ids.length === 0) return new Map();
  const { rows } = await sql<{ capture_id: number; source_id: number; text: string; body: number[]; quotes: number[] }>`
    select x.capture_id, s.canonical_id as source_id, c.text, x.body, x.quotes
    from text_sketch x join capture c on c.id = x.capture_id join thing t on t.id = c.id join thing s on s.id = c.source_id
    where x.capture_id = any(${[...ids]}::bigint[]) and ${comparableSql}`.execute(db);
  return new Map(
    rows.map((row) => {
      const body = spans(row.body);
      return [
        Number(row.capture_id),
        {
          captureId: Number(row.capture_id),
          sourceId: Number(row.source_id),
          text: row.text,
          body,
          quotes: spans(row.quotes),
          words: wordsIn(row.text, body),
        },
      ];
    }),
  );
}

/**
 * The maximum number of captures with the same band that are read. Many captures may share a band, for example if a
 * consent page was captured again and again.
 */
const maxOfBand = 200;

/** Captures of other sources that share bands with this one. Captures that share the most come first. */
export async function findCandidates(db: Reader, captureId: number, limit = maxCandidates): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    with own as materialized (
      select x.bands, s.canonical_id as source_id
      from text_sketch x join capture c on c.id = x.capture_id join thing s on s.id = c.source_id where x.capture_id = ${captureId}
    ), found as (
      select f.capture_id, count(*) as shared from own cross join unnest(own.bands) as band
      cross join lateral (select capture_id from text_sketch where bands @> array[band] limit ${maxOfBand}) f
      where f.capture_id <> ${captureId} group by f.capture_id
    )
    select f.capture_id as id from own, found f join capture c on c.id = f.capture_id join thing s on s.id = c.source_id
    where s.canonical_id <> own.source_id order by f.shared desc, f.capture_id limit ${limit}`.execute(db);
  return rows.map((row) => Number(row.id));
}

export type FoundCopy = { other: Sketched; overlap: Overlap };

/**
 * The captures that have the same text as this one, or a large part of it. This compares the words themselves, not only
 * sketches.
 */
export async function findCopies(db: Reader, own: Sketched): Promise<FoundCopy[]> {
  const others = await loadSketched(db, await findCandidates(db, own.captureId));
  const shingles = shinglesOf(own.words);
  return [...others.values()].flatMap((other) => {
    if (containment(shingles, shinglesOf(other.words)) < minContained) return [];
    const overlap = overlapOf(own, other);
    return areCopies(overlap) ? [{ other, overlap }] : [];
  });
}

const pairSchema = z.object({
  capture: z.number().int(),
  other: z.number().int(),
  shared: z.number().int().positive(),
  ofCapture: z.number().min(0).max(1),
  ofOther: z.number().min(0).max(1),
});

/**
 * Stores suggestions: the sources of two captures have the same text. Marks the captures in `compared` as compared. A
 * pair on which someone has decided stays decided. For an open pair, the larger overlap is stored.
 */
export const keepCopies = defineOperation({
  name: 'evidence.keepCopies',
  permission: ['system'],
  input: z.object({ compared: z.array(z.number().int()), pairs: z.array(pairSchema) }),
  async write({ tx, input, at }): Promise<{ filed: number }> {
    const sources = await openSources(
      tx,
      input.pairs.flatMap((pair) => [pair.capture, pair.other]),
    );
    const touched = new Set<number>();
    let filed = 0;
    for (const pair of input.pairs) {
      const [own, other] = [sources.get(pair.capture), sources.get(pair.other)];
      if (own === undefined || other === undefined || own === other) continue;
      const [a, b] =
        own < other
          ? ([
              { id: own, capture: pair.capture, of: pair.ofCapture },
              { id: other, capture: pair.other, of: pair.ofOther },
            ] as const)
          : ([
              { id: other, capture: pair.other, of: pair.ofOther },
              { id: own, capture: pair.capture, of: pair.ofCapture },
            ] as const);
      const written = await tx
        .insertInto('copy_pair')
        .values({
          a_id: a.id,
          b_id: b.id,
          a_capture: a.capture,
          b_capture: b.capture,
          shared: pair.shared,
          of_a: a.of,
          of_b: b.of,
          found_at: at,
        })
        .onConflict((conflict) =>
          conflict
            .columns(['a_id', 'b_id'])
            .doUpdateSet({ a_capture: a.capture, b_capture: b.capture, shared: pair.shared, of_a: a.of, of_b: b.of })
            .where('copy_pair.state', 'in', ['open', 'settled'])
            .where('copy_pair.shared', '<', pair.shared),
        )
        .executeTakeFirst();
      filed += Number(written.numInsertedOrUpdatedRows ?? 0);
      touched.add(own);
    }
    if (input.compared.length)
      await sql`update text_sketch set compared_at = ${at} where capture_id = any(${input.compared}::bigint[])`.execute(
        tx,
      );
    await settle(tx, [...touched]);
    return { filed };
  },
});

/** The canonical sources of captures that still have a sketch and are not sealed. */
async function openSources(tx: Tx, captures: readonly number[]): Promise<Map<number, number>> {
  if (captures.length === 0) return new Map();
  const { rows } = await sql<{ id: number; source_id: number }>`
    select c.id, s.canonical_id as source_id
    from text_sketch x join capture c on c.id = x.capture_id join thing t on t.id = c.id join thing s on s.id = c.source_id
    where c.id = any(${[...new Set(captures)]}::bigint[]) and ${comparableSql}`.execute(tx);
  return new Map(rows.map((row) => [Number(row.id), Number(row.source_id)]));
}
