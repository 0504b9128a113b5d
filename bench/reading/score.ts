import type { Page } from '../../scripts/corpus/scheme.ts';
import type { Span } from '../../src/drafting/reading/sentences.ts';
import type { Draft, DraftClaim } from '../../src/drafting/schema.ts';
import { eventOfAct } from '../../src/drafting/store/suggestions.data.ts';
import { incidentTypeOfEvent } from '../../src/record/vocabulary/event-types.data.ts';
import { Alignment } from './align.ts';
import { isSameAct, scoreIncidents } from './incidents.ts';
import { namesIn } from './names.ts';
import {
  bagOfWords,
  contentWords,
  f1,
  isSameName,
  lenientTriples,
  overlaps,
  addTallies,
  sets,
  share,
  speakers,
  tally,
  type Found,
  type Tally,
  type Expected,
} from './measures.ts';

/** The counts of each measure, by its key in `measures`. */
export type Figures = Record<string, Tally>;

type Shown = 'share' | 'f' | 'precision-recall-f' | 'per 200' | 'mean';
/**
 * All measures, with their labels and the way in which they are shown. `mean`: the mean of the pages' F1, as in
 * benchmarks of article extraction. `per 200`: the number per 200 claims.
 */
export const measures: readonly { key: string; label: string; shown: Shown }[] = [
  { key: 'body', label: 'body with standfirst, F1 of words', shown: 'mean' },
  { key: 'readability', label: '  the same by Readability (HTML)', shown: 'mean' },
  { key: 'empty', label: 'pages with an empty body', shown: 'share' },
  { key: 'published', label: 'publication date, F1', shown: 'f' },
  { key: 'invented', label: 'byline where there is none', shown: 'share' },
  { key: 'byline', label: 'names in the byline, F1', shown: 'f' },
  { key: 'content', label: 'attributed words', shown: 'precision-recall-f' },
  { key: 'triples', label: 'source + cue + content, F1', shown: 'f' },
  { key: 'sources', label: 'source + content, F1', shown: 'f' },
  { key: 'attributed', label: 'statements attributed', shown: 'share' },
  { key: 'named', label: '  with the right name', shown: 'share' },
  { key: 'pronounsNamed', label: 'statements of pronouns that get a name', shown: 'share' },
  { key: 'pronounsWrong', label: 'claims: pronoun, wrong person', shown: 'share' },
  { key: 'wrong', label: 'claims with a wrong speaker, of 200', shown: 'per 200' },
  { key: 'known', label: 'claims that are annotated', shown: 'share' },
  { key: 'target', label: 'journalists recognised as the target', shown: 'share' },
  { key: 'type', label: 'acts in the first claims, precision', shown: 'share' },
  { key: 'targetKnown', label: 'targets that are annotated', shown: 'share' },
  { key: 'incidents', label: 'incidents', shown: 'precision-recall-f' },
  { key: 'incidentDate', label: '  their dates, F1', shown: 'f' },
  { key: 'incidentRole', label: '  roles of targets, F1', shown: 'f' },
  { key: 'incidentOutlet', label: '  outlets of targets, F1', shown: 'f' },
  { key: 'incidentAuthority', label: '  authorities, F1', shown: 'f' },
  { key: 'incidentPlace', label: '  places, F1', shown: 'f' },
  { key: 'incidentCountry', label: '  countries, F1', shown: 'f' },
  { key: 'incidentLaw', label: '  laws, F1', shown: 'f' },
  { key: 'incidentOutcome', label: '  outcomes, F1', shown: 'f' },
  { key: 'incidentBackground', label: '  news or background', shown: 'share' },
  { key: 'dates', label: 'dates, F1', shown: 'f' },
  { key: 'sums', label: 'sums, F1', shown: 'f' },
  { key: 'entities', label: 'names with their kind, F1', shown: 'f' },
  { key: 'names', label: 'names of any kind, F1', shown: 'f' },
];

export const add = (a: Figures, b: Figures): Figures =>
  Object.fromEntries(
    [...new Set([...Object.keys(a), ...Object.keys(b)])].map((key) => [
      key,
      addTallies(a[key] ?? tally(), b[key] ?? tally()),
    ]),
  );

type Reading = Pick<Draft, 'claims'>;

