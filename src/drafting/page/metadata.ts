import type { PageHead } from '../../evidence/extract/extract.ts';
import type { Byline } from './byline.ts';
import { ownValue } from '../../platform/text/own-value.ts';
import { isAuthor } from './credit-line.ts';
import { dateFromUrl, dateOf } from './dateline.ts';

/** What a page's head declares: JSON-LD (schema.org), Open Graph, Dublin Core and the usual meta elements. */
export type Metadata = {
  title: string | null;
  description: string | null;
  published: string | null;
  /** The date in the URL that the page declares as its own. */
  addressDate: string | null;
  /**
   * A date of an element that may also have other dates than that of publication. A date that the page shows is
   * preferred to this one.
   */
  dated: string | null;
  language: string | null;
  authors: Byline[];
  publisher: string | null;
  issn: string | null;
  photoCredit: string | null;
};

type Json = { [key: string]: unknown };
const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isText = (value: unknown): value is string => typeof value === 'string';
const articleTypes =
  /Article|Report|BlogPosting|PressRelease|NewsItem|SocialMediaPosting|OpinionPiece|ReportageNewsArticle|Review/;

function* nodes(value: unknown, depth = 0): Generator<Json> {
  if (depth > 6) return;
  if (Array.isArray(value)) for (const entry of value) yield* nodes(entry, depth + 1);
  else if (isObject(value)) {
    yield value;
    for (const key of ['@graph', 'mainEntity', 'mainEntityOfPage', 'hasPart'])
      if (key in value) yield* nodes(value[key], depth + 1);
  }
}

function text(value: unknown): string | null {
  if (typeof value === 'string')
    return (
      value
        .replace(/<[^>]+>/g, '')
        .replace(/\s+/g, ' ')
        .trim() || null
    );
  if (Array.isArray(value)) return text(value[0]);
  if (isObject(value)) return text(value.name ?? value['@value'] ?? value.url);
  return null;
}

function parse(raw: string): unknown {
  const clean = raw.replace(/^\s*<!--|-->\s*$/g, '').replace(/^\s*\/\*<!\[CDATA\[\*\/|\/\*\]\]>\*\/\s*$/g, '');
  try {
    return JSON.parse(clean);
  } catch {
    // Raw line breaks inside strings are a common error and are repaired. JSON-LD with other errors is ignored.
    try {
      return JSON.parse(clean.replace(/\p{Cc}+/gu, ' ').replace(/,\s*([}\]])/g, '$1'));
    } catch {
      return null;
    }
  }
}

function people(value: unknown, publisher: string | null): Byline[] {
  const entries = Array.isArray(value) ? value : value === undefined ? [] : [value];
  return entries.flatMap((entry) => {
    const name =
      isObject(entry) && /Organization/.test([entry['@type']].flat().filter(isText).join(' ')) ? null : text(entry);
    if (!name || /^https?:/.test(name) || name.length > 80) return [];
    return name
      .split(/\s*(?:,|;|\band\b)\s*/)
      .filter((part) => part && isAuthor(part, publisher))
      .map((part) => ({ role: 'by', name: part }));
  });
}

