import type { RawClaim, SentenceReading } from '../attribution/attribute.ts';
import { reportingForms } from '../attribution/verbs.ts';
import type { Ground } from '../attribution/pronouns.ts';
import type { Span } from '../reading/sentences.ts';
import { labels, labelCount } from './crf.ts';
import trained from './english.confidence.json' with { type: 'json' };

/**
 * The features by which the model estimates whether a claim was read correctly. “The claim's words” are what is said.
 */
export type ClaimFeatures = {
  origin: 'rules' | 'tagger';
  form: RawClaim['form'];
  quotation: boolean;
  /**
   * The rating of the claim by the rules, from 0 to 1. For a claim that only the tagger found, the rating by the
   * tagger.
   */
  rated: number;
  /** The tagger's mean probability that the claim's words are what someone says; null without a tagger. */
  support: number | null;
  /**
   * The tagger's mean probability that the words of the cue (such as "said") are a cue; null if the sentence has none.
   */
  cue: number | null;
  /** The tagger's mean probability that the words of the source are a source; null if the sentence has no source. */
  source: number | null;
  /**
   * How the sentence mentions the speaker. `name`: by name. `resolved`: by other words, for which a name was found.
   * `described` and `pronoun`: by a description or a pronoun, for which no name was found. `none`: not at all.
   */
  speaker: 'name' | 'resolved' | 'described' | 'pronoun' | 'none';
  carried: boolean;
  /**
   * The claim continues the previous sentence. It begins with "he" or "she", which cannot mean the speaker of that
   * sentence.
   */
  ofOther: boolean;
  mode: RawClaim['mode'];
  /** The kind of speaker, as far as the page shows it. */
  kind: 'person' | 'institution' | 'document' | 'unknown';
  /** The speakers are several people: "they", "critics". */
  plural: boolean;
  words: number;
  /** The claim's words contain a verb. */
  clause: boolean;
  /** The cue is a known verb of saying. */
  reporting: boolean;
  /** Why a name was chosen for the pronoun that mentions the speaker; null if none was chosen. */
  ground: Ground | null;
  /** The previous attribution has the same speaker. */
  again: boolean;
  /**
   * How certain the speaker's name is. `guess`: nothing shows that the name is a person's. `single`: the name is one
   * word. `sure`: the name is certainly that of this speaker. Null if the speaker has no name.
   */
  name: { guess: boolean; single: boolean; sure: boolean } | null;
  /** The claim's words name the speaker. */
  self: boolean;
  /** The claim's words have “I”, “me” or “my”, but the speaker is not a person. So the name is probably wrong. */
  misfit: boolean;
  /** Someone else passed the words on: the chain has more than one link. */
  passed: boolean;
};

export function featuresOfClaim(
  reading: SentenceReading,
  claim: RawClaim,
  content: readonly Span[],
  { kind, before }: { kind: string; before: string | null },
): ClaimFeatures {
  const link = claim.links[0]!;
  const words = reading.clause.tokens.filter(({ start }) =>
    content.some((span) => start >= span.start && start < span.end),
  );
  return {
    origin: claim.tagged ? 'tagger' : 'rules',
    form: claim.form,
    quotation: kind === 'quotation',
    rated: claim.confidence,
    support: meanOf(reading, content, 'content'),
    cue: meanOf(reading, link.cue ?? [], 'cue'),
    source: meanOf(reading, link.source ?? [], 'source'),
    speaker: speakerOf(link),
    carried: link.carriedOver,
    ofOther: claim.ofOther === true,
    mode: claim.mode,
    kind: kindOfSpeaker(claim.speaker?.kind ?? null),
    plural: claim.speaker?.plural === true,
    words: words.length,
    clause: words.some(({ pos }) => pos === 'VERB' || pos === 'AUX'),
    reporting: (link.verb ?? '')
      .toLowerCase()
      .split(/\s+/)
      .some((word) => reportingForms(word).length > 0),
    ground: claim.speaker?.ground ?? null,
    again: link.actor !== null && link.actor === before,
    name: link.actor === null ? null : nameOf(claim, link.actor),
    self:
      link.actor !== null &&
      reading.clause.mentions.some(
        ({ name, start, end }) => name === link.actor && content.some((span) => start >= span.start && end <= span.end),
      ),
    misfit:
      claim.speaker?.kind !== 'person' &&
      claim.speaker?.kind !== null &&
      words.some(({ lower }) => /^(?:i|my|me)$/.test(lower)),
    passed: claim.links.length > 1,
  };
}

