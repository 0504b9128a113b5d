import type { DraftedPage } from '../page/draft-reader.ts';
import { warningsOf } from '../words.ts';
import type { ActorKind, Draft, DraftClaim } from '../schema.ts';
import type { NearActor } from './near.ts';
import {
  pagesOwnLink,
  type Cast,
  type ClaimEdit,
  type Content,
  type StoredClaim,
  type Link,
  type Work,
} from './schema.ts';
import { suggestStatements } from './suggest.ts';

/** The maximum number of suggested claims. An editor can mark more by hand. */
const maxClaims = 300;
const maxIncidents = 60;

export type Known = {
  /** For each name of the page, the actors in the record that may have it. */
  near: ReadonlyMap<string, readonly NearActor[]>;
  /** The source's description, if it was already in the record. */
  source?: {
    title: string;
    kind: string;
    publisher: string | null;
    published: string | null;
    language: string | null;
    note: string;
    visibility: 'public' | 'desk';
  };
  /** Texts by message key, for the titles of new items. */
  words(key: string, params?: Record<string, string>): string;
};

/** Every name in a draft to look up in the record. */
export function namesIn(draft: Draft): string[] {
  const names = draft.claims.flatMap((claim) => [
    ...claim.chain.map((link) => link.actor),
    ...claim.actors.map((actor) => actor.name),
    ...claim.statements.map(({ value }) => (typeof value === 'object' && 'name' in value ? value.name : null)),
  ]);
  return [...new Set([draft.fields.publisher, draft.fields.agency, ...names].filter((name) => name !== null))];
}

/** The first state of a page's draft: only suggestions, no decisions. */
export function beginContent(page: DraftedPage, known: Known): Content {
  const whole = page.draft;
  const draft: Draft = { ...whole, claims: whole.claims.slice(0, maxClaims) };
  const cast = new CastBuilder(draft, known);
  const publisher = draft.fields.publisher ? cast.of(draft.fields.publisher, 'outlet') : null;
  const voice = draft.fields.agency ? cast.of(draft.fields.agency, 'outlet') : undefined;
  const language = draft.fields.language ?? 'en';
  const { parts, statements } = suggestStatements(draft.claims, {
    actor: (name) => cast.of(name),
    words: known.words,
    language,
  });
  const suggested = draft.claims.map((claim, index): ClaimEdit => ({
    wording: claim.wording,
    kind: claim.kind,
    mode: claim.mode,
    certainty: 'unknown',
    language,
    chain: claim.chain.map((link) => cast.link(link, claim, { publisher, voice })),
    passage: { start: claim.passage.start, end: claim.passage.end, visibility: 'public' },
    statements: statements[index]!,
  }));
  for (const claim of draft.claims) for (const { name } of claim.actors) cast.of(name);
  const claims = suggested.map((edit, index): StoredClaim => ({
    ...edit,
    key: `c${index + 1}`,
    from: index,
    decision: 'open',
    rev: 1,
    edited: false,
    own: draft.claims[index]!.pagesOwn ?? false,
    about: keysOfIncidents(draft.claims[index]!.incidents),
    confidence: draft.claims[index]!.confidence,
    calibrated: draft.claims[index]!.calibrated ?? false,
    filed: null,
  }));
  return {
    ...page.shown,
    gaps: draft.gaps.map(({ passage, reason }) => ({ start: passage.start, end: passage.end, reason })),
    warnings: [
      ...warningsOf(page, draft).map(({ key, params }) => ({ message: key, params })),
      ...(whole.claims.length > maxClaims
        ? [{ message: 'drafting.page.many', params: { most: String(maxClaims) } }]
        : []),
    ],
    visibility: 'desk',
    ...(voice ? { voice } : {}),
    revs: { source: 1, case: 1, cast: 1, parts: 1 },
    source: sourceOf(draft, publisher, known),
    cases: [{ key: 'k1', use: null, title: '', summary: '' }],
    cast: cast.cast,
    works: cast.works,
    parts,
    claims,
    suggested,
    incidents: draft.incidents.slice(0, maxIncidents).map((incident, index) => ({
      ...incident,
      key: keyOfIncident(index),
      decision: 'open',
      rev: 1,
      case: null,
    })),
    questions: draft.questions.map((question, index) => {
      const raised = claims.find(
        (claim) => claim.mode === 'left-unclear' && claim.passage.start === question.passage.start,
      );
      return {
        key: `q${index + 1}`,
        wording: asQuestion(question.wording),
        start: question.passage.start,
        end: question.passage.end,
        claim: raised?.key ?? null,
        about: keysOfIncidents(question.incidents),
        decision: 'open' as const,
        filed: null,
      };
    }),
  };
}

const keyOfIncident = (index: number): string => `i${index + 1}`;
const keysOfIncidents = (about: readonly number[] = []): string[] =>
  about.filter((index) => index < maxIncidents).map(keyOfIncident);

