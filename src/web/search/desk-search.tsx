import type { Reader } from '../../platform/database/tx.ts';
import { findLimited, limitedShown } from '../../search/query/limited.ts';
import { suggest } from '../../search/query/suggest.ts';
import { atDesk } from '../kit/desk/who.ts';
import { deskPage } from '../record/desk/links.ts';
import { loadBriefs, type Brief } from '../../record/views/briefs.ts';
import { loadClaims } from '../../record/views/claims.ts';
import { broaderSearches } from '../../search/query/broader-searches.ts';
import { searchThings } from '../../search/query/find.ts';
import { Empty, Filters, Pagination } from '../kit/components/page-parts.tsx';
import type { Pages } from '../kit/context.ts';
import { readRecordFilters, routes } from '../routes.ts';
import { caseFilters, deskFacets, type FacetName } from '../../record/vocabulary/facets.ts';
import { approximateCounts, Chosen, filterGroups, readSort, SortLinks } from './public/filters.tsx';
import { FewerWords } from './public/why.tsx';
import { SearchNotes, Shown } from './public/found.tsx';
import { loadNamed, NamedFilters } from './public/named-filters.tsx';
import { BriefLine, ClaimCard, Section } from '../record/show/parts.tsx';
import { useWords } from '../kit/view.tsx';
import { queryOf } from './saved/query.ts';
import { SearchForm } from '../site/desk-home/home.tsx';
import { detailPage } from '../kit/pages/detail-page.tsx';
import { tagGroups } from '../record/tags/tag-filter.ts';
import { removesFilters } from './public/without.ts';

const perPage = 30;
const names = (): FacetName[] => ['kind', ...caseFilters, ...deskFacets];

type Asked = Parameters<typeof findLimited>[1];

/** Matching items that are limited to teams of the person. The normal search does not find such items. */
async function loadInTeams(db: Reader, asked: Asked, page?: { limit: number; offset: number }) {
  const { ids, more } = await findLimited(db, asked, page);
  const briefs = await loadBriefs(db, ids, 'desk');
  return { items: ids.flatMap((id) => briefs.get(id) ?? []), more };
}

function InTeams({ items }: { items: readonly Brief[] }) {
  const t = useWords();
  return (
    <ul class="list">
      {items.map((brief) => (
        <li>
          <span class="muted">{t(`record.desk.kind.${brief.kind}`)}</span> <BriefLine brief={brief} />
        </li>
      ))}
    </ul>
  );
}

