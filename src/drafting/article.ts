import type { Extracted } from '../evidence/extract/extract.ts';
import { compareTerms } from '../record/vocabulary/terms.ts';
import { cueOf, linkOf } from './attribution/attribution.ts';
import { prepare, readSentence, type SentenceReading } from './attribution/attribute.ts';
import { subjectBefore } from './attribution/subject.ts';
import { fromPhrase } from './attribution/speaker.ts';
import { Memory } from './attribution/pronouns.ts';
import { claimsOfSentence, type Carry } from './claims.ts';
import { countryOf } from './facts/country.ts';
import { dayOf, findDates, pageDay, type Day, type FoundDate } from './facts/dates.ts';
import { datelineOf, findDateline } from './incidents/dateline.ts';
import { englishIncidents, type AboutPage, type OtherAct, type ReadSentence } from './incidents/english/read.ts';
import { missingWordsByNoun, missingWordsInSentence } from './facts/missing-words.ts';
import { passageAt } from './passage.ts';
import type { Role } from './page/block-role.ts';
import { englishReader, type ClaimReader, type Reader } from './model/reader.ts';
import { newNameBook } from './reading/names.ts';
import { findQuotes } from './reading/quotes.ts';
import { splitSentences, type Span } from './reading/sentences.ts';
import { flatten } from './reading/flatten.ts';
import type { ChainLink, Draft, DraftClaim, DraftFields, EventType } from './schema.ts';
import { eventOfAct, isPressure } from './store/suggestions.data.ts';

/** The maximum number of characters of the body that are read for claims. Articles are shorter. */
const readLimit = 200_000;

export type ArticleReading = Pick<Draft, 'claims' | 'incidents' | 'questions' | 'gaps'>;

/** Reads the body of an English article for claims, incidents, questions and missing words. */
export function readArticle(
  page: Extracted,
  roles: readonly Role[],
  fields: DraftFields,
  capturedAt: string | null,
  reader: Reader = englishReader(),
): ArticleReading {
  const { claims, questions, gaps, sentences, about } = readSentences(page, roles, fields, capturedAt, reader);
  const { incidents, others, ofMedia } = englishIncidents(sentences, about, reader.targets);
  for (const claim of claims) claim.acts = claim.acts.filter((act) => isOfMedia(act, claim, others, ofMedia));
  return { claims, incidents: ofMedia ? incidents : [], questions, gaps };
}

/**
 * Reads all of an article except its incidents. Also returns the input from which `englishIncidents` reads incidents.
 */
