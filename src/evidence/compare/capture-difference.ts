import { diffArrays, diffWordsWithSpace } from 'diff';
import { mostEdits } from '../../platform/text/compare-words.ts';

/** A piece of text, and where it is: in both versions, only in the later one, or only in the earlier one. */
export type Piece = { text: string; in: 'both' | 'after' | 'before' };
/**
 * One place where two texts differ: its paragraphs, cut into pieces. `skipped`: the number of equal paragraphs between
 * the place before and this one.
 */
export type Change = { skipped: number; pieces: Piece[] };
export type TextDifference = { changes: Change[]; /** The texts differ at most in white space. */ same: boolean };

const paragraphs = (text: string): string[] =>
  text
    .split(/\n+/)
    .map((one) => one.replace(/\s+/g, ' ').trim())
    .filter(Boolean);

/**
 * Paragraphs with more characters are not compared by words, which would take too long: the old and the new one are
 * shown whole.
 */
const longest = 20_000;
/** The most paragraphs that differ. If more do, the beginnings of both texts are shown. */
const mostParagraphs = 1000;
/** After so many characters of changed paragraphs, the others are shown whole instead of compared by words. */
const mostCompared = 300_000;

/**
 * What changed between two captures of a page, by paragraphs, and by words within a changed paragraph. White space does
 * not count.
 */
export function textDifference(before: string, after: string): TextDifference {
  const parts = diffArrays(paragraphs(before), paragraphs(after), { maxEditLength: mostParagraphs });
  if (!parts)
    return {
      same: false,
      changes: [
        {
          skipped: 0,
          pieces: [
            { text: before.slice(0, longest), in: 'before' },
            { text: after.slice(0, longest), in: 'after' },
          ],
        },
      ],
    };
  const changes: Change[] = [];
  let [skipped, compared] = [0, 0];
  for (let index = 0; index < parts.length; index++) {
    const part = parts[index]!;
    if (!part.added && !part.removed) {
      skipped += part.value.length;
      continue;
    }
    const next = parts[index + 1];
    const paired = part.removed && next?.added;
    if (paired) index++;
    const old = part.removed ? part.value.join('\n') : '';
    const fresh = paired ? next.value.join('\n') : part.added ? part.value.join('\n') : '';
    compared += old && fresh ? old.length + fresh.length : 0;
    changes.push({ skipped, pieces: pieces(old, fresh, compared <= mostCompared) });
    skipped = 0;
  }
  return { changes, same: changes.length === 0 };
}

function pieces(old: string, fresh: string, byWords: boolean): Piece[] {
  const whole: Piece[] = [
    ...(old ? [{ text: old, in: 'before' as const }] : []),
    ...(fresh ? [{ text: fresh, in: 'after' as const }] : []),
  ];
  if (!old || !fresh || !byWords || old.length + fresh.length > longest) return whole;
  const words = diffWordsWithSpace(old, fresh, { maxEditLength: mostEdits });
  if (!words) return whole;
  const alike = words.filter((one) => !one.added && !one.removed).reduce((sum, one) => sum + one.value.length, 0);
  // Two paragraphs that share little are shown separately.
  if (alike < Math.min(old.length, fresh.length) * 0.4) return whole;
  return words.map((one) => ({ text: one.value, in: one.added ? 'after' : one.removed ? 'before' : 'both' }));
}
