import type { Words } from '../../drafting/sentence/facts.ts';
import type { Mode } from '../../record/tables.ts';

/** The kinds of details that are compared in a sentence. */
export const pointKinds = [
  'date',
  'number',
  'money',
  'name',
  'roles',
  'negation',
  'modality',
  'attribution',
  'quotation',
] as const;
export type PointKind = (typeof pointKinds)[number];

/** From the best to the worst. A sentence gets the worst verdict of its points. */
export const verdicts = ['supported', 'unsure', 'not-in-claims', 'contradicted'] as const;
export type Verdict = (typeof verdicts)[number];

/** One detail that a sentence states, compared with its claims. */
export type Point = {
  kind: PointKind;
  verdict: Verdict;
  /** The words of the sentence. */ sentence: Words;
  /** The words of the claims that the sentence's words were compared with; null if the claims have none. */
  claim: string | null;
};

export type Agreement = { verdict: Verdict; points: Point[] };

/** A claim as it is compared: its words, who says it, and its values. */
export type ComparedClaim = {
  /** The wording, and the preserved words that support it. */
  texts: readonly string[];
  /** For each speaker: all names, and what the source calls them. */ speakers: readonly (readonly string[])[];
  mode: Mode | null;
  /** The dates among its values, as EDTF. */ dates?: readonly string[];
  numbers?: readonly number[];
  money?: readonly { amount: number; currency: string }[];
  /** All names of each actor, place or other item that the claim is about. */ names?: readonly (readonly string[])[];
  /** The language of its texts (BCP 47); recognised if it is missing. */ language?: string | null;
  /** The day of the source, as EDTF. Relative dates in its texts ("yesterday") are counted from it. */
  day?: string | null;
};

export type ComparedSentence = {
  text: string;
  language?: string | null;
  /** The day of our text, as EDTF. Relative dates in it ("yesterday") are counted from that day. */
  day?: string | null;
};

/** The longest texts that are compared, in UTF-16 units. */
export const maxLengths = { sentence: 1_000, claim: 2_500, speaker: 300 } as const;
/** How many are read at most: claims of a sentence; texts and speakers of a claim; names of a speaker or item. */
export const maxRead = { claims: 12, texts: 2, speakers: 8, names: 30 } as const;

export const worst = (points: readonly Point[]): Verdict =>
  points.reduce<Verdict>(
    (found, { verdict }) => (verdicts.indexOf(verdict) > verdicts.indexOf(found) ? verdict : found),
    'supported',
  );
