import { listLaws, type LawList } from '../../../law/views/list.ts';
import { AppError } from '../../../platform/errors.ts';
import type { Reader } from '../../../platform/database/tx.ts';
import type { Brief } from '../../../record/views/briefs.ts';
import { loadCaseDates, type DateView } from '../../../record/views/dates.ts';
import { loadCaseLines, outletsAtHomeIn, type CaseLine } from '../../../record/views/lists.ts';
import { countryName, isCountry } from '../../../record/vocabulary/countries.ts';
import { listCases } from '../../../search/query/find.ts';
import { countCases, countMatching, partOf, type Statistic } from '../../../search/statistics/count.ts';
import { addressOf } from '../statistics/chart-address.ts';
import { StatisticChart } from '../statistics/chart-figure.tsx';
import { CasesTimeline } from '../../record/components/timelines.tsx';
import { CaseLines } from '../../record/components/case-line.tsx';
import { PublicPage } from '../../kit/components/layout.tsx';
import { Dotted, Empty, Pagination, PageSection } from '../../kit/components/page-parts.tsx';
import { ThingName } from '../../record/components/record-value.tsx';
import type { Ctx, Router } from '../../kit/context.ts';
import { pageNumber, routes, type RecordFilters } from '../../routes.ts';
import { page, useWords } from '../../kit/view.tsx';
import { LawLines } from '../../law/public/lines.tsx';

const size = 20;
/** The first page of cases. Only the first page has charts. Later pages have only the list. */
const first = 1;
/** The number of laws on the page. A list has the other laws. */
const lawsShown = 10;

type View = {
  code: string;
  number: number;
  pages: number;
  lines: CaseLine[];
  total: number;
  outlets: Brief[];
  laws: LawList | null;
  /**
   * Numbers of cases anywhere in the world: `state` counts cases for which this state is responsible, and `home` counts
   * cases against outlets that are based in this country.
   */
  others: { state: number; home: number };
  /** Statistics of the cases by year, by type of incident, and by status. Only the first page has them. */
  figures: Statistic[];
  dates: Map<number, DateView[]>;
};

export function countryPage(web: Router): void {
  web.get(routes.country.pattern, async (c) => {
    const { code: asked } = routes.country.read(c.req.param());
    const code = asked.toUpperCase();
    if (!isCountry(code)) throw new AppError('not_found');
    const url = new URL(c.req.url);
    if (asked !== code) return c.redirect(routes.country({ code }) + url.search, 301);
    return page(c, <CountryPage {...await load(c, code, pageNumber(url))} />);
  });
}

async function load(c: Ctx, code: string, number: number): Promise<View> {
  const db: Reader = c.get('deps').app.db.read;
  const found = await listCases(db, { country: [code], page: number, perPage: size }, 'public');
  const ids = found.hits.map((hit) => hit.id);
  const figures = number === first && found.total ? await figuresOf(db, code) : [];
  return {
    code,
    number,
    pages: found.pages,
    lines: await loadCaseLines(db, ids),
    total: figures[0]?.total ?? found.total,
    outlets: await outletsAtHomeIn(db, code),
    laws:
      number === first ? await listLaws(db, { audience: 'public', country: code, limit: lawsShown, offset: 0 }) : null,
    others: {
      state: await countMatching(db, { state: [code] }, 'public'),
      home: await countMatching(db, { home: [code] }, 'public'),
    },
    figures,
    dates: number === first ? await loadCaseDates(db, ids, 'public') : new Map(),
  };
}

/** Statistics of the cases by year, by type of incident, and by status. All of them come from one count. */
async function figuresOf(db: Reader, code: string): Promise<Statistic[]> {
  const whole = await countCases(
    db,
    { by: 'group', with: 'status', over: 'year', text: null, filters: { country: [code] } },
    'public',
  );
  return (
    [
      [null, 'year'],
      ['group', null],
      ['status', null],
    ] as const
  ).map(([by, over]) => partOf(whole, { by, over }));
}