const asQuestion = (wording: string): string => {
  const text = wording.trim().replace(/[.?]+$/, '');
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`.slice(0, 500);
};

function sourceOf(draft: Draft, publisher: string | null, known: Known): Content['source'] {
  const { fields } = draft;
  const note = [
    ...fields.byline.map(({ role, name }) =>
      known.words('drafting.note.byline', { role: role.charAt(0).toUpperCase() + role.slice(1), name }),
    ),
    ...(fields.photoCredit ? [known.words('drafting.note.photo', { name: fields.photoCredit })] : []),
    ...(fields.issn ? [known.words('drafting.note.issn', { issn: fields.issn })] : []),
  ].join(' ');
  const { source } = known;
  return {
    title: source?.publisher || !fields.title ? (source?.title ?? fields.title ?? '') : fields.title,
    kind: source?.kind ?? 'article',
    publisher: source?.publisher ?? publisher,
    published: source?.published ?? fields.published,
    language: source?.language ?? fields.language,
    note: source?.note || note,
    visibility: source?.visibility === 'public' ? 'public' : undefined,
  };
}

const document =
  /\b(?:letter|post|tweet|report|statement|interview|article|story|press release|communiqu[eé]|judg[e]?ment|verdict|ruling)\b/i;
const workKinds: readonly (readonly [RegExp, string])[] = [
  [/letter/i, 'letter'],
  [/post|tweet/i, 'post'],
  [/report/i, 'report'],
  [/interview/i, 'interview'],
  [/statement|release|communiqu/i, 'statement'],
  [/judg|verdict|ruling/i, 'judgment'],
];

const pronoun = /^(?:i|it|s?he|they|we|я|мы|он[аои]?|мен|біз|ол|олар)$/iu;
const personalPronoun = /^(?:s?he|она?)$/iu;

/**
 * The kinds of actors that the names of a page mean, according to its claims. A name is a person's if the page calls
 * them “she” or “he”, or gives them a role.
 */
const kindsOf = ({ claims, incidents }: Draft): Map<string, ActorKind> =>
  new Map<string, ActorKind>([
    ...claims.flatMap(({ chain }) =>
      chain.flatMap(({ actor, asWritten }) =>
        actor && asWritten && personalPronoun.test(asWritten) ? [[actor, 'person'] as const] : [],
      ),
    ),
    ...incidents.flatMap(({ targets }) =>
      targets.flatMap(({ name, kind, role }) => {
        const known = kind ?? (role ? 'person' : null);
        return known ? [[name, known] as const] : [];
      }),
    ),
    ...claims.flatMap(({ actors }) => actors.flatMap(({ name, kind }) => (kind ? [[name, kind] as const] : []))),
  ]);

/** Collects the people and sources that a page names, each once. */
class CastBuilder {
  readonly cast: Cast[] = [];
  readonly works: Work[] = [];
  private readonly kinds: Map<string, ActorKind>;

  constructor(
    draft: Draft,
    private readonly known: Known,
  ) {
    this.kinds = kindsOf(draft);
  }

  of(name: string, kind?: ActorKind): string {
    const there = this.cast.find((one) => one.name === name);
    if (there) return `#${there.key}`;
    const near = this.known.near.get(name) ?? [];
    const exact = near.filter((one) => one.exact);
    // If exactly one actor has this name, that actor is used. If several actors have the name, or only similar names
    // exist, the editor decides.
    const use = exact.length === 1 ? exact[0]!.ref : near.length ? null : 'new';
    const made: Cast = {
      key: `a${this.cast.length + 1}`,
      name,
      kind: kind ?? this.kinds.get(name) ?? null,
      asWritten: [],
      use,
    };
    this.cast.push(made);
    return `#${made.key}`;
  }

  link(link: DraftClaim['chain'][number], claim: DraftClaim, page: { publisher: string | null; voice?: string }): Link {
    const own = claim.pagesOwn ?? false;
    if (own && page.voice) return pagesOwnLink(page.publisher, page.voice);
    const actor = link.actor ? this.of(link.actor) : own ? page.publisher : null;
    const cast = this.cast.find((one) => `#${one.key}` === actor);
    if (
      cast &&
      link.asWritten &&
      link.asWritten !== cast.name &&
      /^\p{Lu}/u.test(link.asWritten) &&
      !pronoun.test(link.asWritten) &&
      !cast.asWritten.includes(link.asWritten)
    )
      cast.asWritten.push(link.asWritten);
    const source = link.document
      ? this.work(link.document, cast?.name ?? null)
      : !link.actor && !own && link.asWritten && document.test(link.asWritten)
        ? this.work(link.asWritten, null)
        : null;
    return {
      actor,
      asWritten: own && actor ? null : link.asWritten,
      verb: link.verb,
      source,
      carriedOver: link.carriedOver,
      pagesOwn: own,
      visibility: 'public',
    };
  }

  private work(words: string, author: string | null): string {
    const plain = words.replace(/^(?:an?|the|his|her|its|their)\s+/i, '');
    const title = author
      ? this.known.words('drafting.work.by', { work: plain.charAt(0).toUpperCase() + plain.slice(1), name: author })
      : plain.charAt(0).toUpperCase() + plain.slice(1);
    const there = this.works.find((one) => one.title === title);
    if (there) return `#${there.key}`;
    const kind = workKinds.find(([sign]) => sign.test(words))?.[1] ?? 'article';
    // Other documents are stored only as words: if a page reports what a court said, the judgment itself need not be in
    // the record.
    const made: Work = {
      key: `w${this.works.length + 1}`,
      title,
      kind,
      use: author || kind === 'letter' ? 'new' : 'words',
    };
    this.works.push(made);
    return `#${made.key}`;
  }
}
