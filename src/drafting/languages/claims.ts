import type { Day, FoundDate } from '../facts/dates.ts';
import { passageAt } from '../passage.ts';
import type { Quote } from '../reading/quotes.ts';
import type { Act } from '../incidents/incident.ts';
import type { Span } from '../reading/sentences.ts';
import { ownLink } from '../claims.ts';
import type { ActorKind, ChainLink, DraftClaim, DraftFields, EventType, Mode, Money } from '../schema.ts';
import { lengthOf, type Found } from './found.ts';
import type { Traces } from './incidents.ts';

/** A name, and its function in its sentence: subject, object, or either. */
export type NamedSpan = Span & {
  name: string;
  kind: ActorKind | null;
  form: 'subject' | 'object' | 'any';
  /** The role that the page gives beside the name: "journalist", "editor". */ role?: string | null;
  outlet?: string | null;
  /** The words are a pronoun or a description of `name`: "её" (her), "редактора" (the editor). */
  meant?: boolean;
  /** Whether the page gives the person only a role outside the media. */ other?: boolean;
};

/** What a language must provide so that claims can be read in it. */
export type Language = {
  dates(flat: string, start: number, end: number, page: Day | null, anchor: Day | null): FoundDate[];
  money(flat: string, start: number, end: number, country: string | null): (Money & { start: number; end: number })[];
  acts(text: string): (Span & { act: EventType; passive: boolean })[];
  /**
   * The acts that the text reports as having happened. Unlike `acts`, this function also finds acts that only incidents
   * can have, not claims.
   */
  reportedActs?(text: string): (Span & { act: EventType | Act; passive: boolean })[];
  /**
   * Whether the words report a past or present event. If no one else says these words, they are a claim that the page
   * itself makes.
   */
  reportsEvent(text: string): boolean;
};

/**
 * What was read in one sentence of a page: attributions (`found`), names, quotations, and speech after dashes
 * (`spoken`).
 */
export type ReadSentence = {
  span: Span;
  found: Found[];
  names: NamedSpan[];
  quotes: readonly Quote[];
  spoken: readonly Span[];
};

export type ClaimContext = {
  text: string;
  flat: string;
  day: Day | null;
  anchor: Day | null;
  country: string | null;
  fields: DraftFields;
  language: Language;
};

const letters = (text: string): number => text.replace(/[^\p{L}\p{N}]/gu, '').length;

/** The share (0–1) of the letters of what is said that are in quotation marks or after a dash. */
function quotedShare(flat: string, content: readonly Span[], { quotes, spoken }: ReadSentence): number {
  const within = [...quotes, ...spoken];
  let inside = 0;
  let all = 0;
  for (const span of content) {
    all += letters(flat.slice(span.start, span.end));
    for (const quote of within) {
      const [start, end] = [Math.max(span.start, quote.start), Math.min(span.end, quote.end)];
      if (end > start) inside += letters(flat.slice(start, end));
    }
  }
  return all ? inside / all : 0;
}

