import { lawNode, provisionNode } from '../../../law/json-ld.ts';
import { lawAsOf, type ProvisionAsOf } from '../../../law/views/as-of.ts';
import type { LawView } from '../../../law/views/law.ts';
import type { PublicComment } from '../../../publishing/comments/public-comments.ts';
import type { ArticleTeaser } from '../../../publishing/articles/list-articles.ts';
import { beganInFacts } from '../../../record/views/began.ts';
import type { Brief } from '../../../record/views/briefs.ts';
import type { ClaimView } from '../../../record/views/claims.ts';
import type { FactView, PropertyView } from '../../../record/views/facts.ts';
import { offsetOf, type DateTime } from '../../../record/values/date-time.ts';
import { parseEdtf } from '../../../record/values/edtf/edtf.ts';
import type { About } from '../../export/about.ts';
import type { ActorRecord, CaseRecord, PartRecord, SourceRecord } from '../../export/records.ts';
import { urlOf, type Row } from '../tables/things.ts';
import { chainText, identifiersOf, nameOf, qualifierTexts, withheldText } from '../words.ts';

/*
 * Converts items to schema.org. docs/formats/jsonld.md says which type each of our kinds becomes.
 */

export type Node = Readonly<Record<string, unknown>>;

/** The data of the publication from which nodes are made: its URL, its name, the paths of its pages, and its texts. */
export type NodeContext = Pick<About, 'address' | 'paper' | 't' | 'links'>;
type Of<Record, Part extends keyof Record> = {
  record: Pick<Record, Part>;
  facts: readonly PropertyView[];
  about: NodeContext;
};

/** Values as JSON-LD: undefined if there are none, a single value without an array, several as an array. */
const one = <T>(values: readonly T[]): T | T[] | undefined => (values.length > 1 ? [...new Set(values)] : values[0]);
const plain = (facts: readonly PropertyView[], ...names: string[]): FactView[] =>
  facts
    .filter((fact) => names.includes(fact.property))
    .flatMap((fact) => fact.values.filter((value) => !value.attributed));
const keys = (facts: readonly PropertyView[], ...names: string[]): string[] =>
  plain(facts, ...names).flatMap((value) => (typeof value.value === 'string' ? [value.value] : []));
const date = (edtf: string | null | undefined, end: 'earliest' | 'latest' = 'earliest'): string | undefined =>
  !edtf ? undefined : /^\d{4}(-\d{2}(-\d{2})?)?$/.test(edtf) ? edtf : (parseEdtf(edtf)?.[end] ?? undefined);

/** The id of an item in the graph: the URL of its page, or of its place on the page of its case. */
const idOf = (about: NodeContext, brief: Brief, inCase?: Brief | null): string =>
  inCase ? `${urlOf(about, inCase)}#${brief.kind}-${brief.number}` : urlOf(about, brief);
const named = (about: NodeContext, brief: Brief): Node =>
  brief.hidden || !urlOf(about, brief)
    ? { name: nameOf(about.t, brief) }
    : { '@id': urlOf(about, brief), name: brief.title };

const actorTypes: Readonly<Record<string, string>> = {
  person: 'Person',
  outlet: 'NewsMediaOrganization',
  authority: 'GovernmentOrganization',
  court: 'GovernmentOrganization',
  company: 'Corporation',
};

/**
 * Two fields of a node. `identifier` has `own`, and then the external identifiers. `sameAs` has `pages`, and then the
 * pages of the external identifiers.
 */
function identified(facts: readonly PropertyView[], pages: readonly string[], own: readonly string[] = []): Node {
  const found = identifiersOf(facts);
  return {
    identifier: one([
      ...own,
      ...found.map(({ property, id }) => ({ '@type': 'PropertyValue', propertyID: property.key, value: id })),
    ]),
    sameAs: one([...pages, ...found.flatMap(({ url }) => url ?? [])]),
  };
}

export function actorNode({ record, facts, about }: Of<ActorRecord, 'brief' | 'kind' | 'names'>): Node {
  const tied = (property: string): Node | Node[] | undefined =>
    one(plain(facts, property).flatMap((value) => (value.thing ? [named(about, value.thing)] : [])));
  return {
    '@type': actorTypes[record.kind] ?? 'Organization',
    '@id': idOf(about, record.brief),
    name: record.brief.title,
    alternateName: one(record.names.map((name) => name.text).filter((name) => name !== record.brief.title)),
    ...identified(facts, keys(facts, 'website')),
    leiCode: record.kind === 'person' ? undefined : one(keys(facts, 'lei')),
    memberOf: tied('member-of'),
    ...(record.kind === 'person'
      ? {
          birthDate: date(keys(facts, 'born')[0]),
          deathDate: date(keys(facts, 'died')[0]),
          jobTitle: one(
            plain(facts, 'position').map((value) => (value.value as { title: { text: string } }).title.text),
          ),
          worksFor: tied('works-for'),
        }
      : {
          foundingDate: date(keys(facts, 'founded')[0]),
          dissolutionDate: date(keys(facts, 'dissolved')[0]),
          parentOrganization: tied('part-of-organisation'),
        }),
  };
}