export function readSentences(
  page: Extracted,
  roles: readonly Role[],
  fields: DraftFields,
  capturedAt: string | null,
  { tagger, weigh, rank }: ClaimReader,
): Omit<ArticleReading, 'incidents'> & { sentences: ReadSentence[]; about: AboutPage } {
  const day: Day | null = pageDay(fields.published) ?? dayOf(capturedAt);
  let length = 0;
  const blocks = page.blocks.filter(
    (block, index) => roles[index]!.kind === 'body' && (length += block.end - block.start) <= readLimit,
  );
  const last = blocks.at(-1)?.end ?? 0;
  const flat = flatten(page.text.slice(0, last + 200));
  const claims: Draft['claims'] = [];
  const questions: Draft['questions'] = [];
  const gaps: Draft['gaps'] = [];
  const read: ReadSentence[] = [];
  const memory = new Memory(rank);
  const book = newNameBook(
    flat.slice(blocks[0]?.start ?? 0, last).slice(0, 2 * readLimit),
    [fields.publisher, fields.agency].filter((name) => name !== null),
  );
  let carry: Carry | null = null;
  let number = 0;
  let continued = false;
  let court: Court | null = null;
  let list: Carry | null = null;
  let anchor: Day | null = null;
  const first = blocks[0]?.start ?? 0;
  const country = countryOf(`${fields.title ?? ''} ${flat.slice(first, last)}`);
  for (const block of blocks) {
    const own = findQuotes(flat, block.start, block.end);
    const span = bodySpan(flat, block);
    const starts = own.map((quote) => nextWord(flat, quote.innerStart));
    const listed =
      block.tag === 'li' ||
      /^\s*(?:[•▪◦‣*–—-]|\d{1,2}[.)]|\([a-z\d]\))\s/.test(flat.slice(block.start, block.start + 8)) ||
      /[;]\s*(?:and|or)?\s*$/.test(flat.slice(block.start, block.end));
    if (!listed) list = null;
    const blockquote = block.path.some((element) => element.tag === 'blockquote');
    for (const [place, sentence] of splitSentences(flat, span, own).entries()) {
      number += 1;
      if (place === 0) memory.open(number);
      const datesIn = datesOf(flat, day, anchor);
      const reading: SentenceReading = readSentence(sentence, {
        flat,
        publisher: fields.publisher,
        book,
        memory,
        sentence: number,
        quotes: own,
        starts,
        tagger,
        carried:
          carry === null ? 'nothing' : carry.quoting ? 'quotation' : carry.kind === 'person' ? 'person' : 'institution',
        first: place === 0,
      });
      const result = claimsOfSentence(reading, {
        text: page.text,
        flat,
        datesIn,
        country,
        fields,
        memory,
        sentence: number,
        first: place === 0,
        carry,
        court: court?.links ?? null,
        list: place === 0 ? list : null,
        blockquote,
        continued,
        weigh,
      });
      read.push({ clause: reading.clause, part: 'body', claims: result.claims });
      const opened = listAfter(reading, flat, block.end, memory, number);
      claims.push(
        ...result.claims.filter(
          (claim) =>
            !(opened && claim.pagesOwn && /\b(?:on|upon|urge[sd]?|demand(?:s|ed)?)\s*:\s*$/i.test(claim.passage.exact)),
        ),
      );
      carry = result.carry;
      court = courtAfter(court, reading);
      anchor = dayOf(datesIn(sentence).findLast(({ edtf }) => /^\d{4}-\d{2}-\d{2}$/.test(edtf))?.edtf) ?? anchor;
      list = opened ?? list;
      if (reading.question)
        questions.push({
          wording: page.text.slice(reading.question.wording.start, reading.question.wording.end).replace(/\s+/g, ' '),
          passage: passageAt(page.text, sentence.start, sentence.end),
        });
      for (const gap of [
        ...missingWordsInSentence(flat, sentence, page.text),
        ...missingWordsByNoun(reading.clause.items),
      ])
        gaps.push({ passage: passageAt(page.text, gap.span.start, gap.span.end), reason: gap.reason });
    }
    // A quotation that is still open continues in the next paragraph.
    continued = own.some((quote) => quote.open);
  }
  // If only a later sentence shows of what kind an actor is, the claims of earlier sentences get this kind, too.
  const kinds = new Map(
    claims.flatMap(({ actors }) => actors.flatMap(({ name, kind }) => (kind ? [[name, kind]] : []))),
  );
  for (const { actors } of claims) for (const actor of actors) actor.kind ??= kinds.get(actor.name) ?? null;
  const heads = page.blocks.flatMap((block, index): ReadSentence[] => {
    const { kind } = roles[index]!;
    if (
      kind !== 'title' &&
      kind !== 'standfirst' &&
      !(kind === 'heading' && block.start > first && block.end < last && block.end - block.start < 120)
    )
      return [];
    const quotes = findQuotes(flat, block.start, block.end);
    return splitSentences(flat, block, quotes).map((sentence) => ({
      clause: prepare(sentence, {
        flat,
        publisher: fields.publisher,
        book,
        memory,
        sentence: 0,
        quotes,
        starts: [],
        tagger: null,
        carried: 'nothing',
        first: true,
      }),
      part: kind,
      claims: [],
    }));
  });
  return {
    claims,
    questions,
    gaps,
    sentences: [...heads, ...read].sort((a, b) => a.clause.sentence.start - b.clause.sentence.start),
    about: {
      flat,
      day,
      published: fields.published,
      site: fields.publisher,
      country,
      dateline: blocks[0] ? datelineOf(flat, blocks[0]) : null,
    },
  };
}

/**
 * Whether `act` stays in a claim. An act of pressure stays only if the page is about the media, and if the claim's
 * words contain none of `others`: acts that did not happen, or that were done to someone outside the media.
 */
