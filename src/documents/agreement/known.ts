import { dayOf } from '../../drafting/facts/dates.ts';
import type { SentenceFacts, Words } from '../../drafting/sentence/facts.ts';
import { factsOf, stemsIn } from '../../drafting/sentence/read-sentence.ts';
import type { ComparedClaim, ComparedSentence, Point, PointKind, Verdict } from './agreement.ts';
import { Aliases, isCyrillic } from './words.ts';

/** A claim that was read. */
export type ReadClaim = {
  claim: ComparedClaim;
  /** Of each of its texts. */ facts: readonly SentenceFacts[];
  /** Each with the stems of all its names. */ speakers: readonly {
    names: readonly string[];
    stems: readonly string[];
  }[];
};

/** The sentence and all its claims, read. */
export type Compared = {
  sentence: SentenceFacts;
  claims: readonly ReadClaim[];
  /** All texts of the claims. */ facts: readonly SentenceFacts[];
  aliases: Aliases;
};

/** More claims of one sentence, texts of a claim, and speakers are not compared. */
const [mostClaims, mostTexts, mostSpeakers, mostNames] = [12, 2, 6, 12];

export function readAll(sentence: ComparedSentence, claims: readonly ComparedClaim[]): Compared {
  const read = claims.slice(0, mostClaims).map((claim): ReadClaim => ({
    claim,
    facts: claim.texts
      .slice(0, mostTexts)
      .map((text) => factsOf(text, { language: claim.language ?? null, day: dayOf(claim.day) })),
    speakers: claim.speakers.slice(0, mostSpeakers).map((all) => {
      const names = all.slice(0, mostNames);
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
