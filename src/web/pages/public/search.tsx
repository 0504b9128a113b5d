import type { Hono } from 'hono';
import { loadClaims, type ClaimView } from '../../../record/views/claims.ts';
import type { Reader } from '../../../platform/database/tx.ts';
import { countryName } from '../../../record/vocabulary/countries.ts';
import { searchThings, type FoundThings } from '../../../search/query/find.ts';
import type { Hit } from '../../../search/query/hit.ts';
import { searchJson } from '../../api/lists.ts';
import { PublicPage } from '../../components/layout.tsx';
import { addressOfHit } from '../../components/of-record.ts';
import { Empty, Filters, Pagination } from '../../components/page-parts.tsx';
import { EdtfDate } from '../../components/values.tsx';
import type { Ctx, Env } from '../../context.ts';
import { readRecordFilters, routes, type RecordFilters } from '../../routes.ts';
import { page, useWords } from '../../view.tsx';
import { ClaimList } from './claim-list.tsx';
import { Chosen, filterGroups, readSort, SortLinks } from './filters.tsx';

const names = ['kind', 'country', 'type', 'year', 'status', 'outlet'] as const;

type Results = { found: FoundThings; claims: ReadonlyMap<number, ClaimView> };

export function searchPage(app: Hono<Env>): void {
  app.get(routes.search.pattern, async (c) => page(c, <SearchPage {...await answer(c)} />));
  app.on('GET', routes.search.jsonPatterns, async (c) => {
    const { filters, results } = await answer(c);
    const found = results?.found ?? null;
    return c.json(searchJson(found, results?.claims ?? new Map(), found && found.page < found.pages ? routes.search.json({ ...filters, page: found.page + 1 }) : null));
  });
}

async function answer(c: Ctx): Promise<{ filters: RecordFilters; results: Results | null }> {
  const filters = readRecordFilters(new URL(c.req.url));
  const asked = Boolean(filters.q) || names.some((name) => filters[name]?.length);
  return { filters, results: asked ? await search(c.get('deps').house.db.read, filters) : null };
}

async function search(db: Reader, filters: RecordFilters): Promise<Results> {
  const { q, sort: _, page: number, ...facets } = filters;
  const found = await searchThings(db, { ...facets, text: q, sort: readSort(filters), page: number, perPage: 25 }, 'public');
  // Words of a claim never stand without who says them: claims are shown from the record, not from the index.
  const ids = [...found.claims.hits, ...[...found.hits, ...found.direct].filter((hit) => hit.kind === 'claim')].map((hit) => hit.id);
  return { found, claims: new Map((await loadClaims(db, ids, 'public')).map((claim) => [claim.id, claim])) };
}

function SearchPage({ filters, results }: { filters: RecordFilters; results: Results | null }) {
  const t = useWords();
  const title = t('web.nav.search');
  if (!results)
    return (
      <PublicPage title={title} noindex>
        <div class="text flow">
          <h1>{title}</h1>
          <form class="search" method="get" action={routes.search()} role="search">
            <label class="sr" for="q">
              {t('web.filters.q')}
            </label>
            <input id="q" type="search" name="q" autocomplete="off" />
            <button class="button main" type="submit">
              {title}
            </button>
          </form>
          <p class="who">{t('public.search.hint')}</p>
        </div>
      </PublicPage>
    );
  const { found, claims } = results;
  const views = found.claims.hits.flatMap((hit) => claims.get(hit.id) ?? []);
  const nothing = !found.hits.length && !found.direct.length && !views.length;
  return (
    <PublicPage title={filters.q ? `${filters.q} – ${title}` : title} json={routes.search.json(filters)} noindex>
      <div class="split list-page">
        <header class="article-head">
          <h1>{title}</h1>
          <p class="meta" role="status">
            {t('public.search.count', { count: found.total })}
          </p>
          <Chosen filters={filters} facets={found.facets} names={names} address={routes.search} />
          <SortLinks filters={filters} sort={found.sort} address={routes.search} />
        </header>
        <Filters
          action={routes.search()}
          q={filters.q}
          groups={filterGroups(t, found.facets, filters, names)}
          keep={readSort(filters) ? { sort: readSort(filters)! } : undefined}
          approximate={found.facetsOver === null ? undefined : t('public.filter.approximate', { count: found.facetsOver })}
        />
        <div class="results">
          {found.direct.length ? (
            <section class="direct" aria-labelledby="direct">
              <h2 id="direct" class="rule">
                {t('public.search.direct')}
              </h2>
              <Hits hits={found.direct} claims={claims} heading={3} />
            </section>
          ) : null}
          {found.hits.length ? <Hits hits={found.hits} claims={claims} heading={2} /> : null}
          <Pagination page={found.page} pages={found.pages} href={(one) => routes.search({ ...filters, page: one })} />
          {views.length ? (
            <section aria-labelledby="in-claims">
              <h2 id="in-claims" class="rule">
                {t('public.search.claims')}
              </h2>
              <ClaimList claims={views} />
              {found.claims.more ? <p class="who">{t('public.search.more_claims')}</p> : null}
            </section>
          ) : null}
          {nothing ? (
            <Empty title={t('public.nothing_found')} action={{ href: routes.search(), label: t('web.filters.clear') }}>
              {t('public.search.try')}
            </Empty>
          ) : null}
        </div>
      </div>
    </PublicPage>
  );
}

function Hits({ hits, claims, heading }: { hits: readonly Hit[]; claims: ReadonlyMap<number, ClaimView>; heading: 2 | 3 }) {
  return (
    <ul class="list">
      {hits.map((hit) => {
        const claim = hit.kind === 'claim' ? claims.get(hit.id) : undefined;
        if (hit.kind === 'claim' && !claim) return null;
        return <li>{claim ? <ClaimList claims={[claim]} /> : <HitLine hit={hit} heading={heading} />}</li>;
      })}
    </ul>
  );
}

function HitLine({ hit, heading }: { hit: Hit; heading: 2 | 3 }) {
  const t = useWords();
  const href = addressOfHit(hit);
  const title = href ? <a href={href}>{hit.title}</a> : hit.title;
  return (
    <>
      {heading === 2 ? <h2>{title}</h2> : <h3>{title}</h3>}
      <p class="meta">
        {t(`public.kind.${hit.kind}`)}
        {hit.countries.length ? ` · ${hit.countries.slice(0, 3).map((code) => countryName(code, t.locale)).join(', ')}` : ''}
        {hit.date ? (
          <>
            {' · '}
            <EdtfDate edtf={hit.date} />
          </>
        ) : null}
      </p>
    </>
  );
}
