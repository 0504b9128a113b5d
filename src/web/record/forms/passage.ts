import { sql } from 'kysely';
import type { Reader } from '../../../platform/database/tx.ts';
import { findThing, parseRef } from '../../../record/refs.ts';

/** A place in a text, in UTF-16 units. `times` is how often the words occur in the text. */
export type PassageMatch = { start: number; end: number; times: number };

const marks: readonly (readonly [RegExp, string])[] = [
  [/[‘’‚‛′´`]/u, "'"],
  [/[“”„‟«»″]/u, '"'],
  [/[‐-―−]/u, '-'],
];

/** The text with normalised typography and white space, and the original position of each UTF-16 unit. */
function evened(text: string): { flat: string; at: number[] } {
  let flat = '';
  const at: number[] = [];
  for (let index = 0; index < text.length; index++) {
    const unit = text[index]!;
    if (/[­​﻿]/u.test(unit)) continue;
    const white = /\s/u.test(unit);
    if (white && (flat === '' || flat.endsWith(' '))) continue;
    flat += white ? ' ' : (marks.find(([pattern]) => pattern.test(unit))?.[1] ?? unit);
    at.push(index);
  }
  return { flat, at };
}

/**
 * Finds the place in a captured text from which words were copied. Differences in white space, invisible characters,
 * quotation marks and dashes are ignored. Of several places, the nearest to `near` is returned. Null if there is none.
 */
export function findPlace(text: string, words: string, near = 0): PassageMatch | null {
  const wanted = evened(words).flat.trim();
  if (!wanted) return null;
  const { flat, at } = evened(text);
  let best: PassageMatch | null = null;
  let times = 0;
  for (let found = flat.indexOf(wanted); found >= 0; found = flat.indexOf(wanted, found + 1)) {
    times++;
    const start = at[found]!;
    if (!best || Math.abs(start - near) < Math.abs(best.start - near))
      best = { start, end: at[found + wanted.length - 1]! + 1, times: 0 };
  }
  return best && { ...best, times };
}

export type HeldText = { ref: string; text: string };

/** The texts of a source's captures. The requested capture comes first, then the newest ones. */
export async function heldTexts(db: Reader, sourceRef: string, captureRef?: string): Promise<HeldText[]> {
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
  const held = rows.map((row) => ({ ref: `capture/${row.number}`, text: row.text }));
  return held.toSorted((a, b) => Number(b.ref === captureRef) - Number(a.ref === captureRef));
}
