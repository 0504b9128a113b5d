import { itemize } from '../reading/phrases.ts';
import { rolesOf } from '../reading/roles.ts';
import { findMentions, type Gender, type NameBook } from '../reading/names.ts';
import type { Quote } from '../reading/quotes.ts';
import type { Span } from '../reading/sentences.ts';
import { tokenize } from '../reading/tokens.ts';
import { taggedClaims } from '../model/tagged-claims.ts';
import type { TaggerInput } from '../model/features.ts';
import type { Tagged, Tagger } from '../model/tagger.ts';
import type { ChainLink, Mode } from '../schema.ts';
import { readActive } from './active.ts';
import { isDead } from './bystanders.ts';
import type { Attribution } from './attribution.ts';
import { clauseOf, verbGroups, type Clause, type VerbGroup } from './clause.ts';
import { readAccordingTo, readAsNotes, readCitations, readQuotedAsSaying } from './framing.ts';
import { readHeadline } from './headline.ts';
import { nest } from './nest.ts';
import { opensAdverbial } from './extent.ts';
import { reportingForms } from './verbs.ts';
import { passedOn } from './passed-on.ts';
import { readPassive } from './passive.ts';
import type { Memory } from './pronouns.ts';
import { readQuestion, type OpenQuestion } from './questions.ts';
import { namesOutsideQuotes, placeIn, referentOfName, referentsOf } from './referents.ts';
import { referentOf, type Speaker } from './speaker.ts';

/** A claim from which no dates, sums of money and facts have been read yet. */
export type RawClaim = {
  content: Span[];
  said?: Span[];
  place: Span;
  links: ChainLink[];
  mode: Mode;
  form: Attribution['form'] | 'carried';
  confidence: number;
  speaker: Speaker | null;
  /** Only the tagger found the claim; no rule did. */
  tagged?: true;
  /**
   * The claim continues the previous sentence. It begins with "he" or "she", which cannot mean the speaker of that
   * sentence.
   */
  ofOther?: true;
};

export type SentenceReading = {
  clause: Clause;
  claims: RawClaim[];
  question: OpenQuestion | null;
  ownMode: Mode | null;
  tagged: Tagged | null;
};

export type ReadOptions = {
  flat: string;
  publisher: string | null;
  book: NameBook;
  memory: Memory;
  sentence: number;
  quotes: Quote[];
  starts: number[];
  tagger: Tagger | null;
  /** The attribution of the previous sentence, which may also apply to this one. */
  carried: TaggerInput['carried'];
  /** Whether this is the first sentence of its paragraph. */
  first: boolean;
};

/** Splits a sentence into tokens, and finds its names, items and phrases. */
export function prepare(span: Span, options: ReadOptions): Clause {
  const tokens = tokenize(options.flat, span);
  const mentions = findMentions(options.flat, span, tokens, options.book, options.starts);
  const items = itemize(options.flat, span, tokens, mentions, options.quotes);
  const quotes = options.quotes.filter((quote) => quote.start < span.end && quote.end > span.start);
  return clauseOf(options.flat, span, tokens, items, mentions, quotes);
}