/** Kinds of source in schema.org terms. */
const sourceTypes: Readonly<Record<string, string>> = {
  article: 'NewsArticle',
  'agency-wire': 'NewsArticle',
  interview: 'NewsArticle',
  post: 'SocialMediaPosting',
  letter: 'Message',
  report: 'Report',
  video: 'VideoObject',
  photograph: 'Photograph',
  book: 'Book',
  dataset: 'Dataset',
  'web-page': 'WebPage',
  'law-text': 'Legislation',
};

export const sourceType = (kind: string | null): string => sourceTypes[kind ?? ''] ?? 'CreativeWork';

export function sourceNode({
  record,
  about,
}: Omit<
  Of<SourceRecord, 'brief' | 'publisher' | 'published' | 'language' | 'addresses' | 'derivedFrom'>,
  'facts'
>): Node {
  const from = (...kinds: string[]): Node | Node[] | undefined =>
    one(
      record.derivedFrom
        .filter((derivation) => kinds.includes(derivation.kind))
        .map((derivation) => named(about, derivation.source)),
    );
  return {
    '@type': sourceType(record.brief.sort),
    '@id': idOf(about, record.brief),
    name: record.brief.title,
    publisher: record.publisher ? named(about, record.publisher) : undefined,
    datePublished: date(record.published),
    inLanguage: record.language ?? undefined,
    url: one(record.addresses),
    isBasedOn: from('republishes', 'compiles'),
    translationOfWork: from('translates'),
    citation: from('cites'),
  };
}

const placeOf = (facts: readonly PropertyView[], property: string): Node | Node[] | undefined =>
  one(
    plain(facts, property).map(({ value }) => {
      const { country, locality } = value as { country: string; locality?: string };
      return {
        '@type': 'Place',
        address: { '@type': 'PostalAddress', addressCountry: country, addressLocality: locality },
      };
    }),
  );

export function caseNode({ record, facts, about }: Of<CaseRecord, 'brief' | 'summary'>): Node {
  return {
    '@type': 'Event',
    '@id': idOf(about, record.brief),
    ...identified(facts, [], [`case/${record.brief.number}`]),
    name: record.brief.title,
    description: record.summary ?? undefined,
    startDate: date(beganInFacts(facts).edtf),
    endDate: date(keys(facts, 'ended')[0], 'latest'),
    location: placeOf(facts, 'place'),
    about: one(plain(facts, 'target').flatMap((value) => (value.thing ? [named(about, value.thing)] : []))),
    keywords: one(keys(facts, 'incident-type')),
  };
}

/** The times of a hearing, each with its offset from UTC. */
const timesOf = (facts: readonly PropertyView[]): string[] =>
  plain(facts, 'hearing-time').map(({ value }) => (value as DateTime).at + offsetOf(value as DateTime));

const courtOf = (about: About, facts: readonly PropertyView[]): Node | Node[] | undefined =>
  one(plain(facts, 'heard-by').flatMap(({ thing }) => (thing ? [{ '@type': 'Place', ...named(about, thing) }] : [])));

const statuses: Readonly<Record<string, string>> = { postponed: 'EventPostponed', cancelled: 'EventCancelled' };

/** Events, proceedings and hearings, with their participants. */
export function partNode({ record, facts, about }: Row<PartRecord>): Node {
  const { brief } = record;
  return {
    '@type': 'Event',
    '@id': idOf(about, brief, record.case),
    identifier: `${brief.kind}/${brief.number}`,
    name: brief.title,
    superEvent: record.proceeding
      ? { '@id': idOf(about, record.proceeding, record.case) }
      : record.case
        ? { '@id': idOf(about, record.case) }
        : undefined,
    startDate: timesOf(facts)[0] ?? date(keys(facts, 'date', 'opened', 'filed')[0]),
    endDate: date(keys(facts, 'end-date', 'closed')[0], 'latest'),
    location: brief.kind === 'hearing' ? courtOf(about, facts) : placeOf(facts, 'event-place'),
    eventStatus: one(keys(facts, 'hearing-outcome').flatMap((key) => statuses[key] ?? [])),
    keywords: one(keys(facts, 'event-type', 'proceeding-kind')),
    attendee: one(
      plain(facts, 'involvement').flatMap((value) =>
        value.thing
          ? [
              {
                '@type': 'Role',
                roleName: (value.value as { role: string }).role,
                description: one(qualifierTexts(value.value)),
                attendee: named(about, value.thing),
              },
            ]
          : [],
      ),
    ),
  };
}

