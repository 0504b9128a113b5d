import { dayOf } from '../../drafting/facts/dates.ts';
import type { SentenceFacts } from '../../drafting/sentence/facts.ts';
import { factsOf } from '../../drafting/sentence/read-sentence.ts';
import type { ComparedClaim, ComparedSentence, Point, PointKind, Verdict } from './agreement.ts';
import { Aliases } from './words.ts';

/** A claim that was read. */
export type ReadClaim = {
  claim: ComparedClaim;
  /** Of each of its texts. */ facts: readonly SentenceFacts[];
  /** Of each speaker: the words, read as a text. */ speakers: readonly SpeakerWords[];
};
export type SpeakerWords = { names: readonly string[]; stems: readonly string[] };

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
    speakers: claim.speakers.slice(0, mostSpeakers).map((names) => ({
      names: names.slice(0, mostNames),
      stems: names
        .slice(0, mostNames)
        .flatMap((name) => factsOf(name, { language: languageOfName(name) }).stems.map(({ stem }) => stem)),
    })),
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

const languageOfName = (name: string): string => (/\p{Script=Cyrillic}/u.test(name) ? 'ru' : 'en');

export const point = (
  kind: PointKind,
  verdict: Verdict,
  { start, end, text }: { start: number; end: number; text: string },
  claim: string | null,
): Point => ({ kind, verdict, sentence: { start, end, text }, claim });