/**
 * The claims of a draft that have words of someone other than the page. Only these claims are compared. A claim without
 * content is also left out: what a court decided ("fined her") is annotated as an act, not as someone's words.
 */
export const attributedIn = ({ claims }: Reading): DraftClaim[] =>
  claims.filter(({ pagesOwn, content }) => !pagesOwn && content.length > 0);

/** Converts a claim of a draft for comparison. `align` translates positions into positions in the annotated text. */
export const foundIn = ({ chain: [first], content }: DraftClaim, align: (spans: readonly Span[]) => Span[]): Found => ({
  source: align(first!.source ?? []),
  cue: align(first!.cue ?? []),
  content: align(content),
  name: first!.actor,
});

/**
 * Joins claims with the same source and cue to one statement. In this file, a statement is everything that one
 * attribution covers. A quotation of several sentences consists of several claims of the draft, but is one statement.
 * The source is the words that name the speaker. The cue is the words that report the statement ("said").
 */
function statementsOf(claims: readonly DraftClaim[], align: (spans: readonly Span[]) => Span[]): Found[] {
  const groups = new Map<string, Found>();
  for (const claim of claims) {
    const { source, cue } = claim.chain[0]!;
    const key = JSON.stringify([source, cue, source || cue ? '' : claim.content]);
    const found = foundIn(claim, align);
    const known = groups.get(key);
    if (known) known.content.push(...found.content);
    else groups.set(key, found);
  }
  return [...groups.values()];
}

/**
 * Compares the statements of a text (who says what) with the claims of a draft. `align` translates positions in the
 * draft into positions in `text`.
 */
export function scoreStatements(
  text: string,
  expected: readonly Expected[],
  read: Reading,
  align: (spans: readonly Span[]) => Span[] = (spans) => [...spans],
): Figures {
  const claims = attributedIn(read);
  const found = statementsOf(claims, align);
  const { attributed, named, pronounsNamed } = speakers(text, expected, found);
  const each = speakers(
    text,
    expected,
    claims.map((claim) => foundIn(claim, align)),
  );
  return {
    content: contentWords(text, expected, found),
    triples: lenientTriples(expected, found),
    sources: lenientTriples(expected, found, { without: ['cue'] }),
    attributed,
    named,
    pronounsNamed,
    pronounsWrong: each.pronounsWrong,
    wrong: each.wrong,
    known: each.known,
  };
}

const isPerson = (role: string | null): boolean => role !== null && !['source', 'lawyer', 'other'].includes(role);
const kindOf: Record<string, string> = { company: 'organisation', network: 'organisation' };

/**
 * All measures of one page of the corpus. The results of Readability and the time of the reading are measured
 * elsewhere. Spans of the draft are positions in `text`, not in `page.text`.
 */
export function scorePage(page: Page, draft: Draft, text: string): Figures {
  const alignment = new Alignment(page.text, page.blocks, text);
  const { fields } = draft;
  const invented = page.byline.length === 0;
  return {
    body: share(f1(bagOfWords(bodyOf(page), [fields.standfirst ?? '', ...fields.body].join('\n'))), 1),
    empty: share(fields.body.length === 0 ? 1 : 0, 1),
    published: published(page, fields.published),
    invented: share(invented && fields.byline.length > 0 ? 1 : 0, invented ? 1 : 0),
    byline: names(
      page.byline,
      fields.byline.map(({ name }) => name),
    ),
    ...scoreStatements(page.text, expectedIn(page), draft, (spans) => alignment.spans(spans)),
    target: targetsOf(page, draft),
    type: actsOf(page, draft),
    ...scoreIncidents(page, draft),
    dates: sets(valuesOf(page, 'date'), new Set(draft.claims.flatMap(({ dates }) => dates.map(({ edtf }) => edtf)))),
    sums: sets(
      valuesOf(page, 'sum'),
      new Set(
        draft.claims.flatMap(({ money }) =>
          money.map(({ amount, currency, about }) => `${about ? '~' : ''}${amount}${currency}`),
        ),
      ),
    ),
    ...entities(page, draft, alignment),
  };
}

/** The standfirst and the body, as they are annotated. */
export const bodyOf = (page: Page): string =>
  page.blocks.flatMap(({ role, text }) => (role === 'title' ? [] : [text])).join('\n');