function wordingOf(text: string, content: readonly Span[], quotation: boolean): string {
  const parts = content.map((span) => text.slice(span.start, span.end).replace(/\s+/g, ' ').trim()).filter(Boolean);
  if (quotation)
    return parts
      .map((part) =>
        part
          .replace(/^[«„“"”‘’']+|[«»“”"‘’']+$/gu, '')
          .replace(/[,;:\s]+$/, '')
          .trim(),
      )
      .filter(Boolean)
      .join(' […] ');
  const joined = parts
    .join(' ')
    .replace(/\s+([,.;])/g, '$1')
    .replace(/^[,;:\s—–-]+|[,;:\s—–-]+$/g, '');
  const opened = joined.charAt(0).toUpperCase() + joined.slice(1);
  return /[.!?…]["”’»]?$/.test(opened) ? opened : `${opened}.`;
}

const nonEmpty = <Item>(list: readonly Item[]): Item[] | null => (list.length ? [...list] : null);
const linkOf = (link: Found['chain'][number]): ChainLink => ({
  actor: link.speaker?.actor ?? null,
  asWritten: link.speaker?.asWritten ?? null,
  verb: link.verb,
  source: link.speaker?.span ? [link.speaker.span] : null,
  cue: nonEmpty(link.cue),
  carriedOver: link.carriedOver ?? false,
});

/** The claims of a sentence: one for each attribution, or else what the page itself says. */
export function claimsOf(sentence: ReadSentence, context: ClaimContext): Traces[] {
  const { text, flat, fields } = context;
  if (sentence.found.length)
    return sentence.found.map((found) => {
      const quotation = quotedShare(flat, found.content, sentence) >= 0.85;
      const mode: Mode = quotation && found.mode === 'stated' ? 'quoted' : found.mode;
      return build(sentence, context, found.content, {
        kind: quotation ? 'quotation' : 'paraphrase',
        mode,
        chain: found.chain.map(linkOf),
        confidence: found.confidence,
      });
    });
  const words = text.slice(sentence.span.start, sentence.span.end);
  if (!context.language.reportsEvent(words)) return [];
  const chain = [ownLink(fields)];
  return [
    build(sentence, context, [sentence.span], {
      kind: 'paraphrase',
      mode: 'stated',
      chain,
      confidence: 0.3,
      pagesOwn: true,
    }),
  ];
}

type Shape = Pick<DraftClaim, 'kind' | 'mode' | 'chain' | 'confidence' | 'pagesOwn'>;
function build(sentence: ReadSentence, context: ClaimContext, content: readonly Span[], shape: Shape): Traces {
  const { text, flat, day, anchor, country, language } = context;
  const { kind, mode, chain, confidence, pagesOwn } = shape;
  const said = content.map((span) => flat.slice(span.start, span.end)).join(' ');
  const dates = content.flatMap((span) => language.dates(flat, span.start, span.end, day, anchor));
  const others = sentence.found.filter((found) => found.content !== content).flatMap((found) => found.content);
  const around = language
    .dates(flat, sentence.span.start, sentence.span.end, day, anchor)
    .filter(
      (date) =>
        !dates.some((own) => own.start === date.start) &&
        !others.some((span) => date.start >= span.start && date.end <= span.end),
    );
  const money = content.flatMap((span) => language.money(flat, span.start, span.end, country));
  const traced = content.flatMap((span) =>
    (language.reportedActs ?? language.acts)(flat.slice(span.start, span.end)).map(({ act, passive, start, end }) => ({
      act,
      passive,
      start: start + span.start,
      end: end + span.start,
    })),
  );
  const acts = language
    .acts(said)
    .flatMap(({ act }) => (!language.reportedActs || traced.some((one) => one.act === act) ? [act] : []));
  const actors = new Map<string, DraftClaim['actors'][number]>();
  for (const { name, kind: actorKind, start, end, meant } of sentence.names)
    if (
      !meant &&
      (content.some((span) => start >= span.start && end <= span.end) || chain.some((link) => link.actor === name))
    )
      actors.set(name, {
        name,
        kind: actors.get(name)?.kind ?? actorKind,
        spans: [...(actors.get(name)?.spans ?? []), { start, end }],
      });
  const statements: DraftClaim['statements'] = [];
  const add = (property: string, value: DraftClaim['statements'][number]['value']): void => {
    if (!statements.some((each) => each.property === property && JSON.stringify(each.value) === JSON.stringify(value)))
      statements.push({ property, value });
  };
  if (acts.length) for (const { edtf } of dates) add(acts.includes('hearing') ? 'hearing' : 'happened', edtf);
  if (!pagesOwn) for (const { edtf } of around) add('said', edtf);
  for (const act of acts.slice(0, 3)) add('event', act);
  if (acts.includes('fine') && money[0]) add('orders', 'fine');
  const all = pagesOwn ? dates : [...dates, ...around];
  const claim: DraftClaim = {
    wording: wordingOf(text, content, kind === 'quotation'),
    kind,
    mode,
    chain,
    passage: passageAt(
      text,
      Math.min(sentence.span.start, ...content.map((span) => span.start)),
      Math.max(sentence.span.end, ...content.map((span) => span.end)),
    ),
    content: content.map(({ start, end }) => ({ start, end })),
    statements,
    dates: all.map(({ text: words, edtf }) => ({ text: words, edtf })),
    money: money.map(({ text: words, amount, currency, about }) => ({ text: words, amount, currency, about })),
    actors: [...actors.values()],
    acts,
    confidence: Math.round(Math.max(0.05, Math.min(1, lengthOf(content) ? confidence : 0.05)) * 100) / 100,
    ...(pagesOwn ? { pagesOwn: true } : {}),
  };
  return { claim, acts: traced, dates: all, names: sentence.names, sums: money };
}