/** The desk's search. It finds everything in the record except sealed items. */
export const searchPages: Pages = (web) => {
  removesFilters(web, routes.desk.search);

  web.get(routes.desk.suggest.pattern, async (c) => {
    const { app } = await atDesk(c);
    const found = await suggest(app.db.read, c.req.query('q')?.trim().slice(0, 200) ?? '', 'desk');
    return c.json({
      suggestions: found.flatMap(({ kind, number, title, name }) => {
        const url = deskPage({ kind, number });
        return url ? [{ title, name, kind: c.get('t')(`record.desk.kind.${kind}`), url }] : [];
      }),
    });
  });

  detailPage(web, routes.desk.searchTeams, async ({ c, t, db }) => {
    const filters = readRecordFilters(new URL(c.req.url), 'desk');
    const { q, sort: _, page: number = 1, ...facets } = filters;
    const found = await loadInTeams(
      db,
      { ...facets, text: q },
      { limit: limitedShown, offset: (number - 1) * limitedShown },
    );
    const href = (page: number): string => routes.desk.searchTeams({ ...filters, page: page > 1 ? page : undefined });
    return {
      title: t('search.desk.teams.title'),
      crumbs: [
        { label: t('site.desk.home.title'), href: routes.desk.home() },
        { label: t('search.desk.search.title'), href: routes.desk.search({ ...filters, page: undefined }) },
      ],
      lead: t('search.desk.teams.lead'),
      body: (
        <>
          {found.items.length ? <InTeams items={found.items} /> : <Empty title={t('record.desk.list.none_found')} />}
          <Pagination page={number} pages={found.more ? number + 1 : number} href={href} />
        </>
      ),
    };
  });

  detailPage(web, routes.desk.search, async ({ c, t, db }) => {
    const filters = readRecordFilters(new URL(c.req.url), 'desk');
    const { q, sort: _, page: number, ...facets } = filters;
    const title = t('search.desk.search.title');
    const crumbs = [{ label: t('site.desk.home.title'), href: routes.desk.home() }];
    if (!q && ![...names(), 'tag' as const].some((name) => facets[name]?.length))
      return {
        title,
        crumb: title,
        crumbs,
        body: (
          <>
            <SearchForm />
            <p>
              <a href={routes.desk.searches()}>{t('search.saved.title')}</a>
            </p>
          </>
        ),
      };
    const found = await searchThings(
      db,
      { ...facets, text: q, sort: readSort(filters), page: number, perPage, mostWords: true },
      'desk',
    );
    const inTeams = await loadInTeams(db, { ...facets, text: q });
    const less = await broaderSearches(
      db,
      { ...facets, text: q, page: number },
      found.total + found.direct.length + found.claims.hits.length + found.events.hits.length + inTeams.items.length,
      'desk',
      'everything',
    );
    const named = await loadNamed(db, t, filters, 'desk');
    const hits = [...new Map([...found.direct, ...found.hits].map((hit) => [hit.id, hit])).values()];
    const briefs = await loadBriefs(
      db,
      hits.map((hit) => hit.id),
      'desk',
    );
    const claims = await loadClaims(
      db,
      found.claims.hits.map((hit) => hit.id),
      'desk',
    );
    return {
      title: q ? t('search.desk.search.for', { q }) : title,
      crumb: title,
      crumbs,
      actions: (
        <p class="pills">
          <a class="button" href={routes.desk.searches()}>
            {t('search.saved.title')}
          </a>
          <a class="button" href={routes.desk.newSearch({ query: queryOf(filters) })}>
            {t('search.saved.save')}
          </a>
        </p>
      ),
      body: (
        <div class="listing">
          <Filters
            action={routes.desk.search()}
            q={q}
            placeholder={t('search.desk.search.label')}
            groups={[
              ...filterGroups(t, found.facets, filters, names()),
              ...(await tagGroups(db, t, filters.tag ?? [])),
            ]}
            keep={readSort(filters) ? { sort: readSort(filters)! } : undefined}
            approximate={approximateCounts(t, found)}
          />
          <div class="flow">
            <Section id="in-teams" title={t('search.desk.teams.title')} when={inTeams.items.length > 0}>
              <InTeams items={inTeams.items} />
              {inTeams.more ? (
                <p>
                  <a href={routes.desk.searchTeams({ ...filters, page: undefined })}>{t('search.desk.teams.all')}</a>
                </p>
              ) : null}
              <p class="hint">{t('search.desk.teams.lead')}</p>
            </Section>
            {/* `total` counts neither claims nor events. If only these were found, "0 results" would be wrong. */}
            <p class="meta" role="status">
              {found.total === 0 && (claims.length || found.events.hits.length)
                ? t('search.in_cases')
                : found.more
                  ? t('search.more_results', { count: found.total })
                  : t('search.public.search.count', { count: found.total })}
            </p>
            <SearchNotes found={found} asked={q} />
            <FewerWords found={less} filters={filters} address={routes.desk.search} />
            <NamedFilters named={named} address={(offer) => routes.desk.search({ ...offer, kind: ['case'] })} />
            <Chosen filters={filters} facets={found.facets} names={[...names(), 'tag']} address={routes.desk.search} />
            {found.lacking ? null : <SortLinks filters={filters} sort={found.sort} address={routes.desk.search} />}
            {!hits.length && !claims.length && !found.events.hits.length && !inTeams.items.length ? (
              <Empty title={t('record.desk.list.none_found')}>{t('search.desk.search.none')}</Empty>
            ) : null}
            <ul class="list">
              {hits.map((hit) => {
                const brief = briefs.get(hit.id);
                return brief ? (
                  <li>
                    <span class="muted">{t(`record.desk.kind.${brief.kind}`)}</span>{' '}
                    <BriefLine brief={brief.title || !hit.title ? brief : { ...brief, title: hit.title }} />
                    <Shown hit={hit} said={undefined} />
                  </li>
                ) : null;
              })}
            </ul>
            <Pagination
              page={found.page}
              pages={found.pages}
              href={(one) => routes.desk.search({ ...filters, page: one > 1 ? one : undefined })}
            />
            <Section id="events" title={t('search.events')} when={found.events.hits.length > 0}>
              <ul class="list">
                {found.events.hits.map((event) => (
                  <li>
                    <a href={routes.desk.event({ number: event.number })}>{event.title}</a>{' '}
                    <span class="muted">
                      {t('search.within')}{' '}
                      <a href={routes.desk.case_({ number: event.case.number })}>{event.case.title}</a>
                    </span>
                  </li>
                ))}
              </ul>
              {found.events.more ? <p class="muted">{t('search.more_events')}</p> : null}
            </Section>
            <Section id="claims" title={t('record.desk.kinds.claim')} when={claims.length > 0}>
              <p>
                <a
                  class="button small"
                  href={routes.desk.compileArticle({ claim: claims.map((claim) => String(claim.number)) })}
                >
                  {t('publishing.articles.compile.from')}
                </a>
              </p>
              <div class="cards">
                {claims.map((claim) => (
                  <ClaimCard claim={claim} />
                ))}
              </div>
            </Section>
          </div>
        </div>
      ),
    };
  });
};
