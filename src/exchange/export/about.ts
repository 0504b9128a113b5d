import type { Translate } from '../../platform/messages/messages.ts';
import type { Audience } from '../../record/views/briefs.ts';
import type { SearchQuery } from '../../search/query/find.ts';
import type { Licence } from '../../publishing/publication/licences.ts';

/** The export formats, by the names that commands and URLs use. */
export const exportFormats = ['csv', 'jsonl', 'pictures', 'esf', 'ftm', 'jsonld', 'annotations'] as const;
export type ExportFormat = (typeof exportFormats)[number];

/**
 * Returns the path of an item's page, or undefined if the item has no page. The formats put the public URL before the
 * path.
 */
export type Links = (thing: { kind: string; number: number; title: string; slug?: string }) => string | undefined;

/** What every export says about itself: the publication, the licence, the date and the query. */
export type About = {
  paper: string;
  language: string;
  licence: Licence;
  /** The public URL without a final slash, `https://paper.example`. */
  address: string;
  at: Date;
  /** The query in words, and as a link to the site's own lists. */
  query: { words: string; path: string };
  audience: Audience;
  /** Texts in the publication's language. */
  t: Translate;
  links: Links;
};

/** What the first line of a file in JSON Lines says about its export. */
export const headOf = (about: About, record: string) => ({
  record,
  paper: about.paper,
  address: about.address,
  licence: { key: about.licence.key, name: about.licence.name, url: about.licence.url },
  at: about.at.toISOString(),
  query: { words: about.query.words, url: about.address + about.query.path },
  audience: about.audience,
});

export type Asked = Omit<SearchQuery, 'page' | 'perPage' | 'sort'> & {
  /** Exports these items of one kind instead of what the filters find. */
  items?: { kind: string; ids: readonly number[] };
};

/** Receives the progress of an export. */
export type Report = (done: number, total: number) => void;

/** Whether a query has filters; without any, the whole record is exported. */
export const isNarrowed = (query: Asked): boolean =>
  Object.values(query).some((value) => (Array.isArray(value) ? value.length > 0 : Boolean(value)));
