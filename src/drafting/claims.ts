import { continues, isBareQuotation, hasOtherSpeaker, isAboutSpeaker, isAboutOther } from './attribution/carried.ts';
import { modeOfDecision, reportsDecision } from './attribution/courts.ts';
import { openQuotations } from './attribution/open-quotations.ts';
import { subjectBefore } from './attribution/subject.ts';
import type { RawClaim, SentenceReading } from './attribution/attribute.ts';
import type { Memory } from './attribution/pronouns.ts';
import { actsOfClaim } from './facts/acts.ts';
import type { FoundDate } from './facts/dates.ts';
import { findMoney } from './facts/money.ts';
import { statementsOf } from './facts/statements.ts';
import { featuresOfClaim, type ClaimFeatures, type Trust } from './model/confidence.ts';
import { passageAt } from './passage.ts';
import { saidIn, subtract } from './said.ts';
import { sentencesOfQuote } from './split-quotations.ts';
import { quoteLength, type Quote } from './reading/quotes.ts';
import { isCompleteClause } from './wording.ts';
import type { Mention } from './reading/names.ts';
import type { Span } from './reading/sentences.ts';
import type { ChainLink, DraftClaim, DraftFields, Mode } from './schema.ts';

/** The attribution that may carry over to the next sentence. */
export type Carry = {
  links: ChainLink[];
  mode: Mode;
  quoting: boolean;
  speaker: RawClaim['speaker'];
  kind: 'document' | 'person' | 'institution';
  distance: number;
  closesOpen: boolean;
};

export type ClaimOptions = {
  text: string;
  flat: string;
  /** The dates in a span. Relative dates are counted from the page's date, or from the last day that the text named. */
  datesIn: (span: Span) => FoundDate[];
  /** The country that the page is about (ISO 3166), for amounts without a country. */ country: string | null;
  fields: DraftFields;
  memory: Memory;
  sentence: number;
  first: boolean;
  carry: Carry | null;
  /** The court to which words such as "costs were awarded" refer. */ court: ChainLink[] | null;
  /** The speaker of a list of demands that follows a colon. */ list: Carry | null;
  blockquote: boolean;
  continued: boolean;
  /** Calculates how far to trust a claim. */ weigh: (features: ClaimFeatures) => Trust;
};

const trimSpan = (flat: string, span: Span): Span => {
  let { start, end } = span;
  while (start < end && /[\s,;:–—]/.test(flat[start]!)) start += 1;
  while (end > start && /[\s,;:–—]/.test(flat[end - 1]!)) end -= 1;
  return { start, end };
};

/** The quotations inside the words that are said. */
const quotesIn = (content: readonly Span[], quotes: readonly Quote[]): Quote[] =>
  quotes.filter((quote) => content.some((span) => quote.start >= span.start - 1 && quote.end <= span.end + 1));
const length = (spans: readonly Span[]): number => spans.reduce((sum, span) => sum + span.end - span.start, 0);

/**
 * Decides whether a claim is a quotation or a paraphrase. A quotation starts with a quotation mark, and at least three
 * quarters of it are inside quotation marks.
 */
function kindOf(claim: RawClaim, content: readonly Span[], quotes: readonly Quote[], text: string): DraftClaim['kind'] {
  const inside = quotesIn(content, quotes);
  const words = inside.reduce((sum, quote) => sum + quoteLength(text, quote), 0);
  const share = length(inside) / Math.max(1, length(content));
  const opens = inside.some((quote) => quote.start <= content[0]!.start + 1);
  return opens && share >= 0.75 && words >= 1 && claim.form !== 'act' ? 'quotation' : 'paraphrase';
}

/** The sentence without the words that it attributes to others. */
const withoutSpans = (flat: string, sentence: Span, others: readonly Span[]): string =>
  subtract([sentence], others)
    .map((span) => flat.slice(span.start, span.end))
    .join('');

const denial =
  /\b(?:know|knows|knew) nothing (?:of|about)\b|\b(?:has|have|had) nothing to do with\b|\bpleaded not guilty\b/i;