/** A law and its provisions, as on its own page. */
export function lawNodes(law: LawView, about: About): Node[] {
  const addresses = { law: (brief: Brief) => idOf(about, brief), provision: (brief: Brief) => idOf(about, brief) };
  const on = about.at.toISOString().slice(0, 10);
  const partsOf = (parts: readonly ProvisionAsOf[], above: string): Node[] =>
    parts.flatMap((one) => [
      { ...provisionNode(one, addresses), isPartOf: { '@id': above } },
      ...partsOf(one.children, idOf(about, one.provision.brief)),
    ]);
  return [{ ...lawNode(law, on, addresses) }, ...partsOf(lawAsOf(law, on), idOf(about, law.brief))];
}

/** A claim as a node. Its `creditText` is the attribution. */
export function claimNode(claim: ClaimView, about: NodeContext): Node {
  const speaker = claim.chain.find((link) => link.speaker && !link.hidden)?.speaker;
  const subjects = claim.statements.flatMap(({ subject }) =>
    !subject.hidden && urlOf(about, subject) ? [{ '@id': urlOf(about, subject) }] : [],
  );
  return {
    '@type': claim.kind === 'quotation' ? ['Claim', 'Quotation'] : 'Claim',
    '@id': about.address + (about.links({ kind: 'claim', number: claim.number, title: '' }) ?? ''),
    identifier: claim.ref,
    text: claim.wording,
    inLanguage: claim.language,
    author: speaker && !speaker.hidden ? named(about, speaker) : undefined,
    creditText: `${chainText(about.t, claim)} (${claim.mode})`,
    appearance:
      claim.source && !claim.source.hidden
        ? { '@id': idOf(about, claim.source), name: claim.source.title }
        : claim.withheld
          ? { '@type': 'CreativeWork', name: withheldText(about.t, claim) }
          : undefined,
    isPartOf: claim.case && !claim.case.hidden ? { '@id': idOf(about, claim.case) } : undefined,
    about: one([...new Map(subjects.map((subject) => [subject['@id'], subject])).values()]),
    keywords: one([claim.mode, ...(claim.certainty === 'unknown' ? [] : [claim.certainty])]),
    claimInterpreter: { '@type': 'Organization', name: about.paper, url: about.address },
  };
}

export function articleNode(article: ArticleTeaser, comments: readonly PublicComment[], about: About): Node {
  return {
    '@type': 'NewsArticle',
    '@id':
      about.address +
      (about.links({ kind: 'article', number: article.number, title: article.headline, slug: article.slug }) ?? ''),
    headline: article.headline,
    description: article.standfirst || undefined,
    inLanguage: article.language,
    datePublished: article.publishedAt,
    dateModified: article.editionAt,
    author: one(article.byline.names.map((name) => ({ '@type': 'Person', name }))),
    publisher: { '@type': 'NewsMediaOrganization', name: about.paper, url: about.address },
    isAccessibleForFree: true,
    ...(comments.length ? { commentCount: comments.length, comment: comments.map(commentNode) } : {}),
  };
}

/** A reader's comment as a node. */
const commentNode = (comment: PublicComment): Node => ({
  '@type': 'Comment',
  text: comment.paragraphs.join('\n\n'),
  dateCreated: comment.on,
  datePublished: comment.publishedAt,
  author: comment.name ? { '@type': 'Person', name: comment.name } : undefined,
});

export const datasetNode = (about: About): Node => ({
  '@type': 'Dataset',
  '@id': about.address + about.query.path,
  name: `${about.paper}: ${about.query.words}`,
  description: `What ${about.paper} has on record (${about.query.words}): cases, events, people and organisations, sources, and claims with who says so. What is alleged or denied is not to be shown without its speaker. Titles and summaries are editorial.`,
  url: about.address + about.query.path,
  license: about.licence.url,
  dateCreated: about.at.toISOString(),
  inLanguage: about.language,
  isAccessibleForFree: about.audience === 'public',
  creator: { '@type': 'NewsMediaOrganization', name: about.paper, url: about.address },
});
