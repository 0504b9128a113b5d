import type { ClaimView } from '../../../record/views/claims.ts';
import type { Reader } from '../../../platform/database/tx.ts';
import type { Translate } from '../../../platform/messages/messages.ts';
import { countryName } from '../../../record/vocabulary/countries.ts';
import { languageName } from '../../../record/vocabulary/languages.ts';
import { loadPictures } from '../../../record/photos/pictures.ts';
import { loadArticleLeads, type LeadPhoto } from '../../../publishing/public/lead-photos.ts';
import { Thumbnail } from '../../record/photos/photo.tsx';
import type { Brief } from '../../../record/views/briefs.ts';
import { loadSourceBriefs } from '../../../record/views/sources.ts';
import { retractedAmong } from '../../../publishing/articles/article-index.ts';
import { searchThings, type FoundThings } from '../../../search/query/find.ts';
import { broaderSearches, type BroaderSearch } from '../../../search/query/broader-searches.ts';
import type { Hit, Snippet } from '../../../search/query/hit.ts';
import type { EventHit } from '../../../search/query/parts-found.ts';
import { searchJson } from '../../record/api/lists.ts';
import { PublicPage } from '../../kit/components/layout.tsx';
import { InventedWord } from '../../record/components/example.tsx';
import { addressOfHit } from '../../record/components/of-record.ts';
import { Empty, Filters, Pagination, type FilterGroup, PageSection } from '../../kit/components/page-parts.tsx';
import { LastEvent } from '../../record/components/case-line.tsx';
import { EdtfDate, Pill } from '../../kit/components/values.tsx';
import type { Ctx, Router } from '../../kit/context.ts';
import { readRecordFilters, routes, slugify, type RecordFilters } from '../../routes.ts';
import { langOf } from '../../kit/components/own-words.tsx';
import { page, useWords } from '../../kit/view.tsx';
import { ClaimList } from '../../record/public/claim-list.tsx';
import { Download } from '../../exchange/export/export-page.tsx';
import { caseFilters, type FacetName } from '../../../record/vocabulary/facets.ts';
import { filterWords } from '../../kit/words/filter-words.ts';
import { approximateCounts, Chosen, filterGroups, MarkedSnippet, readSort, SortLinks } from './filters.tsx';
import { FewerWords } from './why.tsx';
import { SearchNotes, saidIn, Shown, shownFor, whileSearching, type Said } from './found.tsx';
import { loadNamed, NamedFilters, type Named } from './named-filters.tsx';
import { SuggestScript, useSuggestions } from './suggest.tsx';
import { removesFilters } from './without.ts';

const names = (): FacetName[] => ['kind', ...caseFilters];
/** Kinds whose items are found as a part of their case. People can filter by these kinds, but see no count for them. */
const within = ['event', 'claim'];

type Results = {
  found: FoundThings;
  retracted: ReadonlySet<number>;
  named: Named[];
  claims: ReadonlyMap<number, ClaimView>;
  said: Said;
  pictures: ReadonlyMap<number, LeadPhoto>;
  /** Publishers, by the id of the source: several sources may have the same title. */
  publishers: ReadonlyMap<number, Brief>;
};

export function searchPage(web: Router): void {
  removesFilters(web, routes.search);
  web.get(routes.search.pattern, async (c) => {
    const { filters, results } = await answer(c, true);
    return page(
      c,
      <SearchPage filters={filters} results={results} less={results ? await less(c, filters, results) : []} />,
    );
  });
  web.on('GET', routes.search.jsonPatterns, async (c) => {
    const { filters, results } = await answer(c, false);
    const found = results?.found ?? null;
    return c.json(
      searchJson(
        found,
        results?.claims ?? new Map(),
        results?.retracted ?? new Set(),
        found && found.page < found.pages ? routes.search.json({ ...filters, page: found.page + 1 }) : null,
        c.get('t'),
      ),
    );
  });
}

/** @param mostWords whether to return items with most of the words if no item has all: for the page, not for JSON */
async function answer(c: Ctx, mostWords: boolean): Promise<{ filters: RecordFilters; results: Results | null }> {
  const filters = readRecordFilters(new URL(c.req.url));
  const asked = Boolean(filters.q) || names().some((name) => filters[name]?.length);
  return { filters, results: asked ? await search(c.get('deps').app.db.read, c.get('t'), filters, mostWords) : null };
}

function less(c: Ctx, { q: text, sort: _, ...query }: RecordFilters, { found }: Results): Promise<BroaderSearch[]> {
  const total = found.total + found.direct.length + found.claims.hits.length + found.events.hits.length;
  return broaderSearches(c.get('deps').app.db.read, { ...query, text }, total, 'public', 'everything');
}

async function search(db: Reader, t: Translate, filters: RecordFilters, mostWords: boolean): Promise<Results> {
  const { q, sort: _, page: number, ...facets } = filters;
  const { early, ...loaded } = whileSearching(db, (hits) => loadAboutHits(db, hits));
  const query = { ...facets, text: q, sort: readSort(filters), page: number, perPage: 25, mostWords };
  const [found, named] = await Promise.all([searchThings(db, query, 'public', early), loadNamed(db, t, filters)]);
  const [about, claims] = await Promise.all([loaded.about(), loaded.claims()]);
  return { found, named, claims, said: saidIn(found, claims), ...about! };
}