const entities: Record<string, string> = {
  amp: '&',
  quot: '"',
  apos: "'",
  lt: '<',
  gt: '>',
  nbsp: ' ',
  rsquo: '’',
  lsquo: '‘',
  rdquo: '”',
  ldquo: '“',
  ndash: '–',
  mdash: '—',
  hellip: '…',
};
const unescape = (value: string): string =>
  value.replace(
    /&(?:#(\d+)|#x([0-9a-f]+)|(\w+));/gi,
    (whole, dec: string | undefined, hex: string | undefined, name: string | undefined) =>
      dec
        ? character(Number(dec), whole)
        : hex
          ? character(Number.parseInt(hex, 16), whole)
          : (ownValue(entities, name!.toLowerCase()) ?? whole),
  );
const character = (code: number, whole: string): string => (code <= 0x10ffff ? String.fromCodePoint(code) : whole);

export function readMetadata(head: PageHead): Metadata {
  const found: Metadata = {
    title: null,
    description: null,
    published: null,
    dated: null,
    addressDate: null,
    language: head.language || null,
    authors: [],
    publisher: null,
    issn: null,
    photoCredit: null,
  };
  for (const raw of head.jsonLd) {
    for (const node of nodes(parse(raw))) {
      const type = [node['@type']].flat().filter(isText).join(' ');
      if (articleTypes.test(type)) {
        found.title ??= text(node.headline) ?? text(node.name);
        found.description ??= text(node.alternativeHeadline) ?? text(node.description);
        found.published ??= dateOf(text(node.datePublished)) ?? dateOf(text(node.dateCreated));
        found.publisher ??= text(node.publisher) ?? text(node.sourceOrganization);
        if (!found.authors.length) found.authors = people(node.author, found.publisher);
        found.language = text(node.inLanguage) ?? found.language;
        found.issn ??= text(node.issn);
        const image = [node.image].flat()[0];
        if (isObject(image))
          found.photoCredit ??= text(image.creditText) ?? text(image.author) ?? text(image.copyrightHolder);
      } else if (/WebPage$|WebPage /.test(type)) {
        found.dated ??= dateOf(text(node.datePublished));
      } else if (/WebSite|NewsMediaOrganization|Organization/.test(type)) {
        found.publisher ??= text(node.name);
        found.issn ??= text(node.issn);
      } else if (/Periodical|Newspaper/.test(type)) found.issn ??= text(node.issn);
    }
  }
  const meta = (...names: string[]): string | null => {
    for (const name of names) {
      const entry = head.metas.find((item) => item.name === name);
      if (entry?.content.trim()) return unescape(entry.content.replace(/\s+/g, ' ').trim());
    }
    return null;
  };
  found.title = found.title
    ? unescape(found.title)
    : meta('og:title', 'twitter:title', 'dc.title', 'dcterms.title', 'citation_title', 'headline');
  found.description = found.description
    ? unescape(found.description)
    : meta('og:description', 'twitter:description', 'description', 'dc.description');
  found.published ??= dateOf(
    meta(
      'article:published_time',
      'og:published_time',
      'datepublished',
      'pubdate',
      'publishdate',
      'publish-date',
      'publication_date',
      'dc.date.issued',
      'parsely-pub-date',
      'sailthru.date',
      'citation_publication_date',
      'article.published',
      'article:published',
      'og:article:published_time',
      'article:release_date',
      'dcterms.issued',
      'cxenseparse:recs:publishtime',
      'cxenseparse:publishtime',
      'rnews:datepublished',
      'bt:pubdate',
      'publish_date',
      'published_date',
      'published_time',
      'publication-date',
      'publicationdate',
      'displaydate',
      'article.publication_date',
      'og:pubdate',
      'ptime',
    ),
  );
  found.published ??= dateOf(/"pub_date"\s*:\s*"([^"]+)"/.exec(meta('parsely-page') ?? '')?.[1]);
  found.dated = dateOf(meta('date', 'dc.date', 'dcterms.date', 'dcterms.created', 'created')) ?? found.dated;
  found.addressDate = dateFromUrl(meta('og:url'));
  found.publisher ??= meta(
    'og:site_name',
    'publisher',
    'dc.publisher',
    'dcterms.publisher',
    'application-name',
    'citation_journal_title',
  );
  if (found.publisher) found.publisher = unescape(found.publisher);
  found.issn ??= meta('citation_issn', 'issn', 'dc.identifier.issn');
  if (!found.authors.length) {
    const author = meta(
      'author',
      'article:author',
      'dc.creator',
      'parsely-author',
      'sailthru.author',
      'byl',
      'citation_author',
      'twitter:creator',
    );
    if (author && !/^(?:https?:|@)/.test(author))
      found.authors = people(author.replace(/^by\s+/i, ''), found.publisher);
  }
  if (!found.language) found.language = meta('og:locale', 'content-language', 'language', 'dc.language');
  return found;
}