/** Compares the day of publication, without the time. */
function published(page: Page, found: string | null): Tally {
  const day = page.published?.slice(0, 10) ?? null;
  return tally(day !== null && found?.slice(0, 10) === day ? 1 : 0, found ? 1 : 0, day ? 1 : 0);
}

const names = (expected: readonly string[], found: readonly string[]): Tally =>
  tally(
    expected.filter((name) => found.some((other) => isSameName(name, other))).length,
    found.length,
    expected.length,
  );

const valuesOf = (page: Page, kind: string): Set<string> =>
  new Set(page.facts.flatMap((fact) => (fact.kind === kind && fact.value !== '?' ? [fact.value] : [])));

/** The statements of a page, each with the names of its first speaker. */
export function expectedIn(page: Page): Expected[] {
  type Link = Page['claims'][number]['chain'][number];
  const statement = ({ speaker, source, cue }: Link, content: Span[]): Expected => {
    const own = speaker === 'page';
    const forms = page.mentions.filter((mention) => overlaps([mention], source) && mention.entity === speaker);
    return {
      source,
      cue,
      content,
      names: own ? [...namesIn(page, page.voice), ...(page.site ? [page.site] : [])] : namesIn(page, speaker),
      also: source.map(({ text }) => text),
      pronoun: forms.length > 0 && forms.every(({ form }) => form === 'pronoun'),
    };
  };
  return page.claims.map(({ chain, content }) => {
    const outer = chain.slice(1).map((link, at) => {
      const inner = chain.slice(0, at + 1);
      return statement(link, [...inner.flatMap(({ source, cue }) => [...source, ...cue]), ...content]);
    });
    return { ...statement(chain[0]!, content), ...(outer.length > 0 ? { outer } : {}) };
  });
}

/**
 * Counts the people at outlets who are annotated as targets. A person is right if the draft has them as a target, too.
 */
export function targetsOf(page: Page, draft: Pick<Draft, 'incidents'>): Tally {
  const people = new Set(
    page.incidents.flatMap((incident) =>
      incident.targets.flatMap(({ entity, role }) => (isPerson(role) ? [entity] : [])),
    ),
  );
  const expected = page.entities.flatMap(({ id, kind, name }) =>
    people.has(id) && kind === 'person' && name ? [name] : [],
  );
  const found = draft.incidents.flatMap(({ targets: of }) => of.map(({ name }) => name));
  return share(expected.filter((name) => found.some((other) => isSameName(name, other))).length, expected.length);
}

/**
 * Takes the first five claims that have an act, and counts how many of their acts match an act of the page's incidents:
 * the same one, a wider one or a narrower one.
 */
function actsOf(page: Page, draft: Draft): Tally {
  const expected = page.incidents.flatMap(({ acts }) => acts);
  const fits = (act: string): boolean => expected.some((other) => isSameAct(other, act));
  const found = draft.claims
    .map(({ acts }) =>
      acts.flatMap((act) => {
        const type = eventOfAct[act];
        return type && type in incidentTypeOfEvent ? [type] : [];
      }),
    )
    .filter((acts) => acts.length > 0)
    .slice(0, 5)
    .flat();
  return share(found.filter(fits).length, found.length);
}

/** Counts names in the text. A found name is right if it overlaps an annotated one; each annotated name counts once. */
function entities(page: Page, draft: Draft, alignment: Alignment): Figures {
  const found = new Map<number, Span & { kind: string | null }>();
  for (const { kind, spans } of draft.claims.flatMap(({ actors }) => actors))
    for (const span of alignment.spans(spans)) found.set(span.start, { ...span, kind: kind && (kindOf[kind] ?? kind) });
  const expected = page.mentions.flatMap((mention) => {
    const kind = page.entities.find(({ id }) => id === mention.entity)?.kind;
    return mention.form === 'name' && kind ? [{ start: mention.start, end: mention.end, kind }] : [];
  });
  const count = (fits: (one: { kind: string | null }, other: { kind: string | null }) => boolean): Tally => {
    const left = [...expected];
    let right = 0;
    for (const one of found.values()) {
      const at = left.findIndex((other) => overlaps([one], [other]) && fits(one, other));
      if (at < 0) continue;
      left.splice(at, 1);
      right += 1;
    }
    return tally(right, found.size, expected.length);
  };
  return { entities: count((one, other) => one.kind === other.kind), names: count(() => true) };
}
