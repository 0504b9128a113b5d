import { continues, isBareQuotation } from './attribution/carried.ts';
import { subjectBefore } from './attribution/clause.ts';
import type { RawClaim, SentenceReading } from './attribution/attribute.ts';
import type { Memory } from './attribution/pronouns.ts';
import { actsIn } from './facts/acts.ts';
import { findDates, type Day } from './facts/dates.ts';
import { findMoney } from './facts/money.ts';
import { statementsOf } from './facts/statements.ts';
import { passageAt } from './passage.ts';
import { quoteLength, type Quote } from './reading/quotes.ts';
import type { Span } from './reading/sentences.ts';
import type { ChainLink, DraftClaim, DraftFields, Mode } from './schema.ts';

/** The attribution that may carry over to the next sentence. */
export type Carry = { links: ChainLink[]; mode: Mode; quoting: boolean; speaker: RawClaim['speaker']; kind: 'document' | 'person' | 'institution'; distance: number; closesOpen: boolean };

export type ClaimOptions = { text: string; flat: string; day: Day | null; fields: DraftFields; memory: Memory; sentence: number; first: boolean; carry: Carry | null; blockquote: boolean; continued: boolean };

const trimSpan = (flat: string, span: Span): Span => {
  let { start, end } = span;
  while (start < end && /[\s,;:–—]/.test(flat[start]!)) start += 1;
  while (end > start && /[\s,;:–—]/.test(flat[end - 1]!)) end -= 1;
  return { start, end };
};

/** The quotations that lie in what is said. */
const quotesIn = (content: readonly Span[], quotes: readonly Quote[]): Quote[] => quotes.filter((quote) => content.some((span) => quote.start >= span.start - 1 && quote.end <= span.end + 1));
const length = (spans: readonly Span[]): number => spans.reduce((sum, span) => sum + span.end - span.start, 0);

/** Verbatim words or a paraphrase: a claim is a quotation when what is said opens in quotation marks and nearly all stands in them. */
function kindOf(claim: RawClaim, content: readonly Span[], quotes: readonly Quote[], text: string): DraftClaim['kind'] {
  const inside = quotesIn(content, quotes);
  const words = inside.reduce((sum, quote) => sum + quoteLength(text, quote), 0);
  const share = length(inside) / Math.max(1, length(content));
  const opens = inside.some((quote) => quote.start <= content[0]!.start + 1);
  return opens && share >= 0.75 && words >= 1 && claim.form !== 'act' ? 'quotation' : 'paraphrase';
}

