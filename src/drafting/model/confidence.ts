import type { RawClaim, SentenceReading } from '../attribution/attribute.ts';
import { reportingForms } from '../attribution/verbs.ts';
import type { Ground } from '../attribution/pronouns.ts';
import type { Span } from '../reading/sentences.ts';
import { labels, width } from './crf.ts';
import trained from './english.confidence.json' with { type: 'json' };

/** What speaks for and against a claim. */
export type Signs = {
  origin: 'rules' | 'tagger';
  form: RawClaim['form'];
  quotation: boolean;
  /** How the rules, or the tagger for its own claims, rate it. */
  rated: number;
  /** The tagger's mean probability that its words are a statement; null without a tagger. */
  support: number | null;
  /** The tagger's mean probability of the cue and of the source; null if they are not in the sentence. */
  cue: number | null;
  source: number | null;
  /** By name, by a pronoun or description whose name is found, or not named. */
  speaker: 'name' | 'resolved' | 'described' | 'pronoun' | 'none';
  carried: boolean;
  words: number;
  /** A verb is among its words. */
  clause: boolean;
  /** The cue is a known verb of saying. */
  reporting: boolean;
  /** Why a pronoun was given its name; null for other speakers. */
  ground: Ground | null;
  /** The speaker is the one who spoke before. */
  again: boolean;
};

export function signsOf(
  reading: SentenceReading,
  claim: RawClaim,
  content: readonly Span[],
  { kind, before }: { kind: string; before: string | null },
): Signs {
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
    words: words.length,
    clause: words.some(({ pos }) => pos === 'VERB' || pos === 'AUX'),
    reporting: (link.verb ?? '')
      .toLowerCase()
      .split(/\s+/)
      .some((word) => reportingForms(word).length > 0),
    ground: claim.speaker?.ground ?? null,
    again: link.actor !== null && link.actor === before,
  };
}

function speakerOf({ actor, asWritten }: RawClaim['links'][number]): Signs['speaker'] {
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
    spans.some((span) => start >= span.start && start < span.end) ? [tagged.probabilities[index * width + at]!] : [],
  );
  return chances.length === 0 ? null : chances.reduce((sum, chance) => sum + chance, 0) / chances.length;
}

const logit = (chance: number): number => {
  const inside = Math.min(0.98, Math.max(0.02, chance));
  return Math.log(inside / (1 - inside));
};

/** The signs as numbers, for a logistic regression. */
export function vectorOf(signs: Signs): number[] {
  const is = (holds: boolean): number => (holds ? 1 : 0);
  const { origin, form, speaker } = signs;
  return [
    1,
    logit(signs.rated),
    logit(signs.support ?? 0.5),
    logit(signs.cue ?? 0.5),
    is(signs.cue === null),
    logit(signs.source ?? 0.5),
    is(signs.source === null),
    is(signs.quotation),
    is(signs.carried),
    Math.log(Math.min(30, Math.max(1, signs.words))),
    is(origin === 'tagger'),
    is(origin === 'tagger' && signs.clause),
    is(origin === 'tagger' && signs.reporting),
    is(origin === 'tagger' && signs.source === null && !signs.quotation),
    ...(['lead', 'trail', 'whole', 'act', 'carried'] as const).map((each) => is(form === each)),
    ...(['name', 'resolved', 'described', 'pronoun', 'none'] as const).map((each) => is(speaker === each)),
  ];
}

/** What speaks for and against the name that a pronoun was given, as numbers. */
export function vectorOfName({ ground, again, quotation, form, carried, source }: Signs): number[] {
  const is = (holds: boolean): number => (holds ? 1 : 0);
  return [
    1,
    is(ground?.rivals === 1),
    is((ground?.rivals ?? 0) > 2),
    is(ground?.distance === 1),
    is(ground?.subject === true),
    is(ground?.agrees === true),
    is(again),
    is(quotation),
    is(form === 'trail'),
    is(carried),
    logit(source ?? 0.5),
  ];
}

export function chanceOf(weights: readonly number[], vector: readonly number[]): number {
  return 1 / (1 + Math.exp(-vector.reduce((sum, value, at) => sum + value * (weights[at] ?? 0), 0)));
}

const rounded = (chance: number): number => Math.round(Math.max(0.05, Math.min(0.99, chance)) * 100) / 100;

/** How far to trust a claim. */
export type Trust = {
  /** The probability that it is right. */
  confidence: number;
  /** Whether its words are probably a statement, whoever makes it; asked of what only the tagger finds. */
  statement: boolean;
  /** Whether to give the name that its pronoun was given. */
  names: boolean;
};

/** As learned; without a tagger, how the rules rate the claim. */
export function trustOf(signs: Signs): Trust {
  if (signs.support === null) return { confidence: rounded(signs.rated), statement: true, names: true };
  const names = signs.ground === null || chanceOf(trained.name.weights, vectorOfName(signs)) >= trained.name.least;
  const vector = vectorOf(signs);
  return {
    confidence: rounded(chanceOf(trained.claim.weights, vector)),
    statement: chanceOf(trained.statement.weights, vector) >= trained.statement.least,
    names,
  };
}
