import { madeOnce } from '../../platform/made-once.ts';
import type { SentenceFacts, Words } from '../../drafting/sentence/facts.ts';
import type { Point } from './agreement.ts';
import { point, type Compared } from './known.ts';

/** What someone has or lacks: "with a warrant", "without a warrant". */
type Had = Words & { noun: string; lacked: boolean };

const lacking =
  /\b(?:without|no|lack(?:s|ed|ing)?|lack of|absence of|n[o']t ha(?:ve|d)|not need)\s+(?:an?\s|any\s|the\s)?((?:\p{Ll}[\p{L}-]*\s){0,2}\p{Ll}[\p{L}-]*)/giu;
const having =
  /\b(?:with|had|has|have|having|presented|showed|held|got|obtained)\s+(?:an?\s|the\s|their\s|his\s|her\s|its\s)((?:\p{Ll}[\p{L}-]*\s){0,2}\p{Ll}[\p{L}-]*)/giu;

/** Nouns that are compared, such as "warrant" and "evidence". */
const nouns =
  /^(?:warrant|permit|licen[cs]e|permission|authori[sz]ation|accreditation|visa|explanation|reason|trial|hearing|lawyer|counsel|evidence|proof|order|consent|notice|warning|charge|access|right|bail|appeal|compensation|injur(?:y|ies)|jury|interpreter|contract|insurance|protection|contact)s?$/;

const hadIn = madeOnce(({ text, language }: SentenceFacts): Had[] => {
  if (language !== 'en') return [];
  return [lacking, having].flatMap((pattern) =>
    [...text.matchAll(pattern)].flatMap((match) => {
      const words = match[1]!.toLowerCase().split(/\s+/);
      const noun = words.find((word) => nouns.test(word))?.replace(/s$/, '');
      if (!noun) return [];
      const span = { start: match.index, end: match.index + match[0].length };
      return [{ ...span, text: match[0], noun, lacked: pattern === lacking }];
    }),
  );
});

/** Finds what the sentence says someone had and the claims say they lacked, or the other way round. */
export function compareLacking({ sentence, facts }: Compared): Point[] {
  const [own, known] = [hadIn(sentence), facts.flatMap(hadIn)];
  return own.flatMap((one) => {
    const same = known.filter(({ noun }) => noun === one.noun);
    const both = own.some(({ noun, lacked }) => noun === one.noun && lacked !== one.lacked);
    return same.length > 0 && !both && same.every(({ lacked }) => lacked !== one.lacked)
      ? [point('negation', 'contradicted', one, same[0]!.text)]
      : [];
  });
}