function wordingOf(options: ClaimOptions, claim: { content: readonly Span[] }, kind: DraftClaim['kind'], quotes: readonly Quote[]): string {
  const { text } = options;
  if (kind === 'quotation') {
    const parts = quotesIn(claim.content, quotes).map((quote) => text.slice(quote.innerStart, quote.innerEnd).replace(/\s+/g, ' ').trim());
    const last = parts.length - 1;
    return parts.map((part, index) => (index < last ? part : part.replace(/,$/, ''))).join(' […] ');
  }
  const joined = claim.content.map((span) => text.slice(span.start, span.end).replace(/\s+/g, ' ').trim()).filter(Boolean).join(' ').replace(/\s+([,.;])/g, '$1').replace(/^[,;:\s]+|[,;:\s]+$/g, '');
  const opened = joined.charAt(0).toUpperCase() + joined.slice(1);
  return /[.!?…]["”’»]?$/.test(opened) ? opened : `${opened}.`;
}

/** Dates, money, actors, acts and statements of a stretch of the text, put beside who says so. */
function build(reading: SentenceReading, options: ClaimOptions, claim: RawClaim, extra: { pagesOwn?: boolean; kind?: DraftClaim['kind'] }): DraftClaim {
  const { clause } = reading;
  const { text, flat } = options;
  const content = claim.content.map((span) => trimSpan(flat, span)).filter((span) => span.end > span.start);
  const kind = kindOf(claim, content, clause.quotes, text);
  const finalKind = extra.kind ?? kind;
  const dates = content.flatMap((span) => findDates(flat, span.start, span.end, options.day));
  // The only claim of a sentence takes the sentence's dates with it; facts come from its own words alone.
  const alone = reading.claims.length === 1 && !extra.pagesOwn;
  const around = alone ? findDates(flat, clause.sentence.start, clause.sentence.end, options.day) : dates;
  const money = content.flatMap((span) => findMoney(flat, span.start, span.end));
  const said = content.map((span) => flat.slice(span.start, span.end)).join(' ');
  const acts = actsIn(said);
  const mentions = clause.mentions.filter((mention) => mention.kind && content.some((span) => mention.start >= span.start && mention.end <= span.end));
  const actors = new Map<string, DraftClaim['actors'][number]>();
  for (const mention of mentions) actors.set(mention.name, { name: mention.name, kind: mention.kind! });
  for (const link of claim.links) {
    const own = link.actor && clause.mentions.find((mention) => mention.name === link.actor && mention.kind);
    if (own) actors.set(own.name, { name: own.name, kind: own.kind! });
  }
  const mode: Mode = claim.mode === 'stated' && finalKind === 'quotation' && !extra.pagesOwn ? 'quoted' : claim.mode;
  const wording = wordingOf(options, { content }, finalKind, clause.quotes);
  return {
    wording,
    kind: finalKind,
    mode,
    chain: claim.links,
    passage: passageAt(text, clause.sentence.start, clause.sentence.end),
    statements: statementsOf(clause, claim, content.length ? content : [clause.sentence], dates, money, acts),
    dates: around.map(({ text: words, edtf }) => ({ text: words, edtf })),
    money: money.map(({ text: words, amount, currency, about }) => ({ text: words, amount, currency, about })),
    actors: [...actors.values()],
    acts,
    confidence: Math.round(Math.max(0.05, Math.min(1, claim.confidence)) * 100) / 100,
    ...(extra.pagesOwn ? { pagesOwn: true } : {}),
  };
}

const ownLink = (fields: DraftFields): ChainLink => ({ actor: fields.publisher, asWritten: null, verb: null, carriedOver: false });
const carryLinks = (links: readonly ChainLink[]): ChainLink[] => links.map((link) => ({ ...link, carriedOver: true }));

/** All claims of one sentence, and the attribution that the next sentence may go on with. */
export function claimsOfSentence(reading: SentenceReading, options: ClaimOptions): { claims: DraftClaim[]; carry: Carry | null } {
  const { clause, question } = reading;
  const whole: Span = sentenceContent(options.flat, clause.sentence);
  const bare = options.blockquote ? true : isBareQuotation(clause);
  const { carry } = options;

  if (question && !question.silence) {
    const links: ChainLink[] = question.from ? [{ actor: null, asWritten: question.from, verb: null, carriedOver: false }] : [ownLink(options.fields)];
    const outer = reading.claims.find((claim) => claim.form === 'whole' || (claim.place.end <= question.place.start && claim.form === 'lead'));
    const claim: RawClaim = { content: [whole], place: question.place, links: outer ? outer.links : links, mode: 'left-unclear', form: 'whole', confidence: question.from || outer ? 0.7 : 0.4, speaker: null };
    return { claims: [build(reading, options, claim, question.from || outer ? {} : { pagesOwn: true })], carry: null };
  }

  const claims: DraftClaim[] = [];
  if (reading.claims.length) {
    const follows = carry !== null && carry.kind !== 'person' && continues(clause, !options.first) && carry.distance < 4;
    const carriesOut = follows && reading.claims.every((claim) => claim.form === 'act' && (claim.mode === 'ordered' || claim.mode === 'ruled'));
    for (const claim of reading.claims) claims.push(build(reading, options, carriesOut ? { ...claim, links: [...claim.links, ...carryLinks(carry!.links)] } : claim, {}));
    const rest = remainder(reading, whole);
    if (carriesOut && rest) claims.unshift(build(reading, options, { content: [rest], place: rest, links: carryLinks(carry!.links), mode: 'stated', form: 'carried', confidence: 0.6, speaker: carry!.speaker }, {}));
    else if (rest) claims.push(build(reading, options, { content: [rest], place: rest, links: [ownLink(options.fields)], mode: 'stated', form: 'whole', confidence: 0.25, speaker: null }, { pagesOwn: true }));
    if (carriesOut) return { claims, carry: { ...carry!, distance: carry!.distance + 1 } };
    return { claims, carry: carryFrom(reading.claims.at(-1)!, reading, options) };
  }

  if (bare && carry && (carry.quoting || !options.first || carry.distance === 0 || options.continued)) {
    claims.push(build(reading, options, { content: [whole], place: whole, links: carryLinks(carry.links), mode: carry.mode === 'alleged' ? 'alleged' : 'quoted', form: 'carried', confidence: carry.distance < 3 ? 0.75 : 0.6, speaker: carry.speaker }, { kind: 'quotation' }));
    return { claims, carry: { ...carry, quoting: true, distance: carry.distance + 1 } };
  }
  if (carry && continues(clause, !options.first) && carry.distance < 4) {
    claims.push(build(reading, options, { content: [whole], place: whole, links: carryLinks(carry.links), mode: carry.mode === 'quoted' ? 'stated' : carry.mode, form: 'carried', confidence: carry.kind === 'person' ? 0.5 : 0.6, speaker: carry.speaker }, {}));
    return { claims, carry: { ...carry, distance: carry.distance + 1 } };
  }
  if (!clause.items.some((item) => item.pos === 'VERB' || item.pos === 'AUX')) return { claims, carry: null };
  claims.push(build(reading, options, { content: [whole], place: whole, links: [ownLink(options.fields)], mode: reading.ownMode ?? 'stated', form: 'whole', confidence: 0.3, speaker: null }, { pagesOwn: true }));
  return { claims, carry: null };
}

function sentenceContent(flat: string, sentence: Span): Span {
  return trimSpan(flat, sentence);
}

const groupStart = (items: readonly { pos: string; lower: string }[], at: number): number => {
  let from = at;
  while (from > 0 && (items[from - 1]!.pos === 'AUX' || (items[from - 1]!.pos === 'ADV' && items[from - 1]!.lower !== 'as'))) from -= 1;
  return from;
};

/** The main clause outside of what others say, if it says something of its own. */
function remainder(reading: SentenceReading, whole: Span): Span | null {
  const { clause, claims } = reading;
  if (claims.some((claim) => claim.form === 'whole' || claim.form === 'trail')) return null;
  // An antecedent ("amendments that critics said …") belongs to both clauses.
  const first = Math.min(...claims.map((claim) => (claim.content.length > 1 ? claim.place.start : Math.min(claim.place.start, ...claim.content.map((span) => span.start)))));
  const before = clause.items.filter((item) => item.start < first);
  const verb = before.some((item, index) => (item.pos === 'VERB' || item.pos === 'AUX') && !item.lower.endsWith('ing') && before[index - 1]?.lower !== 'to' && subjectBefore(clause, { from: groupStart(before, index) }) !== null);
  const subordinate = ['after', 'when', 'while', 'as', 'since', 'before', 'although', 'though', 'if', 'because', 'asked', 'until', 'once'].includes(before[0]?.lower ?? '');
  if (!verb || subordinate || first - whole.start < 25) return null;
  let end = first;
  const text = clause.flat.slice(whole.start, end);
  end -= /(?:[\s,;:–—]|\b(?:and|but|while|after|when|that|which|because|although|before|as))*$/.exec(text)?.[0].length ?? 0;
  return end - whole.start >= 20 ? { start: whole.start, end } : null;
}

function carryFrom(claim: RawClaim, reading: SentenceReading, options: ClaimOptions): Carry {
  const quoting = quotesIn(claim.content, reading.clause.quotes).length > 0;
  const kind = claim.speaker?.kind === 'document' ? 'document' : claim.speaker?.kind === 'person' || claim.speaker?.kind === null ? 'person' : 'institution';
  return { links: claim.links, mode: claim.mode, quoting, speaker: claim.speaker, kind, distance: 0, closesOpen: options.continued };
}
