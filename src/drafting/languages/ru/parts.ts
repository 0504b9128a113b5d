import { type Quote } from '../../reading/quotes.ts';
import type { Span } from '../../reading/sentences.ts';
import type { Mode } from '../../schema.ts';
import { spanOf, type Found, type Speaker } from '../found.ts';
import { tokensOf, type Token } from '../tokens.ts';
import { prepositions, type VerbForm } from './lexicon.ts';
import { type Where } from './speakers.ts';
import { unitsOf, type Unit } from './units.ts';

export const dash = (token: Token | undefined): boolean => token?.type === 'mark' && /^[—–-]$/.test(token.text);

export const comma = (token: Token | undefined): boolean => token?.text === ',';

export const isMark = (token: Token | undefined): boolean => token?.type === 'mark';

export const isWord = (token: Token | undefined): token is Token => token?.type === 'word';

export type Sentence = {
  span: Span;
  tokens: Token[];
  units: Unit[];
  /** Tokens of phrases such as "по её словам" (in her words), which may be between a verb and its subject. */
  holes?: ReadonlySet<number>;
};

export type Cue = {
  /** The tokens of the verb, with "не" (not) before it. */ from: number;
  to: number;
  form: VerbForm;
  subject: Unit | null;
  /** The institution in which something is said: "в ведомстве отрицают" (at the agency they deny). */
  place: Unit | null;
  speaker: Speaker | null;
  /** The tokens of verb and subject together. */ group: { from: number; to: number };
  inverted: boolean;
  shared: boolean;
  apposed: boolean;
};

export type Draft = Found & { kind: 'frame' | 'verb'; cue?: Cue };

export function prepare(flat: string, span: Span, quotes: readonly Quote[], where: Pick<Where, 'book'>): Sentence {
  const tokens = tokensOf(flat, span, quotes);
  return { span, tokens, units: unitsOf(flat, tokens, where.book.page) };
}

export function unitFrom(sentence: Sentence, at: number): Unit | undefined {
  return sentence.units.find((unit) => unit.from === at);
}

export const unitAround = (sentence: Sentence, at: number): Unit | undefined =>
  sentence.units.find((unit) => at >= unit.from && at < unit.to);

export const isPreposition = (token: Token | undefined): boolean => isWord(token) && prepositions.has(token.lower);

export const commonEnd = (tokens: readonly Token[]): number => {
  let end = tokens.length;
  while (end > 0 && isMark(tokens[end - 1]) && /^(?:[.!?…]|\.{2,})$/.test(tokens[end - 1]!.text)) end -= 1;
  return end;
};

export const letters = (flat: string, span: Span): number =>
  flat.slice(span.start, span.end).replace(/[^\p{L}\p{N}]/gu, '').length;

/** Removes `holes`, the places of other attributions, from the spans. */
export function minus(spans: readonly Span[], holes: readonly Span[]): Span[] {
  let rest = [...spans];
  for (const hole of holes)
    rest = rest.flatMap((span) =>
      hole.end <= span.start || hole.start >= span.end
        ? [span]
        : [spanOf(span.start, Math.max(span.start, hole.start)), spanOf(Math.min(span.end, hole.end), span.end)],
    );
  return rest.filter((span) => span.end - span.start > 1);
}

/**
 * The part of `content` that is in the same part of the sentence as the attribution. A part of a sentence begins after
 * a semicolon or colon, and ends before a semicolon.
 */
export function clipped({ tokens }: Sentence, content: readonly Span[], place: Span): Span[] {
  const from = tokens.filter((token) => /^[;:]$/.test(token.text) && token.end <= place.start).at(-1)?.end ?? -1;
  const to = tokens.find((token) => token.text === ';' && token.start >= place.end)?.start ?? Number.POSITIVE_INFINITY;
  return content
    .map((each) => spanOf(Math.max(each.start, from), Math.min(each.end, to)))
    .filter((each) => each.end > each.start);
}

export function modeOf(cue: Cue, flat: string, content: readonly Span[]): Mode {
  const { form } = cue;
  const said = content.map((span) => flat.slice(span.start, span.end)).join(' ');
  const kind = cue.speaker?.kind ?? null;
  if (form.mode === 'ruled' && kind !== 'court' && form.kind !== 'passive') return 'stated';
  if (form.lemma === 'возразить' || form.lemma === 'возражать') return 'denied';
  if (form.lemma === 'утверждать' && /^(?:что\s+)?не\s/.test(said)) return 'denied';
  if (/^(?:признать|признавать)$/.test(form.lemma) && kind === 'court') return 'ruled';
  if (form.mode === 'stated' && /^(?:как|что)?\s*может быть|(?:^|\s)может быть,/i.test(said)) return 'left-unclear';
  return form.mode;
}
