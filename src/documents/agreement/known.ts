import { dayOf } from '../../drafting/facts/dates.ts';
import type { SentenceFacts, Words } from '../../drafting/sentence/facts.ts';
import { factsOf, stemsIn } from '../../drafting/sentence/read-sentence.ts';
import { detectLanguage } from '../../drafting/page/language.ts';
import {
  maxRead,
  type ComparedClaim,
  type ComparedSentence,
  type Point,
  type PointKind,
  type Verdict,
} from './agreement.ts';
import { Aliases, isCyrillic } from './words.ts';

/** A claim, with what was recognised in its texts. */
export type ReadClaim = {
  claim: ComparedClaim;
  /** What was recognised in each of its texts. */ facts: readonly SentenceFacts[];
  /** Its speakers, with the stems of all words of their names. */ speakers: readonly {
    names: readonly string[];
    stems: readonly string[];
  }[];
};

/** What was recognised in the sentence and in all its claims. */
export type Compared = {
  sentence: SentenceFacts;
  claims: readonly ReadClaim[];
  /** What was recognised in all texts of all claims. */ facts: readonly SentenceFacts[];
  aliases: Aliases;
};

export function readAll(sentence: ComparedSentence, claims: readonly ComparedClaim[]): Compared {
  const read = claims.slice(0, maxRead.claims).map((claim): ReadClaim => ({
    claim,
    facts: claim.texts.slice(0, maxRead.texts).map((text, index) => {
      // The preserved words can be in another language than the wording.
      const language = claim.language ?? null;
      return factsOf(text, {
        language: index === 0 ? language : detectLanguage(text, language),
        day: dayOf(claim.day),
      });
    }),
    speakers: claim.speakers.slice(0, maxRead.speakers).map((all) => {
      const names = all.slice(0, maxRead.names);
      return { names, stems: names.flatMap(stemsOfName) };
    }),
  }));
  const facts = read.flatMap((one) => one.facts);
  return {
    aliases: new Aliases(
      facts,
      read.flatMap(({ speakers }) => speakers.map(({ stems }) => stems)),
    ),
    sentence: factsOf(sentence.text, { language: sentence.language ?? null, day: dayOf(sentence.day) }),
    claims: read,
    facts,
  };
}

const stemsOfName = (name: string): string[] => stemsIn(name, isCyrillic(name) ? 'ru' : 'en').map(({ stem }) => stem);

export const point = (kind: PointKind, verdict: Verdict, { start, end, text }: Words, claim: string | null): Point => ({
  kind,
  verdict,
  sentence: { start, end, text },
  claim,
});
