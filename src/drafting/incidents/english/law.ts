import { provisionsAt } from '../../facts/legal-words.ts';
import type { Span } from '../../reading/sentences.ts';
import type { Stated } from '../incident.ts';

const lawName =
  "(?:\\p{Lu}[\\p{L}’'-]*(?:,? (?:of|on|and|the|for|to|in|from|against|\\([^)]{1,30}\\)|\\p{Lu}[\\p{L}’'-]*))*? )?(?:Act|Code|Law|Ordinance|Decree|Rules|Regulations|Statute|Charter)(?: (?:on|of|for|against) (?:the )?\\p{Lu}[\\p{L}’'-]*(?:(?: (?:of|and|the|for|to))* \\p{Lu}[\\p{L}’'-]*)*)?(?: of \\d{4})?";
const part =
  '(?:[Aa]rticles?|[Ss]ections?|[Rr]ules?|[Rr]egulations?|[Cc]lauses?|[Dd]ecree|[Pp]aragraphs?|§)\\s*(?:No\\. ?)?\\d[\\d/.()\\p{L}-]*(?:(?:,| and) \\d[\\d/.()-]*)*';
const applied = new RegExp(
  `\\b(?:under|violating|violation of|breach(?:ing)? of|breaking|pursuant to|scope of|basis of|in accordance with|contravening|infringing|charges? (?:of|under)|citing|based on)\\b[^.;:]{0,60}?\\b(${part}(?: of (?:the )?(?:\\p{Lu}\\p{L}+(?:'s|’s) )?${lawName})?|${lawName})`,
  'gu',
);

/** The law or provision under which, as the sentence says, an act was done. Null if it names none. */
export function lawIn(flat: string, { start, end }: Span): Stated<string> | null {
  const text = flat.slice(start, end);
  const match = [...text.matchAll(applied)][0];
  if (match) {
    const words = match[1]!.replace(/[.,;]+$/, '');
    const at = start + match.index + match[0].lastIndexOf(match[1]!);
    return { value: words.replace(/\s+/g, ' '), start: at, end: at + words.length };
  }
  const [provision] = provisionsAt(text);
  return provision ? { value: provision.name, start: start + provision.start, end: start + provision.end } : null;
}
