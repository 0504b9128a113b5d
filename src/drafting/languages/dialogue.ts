import type { Quote } from '../reading/quotes.ts';
import type { Span } from '../reading/sentences.ts';
import type { Mode } from '../schema.ts';
import { spanOf, trimmed, type Found } from './found.ts';

type Reader = {
  /** Whether words between dashes are those of a narrator, because they contain a verb of saying. */
  says: (span: Span) => boolean;
  cue: (span: Span) => (Found['chain'][number] & { mode: Mode }) | null;
};

/**
 * Reads a paragraph of dialogue: "— Мы ждём, — сказала она. — Всё" (“We are waiting,” she said. “That's all.”). Words
 * between dashes belong to the narrator if they begin in lower case and contain a verb of saying. `end`: where the
 * dialogue ends and narration without dashes begins.
 */
export function dialogue(
  flat: string,
  block: Span,
  reader: Reader,
): { found: Found[]; speech: Span[]; end: number } | null {
  const start = /^\s*[—–-]\s+/.exec(flat.slice(block.start, block.end));
  if (!start) return null;
  let at = block.start + start[0].length;
  const speech: Span[] = [];
  let found: Found | null = null;
  while (at < block.end) {
    const cut = nextCut(flat, at, block.end, reader.says);
    if (!cut) {
      speech.push(spanOf(at, block.end));
      at = block.end;
      break;
    }
    speech.push(spanOf(at, cut.from));
    const span = spanOf(cut.to, cut.end);
    if (!found) {
      const cue = reader.cue(span);
      if (!cue) return null;
      const { mode, ...link } = cue;
      found = {
        chain: [link],
        content: [],
        mode,
        place: span,
        form: 'trail',
        confidence: cue.speaker?.actor ? 0.9 : 0.7,
      };
    }
    at = cut.next;
    if (!cut.speech) break;
  }
  const content = speech.map((span) => trimmed(flat, span, true)).filter((span) => span.end > span.start);
  return found && content.length ? { found: [{ ...found, content }], speech: content, end: at } : null;
}

/** Where speech ends and a narrator begins: ", — сказала" (she said). Other dashes are part of the speech. */
function nextCut(
  flat: string,
  from: number,
  end: number,
  says: Reader['says'],
): { from: number; to: number; end: number; next: number; speech: boolean } | null {
  for (const match of flat.slice(from, end).matchAll(/([,!?….]|»|”|")\s*[—–-]\s+(?=\p{Ll})/gu)) {
    const to = from + match.index + match[0].length;
    const stop = narrationEnd(flat, to, end);
    if (says(spanOf(to, stop.end)))
      return { from: from + match.index + (/[!?…]/.test(match[1]!) ? 1 : 0), to, ...stop };
  }
  return null;
}

/**
 * Where the narrator's words end: at a dash after a punctuation mark, or at the end of the sentence. `speech`: whether
 * more speech follows.
 */
function narrationEnd(flat: string, from: number, end: number): { end: number; next: number; speech: boolean } {
  const text = flat.slice(from, end);
  const back = /[.,:!?…]\s*[—–-]\s+/u.exec(text);
  const full = /[.!?…](?=\s+\p{Lu})/u.exec(text);
  if (back && (!full || back.index <= full.index))
    return { end: from + back.index, next: from + back.index + back[0].length, speech: true };
  if (full) return { end: from + full.index + 1, next: from + full.index + 1, speech: false };
  return { end, next: end, speech: false };
}

/**
 * Splits a quotation at the narrator's words: «Приказ, – сказала она, – пришёл» (“The order,” she said, “has come”).
 */
export function interrupted(flat: string, quote: Quote, says: (text: string) => boolean): Quote[] {
  const text = flat.slice(quote.innerStart, quote.innerEnd);
  const match = /[,!?….]\s?[—–-]\s(\p{Ll}[^«»„“]{2,80}?)[,.]\s?[—–-]\s/u.exec(text);
  if (!match || !says(match[1]!.split(' ').slice(0, 3).join(' '))) return [quote];
  const cut = quote.innerStart + match.index + 1;
  const next = quote.innerStart + match.index + match[0].length;
  return [
    { start: quote.start, end: cut, innerStart: quote.innerStart, innerEnd: cut, open: false },
    ...interrupted(
      flat,
      { start: next, end: quote.end, innerStart: next, innerEnd: quote.innerEnd, open: quote.open },
      says,
    ),
  ];
}