/**
 * Loads which of the found articles are retracted; the pictures of articles, cases, people and organisations; and the
 * publishers of sources. All are by the id of the hit.
 */
async function loadAboutHits(
  db: Reader,
  hits: readonly Pick<Hit, 'id' | 'kind'>[],
): Promise<Pick<Results, 'retracted' | 'pictures' | 'publishers'>> {
  const of = (kind: string): number[] => hits.flatMap((hit) => (hit.kind === kind ? [hit.id] : []));
  const [retracted, leads, pictures, sources] = await Promise.all([
    retractedAmong(db, of('article')),
    loadArticleLeads(db, of('article')),
    loadPictures(db, [...of('case'), ...of('actor')], 'public'),
    loadSourceBriefs(db, of('source'), 'public'),
  ]);
  return {
    retracted,
    pictures: new Map<number, LeadPhoto>([...leads, ...pictures]),
    publishers: new Map(sources.flatMap(({ brief, publisher }) => (publisher ? [[brief.id, publisher] as const] : []))),
  };
}

function SearchPage({
  filters,
  results,
  less,
}: {
  filters: RecordFilters;
  results: Results | null;
  less: readonly BroaderSearch[];
}) {
  const t = useWords();
  const title = t('kit.nav.search');
  const suggestions = useSuggestions();
  if (!results)
    return (
      <PublicPage title={title} noindex>
        <div class="text flow">
          <h1>{title}</h1>
          <form class="search" method="get" action={routes.search()} role="search">
            <label class="sr" for="q">
              {t('kit.filters.q')}
            </label>
            <div>
              <input id="q" type="search" name="q" autocomplete="off" data-suggest={suggestions} />
            </div>
            <button class="button main" type="submit">
              {title}
            </button>
          </form>
          <p class="muted">{t('search.public.search.hint')}</p>
        </div>
        <SuggestScript />
      </PublicPage>
    );
  const { found, named, claims } = results;
  const views = found.claims.hits.flatMap((hit) => claims.get(hit.id) ?? []);
  const marked = new Map(found.claims.hits.map((hit) => [hit.id, hit.marked]));
  const nothing = !found.hits.length && !found.direct.length && !views.length && !found.events.hits.length;
  // `total` counts neither claims nor events. If only these were found, "0 results" would be wrong.
  const counted = found.total > 0 || nothing;
  return (
    <PublicPage title={filters.q ? `${title}: ${filters.q}` : title} json={routes.search.json(filters)} noindex>
      <div class="split list-page">
        <header class="article-head">
          <h1>{title}</h1>
          <p class="meta" role="status">
            {!counted
              ? t('search.in_cases')
              : found.more
                ? t('search.more_results', { count: found.total })
                : t('search.public.search.count', { count: found.total })}
          </p>
          <SearchNotes found={found} asked={filters.q} />
          <CountryPages found={found} />
          <FewerWords found={less} filters={filters} address={routes.search} />
          <NamedFilters named={named} address={routes.cases} />
          <Chosen filters={filters} facets={found.facets} names={names()} address={routes.search} />
          {found.lacking ? null : <SortLinks filters={filters} sort={found.sort} address={routes.search} />}
        </header>
        <Filters
          action={routes.search()}
          q={filters.q}
          suggest={suggestions}
          groups={filterGroups(t, found.facets, filters, names()).map((group) =>
            group.name === 'kind' && filters.q
              ? withParts(group, (kind) => filterWords(t, 'kind', kind), filters)
              : group,
          )}
          keep={readSort(filters) ? { sort: readSort(filters)! } : undefined}
          approximate={approximateCounts(t, found)}
          folded={{ open: false }}
        />
        <div class="results">
          {found.direct.length ? (
            <section class="direct" aria-labelledby="direct">
              <h2 id="direct" class="rule">
                {t('search.public.search.direct')}
              </h2>
              <Hits hits={found.direct} results={{ ...results, said: new Map() }} heading={3} />
            </section>
          ) : null}
          {found.hits.length ? <Hits hits={found.hits} results={results} heading={2} /> : null}
          <Pagination page={found.page} pages={found.pages} href={(one) => routes.search({ ...filters, page: one })} />
          <Download
            filters={shownFor(found, filters)}
            count={found.lacking ? 0 : found.total}
            feed={(narrowed) => routes.search.as('xml', narrowed)}
          />
          <Events hits={found.events.hits} more={found.events.more} />
          <PageSection id="in-claims" title={t('search.public.search.claims')} when={views.length > 0} rule>
            <ClaimList claims={views} marked={marked} />
            {found.claims.more ? <p class="muted">{t('search.public.search.more_claims')}</p> : null}
          </PageSection>
          {nothing && !named.length ? (
            <Empty
              title={t('record.public.nothing_found')}
              action={
                filters.kind?.length || caseFilters.some((name) => filters[name]?.length)
                  ? { href: routes.search({ q: filters.q }), label: t('kit.filters.clear') }
                  : { href: routes.cases(), label: t('site.home.all_cases') }
              }
            >
              {t('search.public.search.try')}
            </Empty>
          ) : null}
        </div>
      </div>
      <SuggestScript />
    </PublicPage>
  );
}

