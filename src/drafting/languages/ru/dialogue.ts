import type { Quote } from '../../reading/quotes.ts';
import type { Span } from '../../reading/sentences.ts';
import { spanOf, trimmed, type Found } from '../found.ts';
import { tokensOf, type Token } from '../tokens.ts';
import { verbsOf } from './lexicon.ts';
import { cueIn } from './cue.ts';
import type { Sentence } from './parts.ts';
import type { Where } from './speakers.ts';
import { unitsOf } from './units.ts';

/**
 * A paragraph of dialogue: "— Мы ждём, — сказала она. — Всё". The words between the dashes that begin in lower case
 * and have a verb of saying are the narrator's. `end`: where the narration goes on without a dash.
 */
export function readDialogue(
  flat: string,
  block: Span,
  quotes: readonly Quote[],
  where: (sentence: Pick<Sentence, 'tokens'>) => Where,
): { found: Found[]; speech: Span[]; end: number } | null {
  const start = /^\s*[—–-]\s+/.exec(flat.slice(block.start, block.end));
  if (!start) return null;
  let at = block.start + start[0].length;
  const speech: Span[] = [];
  let found: Found | null = null;
  while (at < block.end) {
    const cut = nextCut(flat, at, block.end);
    if (!cut) {
      speech.push(spanOf(at, block.end));
      at = block.end;
      break;
    }
    const stop = narrationEnd(flat, cut.to, block.end);
    const span = spanOf(cut.to, stop.end);
    const tokens = tokensOf(flat, span, quotes);
    const says = tokens.some((token: Token) => token.type === 'word' && verbsOf(token.lower, false).length > 0);
    if (!says) {
      // A dash within the speech.
      const next = nextCut(flat, cut.to, block.end);
      speech.push(spanOf(at, next ? next.from : block.end));
      if (!next) {
        at = block.end;
        break;
      }
      at = next.from;
      const again = nextCut(flat, at, block.end);
      if (!again) break;
      continue;
    }
    speech.push(spanOf(at, cut.from));
    if (!found) {
      const sentence: Sentence = { span, tokens, units: [] };
      const there = where(sentence);
      sentence.units = unitsOf(flat, tokens, there.book.page);
      const cue = cueIn(sentence, there);
      if (!cue) return null;
      found = {
        chain: [cue],
        content: [],
        mode: cue.mode,
        place: span,
        form: 'trail',
        confidence: cue.speaker?.actor ? 0.9 : 0.7,
      };
    }
    at = stop.next;
    if (!stop.speech) break;
  }
  if (!found) return null;
  const content = speech.map((span) => trimmed(flat, span, true)).filter((span) => span.end > span.start);
  if (!content.length) return null;
  return { found: [{ ...found, content }], speech: content, end: at };
}

/** Where speech ends and a narrator may begin: ", — сказала", "! — сказала". */
function nextCut(flat: string, from: number, end: number): { from: number; to: number } | null {
  for (const match of flat.slice(from, end).matchAll(/([,!?….]|»|”|")\s*[—–]\s+(?=\p{Ll})/gu))
    return { from: from + match.index + (/[!?…]/.test(match[1]!) ? 1 : 0), to: from + match.index + match[0].length };
  return null;
}

/** The narrator's words end at a dash after a mark, or at the end of the sentence. */
function narrationEnd(flat: string, from: number, end: number): { end: number; next: number; speech: boolean } {
  const text = flat.slice(from, end);
  const back = /[.,:!?…]\s*[—–]\s+/u.exec(text);
  const full = /[.!?…](?=\s+\p{Lu})/u.exec(text);
  if (back && (!full || back.index <= full.index))
    return { end: from + back.index, next: from + back.index + back[0].length, speech: true };
  if (full) return { end: from + full.index + 1, next: from + full.index + 1, speech: false };
  return { end, next: end, speech: false };
}
