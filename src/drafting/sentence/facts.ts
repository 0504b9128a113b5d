import type { Span } from '../reading/sentences.ts';
import type { ActorKind, Mode } from '../schema.ts';

/** Words of the text that was read, with their place in UTF-16 units. */
export type Words = Span & { text: string };

/**
 * A date as EDTF. `relative`: it is counted from a day that the text does not give ("on Monday", "last year"). Here,
 * such a date is counted from `anyDay`, so that equal words have equal dates.
 */
export type SentenceDate = Words & { edtf: string; relative: boolean };

/**
 * A number with what it counts. The value is between `low` and `high`, both included: "more than 40" and "dozens" are
 * ranges. `duration` counts days, `share` per cent.
 */
export type SentenceNumber = Words & {
  kind: 'count' | 'duration' | 'share' | 'ordinal' | 'reference' | 'time';
  low: number;
  high: number;
  /** The words give no exact value: "about", "some". */ about: boolean;
  /** The stems of the words that the number counts or refers to. */ of: readonly string[];
};

export type SentenceMoney = Words & { amount: number; currency: string; about: boolean };

/** `name` is the base form of a declined name, as far as the text shows it. */
export type SentenceName = Words & { name: string; kind: ActorKind | null };

/**
 * The status of what a verb says: reported as done (`fact`), announced (`will`), possible (`may`), supposed (`would`),
 * due (`must`), asked for, ordered, attempted or threatened (`tried`), or as an accusation (`alleged`). `open`: none of
 * these.
 */
export const statuses = [
  'fact',
  'will',
  'may',
  'would',
  'must',
  'asked',
  'ordered',
  'tried',
  'alleged',
  'open',
] as const;
export type Status = (typeof statuses)[number];

/**
 * Someone or something that does an act, or to whom it is done. `words`: the stems of its words, and of a phrase that
 * explains it ("X, the editor of Y").
 */
export type Party = Words & { words: readonly string[] };

/** What a verb, or a noun for an act, says: who does what to whom. */
export type Predicate = Words & {
  /** Words for the same act have the same key, in all languages: "detain", "задержали". */ key: string;
  denied: boolean;
  /**
   * The denial is uncertain, because only a verb such as "prevented" denies or annuls the act, not a word such as
   * "not".
   */
  implied: boolean;
  status: Status;
  actor: Party | null;
  target: Party | null;
};

/** Who says what. `speaker` is null if the sentence does not say who. */
export type SentenceAttribution = {
  speaker: (Words & { name: string | null; words: readonly string[] }) | null;
  cue: readonly Span[];
  mode: Mode;
  content: readonly Span[];
};

/**
 * What one or several sentences say. In languages other than English and Russian, predicates and attributions are
 * empty.
 */
export type SentenceFacts = {
  text: string;
  language: 'en' | 'ru' | null;
  dates: SentenceDate[];
  numbers: SentenceNumber[];
  money: SentenceMoney[];
  names: SentenceName[];
  /** Quotations, without the quotation marks. */ quotations: Words[];
  predicates: Predicate[];
  attributions: SentenceAttribution[];
  /** The stem of each word (its dictionary form, or the word without its ending), with the place of the word. */
  stems: (Words & { stem: string })[];
};
