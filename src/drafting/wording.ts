import type { Clause } from './attribution/clause.ts';
import type { Span } from './reading/sentences.ts';

/**
 * Whether what is said can be the wording of a claim without its speaker, because it has a subject and a verb. "That it
 * would close" can. "The detention unlawful and awarded her a sum", "to the minister" and "including two unions"
 * cannot.
 */
export function isCompleteClause(clause: Clause, content: readonly Span[]): boolean {
  const { items, phrases } = clause;
  const inside = (start: number, end: number): boolean =>
    content.some((span) => start >= span.start && end <= span.end);
  const first = items.findIndex((item) => inside(item.start, item.end));
  if (first < 0) return true; // Within one quotation.
  if (items[first]!.type === 'quote') return true;
  if (/^(?:whether|how|why|what|who|if|when|where)$/.test(items[first]!.lower)) return true;
  if (/^(?:including|to|of|by|with|from|than)$/.test(items[first]!.lower)) return false;
  return items.some((item, at) => {
    if (!inside(item.start, item.end)) return false;
    const finite =
      item.pos === 'AUX' ||
      (item.pos === 'VERB' && !item.lower.endsWith('ing')) ||
      (item.type === 'quote' && !item.fragment);
    if (!finite || items[at - 1]?.lower === 'to') return false;
    return phrases.some(
      (phrase) =>
        phrase.to <= at &&
        inside(items[phrase.from]!.start, items[phrase.to - 1]!.end) &&
        !items.slice(phrase.to, at).some((other) => other.pos === 'CCONJ'),
    );
  });
}
