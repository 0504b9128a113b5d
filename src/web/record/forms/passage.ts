import { sql } from 'kysely';
import type { Reader } from '../../../platform/database/tx.ts';
import { findThing, parseRef } from '../../../record/refs.ts';

/** A range in a text, in UTF-16 code units. `times`: how often its words occur in the text. */
export type PassageMatch = { start: number; end: number; times: number };

const marks: readonly (readonly [RegExp, string])[] = [
  [/[‘’‚‛′´`]/u, "'"],
  [/[“”„‟«»″]/u, '"'],
  [/[‐-―−]/u, '-'],
];

/**
 * Normalises typography and white space.
 * @returns `flat`: the normalised text; `at`: for each of its UTF-16 code units, the position in the original text
 */
function normalise(text: string): { flat: string; at: number[] } {
  let normalised = '';
  const positions: number[] = [];
  for (let index = 0; index < text.length; index++) {
    const unit = text[index]!;
    if (/[­​﻿]/u.test(unit)) continue;
    const white = /\s/u.test(unit);
    if (white && (normalised === '' || normalised.endsWith(' '))) continue;
    normalised += white ? ' ' : (marks.find(([pattern]) => pattern.test(unit))?.[1] ?? unit);
    positions.push(index);
  }
  return { flat: normalised, at: positions };
}

/**
 * Finds the passage with these words in the text of a capture. Differences in white space, invisible characters,
 * quotation marks and dashes are ignored. If the words occur several times, returns the passage nearest to the position
 * `near` (in UTF-16 code units). Null if there are no words, or if they do not occur.
 */
export function findPlace(text: string, words: string, near = 0): PassageMatch | null {
  const needle = normalise(words).flat.trim();
  if (!needle) return null;
  const { flat: normalised, at: positions } = normalise(text);
  let best: PassageMatch | null = null;
  let times = 0;
  for (let found = normalised.indexOf(needle); found >= 0; found = normalised.indexOf(needle, found + 1)) {
    times++;
    const start = positions[found]!;
    if (!best || Math.abs(start - near) < Math.abs(best.start - near))
      best = { start, end: positions[found + needle.length - 1]! + 1, times: 0 };
  }
  return best && { ...best, times };
}

export type CapturedText = { ref: string; text: string };

/** The texts of the captures of a source, newest first. The capture `captureRef` comes before all others. */
export async function loadCapturedTexts(db: Reader, sourceRef: string, captureRef?: string): Promise<CapturedText[]> {
  const parsed = parseRef(sourceRef);
  const source = parsed && (await findThing(db, parsed.kind, parsed.number));
  if (!source) return [];
  const rows = await db
    .selectFrom('capture')
    .innerJoin('thing', 'thing.id', 'capture.id')
    .select(['thing.number', 'capture.text'])
    .where(
      sql<boolean>`capture.source_id in (select id from thing where id = ${source.merged_into ?? source.id} or merged_into = ${source.merged_into ?? source.id})`,
    )
    .where('thing.redacted_at', 'is', null)
    .where('thing.visibility', '!=', 'sealed')
    .orderBy('capture.captured_at', 'desc')
    .orderBy('capture.id', 'desc')
    .execute();
  const texts = rows.map((row) => ({ ref: `capture/${row.number}`, text: row.text }));
  return texts.toSorted((a, b) => Number(b.ref === captureRef) - Number(a.ref === captureRef));
}
