import { sql } from 'kysely';
import { z } from 'zod';
import { DamagedBlob, sha256Hex } from '../../../platform/storage/blobs.ts';
import { insertRows } from '../../../platform/database/insert-rows.ts';
import type { Reader } from '../../../platform/database/tx.ts';
import { defineOperation, type App } from '../../../platform/operation.ts';
import { pageLimit } from '../../extract/extract.ts';
import type { Credit } from '../credits.ts';
import { bodyOf, type CaptureReader } from '../reading.ts';
import { bandsOf, marksOf, shinglesOf } from './shingles.ts';
import { flat, wordsIn, type Span } from './words.ts';

/** What is stored about the text of a capture, so that similar texts can be found. */
export type Sketch = {
  captureId: number;
  body: Span[];
  quotes: Span[];
  words: number;
  bands: number[];
  marks: number[];
  credits: Credit[];
};

/**
 * Calculates the sketch of a text. A text of fewer than four words has no shingles, and so no bands or marks by which
 * it can be found.
 */
export function sketchOf(
  captureId: number,
  text: string,
  parts: { body: Span[]; quotes: Span[]; credits?: Credit[] },
): Sketch {
  const words = wordsIn(text, parts.body);
  const shingles = shinglesOf(words);
  return {
    captureId,
    body: parts.body,
    quotes: parts.quotes,
    words: words.length,
    bands: bandsOf(shingles),
    marks: marksOf(shingles),
    credits: parts.credits ?? [],
  };
}

type ToSketch = {
  id: number;
  text: string;
  bytes_sha256: string;
  bytes_size: number;
  media_type: string;
  final_url: string | null;
};

/** Captures that have no sketch and are not sealed: those of `ids`, or else the next ones after `after`. */
export async function findUnsketched(
  db: Reader,
  which: { ids: readonly number[] } | { after: number; limit: number },
): Promise<ToSketch[]> {
  const some = 'ids' in which ? sql`c.id = any(${[...which.ids]}::bigint[])` : sql`c.id > ${which.after}`;
  const { rows } = await sql<ToSketch>`
    select c.id, c.text, c.bytes_sha256, c.bytes_size, c.media_type, c.final_url
    from capture c join thing t on t.id = c.id join thing s on s.id = c.source_id
    where ${some} and ${comparableSql} and not exists (select from text_sketch x where x.capture_id = c.id)
    order by c.id limit ${'ids' in which ? 1000 : which.limit}`.execute(db);
  return rows.map((row) => ({ ...row, id: Number(row.id), bytes_size: Number(row.bytes_size) }));
}

/**
 * An SQL condition on a capture `c`, its item `t` and its source `s`. Capture and source must be neither sealed nor
 * redacted, and the capture must have a text.
 */
export const comparableSql = sql`t.visibility <> 'sealed' and t.redacted_at is null and s.visibility <> 'sealed' and s.redacted_at is null and c.text <> ''`;

const lost = (error: unknown): null => {
  if (error instanceof DamagedBlob) return null;
  throw error;
};

/**
 * Reads captures and calculates their sketches. If a page is unreadable, the sketch is calculated from the stored text
 * alone.
 */
export async function readSketches(
  app: App,
  captures: readonly ToSketch[],
  reader: CaptureReader,
): Promise<(Sketch & { textSha256: string })[]> {
  const sketches = [];
  for (const capture of captures) {
    const bytes =
      capture.bytes_size && capture.bytes_size <= pageLimit
        ? await app.blobs.get(capture.bytes_sha256).catch(lost)
        : null;
    const reading = await reader({ text: capture.text, bytes, mediaType: capture.media_type, url: capture.final_url });
    sketches.push({
      ...sketchOf(capture.id, capture.text, {
        body: bodyOf(reading),
        quotes: reading.quotes,
        credits: reading.credits,
      }),
      textSha256: sha256Hex(capture.text),
    });
  }
  return sketches;
}

const sketchSchema = z.object({
  captureId: z.number().int().positive(),
  /**
   * The hash of the text from which the sketch was calculated. If the capture has another text now, because it was
   * redacted, nothing is stored.
   */
  textSha256: z.string(),
  body: z.custom<Span[]>(Array.isArray),
  quotes: z.custom<Span[]>(Array.isArray),
  words: z.number().int().min(0),
  bands: z.array(z.number().int()),
  marks: z.array(z.number().int()),
  credits: z.custom<Credit[]>(Array.isArray),
});

/**
 * Stores sketches of captures, and the agencies that their pages credit. Like an index, these are derived from the
 * record, so the history does not show this operation.
 */
export const keepSketches = defineOperation({
  name: 'evidence.keepSketches',
  permission: ['system'],
  input: z.object({ sketches: z.array(sketchSchema).max(1000) }),
  async write({ tx, input, at }): Promise<{ kept: number[] }> {
    const ids = input.sketches.map((sketch) => sketch.captureId);
    if (ids.length === 0) return { kept: [] };
    const { rows } = await sql<{ id: number; source_id: number; text: string }>`
      select c.id, s.canonical_id as source_id, c.text from capture c join thing t on t.id = c.id join thing s on s.id = c.source_id
      where c.id = any(${ids}::bigint[]) and ${comparableSql} and not exists (select from text_sketch x where x.capture_id = c.id)
      order by c.id for update of t`.execute(tx);
    const open = new Map(rows.map((row) => [Number(row.id), row]));
    const fresh = input.sketches.filter((sketch) => {
      const row = open.get(sketch.captureId);
      return row !== undefined && sha256Hex(row.text) === sketch.textSha256;
    });
    await insertRows(
      tx,
      'text_sketch',
      fresh.map(({ captureId, body, quotes, words, bands, marks }) => ({
        capture_id: captureId,
        body: flat(body),
        quotes: flat(quotes),
        words,
        bands,
        marks,
      })),
    );
    for (const { captureId, credits } of fresh)
      for (const credit of credits)
        await tx
          .insertInto('agency_credit')
          .values({
            source_id: Number(open.get(captureId)!.source_id),
            capture_id: captureId,
            agency: credit.agency,
            how: credit.how,
            start_at: credit.at?.start ?? null,
            end_at: credit.at?.end ?? null,
            found_at: at,
          })
          .onConflict((conflict) => conflict.columns(['source_id', 'agency']).doNothing())
          .execute();
    return { kept: fresh.map((sketch) => sketch.captureId) };
  },
});
