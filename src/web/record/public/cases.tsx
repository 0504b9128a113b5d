import { shorten } from '../../../platform/text/shorten.ts';
import { loadCaseLines, type CaseLine } from '../../../record/views/lists.ts';
import { loadSummaries, type SummaryView } from '../../../record/views/summaries.ts';
import { broaderSearches, type BroaderSearch } from '../../../search/query/broader-searches.ts';
import { listCases, type Found } from '../../../search/query/find.ts';
import { caseListJson } from '../api/lists.ts';
import { CaseLines } from '../components/case-line.tsx';
import { PublicPage } from '../../kit/components/layout.tsx';
import { langOf } from '../../kit/components/own-words.tsx';
import { Empty, Filters, Pagination } from '../../kit/components/page-parts.tsx';
import type { Ctx, Router } from '../../kit/context.ts';
import { readRecordFilters, routes, type RecordFilters } from '../../routes.ts';
import { page, useWords } from '../../kit/view.tsx';
import { Download } from '../../exchange/export/export-page.tsx';
import { caseFilters as names } from '../../../record/vocabulary/facets.ts';
import { approximateCounts, Chosen, filterGroups, readSort, SortLinks } from '../../search/public/filters.tsx';
import { SearchNotes, saidIn, Shown, shownFor, whileSearching, type Said } from '../../search/public/found.tsx';
import { FewerWords } from '../../search/public/why.tsx';
import { loadNamed, NamedFilters, type Named } from '../../search/public/named-filters.tsx';
import { SuggestScript, useSuggestions } from '../../search/public/suggest.tsx';
import { removesFilters } from '../../search/public/without.ts';

export function caseList(web: Router): void {
  removesFilters(web, routes.cases);
  web.get(routes.cases.pattern, async (c) => {
    const answer = await find(c, true);
    const { q: text, sort: _, ...query } = answer.filters;
    const less = await broaderSearches(
      c.get('deps').app.db.read,
      { ...query, text },
      answer.found.total,
      'public',
      'cases',
    );
    return page(c, <CasesPage {...answer} less={less} />);
  });
  web.on('GET', routes.cases.jsonPatterns, async (c) => {
    const { filters, found, lines } = await find(c, false);
    return c.json(
      caseListJson(
        found,
        lines,
        found.page < found.pages ? routes.cases.json({ ...filters, page: found.page + 1 }) : null,
      ),
    );
  });
}

async function find(
  c: Ctx,
  mostWords: boolean,
): Promise<{
  filters: RecordFilters;
  found: Found;
  lines: CaseLine[];
  summaries: ReadonlyMap<number, SummaryView>;
  said: Said;
  named: Named[];
}> {
  const db = c.get('deps').app.db.read;
  const { kind: _, ...filters } = readRecordFilters(new URL(c.req.url));
  const { q, sort: _sort, page: number, ...facets } = filters;
  const { early, ...loaded } = whileSearching(db, (hits) => {
    const ids = hits.map((hit) => hit.id);
    return Promise.all([loadCaseLines(db, ids), loadSummaries(db, ids)]);
  });
  const query = { ...facets, text: q, sort: readSort(filters), page: number, perPage: 25, mostWords };
  const [found, named] = await Promise.all([listCases(db, query, 'public', early), loadNamed(db, c.get('t'), filters)]);
  const [about, claims] = await Promise.all([loaded.about(), loaded.claims()]);
  const [lines, summaries] = about ?? [[], new Map()];
  return { filters, found, lines, summaries, said: saidIn(found, claims), named };
}

/** The maximum number of characters of the first sentence of a summary. A longer sentence is shortened. */
const maxSentenceLength = 280;

function FirstSentence({ summary }: { summary: SummaryView | undefined }) {
  const t = useWords();
  if (!summary) return null;
  const [first] = new Intl.Segmenter(summary.language ?? t.tag, { granularity: 'sentence' }).segment(summary.text);
  return (
    <p class="first-sentence" {...langOf({ language: summary.language, untranslated: true })}>
      {shorten(first?.segment.trim() ?? '', maxSentenceLength)}
    </p>
  );
}

function CasesPage({
  filters,
  found,
  lines,
  summaries,
  said,
  named,
  less,
}: {
  filters: RecordFilters;
  found: Found;
  lines: readonly CaseLine[];
  summaries: ReadonlyMap<number, SummaryView>;
  said: Said;
  named: readonly Named[];
  less: readonly BroaderSearch[];
}) {
  const t = useWords();
  const suggestions = useSuggestions();
  const hits = new Map(found.hits.map((hit) => [hit.id, hit]));
  const narrowed = Boolean(filters.q) || names.some((name) => filters[name]?.length);
  return (
    <PublicPage
      support="other"
      title={t('kit.nav.cases')}
      description={t('record.public.cases.described')}
      pageType="CollectionPage"
      canonical={routes.cases()}
      calendar={routes.calendar()}
      json={routes.cases.json(filters)}
      noindex={narrowed || found.page > 1 || lines.every((line) => line.example)}
    >
      <div class="split list-page">
        <header class="article-head">
          <h1>{t('kit.nav.cases')}</h1>
          <p class="meta" role="status">
            {found.more
              ? t('search.more_cases', { count: found.total })
              : t('search.public.cases.count', { count: found.total })}
          </p>
          <SearchNotes found={found} asked={filters.q} />
          <FewerWords found={less} filters={filters} address={routes.cases} />
          <NamedFilters named={named} address={routes.cases} />
          <Chosen filters={filters} facets={found.facets} names={names} address={routes.cases} />
          {found.lacking ? null : <SortLinks filters={filters} sort={found.sort} address={routes.cases} />}
        </header>
        <Filters
          action={routes.cases()}
          q={filters.q}
          suggest={suggestions}
          groups={filterGroups(t, found.facets, filters, names)}
          keep={readSort(filters) ? { sort: readSort(filters)! } : undefined}
          approximate={approximateCounts(t, found)}
          folded={{ open: false }}
        />
        <div class="results">
          {lines.length ? (
            <CaseLines
              lines={lines}
              heading={2}
              lastEvent={found.sort === 'newest' ? (line) => hits.get(line.case.id)?.date : undefined}
              below={(line) => (
                <>
                  <FirstSentence summary={summaries.get(line.case.id)} />
                  <Shown hit={hits.get(line.case.id)} said={said.get(line.case.id)} />
                </>
              )}
            />
          ) : (
            <Empty
              title={t(narrowed ? 'record.public.nothing_found' : 'search.statistics.no_cases')}
              action={narrowed ? { href: routes.cases(), label: t('kit.filters.clear') } : undefined}
            >
              {narrowed ? t('search.public.cases.try') : undefined}
            </Empty>
          )}
          <Pagination page={found.page} pages={found.pages} href={(one) => routes.cases({ ...filters, page: one })} />
          <Download
            filters={shownFor(found, filters)}
            count={found.lacking ? 0 : found.total}
            feed={(narrowed) => routes.cases.as('xml', narrowed)}
          />
          <p>
            <a href={routes.calendar()} type="text/calendar">
              {t('record.public.calendar.all')}
            </a>
          </p>
        </div>
      </div>
      <SuggestScript />
    </PublicPage>
  );
}
