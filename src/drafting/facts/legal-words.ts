import type { Clause } from '../attribution/clause.ts';
import type { Span } from '../reading/sentences.ts';

const provision =
  /\b(?:Articles?|Art\.|Section|Paragraph|§)\s*\d+[\d.\-()a-z]*(?:\s*(?:,|and)\s*\d+[\d.()-]*)*(?:\s*(?:\([^)]{1,12}\)|\.\d+))?(?:\s+(?:of|in)\s+(?:the\s+)?(?:\p{Lu}[\p{L}’']*\s+)*(?:[\p{Ll}]+\s+)?(?:Code|Law|Act|Constitution|Convention|code|law|act))?/gu;
/** Matches instruments that protect people, such as conventions. No one is charged under them. */
const rights =
  /\b(?:conventions?|covenants?|constitutions?|constitutional|charters?|(?:universal )?declarations?|treat(?:y|ies)|ICCPR|ECHR|human rights act|bill of rights|European Court of Human Rights|ECtHR|freedom of (?:expression|speech|information|the press|assembly)|press freedom)\b/iu;
const protects = /^[^.;]{0,60}?\b(?:protects?|guarantees?|enshrines?|safeguards?|provides? for|upholds?)\b/iu;
const ofInstrument = /^\s+(?:of|in|to)\s+[^,.;]{0,80}/iu;

/** The provisions that a text names, without those that protect people, such as articles of a convention. */
export const provisionsIn = (text: string): string[] => provisionsAt(text).map(({ name }) => name);

/** The provisions of `provisionsIn`, with their places. */
export function provisionsAt(text: string): (Span & { name: string })[] {
  return [...text.matchAll(provision)].flatMap((match) => {
    const named = match[0].replace(/[\s,.]+$/, '');
    const after = text.slice(match.index + match[0].length);
    const instrument = `${named.replace(/^\S+\s*\S+/, '')} ${ofInstrument.exec(after)?.[0] ?? ''}`;
    if (rights.test(instrument) || protects.test(after)) return [];
    // If the text mentions only a convention, "a violation of Article 10" means an article of the convention.
    if (!/\p{L}/u.test(instrument) && rights.test(text)) return [];
    return [{ name: named, start: match.index, end: match.index + named.length }];
  });
}

const ground =
  /\b(?:for|of|over|on charges of|on suspicion of|accused of|charged with|convicted of)\s+(?:allegedly\s+)?((?:“[^”]+”|"[^"]+"|‘[^’]+’)|(?:disseminating|spreading|defam(?:ation|ing)|insult(?:ing)?|extremism|libel|slander|tax evasion|money laundering|treason|espionage|incitement|inciting|terrorism|hooliganism|fraud|extortion|contempt)[^,.;]{0,120})/i;
/** Words that begin a clause about when, how or why someone acted. The ground ends before them. */
const ends =
  /^(?:after|before|when|while|because|since|until|following|amid|during|under|by|but|as|which|who|whose|where|though|although|if|despite|without)$/;

/** Why someone is sued, charged or accused, up to the next clause or circumstance. */
export function groundIn(clause: Clause, span: Span): string | null {
  const match = ground.exec(clause.flat.slice(span.start, span.end));
  if (!match) return null;
  const quoted = /^[“"‘]/.test(match[1]!);
  const start = span.start + match.index + match[0].length - match[1]!.length;
  let end = start + match[1]!.length;
  const items = quoted ? [] : clause.items.filter((item) => item.start > start && item.start < end);
  const first = items.findIndex(({ lower }, at) => {
    if (ends.test(lower)) return true;
    if (lower !== 'and' && lower !== 'or') return false;
    // In "… and is seeking" and "… and the court fined him", another clause begins.
    const verb = items.slice(at + 1).find((item) => item.pos === 'VERB' || item.pos === 'AUX' || item.lower === 'that');
    return verb !== undefined && verb.lower !== 'that' && !verb.lower.endsWith('ing');
  });
  if (first >= 0) end = items[first]!.start;
  return clause.flat
    .slice(start, end)
    .replace(/^[“"‘]|[,”"’]+$/g, '')
    .trim();
}
