import type { Mention } from './names.ts';
import type { Span } from './sentences.ts';
import { nouns } from './words.ts';

const title = '(?:(?:mr|mrs|ms|mx|dr|prof|sir|dame|justice|judge)\\.?\\s+)?';
const before = new RegExp(`(?:^|[^\\p{L}])([\\p{L}-]+)(?:\\s+(?:of|for|at)\\s[^,;.]{0,60})?,\\s*["“‘]?${title}$`, 'iu');
const afterComma = new RegExp(`^\\s*["“‘]?${title}$`, 'iu');
const beside = new RegExp(`([\\p{L}-]+)\\s+${title}$`, 'iu');
const after =
  /^["”’]?,\s+(?:\d{1,3},\s+)?(?:a|an|the|its|his|her|their|[\p{L}.’-]+['’]s)\s+((?:[\p{L}’'-]+\s+){0,5}?[\p{L}-]+)(?=\s*(?:,|\.|;)|\s+(?:of|for|at|in|who|from)\s|$)/u;

/** Roles that the text gives to a name: "its editor, X", "X, the editor of Y", "Justice X". Lower case. */
export function rolesOf(flat: string, sentence: Span, mention: Mention): string[] {
  const found = new Set<string>();
  const add = (word: string | undefined): void => {
    const noun = word?.toLowerCase();
    if (noun === 'justice' || noun === 'magistrate') found.add('judge');
    else if (noun && (nouns.person.has(noun) || nouns.court.has(noun))) found.add(noun);
  };
  const start = mention.lead ?? mention.start;
  const left = flat.slice(Math.max(sentence.start, start - 110), start);
  if (afterComma.test(left.slice(left.lastIndexOf(',') + 1)) && left.includes(',')) add(before.exec(left)?.[1]);
  // The last 60 characters are enough for a role and a title.
  if (/\s$/.test(left)) add(beside.exec(left.slice(-60))?.[1]);
  // A person who sues or gets damages is the plaintiff.
  if (
    /\b(?:damages|compensation) to (?:the )?$/i.test(left) ||
    /^\s+(?:sued|is suing|was suing|had sued|has sued)\b/.test(flat.slice(mention.end, mention.end + 14))
  )
    found.add('plaintiff');
  for (const word of flat.slice(start, mention.start).split(/\s+/)) add(word);
  add(
    after
      .exec(flat.slice(mention.end, Math.min(sentence.end, mention.end + 90)))?.[1]
      ?.split(/\s+/)
      .at(-1),
  );
  return [...found];
}
