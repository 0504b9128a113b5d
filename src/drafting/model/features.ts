import type { RawClaim } from '../attribution/attribute.ts';
import { reportingForms } from '../attribution/verbs.ts';
import type { Mention } from '../reading/names.ts';
import { quoteLength, type Quote } from '../reading/quotes.ts';
import type { Token } from '../reading/tokens.ts';
import { nouns } from '../reading/words.ts';
import { lexicalClass } from './lexicon.ts';

/** The tagger's input for a sentence: its words, and what the rules read in it. */
export type TaggerInput = {
  flat: string;
  tokens: readonly Token[];
  mentions: readonly Mention[];
  quotes: readonly Quote[];
  claims: readonly Pick<RawClaim, 'content' | 'said' | 'place' | 'form' | 'links'>[];
  /**
   * The kind of attribution of the previous sentence that may also apply here: that of a quotation, of a person or of
   * an institution.
   */
  carried: 'nothing' | 'quotation' | 'person' | 'institution';
  /** Whether this is the first sentence of its paragraph. */
  first: boolean;
};

/**
 * The features of one token, as hashes. Each of `states` has a weight for each label, each of `edges` has a weight for
 * each pair of a label and the previous label.
 */
export type TokenFeatures = { states: Uint32Array; edges: Uint32Array };

