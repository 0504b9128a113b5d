import type { Translate } from '../../platform/messages/messages.ts';
import type { Audience } from '../../record/views/briefs.ts';
import type { SearchQuery } from '../../search/query/find.ts';
import type { Licence } from '../../publishing/publication/licences.ts';

/** What may be exported, as commands and addresses name it. */
export const exportFormats = ['csv', 'jsonl', 'esf', 'ftm', 'jsonld', 'annotations'] as const;
export type ExportFormat = (typeof exportFormats)[number];

/** Where things stand on the site. Paths; the formats put the address before them. */
export type Links = (thing: { kind: string; number: number; title: string }) => string | undefined;

/** What each export says of itself: whose it is, under which licence, when it was made, what was asked for. */
export type About = {
  paper: string;
  language: string;
  licence: Licence;
  /** The public address with no slash at its end, `https://paper.example`. */
  address: string;
  at: Date;
  /** The query in words, and as an address of the site's own lists. */
  query: { words: string; path: string };
  audience: Audience;
  /** The words of the paper's language. */
  t: Translate;
  links: Links;
};

export type Asked = Omit<SearchQuery, 'page' | 'perPage' | 'sort'>;

/** How far an export is. */
export type Report = (done: number, total: number) => void;

/** Whether a query asks for anything in particular; otherwise the whole record is meant. */
export const isNarrowed = (query: Asked): boolean =>
  Object.values(query).some((value) => (Array.isArray(value) ? value.length > 0 : Boolean(value)));
