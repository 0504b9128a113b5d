import type { Quote } from '../reading/quotes.ts';
import type { Span } from '../reading/sentences.ts';

/** A word, a punctuation mark, or a whole quotation. `lower` is folded: lower case, ё as е. */
export type Token = Span & { type: 'word' | 'mark' | 'quote'; text: string; lower: string; quote?: Quote };

const fold = (text: string): string => text.toLowerCase().replaceAll('ё', 'е');
const pattern = /[\p{L}\p{N}][\p{L}\p{M}\p{N}]*(?:[-‑'’][\p{L}\p{N}]+)*|\.{2,}|[^\s\p{L}\p{N}]/gu;

/** The words and punctuation marks of a part of the text. Each quotation is one token. */
export function tokensOf(flat: string, span: Span, quotes: readonly Quote[]): Token[] {
  const found: Token[] = [];
  const add = (from: number, to: number): void => {
    for (const match of flat.slice(from, to).matchAll(pattern)) {
      const text = match[0];
      const start = from + match.index;
      found.push({
        type: /^[\p{L}\p{N}]/u.test(text) ? 'word' : 'mark',
        text,
        lower: fold(text),
        start,
        end: start + text.length,
      });
    }
  };
  let at = span.start;
  for (const quote of quotes) {
    if (quote.end <= at || quote.start >= span.end) continue;
    const start = Math.max(quote.start, at);
    const end = Math.min(quote.end, span.end);
    add(at, start);
    found.push({ type: 'quote', text: flat.slice(start, end), lower: '', start, end, quote });
    at = end;
  }
  add(at, span.end);
  return found;
}

/** Abbreviations after which no sentence ends. */
const abbreviation =
  /(?:^|[\s(«„"])(?:\p{Lu}|[гсмпрчд]|им|ул|пр|просп|ст|пп|руб|коп|тыс|млн|млрд|трлн|тг|долл|см|т|гг|вв|др|проф|акад|доц|зам|обл|р-н|рис|стр|тел|факс|кв|экз|мин|сек|ок|св|ред|нач|исп|ғ|ж|жж|т\. ?б|т\. ?с|т\. ?е|т\. ?д|т\. ?п|и\. ?о|н\. ?э|б\. ?з)\.$/u;
const always = /(?:^|[\s(«„"])(?:\p{Lu}|им|ул|ст|тыс|млн|млрд|см|т|проф|зам|и\. ?о)\.$/u;

/** The sentences of a paragraph. A quotation is never split. */
export function sentencesOf(flat: string, block: Span, quotes: readonly Quote[]): Span[] {
  const sentences: Span[] = [];
  let from = block.start;
  const push = (to: number): void => {
    let [start, end] = [from, to];
    while (start < end && /\s/.test(flat[start]!)) start += 1;
    while (end > start && /\s/.test(flat[end - 1]!)) end -= 1;
    if (end > start) sentences.push({ start, end });
    from = to;
  };
  for (let at = block.start; at < block.end; at += 1) {
    if (!/[.!?…]/.test(flat[at]!)) continue;
    const around = quotes.find((quote) => at > quote.start && at < quote.end);
    let next = at + 1;
    while (next < block.end && /[.!?…»“”"’')\]]/.test(flat[next]!)) next += 1;
    if (around && next < around.end) {
      at = around.end - 1;
      continue;
    }
    const rest = flat.slice(next, Math.min(block.end, next + 40));
    if (rest && !/^\s/.test(rest)) continue;
    const after = /^\s+(.*)$/s.exec(rest)?.[1] ?? '';
    if (after) {
      if (/^[\p{Ll}]/u.test(after)) continue;
      // A dash and a lower-case word continue the sentence: «Куда?» – спросил он (“Where?” he asked).
      if (/^[—–-]\s*[\p{Ll}]/u.test(after)) continue;
      const before = flat.slice(Math.max(from, at - 12), at + 1);
      if (
        flat[at] === '.' &&
        next === at + 1 &&
        (always.test(before) || (abbreviation.test(before) && !/^\p{Lu}\p{Ll}/u.test(after)))
      )
        continue;
    }
    push(next);
    at = next - 1;
  }
  push(block.end);
  return sentences;
}

export { fold };