function isOfMedia(act: EventType, { content }: DraftClaim, others: readonly OtherAct[], ofMedia: boolean): boolean {
  const type = eventOfAct[act];
  if (!type || !isPressure(act)) return true;
  return (
    ofMedia &&
    !others.some(
      (other) =>
        compareTerms('event-type', other.act, type) !== 'conflicts' &&
        content.some(({ start, end }) => other.start >= start && other.end <= end),
    )
  );
}

type Court = { links: ChainLink[]; named: boolean };
/**
 * The court that a later "costs were awarded" refers to: the first court that orders or rules. A court without a name
 * is replaced by the first court with a name.
 */
function courtAfter(court: Court | null, { claims }: SentenceReading): Court | null {
  for (const claim of claims) {
    if (
      claim.speaker?.kind !== 'court' ||
      claim.links.slice(1).some((link) => link.actor !== null) ||
      (claim.mode !== 'ordered' && claim.mode !== 'ruled')
    )
      continue;
    const named = claim.speaker.actor !== null;
    if (!court || (named && !court.named)) return { links: claim.links.slice(0, 1), named };
  }
  return court;
}

/** Returns a function that reads the dates of a span. It caches them, because several claims need the same dates. */
function datesOf(flat: string, day: Day | null, anchor: Day | null): (span: Span) => FoundDate[] {
  const known = new Map<string, FoundDate[]>();
  return ({ start, end }) => {
    const key = `${start} ${end}`;
    let dates = known.get(key);
    if (!dates) known.set(key, (dates = findDates(flat, start, end, day, anchor)));
    return dates;
  };
}

/** The speaker of a list of demands, if the sentence introduces such a list ("The union calls on:"); else null. */
function listAfter(
  { clause }: SentenceReading,
  flat: string,
  end: number,
  memory: Memory,
  sentence: number,
): Carry | null {
  if (
    clause.sentence.end < end - 1 ||
    !/\b(?:call(?:s|ed)? (?:up)?on|urge[sd]?|demand(?:s|ed)?|ask(?:s|ed)?|recommend(?:s|ed)?|request(?:s|ed)?|wants?|wanted)\b[^.;]{0,60}:\s*$/i.test(
      flat.slice(clause.sentence.start, end),
    )
  )
    return null;
  const verb = clause.items.findIndex((item) =>
    /^(?:call(?:s|ed)?|urge[sd]?|demand(?:s|ed)?|ask(?:s|ed)?|recommend(?:s|ed)?|request(?:s|ed)?|wants?|wanted)$/.test(
      item.lower,
    ),
  );
  const name = clause.items.findLastIndex((item, index) => index < verb && Boolean(item.mention?.kind));
  const phrase =
    verb > 0
      ? (subjectBefore(clause, { from: verb }) ??
        (name >= 0 ? { from: name, to: name + 1, head: name, joined: false } : null))
      : null;
  const speaker = phrase && fromPhrase(clause, phrase, memory, sentence);
  if (!speaker) return null;
  return {
    links: [
      linkOf(
        speaker,
        flat.slice(clause.items[verb]!.start, clause.items[verb]!.end),
        cueOf(clause.items, verb, verb + 1),
      ),
    ],
    mode: 'stated',
    quoting: false,
    speaker,
    kind: 'institution',
    distance: 0,
    closesOpen: false,
  };
}

const nextWord = (flat: string, at: number): number => {
  let place = at;
  while (place < flat.length && /[\s“"‘'«(]/.test(flat[place]!)) place += 1;
  return place;
};

/** The place of a block, without a list mark or a dateline ("BAKU, 12 May (Agency) –") at its start. */
function bodySpan(flat: string, block: Span): Span {
  const text = flat.slice(block.start, Math.min(block.end, block.start + 160));
  const mark = /^\s*(?:[•▪◦‣*–—-]|\d{1,2}[.)])\s+/.exec(text)?.[0].length ?? 0;
  const dateline = findDateline(text.slice(mark));
  return { start: block.start + mark + (dateline?.length ?? 0), end: block.end };
}