function CountryPage({ code, number, pages, lines, total, outlets, laws, others, figures, dates }: View) {
  const t = useWords();
  const name = countryName(code, t.locale);
  const filters: RecordFilters = { country: [code] };
  const [years, kinds, statuses] = figures;
  return (
    <PublicPage
      support="other"
      title={name}
      canonical={routes.country({ code })}
      feeds={[
        { title: name, atom: routes.feeds.country.as('xml', { code }), json: routes.feeds.country.json({ code }) },
      ]}
      noindex={!total || number > 1 || lines.every((line) => line.example)}
      styles={['charts.css', ...(laws?.total ? ['law.css' as const] : [])]}
      crumbs={[{ label: t('kit.nav.cases'), href: routes.cases() }, { label: name }]}
    >
      <div class="country">
        <header class="article-head">
          <p class="kicker">{t('search.public.country.kicker')}</p>
          <h1>{name}</h1>
          <p class="standfirst">{t('search.public.country.intro', { count: total })}</p>
          <Others code={code} others={others} />
        </header>
        {years && kinds && statuses ? (
          <div class="figures">
            <Small statistic={years} title={t('search.public.country.years')} wide />
            <Small statistic={kinds} title={t('search.public.country.kinds')} />
            <Small statistic={statuses} title={t('search.public.country.statuses')} />
            <p class="who">
              {t('search.statistics.several')}
              {years.dated?.perhaps ? ` ${t('search.statistics.hatched')}` : ''}
              {years.dated?.none ? ` ${t('search.public.country.undated', { count: years.dated.none })}` : ''}{' '}
              <a href={routes.map()}>{t('search.statistics.map.title')}</a>
            </p>
          </div>
        ) : null}
        <section aria-labelledby="cases">
          {lines.length ? <h2 id="cases">{t('search.public.country.newest')}</h2> : null}
          {lines.length ? (
            <CaseLines lines={lines} heading={3} />
          ) : (
            <Empty
              title={t('search.public.country.none')}
              action={{ href: routes.cases(), label: t('site.home.all_cases') }}
            />
          )}
          <Pagination page={number} pages={pages} href={(one) => routes.country({ code }, { page: one })} />
          {lines.length ? (
            <p class="meta more">
              <a href={routes.cases(filters)}>{t('search.public.country.filter')}</a>
            </p>
          ) : null}
        </section>
        <InTime lines={lines} dates={dates} />
        {laws?.total ? <Laws code={code} laws={laws} /> : null}
        <PageSection id="outlets" title={t('search.public.country.outlets')} when={outlets.length > 0}>
          <ul class="bare names">
            {outlets.map((outlet) => (
              <li>
                <ThingName brief={outlet} />
              </li>
            ))}
          </ul>
        </PageSection>
      </div>
    </PublicPage>
  );
}

/** Cases that have to do with the country, but may have happened elsewhere. */
function Others({ code, others }: { code: string; others: View['others'] }) {
  const t = useWords();
  const told = [
    ...(others.state
      ? [{ href: routes.cases({ state: [code] }), text: t('search.public.country.by_state', { count: others.state }) }]
      : []),
    ...(others.home
      ? [{ href: routes.cases({ home: [code] }), text: t('search.public.country.at_home', { count: others.home }) }]
      : []),
  ];
  if (!told.length) return null;
  return (
    <p class="who">
      <Dotted
        parts={told.map((one) => (
          <a href={one.href}>{one.text}</a>
        ))}
      />
    </p>
  );
}

function Laws({ code, laws }: { code: string; laws: LawList }) {
  const t = useWords();
  return (
    <PageSection id="laws" title={t('law.title')}>
      <LawLines lines={laws.laws} heading={3} here />
      <p class="meta more">
        <a href={routes.laws({ country: code })}>{t('search.public.country.laws')}</a>
      </p>
    </PageSection>
  );
}

/** A chart of the country. It links to its table and data. */
function Small({ statistic, title, wide }: { statistic: Statistic; title: string; wide?: boolean }) {
  const t = useWords();
  if (!statistic.periods.length && !statistic.query.by) return null;
  return (
    <figure class={wide ? 'figure wide' : 'figure'}>
      <figcaption>
        <h2>{title}</h2>
      </figcaption>
      <StatisticChart statistic={statistic} />
      <p class="who figure-note">
        <a
          href={routes.statistics(addressOf(statistic.query))}
          aria-label={t('search.public.country.table_of', { title })}
        >
          {t('search.public.country.table')}
        </a>
      </p>
    </figure>
  );
}

function InTime({ lines, dates }: { lines: readonly CaseLine[]; dates: View['dates'] }) {
  const t = useWords();
  const timeline = CasesTimeline({
    cases: lines.map((line) => line.case),
    dates,
    label: t('search.statistics.timeline.country'),
  });
  if (!timeline) return null;
  return (
    <PageSection id="in-time" title={t('search.statistics.timeline.country')}>
      {timeline}
    </PageSection>
  );
}
