import type { Translate } from '../../platform/messages/messages.ts';
import type { Audience } from '../../record/views/briefs.ts';
import type { SearchQuery } from '../../search/query/find.ts';
import type { Licence } from '../../publishing/publication/licences.ts';

/** The export formats, by the names that commands and URLs use. */
export const exportFormats = ['csv', 'jsonl', 'pictures', 'esf', 'ftm', 'jsonld', 'annotations'] as const;
export type ExportFormat = (typeof exportFormats)[number];

/**
 * Returns the path of an item's page, or undefined if the item has no page. The formats add the public URL before it.
 */
export type Links = (thing: { kind: string; number: number; title: string; slug?: string }) => string | undefined;

/** What every export contains about itself: the publication, the licence, the date and the query. */
export type About = {
  paper: string;
  language: string;
  licence: Licence;
  /** The public URL without a final slash, such as `https://paper.example`. */
  address: string;
  at: Date;
  /** The query in words, and the path of the list on the site with the same filters. */
  query: { words: string; path: string };
  audience: Audience;
  /** Texts in the publication's language. */
  t: Translate;
  links: Links;
};

/** The fields about the export in the first line of a file in JSON Lines. */
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
  /** The items of one kind to export, instead of those that the filters find. */
  items?: { kind: string; ids: readonly number[] };
};

/** Receives the progress of an export. */
export type Report = (done: number, total: number) => void;

/** Whether a query has filters; without any, the whole record is exported. */
export const isNarrowed = (query: Asked): boolean =>
  Object.values(query).some((value) => (Array.isArray(value) ? value.length > 0 : Boolean(value)));