/** Links to the pages of those countries that the search words name, if results are from there. */
function CountryPages({ found }: { found: FoundThings }) {
  const t = useWords();
  const named = new Set(found.understood.flatMap(({ kind, values }) => (kind === 'country' ? values : [])));
  return found.facets.country.flatMap(({ value: code, count }) =>
    named.has(code) && count > 0 ? (
      <p>
        <a href={routes.country({ code })}>
          {t('search.public.country.title', { code, country: countryName(code, t.locale) })}
        </a>
      </p>
    ) : (
      []
    ),
  );
}

function withParts(group: FilterGroup, words: (kind: string) => string, filters: RecordFilters): FilterGroup {
  const chosen = (kind: string): boolean => filters.kind?.includes(kind) ?? false;
  return {
    ...group,
    options: [
      ...group.options.filter((option) => !within.includes(option.value)),
      ...within.map((kind) => ({ value: kind, text: words(kind), chosen: chosen(kind) })),
    ],
  };
}

function Hits({
  hits,
  results: { claims, said, retracted, pictures, publishers },
  heading,
}: {
  hits: readonly Hit[];
  results: Results;
  heading: 2 | 3;
}) {
  return (
    <ul class="list">
      {hits.map((hit) => {
        const claim = hit.kind === 'claim' ? claims.get(hit.id) : undefined;
        if (hit.kind === 'claim' && !claim) return null;
        const picture = pictures.get(hit.id);
        return (
          <li>
            {picture ? <Thumbnail photo={picture} place={hit.kind === 'actor' ? 'name' : 'list'} /> : null}
            {claim ? (
              <ClaimList claims={[claim]} marked={markedTitle(hit, claim)} />
            ) : (
              <HitLine
                hit={hit}
                retracted={retracted.has(hit.id)}
                publisher={publishers.get(hit.id)}
                heading={heading}
              />
            )}
            {claim ? null : <Shown hit={hit} said={said.get(hit.id)} />}
          </li>
        );
      })}
    </ul>
  );
}

/** The wording of a claim with matches marked. Undefined for a long wording: the index has only its beginning. */
const markedTitle = (hit: Hit, claim: ClaimView): Map<number, Snippet> | undefined =>
  hit.marked && hit.title === claim.wording ? new Map([[claim.id, hit.marked.title]]) : undefined;

function HitLine({
  hit,
  retracted,
  publisher,
  heading,
}: {
  hit: Hit;
  retracted: boolean;
  publisher: Brief | undefined;
  heading: 2 | 3;
}) {
  const t = useWords();
  const href = addressOfHit(hit);
  const words = hit.marked ? <MarkedSnippet snippet={hit.marked.title} /> : hit.title;
  const title = href ? (
    <a href={href} {...langOf(hit)}>
      {words}
    </a>
  ) : (
    words
  );
  return (
    <>
      {heading === 2 ? <h2>{title}</h2> : <h3>{title}</h3>}
      <p class="meta">
        {retracted ? <Pill kind="strong">{t('publishing.public.article.retracted')}</Pill> : null}{' '}
        {t(`search.public.kind.${hit.kind}`)}
        {hit.kind === 'article' && hit.language ? ` · ${languageName(hit.language, t.locale)}` : ''}
        {publisher ? (
          <>
            {' · '}
            <span {...langOf(publisher)}>{publisher.title}</span>
          </>
        ) : null}
        {hit.countries.length
          ? ` · ${hit.countries
              .slice(0, 3)
              .map((code) => countryName(code, t.locale))
              .join(', ')}`
          : ''}
        {hit.date ? (
          <>
            {' · '}
            {hit.kind === 'case' ? <LastEvent day={hit.date} /> : <EdtfDate edtf={hit.published ?? hit.date} />}
          </>
        ) : null}
        <InventedWord item={hit.ref} />
      </p>
    </>
  );
}

function Events({ hits, more }: { hits: readonly EventHit[]; more: boolean }) {
  const t = useWords();
  if (!hits.length) return null;
  return (
    <PageSection id="in-events" title={t('search.events')} rule>
      <ul class="list">
        {hits.map((hit) => {
          const inCase = routes.case_({ number: hit.case.number, slug: slugify(hit.case.title) });
          return (
            <li>
              <h3>
                <a href={`${inCase}#event-${hit.number}`} {...langOf(hit)}>
                  <MarkedSnippet snippet={hit.marked} />
                </a>
              </h3>
              <p class="meta">
                {t('search.within')}{' '}
                <a href={inCase} {...langOf(hit.case)}>
                  {hit.case.title}
                </a>
                <InventedWord item={`case/${hit.case.number}`} />
              </p>
            </li>
          );
        })}
      </ul>
      {more ? <p class="muted">{t('search.more_events')}</p> : null}
    </PageSection>
  );
}