function kindOfSpeaker(kind: NonNullable<RawClaim['speaker']>['kind']): ClaimFeatures['kind'] {
  if (kind === null) return 'unknown';
  if (kind === 'document' || kind === 'verdict') return 'document';
  return kind === 'person' ? 'person' : 'institution';
}

const nameOf = ({ speaker }: RawClaim, actor: string): ClaimFeatures['name'] => ({
  guess: speaker?.guess === true,
  single: !/\s/.test(actor),
  sure: speaker?.sure !== false,
});

function speakerOf({ actor, asWritten }: RawClaim['links'][number]): ClaimFeatures['speaker'] {
  const written = (asWritten ?? '').toLowerCase();
  if (actor === null)
    return written === '' ? 'none' : /^(?:he|she|it|they|who)$/.test(written) ? 'pronoun' : 'described';
  return actor
    .toLowerCase()
    .split(/\s+/)
    .some((word) => written.includes(word))
    ? 'name'
    : 'resolved';
}

function meanOf(
  { clause, tagged }: SentenceReading,
  spans: readonly Span[],
  label: (typeof labels)[number],
): number | null {
  if (!tagged) return null;
  const at = labels.indexOf(label);
  const chances = clause.tokens.flatMap(({ start }, index) =>
    spans.some((span) => start >= span.start && start < span.end)
      ? [tagged.probabilities[index * labelCount + at]!]
      : [],
  );
  return chances.length === 0 ? null : chances.reduce((sum, chance) => sum + chance, 0) / chances.length;
}

const logit = (chance: number): number => {
  const inside = Math.min(0.98, Math.max(0.02, chance));
  return Math.log(inside / (1 - inside));
};

/** The features as numbers, for a logistic regression. */
export function vectorOf(features: ClaimFeatures): number[] {
  const is = (holds: boolean): number => (holds ? 1 : 0);
  const { origin, form, speaker } = features;
  return [
    1,
    logit(features.rated),
    logit(features.support ?? 0.5),
    logit(features.cue ?? 0.5),
    is(features.cue === null),
    logit(features.source ?? 0.5),
    is(features.source === null),
    is(features.quotation),
    is(features.carried),
    Math.log(Math.min(30, Math.max(1, features.words))),
    is(origin === 'tagger'),
    is(origin === 'tagger' && features.clause),
    is(origin === 'tagger' && features.reporting),
    is(origin === 'tagger' && features.source === null && !features.quotation),
    ...(['lead', 'trail', 'whole', 'act', 'carried'] as const).map((each) => is(form === each)),
    ...(['name', 'resolved', 'described', 'pronoun', 'none'] as const).map((each) => is(speaker === each)),
    is(features.name?.guess === true),
    is(features.self),
    is(features.misfit),
    is(features.passed),
    is(features.ground?.ruled === false),
    ...(['ordered', 'ruled', 'alleged', 'denied', 'estimated'] as const).map((each) => is(features.mode === each)),
    ...(['person', 'institution', 'document'] as const).map((each) => is(features.kind === each)),
    ...(['person', 'institution', 'document'] as const).map((each) => is(form === 'carried' && features.kind === each)),
    is(features.plural),
    is(form === 'carried' && features.plural),
    features.name && features.ground ? logit(features.ground.chance ?? 0.5) : 0,
  ];
}

/** The features by which the model estimates whether the speaker's name is right, as numbers. */
export function vectorOfName(features: ClaimFeatures): number[] {
  const is = (holds: boolean): number => (holds ? 1 : 0);
  const { ground, carried, quotation, form, source, cue } = features;
  const described = features.speaker === 'resolved' && ground === null;
  return [
    1,
    is(ground !== null),
    is(described),
    is(described && features.name?.sure === false),
    is(carried),
    is(carried && quotation),
    is(features.kind === 'institution'),
    is(carried && features.kind === 'institution'),
    is(features.name?.guess === true),
    is(features.name?.single === true),
    is(features.self),
    is(features.passed),
    is(features.again),
    is(quotation),
    is(form === 'trail'),
    is(form === 'act'),
    is(form === 'whole'),
    is(features.origin === 'tagger'),
    logit(source ?? 0.5),
    is(source === null),
    logit(cue ?? 0.5),
    logit(features.support ?? 0.5),
  ];
}

