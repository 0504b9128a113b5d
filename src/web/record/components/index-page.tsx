import type { Child } from 'hono/jsx';
import { findTerm, termLabel } from '../../../record/vocabulary/terms.ts';
import type { KindCount } from '../../../record/views/lists.ts';
import { PublicPage } from '../../kit/components/layout.tsx';
import { Empty, Filters, Pagination } from '../../kit/components/page-parts.tsx';
import type { Ctx } from '../../kit/context.ts';
import { useWords } from '../../kit/view.tsx';
import { pageNumber, routes } from '../../routes.ts';

const size = 50;

/** The public lists of all people and organisations and of all sources. They can be filtered by name and kind. */
const indexes = {
  actors: { address: routes.actors, kinds: 'actor-kind' },
  sources: { address: routes.sources, kinds: 'source-kind' },
} as const;
type IndexName = keyof typeof indexes;

/** The filters in the address, the number of the page, and its range of items. */
export type IndexQuery = { q?: string; kind?: string; page: number; limit: number; offset: number };

export function readIndexQuery(c: Ctx, name: IndexName): IndexQuery {
  const kind = c.req.query('kind');
  const number = pageNumber(new URL(c.req.url));
  return {
    q: c.req.query('q')?.trim().slice(0, 200) || undefined,
    kind: kind && findTerm(indexes[name].kinds, kind) ? kind : undefined,
    page: number,
    limit: size,
    offset: (number - 1) * size,
  };
}

export function IndexPage({
  name,
  query: { q, kind, page },
  total,
  kinds,
  lines,
}: {
  name: IndexName;
  query: IndexQuery;
  total: number;
  kinds: readonly KindCount[];
  lines: readonly Child[];
}) {
  const t = useWords();
  const { address, kinds: list } = indexes[name];
  const words = (key: string, params?: { count: number }): string => t(`record.public.${name}.${key}`, params);
  return (
    <PublicPage
      support="other"
      title={t(`kit.nav.${name}`)}
      description={words('described')}
      pageType="CollectionPage"
      canonical={address()}
      noindex={Boolean(q ?? kind) || page > 1}
    >
      <div class="split list-page">
        <header class="article-head">
          <h1>{t(`kit.nav.${name}`)}</h1>
          <p class="standfirst">{words('intro')}</p>
          <p class="meta" role="status">
            {words('count', { count: total })}
          </p>
        </header>
        <Filters
          action={address()}
          q={q}
          placeholder={words('search')}
          groups={[
            {
              name: 'kind',
              label: words('kind'),
              options: kinds.map((one) => ({
                value: one.kind,
                text: t(termLabel(list, one.kind)),
                count: one.count,
                chosen: one.kind === kind,
              })),
            },
          ]}
        />
        <div class="results">
          {lines.length ? (
            <ul class="index">
              {lines.map((line) => (
                <li>{line}</li>
              ))}
            </ul>
          ) : (
            <Empty
              title={t('record.public.nothing_found')}
              action={q || kind ? { href: address(), label: t('kit.filters.clear') } : undefined}
            />
          )}
          <Pagination page={page} pages={Math.ceil(total / size)} href={(one) => address({ q, kind, page: one })} />
        </div>
      </div>
    </PublicPage>
  );
}