/** Continues an FNV-1a hash (32 bits) with more text. */
function andThen(hash: number, text: string): number {
  let whole = hash;
  for (let i = 0; i < text.length; i += 1) whole = Math.imul(whole ^ text.charCodeAt(i), 0x01000193);
  return whole;
}
const hashOf = (value: string): number => andThen(0x811c9dc5, value);
/** Continues a hash with a slash and the next part. */
const andPart = (hash: number, part: string): number => andThen(andThen(hash, '/'), part);
const atMostTwo = (count: number): string => (count === 0 ? '0' : count === 1 ? '1' : '2');
/** The finalizer of MurmurHash3. */
function mix(a: number, b: number): number {
  let hash = Math.imul(a ^ Math.imul(b, 0x9e3779b1), 0x85ebca6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
const start = hashOf('<');
const end = hashOf('>');
const none = hashOf('none');
/** The hash of one value for each token; `start` before the first token and `end` after the last one. */
class Column {
  readonly values: Int32Array;
  constructor(values: readonly (string | number)[]) {
    this.values = new Int32Array(values.length);
    for (let at = 0; at < values.length; at += 1) {
      const value = values[at]!;
      this.values[at] = typeof value === 'number' ? value : hashOf(value);
    }
  }
  at(index: number): number {
    return index < 0 ? start : index >= this.values.length ? end : this.values[index]!;
  }
}

type WordHashes = { word: number; shape: number; opening: number; ending: number };
const wordHashes = new Map<string, WordHashes>();
/** The hashes of a word alone. They are cached, because most words of a text also occur in other texts. */
function hashesOf({ value, lower }: Token): WordHashes {
  let known = wordHashes.get(value);
  if (known === undefined) {
    known = {
      word: hashOf(lower),
      shape: hashOf(shapeOf(value)),
      opening: hashOf(lower.slice(0, 4)),
      ending: hashOf(lower.slice(-3)),
    };
    if (wordHashes.size > 50_000) wordHashes.clear();
    wordHashes.set(value, known);
  }
  return known;
}

function shapeOf(value: string): string {
  if (/^\p{Lu}+$/u.test(value)) return value.length > 1 ? 'AA' : 'A';
  if (/^\p{Lu}/u.test(value)) return 'Aa';
  if (/^\p{Ll}+$/u.test(value)) return 'a';
  if (/^\d/.test(value)) return '0';
  return /\p{L}/u.test(value) ? 'a-' : value;
}

/** Classes of nouns. If a word has several, the first is used. */
const nounClasses = [
  'spokesperson',
  'verdict',
  'court',
  'document',
  'outlet',
  'authority',
  'organisation',
  'company',
  'group',
  'person',
] as const;
const classOfNoun = new Map(
  nounClasses.flatMap((name, index) => [...nouns[name]].map((word) => [word, index] as const)).toReversed(),
);

function nounClass(lower: string): string {
  const own = classOfNoun.get(lower) ?? nounClasses.length;
  const singular = lower.endsWith('s') ? (classOfNoun.get(lower.slice(0, -1)) ?? nounClasses.length) : own;
  return nounClasses[Math.min(own, singular)] ?? '';
}

type Cue = { word: string; class: string; frames: string };
/** The class of a verb of saying: its mode and its form. */
function cueOf({ lower, pos }: Token): Cue | null {
  const found = reportingForms(lower);
  if (found.length > 0) {
    const [{ verb, form }] = found as [(typeof found)[number]];
    const noun = pos === 'NOUN' || pos === 'ADJ' ? '?' : '';
    const { mode, frames, courtly } = verb;
    return { word: verb.base, class: `${courtly ? 'court' : mode}${form}${noun}`, frames: `${frames}${form}${noun}` };
  }
  if (lower === 'according') return { word: lower, class: 'according', frames: 'according' };
  const kind = lexicalClass(lower, pos);
  return kind?.startsWith('v') && pos === 'VERB' ? { word: lower, class: kind, frames: kind } : null;
}

const inside = (token: Token, spans: readonly { start: number; end: number }[]): boolean =>
  spans.some((span) => token.start >= span.start && token.start < span.end);

const near = (distance: number): string =>
  distance <= 3 ? String(distance) : distance <= 6 ? '4' : distance <= 12 ? '7' : '13';

/** The features of each token of a sentence, as hashes. */
export function featuresOf({ flat, tokens, mentions, quotes, claims, carried, first }: TaggerInput): TokenFeatures[] {
  const count = tokens.length;
  const long = new Map(quotes.map((quote) => [quote, quoteLength(flat, quote)]));
  const quoted = tokens.map((token) => {
    const quote = quotes.find((each) => token.start >= each.start && token.start < each.end);
    if (!quote) return 'out';
    const length = long.get(quote)!;
    const place = token.start < quote.innerStart ? 'open' : token.start >= quote.innerEnd ? 'close' : 'in';
    return `${place}${length >= 8 ? 8 : length >= 4 ? 4 : length >= 2 ? 2 : 1}`;
  });
  const content = claims.flatMap((claim) => claim.said ?? claim.content);
  const links = claims.flatMap((claim) => claim.links).filter((link) => !link.carriedOver);
  const sources = links.flatMap(({ source }) => source ?? []);
  const ruleCues = links.flatMap(({ cue }) => cue ?? []);
  const acts = claims.filter(({ form }) => form === 'act').flatMap((claim) => claim.content);
  const rules = tokens.map((token) => {
    const act = inside(token, acts) ? 'act' : '';
    if (inside(token, sources)) return `S${act}`;
    if (inside(token, ruleCues)) return `C${act}`;
    return inside(token, content) ? `K${act}` : 'O';
  });
  const cues = tokens.map(cueOf);
  const named = tokens.map((token) => {
    const mention = mentions.find((each) => token.start >= each.start && token.start < each.end);
    return mention ? `@${mention.kind ?? 'other'}` : '';
  });
  const classes = tokens.map(
    (token, i) =>
      cues[i]?.class ?? (named[i] || nounClass(token.lower) || lexicalClass(token.lower, token.pos) || token.pos),
  );
  const has = [
    quotes.length > 0 ? 'q' : '',
    claims.some(({ form }) => form !== 'act') ? 'r' : '',
    cues.some(Boolean) ? 'c' : '',
    carried,
    first ? '1' : '',
  ].join('/');
  const covered = quotes.reduce((sum, quote) => sum + quote.end - quote.start, 0);
  const whole = count > 0 && covered >= (tokens[count - 1]!.end - tokens[0]!.start) * 0.85 ? 'bare' : '';

  // The nearest verb of saying before and after each token, with what is between them.
  const before: number[] = [];
  const beforeFrames: number[] = [];
  const beforeWord: number[] = [];
  let cue = -1;
  let commas = 0;
  let that = '';
  let verbs = 0;
  for (let i = 0; i < count; i += 1) {
    const lower = tokens[i]!.lower;
    const last = cue < 0 ? null : cues[cue]!;
    const distance = near(i - cue);
    before.push(last ? andPart(andPart(andPart(hashOf(last.class), that), atMostTwo(commas)), atMostTwo(verbs)) : none);
    beforeFrames.push(last ? andPart(andPart(hashOf(last.frames), that), distance) : none);
    beforeWord.push(last ? andPart(andPart(hashOf(last.word), that), distance) : none);
    if (cues[i] && (cues[i]!.class !== 'vother' || cue < 0)) {
      cue = i;
      commas = 0;
      verbs = 0;
      that = '';
    } else if (lower === ',' || lower === '–' || lower === '—' || lower === ';') commas += 1;
    else if (
      cue >= 0 &&
      ['that', 'to', 'whether', 'how', 'of', 'as', 'for', 'why', 'what', 'if', 'about', 'and', 'but'].includes(lower) &&
      !that
    )
      that = lower;
    if (cue >= 0 && cue !== i && (tokens[i]!.pos === 'VERB' || tokens[i]!.pos === 'AUX')) verbs += 1;
  }
  const after = Array.from({ length: count }, () => none);
  cue = -1;
  commas = 0;
  for (let i = count - 1; i >= 0; i -= 1) {
    if (cue >= 0) after[i] = andPart(andPart(hashOf(cues[cue]!.class), atMostTwo(commas)), near(cue - i));
    if (cues[i]) {
      cue = i;
      commas = 0;
    } else if (tokens[i]!.lower === ',') commas += 1;
  }
  const firstVerb = tokens.findIndex((token) => token.pos === 'VERB' || token.pos === 'AUX');
  const closes = quoted.findLastIndex((state) => state !== 'out');
  const pauses = tokens.map(({ lower }) => (/^(?:[,;:–—]|and|but)$/.test(lower) ? lower : ''));
  const joints = tokens.map(({ lower }) => (joint.test(lower) ? lower : ''));

  const alone = tokens.map(hashesOf);
  const w = new Column(alone.map(({ word }) => word));
  const p = new Column(tokens.map(({ pos }) => pos));
  const c = new Column(classes);
  const q = new Column(quoted);
  const r = new Column(rules);
  const frames = new Column(cues.map((each) => each?.frames ?? ''));
  const cueWords = new Column(cues.map((each) => each?.word ?? ''));
  const cueClasses = new Column(cues.map((each) => each?.class ?? ''));
  const left = new Column(before);
  const leftWord = new Column(beforeWord);
  const leftFrames = new Column(beforeFrames);
  const right = new Column(after);
  const pause = new Column(pauses);
  const link = new Column(joints);
  const sentence = hashOf(has);
  const handed = hashOf(`${whole} ${carried} ${first}`);

  const stateBuffer = new Uint32Array(64);
  const edgeBuffer = new Uint32Array(32);
  return alone.map(({ shape, opening, ending }, i) => {
    let stateCount = 0;
    let edgeCount = 0;
    let template = 0;
    const state = (a: number, b = 0, d = 0): void => {
      template += 1;
      stateBuffer[stateCount++] = mix(mix(mix(template, a), b), d);
    };
    const edge = (a: number, b = 0, d = 0): void => {
      template += 1;
      edgeBuffer[edgeCount++] = mix(mix(mix(template, a), b), d);
    };
    for (let at = -2; at <= 2; at += 1) state(w.at(i + at));
    state(w.at(i - 1), w.at(i));
    state(w.at(i), w.at(i + 1));
    state(p.at(i));
    state(p.at(i - 1), p.at(i));
    state(p.at(i), p.at(i + 1));
    state(p.at(i - 1), p.at(i), p.at(i + 1));
    state(p.at(i - 2), p.at(i - 1));
    state(p.at(i + 1), p.at(i + 2));
    state(shape);
    state(opening);
    state(ending);
    for (let at = -2; at <= 2; at += 1) state(c.at(i + at));
    state(c.at(i - 1), c.at(i));
    state(c.at(i), c.at(i + 1));
    state(c.at(i - 1), c.at(i), c.at(i + 1));
    state(q.at(i));
    state(q.at(i - 1), q.at(i), q.at(i + 1));
    state(q.at(i), c.at(i));
    state(q.at(i), sentence);
    state(q.at(i), handed);
    state(r.at(i));
    state(r.at(i - 1), r.at(i), r.at(i + 1));
    state(r.at(i), c.at(i));
    state(r.at(i), q.at(i));
    state(r.at(i), w.at(i));
    state(r.at(i), left.at(i));
    state(left.at(i));
    state(leftWord.at(i));
    state(leftFrames.at(i));
    state(leftFrames.at(i), p.at(i));
    state(right.at(i));
    state(left.at(i), right.at(i));
    state(q.at(i), left.at(i), right.at(i));
    state(left.at(i), p.at(i));
    state(right.at(i), c.at(i));
    state(sentence, r.at(i));
    state(sentence, c.at(i));
    state(i === 0 ? 1 : i === count - 1 ? 2 : i < firstVerb ? 3 : 4);
    state(Math.min(i, 7), c.at(i));
    if (cues[i]) {
      state(frames.at(i), p.at(i + 1));
      state(frames.at(i), c.at(i - 1), c.at(i + 1));
      state(cueWords.at(i), p.at(i + 1));
      state(cueWords.at(i), q.at(i));
    } else template += 4;
    if (closes >= 0 && i > closes) state(c.at(i));
    template = 1000;
    edge(0);
    edge(q.at(i - 1), q.at(i));
    edge(r.at(i - 1), r.at(i));
    edge(p.at(i - 1), p.at(i));
    edge(link.at(i));
    edge(link.at(i - 1));
    edge(cueClasses.at(i - 1), cueClasses.at(i));
    edge(frames.at(i - 1), p.at(i));
    if (pauses[i]) {
      edge(pause.at(i), p.at(i + 1), p.at(i + 2));
      edge(pause.at(i), c.at(i + 1));
      edge(pause.at(i), left.at(i));
      edge(pause.at(i), right.at(i));
      edge(mix(r.at(i - 1), r.at(i)), r.at(i + 1));
    } else template += 5;
    if (pauses[i - 1]) {
      edge(pause.at(i - 1), p.at(i), p.at(i + 1));
      edge(pause.at(i - 1), c.at(i));
      edge(left.at(i));
      edge(right.at(i));
    }
    return { states: stateBuffer.slice(0, stateCount), edges: edgeBuffer.slice(0, edgeCount) };
  });
}

const joint = /^(?:\p{P}|that|and|but|who|which|as|to|because|when|while|after|of)$/u;
