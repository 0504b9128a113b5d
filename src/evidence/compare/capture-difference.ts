import { diffArrays, diffWordsWithSpace } from 'diff';
import { maxEdits } from '../../platform/text/compare-words.ts';

/**
 * A piece of text, and which versions have it: both, only the later one (`after`), or only the earlier one (`before`).
 */
export type Piece = { text: string; in: 'both' | 'after' | 'before' };
/**
 * One place where two texts differ: its paragraphs, cut into pieces. `skipped`: the number of equal paragraphs between
 * this place and the one before it.
 */
export type Change = { skipped: number; pieces: Piece[] };
export type TextDifference = { changes: Change[]; /** The texts differ at most in white space. */ same: boolean };

const paragraphs = (text: string): string[] =>
  text
    .split(/\n+/)
    .map((one) => one.replace(/\s+/g, ' ').trim())
    .filter(Boolean);

/**
 * The maximum length, in characters, of a paragraph that is compared word by word. Longer paragraphs would take too
 * long, so the old and the new one are shown whole.
 */
const maxParagraphLength = 20_000;
/** The maximum number of paragraphs that may differ. If more differ, the beginnings of both texts are shown. */
const maxParagraphs = 1000;
/** How many characters of all changed paragraphs are compared word by word. Further paragraphs are shown whole. */
const maxCompared = 300_000;

/**
 * What changed between two captures of a page: which paragraphs, and which words in a changed paragraph. White space
 * does not count.
 */
export function textDifference(before: string, after: string): TextDifference {
  const parts = diffArrays(paragraphs(before), paragraphs(after), { maxEditLength: maxParagraphs });
  if (!parts)
    return {
      same: false,
      changes: [
        {
          skipped: 0,
          pieces: [
            { text: before.slice(0, maxParagraphLength), in: 'before' },
            { text: after.slice(0, maxParagraphLength), in: 'after' },
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
    changes.push({ skipped, pieces: pieces(old, fresh, compared <= maxCompared) });
    skipped = 0;
  }
  return { changes, same: changes.length === 0 };
}

function pieces(old: string, fresh: string, byWords: boolean): Piece[] {
  const whole: Piece[] = [
    ...(old ? [{ text: old, in: 'before' as const }] : []),
    ...(fresh ? [{ text: fresh, in: 'after' as const }] : []),
  ];
  if (!old || !fresh || !byWords || old.length + fresh.length > maxParagraphLength) return whole;
  const words = diffWordsWithSpace(old, fresh, { maxEditLength: maxEdits });
  if (!words) return whole;
  const alike = words.filter((one) => !one.added && !one.removed).reduce((sum, one) => sum + one.value.length, 0);
  // Two paragraphs with few words in common are shown one after the other.
  if (alike < Math.min(old.length, fresh.length) * 0.4) return whole;
  return words.map((one) => ({ text: one.value, in: one.added ? 'after' : one.removed ? 'before' : 'both' }));
}