/** The document, post or interview in which something was said: "a Facebook post" in "In a Facebook post, X wrote". */
function documentOf(clause: Clause): string | undefined {
  const text = clause.flat.slice(clause.sentence.start, clause.sentence.end);
  return /\b(?:in|on)\s+((?:a|an|the|his|her|its|their)\s+(?:[\p{L}’'-]+\s+){0,3}?(?:post|statement|tweet|letter|interview|report|press release|message|video|article|editorial|op-ed|email|e-mail|open letter|press conference|news conference|blog|Telegram channel|Facebook page|website))\b/iu.exec(
    text,
  )?.[1];
}

/**
 * In “When X asked why, an officer said: ‘Because’”, “asked” is in an adverbial clause. So the words of the main clause
 * are removed from what X said. Null if nothing is left.
 */
function inAdverbial(
  { items, phrases }: Clause,
  { from, at }: VerbGroup,
  attribution: Attribution,
): Attribution | null {
  const { content, form } = attribution;
  const subject = phrases.findLast(({ to }) => to <= from);
  const opener = (subject && items[subject.from - 1]?.lower) ?? '';
  const comma = items.findIndex(({ lower }, index) => index > at && lower === ',');
  if (form !== 'lead' || comma < 0 || opener === 'as' || !opensAdverbial.test(opener)) return attribution;
  if (!items.slice(comma).some(({ pos, lower }) => pos === 'VERB' && reportingForms(lower).length > 0))
    return attribution;
  const { start } = items[comma]!;
  const left = content
    .filter((span) => span.start < start)
    .map((span) => ({ ...span, end: Math.min(span.end, start) }));
  return left.length > 0 ? { ...attribution, content: left } : null;
}

/** All attributed claims of one sentence. */
export function readSentence(span: Span, options: ReadOptions): SentenceReading {
  const clause = prepare(span, options);
  const where = { memory: options.memory, sentence: options.sentence, publisher: options.publisher };
  const groups = verbGroups(clause.items);
  const found: Attribution[] = [...readAccordingTo(clause, where)];
  const quoted = readQuotedAsSaying(clause, where);
  if (quoted) found.push(quoted);
  const citations = readCitations(clause, where);
  const asNotes = readAsNotes(clause, groups, where);
  found.push(...asNotes.map((entry) => entry.attribution));
  let ownMode: Mode | null = null;
  const question = readQuestion(clause);

  for (const group of groups) {
    if (asNotes.some((entry) => entry.group === group)) continue;
    const at = clause.items[group.at]!;
    if (quoted && at.start >= quoted.place.start && at.start < quoted.place.end) continue;
    if (citations.some((citation) => at.start >= citation.place.start && at.start < citation.place.end)) continue;
    if (group.passive) {
      const reading = readPassive(clause, group, where);
      if (reading.attribution) found.push(reading.attribution);
      ownMode ??= reading.ownMode;
      continue;
    }
    const attribution = readActive(clause, group, where);
    const own = attribution && inAdverbial(clause, group, attribution);
    if (own) found.push(own);
  }
  if (!found.length && !citations.length) {
    const headline = readHeadline(clause, where);
    if (headline) found.push(headline);
  }
  const read = nest(clause, found, citations, documentOf(clause));
  const tagged =
    options.tagger?.({
      flat: options.flat,
      tokens: clause.tokens,
      mentions: clause.mentions,
      quotes: clause.quotes,
      claims: read,
      carried: options.carried,
      first: options.first,
    }) ?? null;
  // If a sentence leaves a question open, no one says its words: "Whether it was broken has never been settled".
  const more = tagged && !question ? taggedClaims(clause, read, tagged, options) : [];
  const all = more.length > 0 ? [...read, ...more].toSorted((a, b) => a.place.start - b.place.start) : read;
  const claims = passedOn(clause, all, options);
  remember(clause, claims, options);
  return { clause, claims, question, ownMode, tagged };
}

/**
 * Remembers what later pronouns may refer to: the names in their order, which names were subjects, and the genders that
 * pronouns show.
 */
function remember(clause: Clause, claims: readonly RawClaim[], options: ReadOptions): void {
  const { memory, sentence, book } = options;
  const speakers = claims.flatMap((claim) => (claim.speaker ? [claim.speaker] : []));
  const names = new Set(speakers.map((speaker) => speaker.actor ?? speaker.asWritten));
  const mentions = namesOutsideQuotes(clause);
  for (const mention of mentions)
    if (mention.kind === 'person' && isDead(clause, mention)) memory.markDead(mention.name);
  for (const referent of referentsOf(clause, options, names)) memory.add(referent);
  for (const mention of mentions)
    for (const noun of rolesOf(clause.flat, clause.sentence, mention))
      memory.learnRole(noun, referentOfName(mention, options));
  rememberPronouns(clause, speakers, options);
  for (const speaker of speakers) {
    if (speaker.pronoun && speaker.actor) {
      const gender: Gender = speaker.head === 'he' ? 'm' : speaker.head === 'she' ? 'f' : null;
      if (gender && speaker.sure) book.genders.set(speaker.actor, gender);
      memory.add(referentOf(speaker, sentence, speaker.sure ? gender : null));
    } else if (!speaker.actor && !speaker.pronoun) memory.add(referentOf(speaker, sentence, null));
  }
}

/**
 * Remembers whom each "he" and "she" means, because pronouns show whom the text is about. Pronouns for the speaker of
 * this sentence are left out.
 */
function rememberPronouns(clause: Clause, speakers: readonly Speaker[], { memory, sentence }: ReadOptions): void {
  if (!memory.learned) return;
  for (const { head, to } of clause.phrases) {
    const item = clause.items[head]!;
    if (!/^s?he$/.test(item.lower) || speakers.some(({ place }) => place.start === item.start)) continue;
    const found = memory.resolve(item.lower, placeIn(clause, item, { memory, sentence }));
    const verb = clause.items[to];
    if (found)
      memory.add({
        ...found.referent,
        gender: found.sure ? (item.lower === 'he' ? 'm' : 'f') : found.referent.gender,
        sentence,
        subject: verb?.pos === 'VERB' || verb?.pos === 'AUX',
        start: item.start,
        pronoun: true,
        speaks: false,
        describes: false,
      });
  }
}
