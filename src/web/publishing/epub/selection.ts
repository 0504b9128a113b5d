import { z } from 'zod';
import { AppError } from '../../../platform/errors.ts';
import type { Reader } from '../../../platform/database/tx.ts';
import type { Translate } from '../../../platform/messages/messages.ts';
import { listPublicArticles } from '../../../publishing/articles/list-articles.ts';
import { type Publication } from '../../../publishing/publication/publication.ts';
import { inWords } from '../../kit/publication.ts';
import { findTag } from '../../../publishing/tags/queries.ts';
import { findAllIds } from '../../../search/query/all-ids.ts';
import { facetNames } from '../../../record/vocabulary/facets.ts';
import { queryOf, queryWords } from '../../exchange/export/export.ts';

import { readRecordFilters } from '../../routes.ts';

/**
 * The articles in a book: the filters of a search (its query string), a section, and a tag. A field that is left out
 * does not restrict the selection.
 */
export const bookSelection = z.object({
  search: z.string().max(8000).default(''),
  section: z.string().max(200).optional(),
  tag: z.string().max(200).optional(),
});
export type BookSelection = z.output<typeof bookSelection>;

/** The maximum number of articles in a book, because reading devices cannot open larger books. */
const maxArticles = 2000;

export type Selected = {
  /** Newest first. */ articles: { number: number; language: string }[];
  /** The selection, in words; null if all articles were selected. */ words: string | null;
};

/** @throws AppError `not_found` (no such section or tag), `epub_nothing`, `epub_too_many` */
export async function selectArticles(
  db: Reader,
  t: Translate,
  paper: Publication,
  { search, section: key, tag: slug }: BookSelection,
): Promise<Selected> {
  const filters = readRecordFilters(new URL(search, 'http://kronika'));
  // The search has no filter for an article's countries, because they are those of its cases.
  const { country, ...others } = filters;
  const countries = country?.length ? country.map(String) : undefined;
  const narrowed = Boolean(filters.q) || facetNames.some((name) => name !== 'country' && filters[name]?.length);
  const section = key ? paper.sections.find((one) => one.key === key) : undefined;
  if (key && !section) throw new AppError('not_found');
  const tag = slug ? await findTag(db, slug) : undefined;
  let ids: number[] | undefined;
  if (narrowed) {
    ids = [];
    for await (const page of findAllIds(db, queryOf(others), 'public', 'article'))
      for (const found of page) ids.push(...found.ids.map(Number));
  }
  const { articles, total } = await listPublicArticles(db, {
    ids,
    country: countries,
    section: section?.key,
    tag: tag?.slug,
    size: maxArticles,
  });
  if (total === 0) throw new AppError('epub_nothing');
  if (total > maxArticles) throw new AppError('epub_too_many', { details: { count: total, most: maxArticles } });
  const words = [
    ...(section ? [inWords(section.names, t.locale, paper)] : []),
    ...(tag ? [tag.name] : []),
    ...(narrowed || countries ? [queryWords(t, filters)] : []),
  ];
  return {
    articles: articles.map(({ number, language }) => ({ number, language })),
    words: words.length ? words.join('; ') : null,
  };
}