export function chanceOf(weights: readonly number[], vector: readonly number[]): number {
  return 1 / (1 + Math.exp(-vector.reduce((sum, value, at) => sum + value * (weights[at] ?? 0), 0)));
}

const rounded = (chance: number): number => Math.round(Math.max(0.05, Math.min(0.99, chance)) * 100) / 100;

type Regression = { weights: readonly number[] };
/**
 * Trained weights for three probabilities. `claim`: that a claim is correct in the form in which it is shown.
 * `statement`: that the claim's words are what someone says. `name`: that the speaker's name is right.
 */
export type Weights = {
  claim: Regression;
  /** `least`: for each group of claims, the lowest probability of a claim that is suggested. */
  statement: Regression & { least: Record<StatementGroup, number> };
  name: Regression & NameThresholds;
};

/**
 * The lowest probabilities with which a speaker's name is shown. `pronoun`: for the name behind a pronoun. `rival`: the
 * same, if the pronoun may also mean someone else in the paragraph. `least`: for any other name.
 */
export type NameThresholds = { least: number; pronoun: number; rival: number };

/** How far to trust a claim. */
export type Trust = {
  /**
   * The probability that the claim was read correctly: its words and its first speaker. This says nothing about whether
   * the claim is true.
   */
  confidence: number;
  /** Whether the claim's words are probably what someone says, regardless of who it is. */
  statement: boolean;
  /** Whether to show the speaker's name. Otherwise, the claim is shown without it. */
  names: boolean;
};

/** The features of the same claim without the speaker's name. */
export const opened = (features: ClaimFeatures): ClaimFeatures => ({
  ...features,
  speaker: features.ground ? 'pronoun' : 'described',
  name: null,
});

/**
 * Groups of claims that are suggested only if they are probable enough. Each group has its own limit. `sourced`: only
 * the tagger found the claim. `unsourced`: the same, but the tagger doubts the speaker. `carried`: the claim continues
 * the previous sentence, is no quotation, and may be about the speaker of that sentence. All other claims of the rules
 * are suggested.
 */
export const statementGroups = ['sourced', 'unsourced', 'carried'] as const;
export type StatementGroup = (typeof statementGroups)[number];
export function groupOf({ origin, form, quotation, source, ofOther }: ClaimFeatures): StatementGroup | null {
  if (origin === 'tagger') return (source ?? 1) < 0.3 && !quotation ? 'unsourced' : 'sourced';
  return form === 'carried' && !quotation && !ofOther ? 'carried' : null;
}

/** Whether words become a claim. `chance`: the probability that they are what someone says. */
export function isLikely(features: ClaimFeatures, chance: number, least: Record<StatementGroup, number>): boolean {
  const group = groupOf(features);
  return group === null || chance >= least[group];
}

/**
 * Whether the name of a speaker is certain enough. For a pronoun, the chance of the ranker counts, for other speakers
 * `chanceOfName`.
 */
export const isSure = (
  { ground, misfit, form, kind, words }: ClaimFeatures,
  chanceOfName: () => number,
  { least, pronoun, rival }: NameThresholds,
): boolean => {
  if (misfit) return false;
  // If a sentence continues the report of an institution or document, the name is always certain enough. The limit of
  // the group `carried` decides whether the sentence becomes a claim at all.
  if (form === 'carried' && kind !== 'person') return true;
  const chance = ground?.chance ?? null;
  // “X denied it” has too few words for the trained part to judge.
  if (chance === null && form === 'act' && words <= 1) return true;
  return chance === null ? chanceOfName() >= least : chance >= (ground!.rival ? rival : pronoun);
};

/** How far to trust a claim, by the trained weights. Without a tagger, by the rating of the rules. */
export const trustBy =
  ({ claim, statement, name }: Weights) =>
  (features: ClaimFeatures): Trust => {
    if (features.support === null) return { confidence: rounded(features.rated), statement: true, names: true };
    const names =
      features.name === null || isSure(features, () => chanceOf(name.weights, vectorOfName(features)), name);
    const vector = vectorOf(names ? features : opened(features));
    return {
      confidence: rounded(chanceOf(claim.weights, vector)),
      statement: isLikely(features, chanceOf(statement.weights, vectorOf(features)), statement.least),
      names,
    };
  };

export const trustOf = trustBy(trained);