function wordingOf(
  options: ClaimOptions,
  claim: { content: readonly Span[] },
  kind: DraftClaim['kind'],
  quotes: readonly Quote[],
): string {
  const { text } = options;
  if (kind === 'quotation') {
    const parts = quotesIn(claim.content, quotes).map((quote) =>
      text.slice(quote.innerStart, quote.innerEnd).replace(/\s+/g, ' ').trim(),
    );
    const last = parts.length - 1;
    return parts.map((part, index) => (index < last ? part : part.replace(/,$/, ''))).join(' […] ');
  }
  const joined = claim.content
    .map((span) => text.slice(span.start, span.end).replace(/\s+/g, ' ').trim())
    .filter(Boolean)
    .join(' ')
    .replace(/\s+([,.;])/g, '$1')
    .replace(/^[,;:\s]+|[,;:\s]+$/g, '')
    .replace(/,(["”’»])$/, '$1');
  const opened = joined.charAt(0).toUpperCase() + joined.slice(1);
  return /[.!?…]["”’»]?$/.test(opened) ? opened : `${opened}.`;
}

type Extra = { pagesOwn?: boolean; kind?: DraftClaim['kind']; quotes?: Quote[]; passage?: Span };

/** Removes the first speaker's name from the chain, because it is doubtful that the words refer to this name. */
const withoutName = ([first, ...outer]: readonly ChainLink[]): ChainLink[] => [{ ...first!, actor: null }, ...outer];

/**
 * Builds a claim from an attribution and the words that are said. Adds the dates, sums of money, actors, acts and facts
 * in these words.
 */
function build(reading: SentenceReading, options: ClaimOptions, claim: RawClaim, extra: Extra): DraftClaim {
  const clause = extra.quotes ? { ...reading.clause, quotes: extra.quotes } : reading.clause;
  const { text, flat } = options;
  const heard = claim.content.map((span) => trimSpan(flat, span)).filter((span) => span.end > span.start);
  const content =
    claim.form === 'lead' &&
    !extra.quotes &&
    heard.length === 1 &&
    claim.place.start < heard[0]!.start &&
    kindOf(claim, heard, clause.quotes, options.text) === 'paraphrase' &&
    !isCompleteClause(clause, heard)
      ? [{ start: claim.place.start, end: heard[0]!.end }]
      : heard;
  const kind = kindOf(claim, content, clause.quotes, text);
  const finalKind = extra.kind ?? kind;
  const dates = content.flatMap(options.datesIn);
  // A claim has all dates of its sentence except those in other claims. Its facts come only from its own words.
  const others = reading.claims.filter((other) => other !== claim).flatMap((other) => other.content);
  const around =
    extra.pagesOwn || extra.quotes
      ? dates
      : options
          .datesIn(clause.sentence)
          .filter(
            (date) =>
              dates.some((own) => own.start === date.start) ||
              !others.some((span) => date.start >= span.start && date.end <= span.end),
          );
  const money = content.flatMap((span) => findMoney(flat, span.start, span.end, options.country));
  const words = content.map((span) => flat.slice(span.start, span.end)).join(' ');
  const acts = actsOfClaim(
    words,
    claim.mode,
    extra.pagesOwn || extra.quotes ? '' : withoutSpans(flat, clause.sentence, others),
  );
  const mentions = clause.mentions.filter(
    (mention) => mention.kind && content.some((span) => mention.start >= span.start && mention.end <= span.end),
  );
  const actors = new Map<string, DraftClaim['actors'][number]>();
  const add = ({ name, kind, guess, start, end }: Mention): void => {
    if (money.some((sum) => start >= sum.start && start < sum.end)) return;
    const known = actors.get(name);
    const spans = known?.spans.filter((span) => span.start !== start) ?? [];
    actors.set(name, { name, kind: known?.kind ?? (guess ? null : kind), spans: [...spans, { start, end }] });
  };
  for (const mention of mentions) add(mention);
  for (const link of claim.links) {
    const own = link.actor && clause.mentions.find((mention) => mention.name === link.actor && mention.kind);
    if (own) add(own);
  }
  const mode: Mode =
    claim.mode === 'stated' && finalKind === 'paraphrase' && !extra.pagesOwn && denial.test(words)
      ? 'denied'
      : claim.mode === 'stated' && finalKind === 'quotation' && !extra.pagesOwn
        ? 'quoted'
        : claim.mode;
  const said = saidIn(flat, claim.said ?? content, claim.links);
  // If the sentence has only one claim, a date beside the words ("On 12 May, the ministry said …") becomes part of the
  // wording.
  const outside = around.filter((date) => !dates.some((own) => own.start === date.start));
  const worded = outside.length && !others.length && finalKind === 'paraphrase' ? [clause.sentence] : content;
  const wording = wordingOf(options, { content: worded }, finalKind, clause.quotes);
  const before = options.carry?.speaker?.actor ?? null;
  const features = extra.pagesOwn ? null : featuresOfClaim(reading, claim, said, { kind: finalKind, before });
  const trust = features && options.weigh(features);
  const drafted: DraftClaim = {
    wording,
    kind: finalKind,
    mode,
    chain: trust?.names === false ? withoutName(claim.links) : claim.links,
    passage: extra.passage
      ? passageAt(text, extra.passage.start, extra.passage.end)
      : passageAt(text, clause.sentence.start, clause.sentence.end),
    content: said.length > 0 || claim.said?.length === 0 ? said : content,
    statements: [
      ...statementsOf(clause, claim, content.length ? content : [clause.sentence], dates, money, acts),
      ...outside.map(({ edtf }) => ({ property: 'said', value: edtf })),
    ],
    dates: around.map(({ text: written, edtf }) => ({ text: written, edtf })),
    money: money.map(({ text: written, amount, currency, about }) => ({ text: written, amount, currency, about })),
    actors: [...actors.values()],
    acts,
    confidence: trust?.confidence ?? claim.confidence,
    ...(typeof features?.support === 'number' ? { calibrated: true } : {}),
    ...(extra.pagesOwn ? { pagesOwn: true } : {}),
  };
  return drafted;
}

/**
 * Builds one claim, or one for each sentence of a longer quotation. Claims after the sentence with the attribution are
 * marked as carried over.
 */
function buildAll(reading: SentenceReading, options: ClaimOptions, claim: RawClaim, extra: Extra): DraftClaim[] {
  const { clause } = reading;
  const drafted = build(reading, options, claim, extra);
  if (!drafted.wording.replace(/[\p{P}\s]/gu, '')) return [];
  const inside =
    drafted.kind === 'quotation'
      ? quotesIn(
          claim.content.map((span) => trimSpan(options.flat, span)),
          clause.quotes,
        )
      : [];
  // A quotation followed by its attribution (“A. B,” she said) is one utterance and stays one claim. A block quotation
  // also stays one claim.
  const parts =
    inside.length === 1 && claim.form !== 'trail' && !options.blockquote
      ? sentencesOfQuote(options.flat, inside[0]!)
      : [];
  if (parts.length < 2) return [drafted];
  return parts.map((part, index) => {
    const passage = {
      start: index === 0 ? clause.sentence.start : part.start,
      end: index === parts.length - 1 ? clause.sentence.end : part.end,
    };
    const links = index > 0 ? carryLinks(claim.links) : claim.links;
    const made = build(
      reading,
      options,
      { ...claim, content: [part], links },
      { pagesOwn: extra.pagesOwn, kind: 'quotation', quotes: [part], passage },
    );
    // The date beside the quotation belongs to its first sentence only.
    if (index === 0) made.statements.push(...drafted.statements.filter(({ property }) => property === 'said'));
    return made;
  });
}

/** The link for the page itself as the speaker. */
export const ownLink = (fields: DraftFields): ChainLink => ({
  actor: fields.agency ?? fields.publisher,
  asWritten: null,
  verb: null,
  source: null,
  cue: null,
  carriedOver: false,
});
const carryLinks = (links: readonly ChainLink[]): ChainLink[] => links.map((link) => ({ ...link, carriedOver: true }));

/**
 * Removes two sorts of claims that only the tagger found: claims that are probably wrong, and claims in a sentence that
 * reports a court's decision.
 */
function withoutGuesses(reading: SentenceReading, options: ClaimOptions): SentenceReading {
  const before = options.carry?.speaker?.actor ?? null;
  const decided = options.court !== null && reportsDecision(reading.clause);
  const claims = reading.claims.filter((claim) => {
    if (claim.tagged && decided) return false;
    const kind = kindOf(claim, claim.content, reading.clause.quotes, options.text);
    const said = saidIn(options.flat, claim.said ?? claim.content, claim.links);
    return options.weigh(featuresOfClaim(reading, claim, said, { kind, before })).statement;
  });
  return claims.length === reading.claims.length ? reading : { ...reading, claims };
}

/** All claims of one sentence, and the attribution that may carry over to the next. */
export function claimsOfSentence(
  whatIsRead: SentenceReading,
  options: ClaimOptions,
): { claims: DraftClaim[]; carry: Carry | null } {
  const reading = withoutGuesses(whatIsRead, options);
  const { claims, carry } = attributedClaims(reading, options);
  const covered = claims.flatMap((one) => (one.pagesOwn ? [] : one.content.length > 0 ? one.content : [one.passage]));
  const open = openQuotations(reading.clause, covered, options);
  for (const { quote, ...claim } of open)
    claims.push(build(reading, options, claim, { kind: 'quotation', quotes: [quote] }));
  const last = open.at(-1);
  return { claims, carry: last?.speaker?.actor ? carryFrom(last, reading, options) : carry };
}

function attributedClaims(
  reading: SentenceReading,
  options: ClaimOptions,
): { claims: DraftClaim[]; carry: Carry | null } {
  const { clause, question } = reading;
  const whole: Span = sentenceContent(options.flat, clause.sentence);
  const bare = options.blockquote ? true : isBareQuotation(clause);
  const { carry } = options;

  if (question && !question.silence) {
    const links: ChainLink[] = question.from
      ? [
          {
            actor: null,
            asWritten: options.flat.slice(question.from.start, question.from.end),
            verb: null,
            source: [question.from],
            cue: null,
            carriedOver: false,
          },
        ]
      : [ownLink(options.fields)];
    const outer = reading.claims.find(
      (claim) => claim.form === 'whole' || (claim.place.end <= question.place.start && claim.form === 'lead'),
    );
    const claim: RawClaim = {
      content: [whole],
      place: question.place,
      links: outer ? outer.links : links,
      mode: 'left-unclear',
      form: 'whole',
      confidence: question.from || outer ? 0.7 : 0.4,
      speaker: null,
    };
    return { claims: [build(reading, options, claim, question.from || outer ? {} : { pagesOwn: true })], carry: null };
  }

  const claims: DraftClaim[] = [];
  if (options.list && !reading.claims.some((claim) => claim.form !== 'act' && !claim.tagged)) {
    claims.push(
      build(
        reading,
        options,
        {
          content: [whole],
          place: whole,
          links: carryLinks(options.list.links),
          mode: options.list.mode,
          form: 'carried',
          confidence: 0.7,
          speaker: options.list.speaker,
        },
        {},
      ),
    );
    return { claims, carry: null };
  }
  if (reading.claims.length) {
    const follows =
      carry !== null && carry.kind !== 'person' && continues(clause, !options.first) && carry.distance < 4;
    const carriesOut =
      follows &&
      reading.claims.every((claim) => claim.form === 'act' && (claim.mode === 'ordered' || claim.mode === 'ruled'));
    for (const claim of reading.claims)
      claims.push(
        ...buildAll(
          reading,
          options,
          carriesOut ? { ...claim, links: [...claim.links, ...carryLinks(carry!.links)] } : claim,
          {},
        ),
      );
    const rest = remainder(reading, whole);
    if (carriesOut && rest)
      claims.unshift(
        build(
          reading,
          options,
          {
            content: [rest],
            place: rest,
            links: carryLinks(carry!.links),
            mode: 'stated',
            form: 'carried',
            confidence: 0.6,
            speaker: carry!.speaker,
          },
          {},
        ),
      );
    else if (rest)
      claims.push(
        build(
          reading,
          options,
          {
            content: [rest],
            place: rest,
            links: [ownLink(options.fields)],
            mode: 'stated',
            form: 'whole',
            confidence: 0.25,
            speaker: null,
          },
          { pagesOwn: true },
        ),
      );
    if (carriesOut) return { claims, carry: { ...carry!, distance: carry!.distance + 1 } };
    return { claims, carry: carryFrom(reading.claims.at(-1)!, reading, options) };
  }

  if (bare && carry && (carry.quoting || !options.first || carry.distance === 0 || options.continued)) {
    // After a sentence that an institution reported, anyone may be the speaker of a quotation. So the speaker gets no
    // name.
    const anyone = carry.kind !== 'person' && !carry.quoting && carry.distance > 0;
    claims.push(
      ...buildAll(
        reading,
        options,
        {
          content: [whole],
          place: whole,
          links: carryLinks(anyone ? withoutName(carry.links) : carry.links),
          mode: carry.mode === 'alleged' ? 'alleged' : 'quoted',
          form: 'carried',
          confidence: carry.distance < 3 ? 0.75 : 0.6,
          speaker: carry.speaker,
        },
        { kind: 'quotation' },
      ),
    );
    return { claims, carry: { ...carry, quoting: true, distance: carry.distance + 1 } };
  }
  if (options.court && reportsDecision(clause)) {
    const mode = modeOfDecision(options.flat.slice(whole.start, whole.end));
    claims.push(
      build(
        reading,
        options,
        {
          content: [whole],
          place: whole,
          links: carryLinks(options.court),
          mode,
          form: 'carried',
          confidence: 0.55,
          speaker: null,
        },
        {},
      ),
    );
    return { claims, carry };
  }
  if (
    carry &&
    !question &&
    continues(clause, !options.first) &&
    carry.distance < 4 &&
    !hasOtherSpeaker(clause, carry.speaker) &&
    !isAboutSpeaker(clause, carry.speaker, options.memory)
  ) {
    const claim: RawClaim = {
      content: [whole],
      place: whole,
      links: carryLinks(carry.links),
      mode: carry.mode === 'quoted' ? 'stated' : carry.mode,
      form: 'carried',
      confidence: carry.kind === 'person' ? 0.5 : 0.6,
      speaker: carry.speaker,
      ...(isAboutOther(clause, carry.speaker, options.memory) && { ofOther: true as const }),
    };
    const before = carry.speaker?.actor ?? null;
    if (options.weigh(featuresOfClaim(reading, claim, claim.content, { kind: 'paraphrase', before })).statement)
      return {
        claims: [build(reading, options, claim, {})],
        carry: { ...carry, distance: carry.distance + 1 },
      };
  }
  if (!clause.items.some((item) => item.pos === 'VERB' || item.pos === 'AUX')) return { claims, carry: null };
  claims.push(
    build(
      reading,
      options,
      {
        content: [whole],
        place: whole,
        links: [ownLink(options.fields)],
        mode: reading.ownMode ?? 'stated',
        form: 'whole',
        confidence: 0.3,
        speaker: null,
      },
      { pagesOwn: true },
    ),
  );
  return { claims, carry: null };
}

function sentenceContent(flat: string, sentence: Span): Span {
  return trimSpan(flat, sentence);
}

const groupStart = (items: readonly { pos: string; lower: string }[], at: number): number => {
  let from = at;
  while (
    from > 0 &&
    (items[from - 1]!.pos === 'AUX' || (items[from - 1]!.pos === 'ADV' && items[from - 1]!.lower !== 'as'))
  )
    from -= 1;
  return from;
};

/** The words of the main clause that the sentence attributes to no one. Null if they say nothing by themselves. */
function remainder(reading: SentenceReading, whole: Span): Span | null {
  const { clause, claims } = reading;
  if (claims.some((claim) => claim.form === 'whole' || claim.form === 'trail')) return null;
  // In "amendments that critics said …", the word "amendments" belongs to both clauses.
  const first = Math.min(
    ...claims.map((claim) =>
      claim.content.length > 1
        ? claim.place.start
        : Math.min(claim.place.start, ...claim.content.map((span) => span.start)),
    ),
  );
  const before = clause.items.filter((item) => item.start < first);
  const verb = before.some(
    (item, index) =>
      (item.pos === 'VERB' || item.pos === 'AUX') &&
      !item.lower.endsWith('ing') &&
      before[index - 1]?.lower !== 'to' &&
      subjectBefore(clause, { from: groupStart(before, index) }) !== null,
  );
  const subordinate = [
    'after',
    'when',
    'while',
    'as',
    'since',
    'before',
    'although',
    'though',
    'if',
    'because',
    'asked',
    'until',
    'once',
  ].includes(before[0]?.lower ?? '');
  if (!verb || subordinate || first - whole.start < 25) return null;
  let end = first;
  const text = clause.flat.slice(whole.start, end);
  end -=
    /(?:[\s,;:–—]|\b(?:and|but|while|after|when|that|which|because|although|before|as))*$/.exec(text)?.[0].length ?? 0;
  return end - whole.start >= 20 ? { start: whole.start, end } : null;
}

function carryFrom(claim: RawClaim, reading: SentenceReading, options: ClaimOptions): Carry {
  const quoting = quotesIn(claim.content, reading.clause.quotes).length > 0;
  const kind =
    claim.speaker?.kind === 'document'
      ? 'document'
      : claim.speaker?.kind === 'person' || claim.speaker?.kind === null
        ? 'person'
        : 'institution';
  return {
    links: claim.links,
    mode: claim.mode,
    quoting,
    speaker: claim.speaker,
    kind,
    distance: 0,
    closesOpen: options.continued,
  };
}
