import { listLaws, type LawList } from '../../../law/views/list.ts';
import type { LetterList } from '../../../letters/views/list.ts';
import { lettersOfCountry } from '../../../letters/views/of-country.ts';
import { AppError } from '../../../platform/errors.ts';
import type { Reader } from '../../../platform/database/tx.ts';
import type { App } from '../../../platform/operation.ts';
import type { Brief } from '../../../record/views/briefs.ts';
import { loadCaseDates, type DateView } from '../../../record/views/dates.ts';
import { loadCaseLines, outletsAtHomeIn, type CaseLine } from '../../../record/views/lists.ts';
import { countryName, isCountry } from '../../../record/vocabulary/countries.ts';
import { loadAboutCountry, type AboutCountry } from '../../../search/places/about-country.ts';
import { listCases } from '../../../search/query/find.ts';
import { countWith } from '../../../search/statistics/tally.ts';
import { loadNewestSource } from '../../../search/statistics/newest-source.ts';
import { cellAt, countCases, type Statistic } from '../../../search/statistics/count.ts';
import { addressOf } from '../statistics/chart-address.ts';
import { rowsInChart, StatisticChart } from '../statistics/chart-figure.tsx';
import { CountingRules } from '../statistics/counting-rules.tsx';
import { NewestSource } from '../statistics/results.tsx';
import { isSmall } from '../../../search/statistics/finding.ts';
import { lowerFirst } from '../../kit/words/lower-first.ts';
import { disputedWords, findingWords } from '../charts/finding-words.ts';
import { countWords, valueWords } from '../charts/words.ts';
import { CasesTimeline } from '../../record/components/timelines.tsx';
import { CaseLines } from '../../record/components/case-line.tsx';
import { Citation } from '../../kit/components/citation.tsx';
import { PublicPage } from '../../kit/components/layout.tsx';
import { Dotted, Empty, Pagination, PageSection } from '../../kit/components/page-parts.tsx';
import { EdtfDate } from '../../kit/components/values.tsx';
import { ThingName } from '../../record/components/record-value.tsx';
import type { Ctx, Router } from '../../kit/context.ts';
import { pageNumber, routes, type RecordFilters } from '../../routes.ts';
import { page, useView, useWords } from '../../kit/view.tsx';
import { LawLines } from '../../law/public/lines.tsx';
import { LetterLines } from '../../letters/public/letter-lines.tsx';
import { loadPlaces, townsOf, Places, type PlacesView } from './points.tsx';

const size = 20;
/** The first page. Later pages have only the list of cases. */
const first = 1;
/** The maximum number of laws on the page, which links to the list of all. */
const lawsShown = 10;
const lettersShown = 5;

type View = {
  code: string;
  number: number;
  pages: number;
  lines: CaseLine[];
  total: number;
  /** Everything else on the first page; null on later pages. */
  whole: Whole | null;
};
type Whole = {
  about: AboutCountry | null;
  outlets: Brief[];
  laws: LawList;
  letters: LetterList;
  /**
   * Numbers of cases anywhere in the world: `state` counts cases for which this state is responsible, and `home` counts
   * cases against outlets that are based in this country.
   */
  others: { state: number; home: number };
  /** Statistics of the cases; the first is by year. */
  figures: Statistic[];
  /** When the newest source of the cases was published (EDTF). */
  newestSource: string | null;
  places: PlacesView | null;
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
  const { app } = c.get('deps');
  const db = app.db.read;
  const found = await listCases(db, { country: [code], page: number, perPage: size }, 'public');
  const ids = found.hits.map((hit) => hit.id);
  const whole = number === first ? await loadWhole(app, code, ids, townsOf(c, code)) : null;
  return {
    code,
    number,
    pages: found.pages,
    lines: await loadCaseLines(db, ids),
    total: whole?.figures[0]?.total ?? found.total,
    whole,
  };
}

async function loadWhole(
  app: App,
  code: string,
  newest: readonly number[],
  nameOf: (locality: string) => string,
): Promise<Whole> {
  const db = app.db.read;
  const figures = newest.length ? await figuresOf(db, code) : [];
  return {
    about: await loadAboutCountry(db, code),
    outlets: await outletsAtHomeIn(db, code),
    laws: await listLaws(db, { audience: 'public', country: code, limit: lawsShown, offset: 0 }),
    letters: await lettersOfCountry(db, code, lettersShown),
    others: {
      state: await countWith(db, 'state', code),
      home: await countWith(db, 'home', code),
    },
    figures,
    newestSource: figures[0] ? await loadNewestSource(db, figures[0]) : null,
    places: await loadPlaces(app, code, undefined, nameOf),
    dates: await loadCaseDates(db, newest, 'public'),
  };
}

/** The dimensions by which the cases of a country are counted, in addition to the year. */
const counted = ['group', 'status', 'targeted', 'law', 'proceeding-outcome', 'state'] as const;

/** The statistics of a country. They come from stored tallies, so the page need not read all cases of the country. */
const figuresOf = (db: Reader, code: string): Promise<Statistic[]> =>
  Promise.all(
    [null, ...counted].map((by) =>
      countCases(db, { by, with: null, over: by ? null : 'year', text: null, filters: { country: [code] } }, 'public'),
    ),
  );

function CountryPage({ code, number, pages, lines, total, whole }: View) {
  const t = useWords();
  const name = countryName(code, t.locale);
  const title = t('search.public.country.title', { code, country: name });
  const filters: RecordFilters = { country: [code] };
  return (
    <PublicPage
      support="other"
      title={title}
      description={t('search.public.country.description', { code, country: name })}
      pageType="CollectionPage"
      canonical={routes.country({ code })}
      feeds={[
        { title: name, atom: routes.feeds.country.as('xml', { code }), json: routes.feeds.country.json({ code }) },
      ]}
      noindex={!total || number > 1 || lines.every((line) => line.example)}
      scripts={whole?.places?.map ? ['map.js'] : []}
      styles={['charts.css', 'places.css', ...(whole?.laws.total || whole?.letters.total ? ['law.css' as const] : [])]}
      crumbs={[{ label: t('kit.nav.cases'), href: routes.cases() }, { label: name }]}
    >
      <div class="country">
        <header class="article-head">
          <p class="kicker">{t('search.public.country.kicker')}</p>
          <h1>{title}</h1>
          <p class="standfirst">
            {whole?.figures.length ? (
              <Finding code={code} figures={whole.figures} />
            ) : (
              t('search.public.country.intro', { count: total })
            )}
          </p>
          {whole?.newestSource ? (
            <p class="muted">
              <NewestSource edtf={whole.newestSource} />
            </p>
          ) : null}
          {whole ? <Others code={code} others={whole.others} /> : null}
        </header>
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
        {whole && total ? (
          <>
            <PageSection id="places" title={t('search.public.places.title')}>
              {whole.places ? (
                <Places places={whole.places} total={total} />
              ) : (
                <p>{t('search.public.places.none', { count: total })}</p>
              )}
              <p class="meta more">
                <a href={routes.map()}>{t('search.statistics.map.title')}</a>
              </p>
            </PageSection>
            <Figures figures={whole.figures} />
            <Authorities about={whole.about} />
          </>
        ) : null}
        {whole ? (
          <>
            <InTime lines={lines} dates={whole.dates} />
            {whole.laws.total ? <Laws code={code} laws={whole.laws} /> : null}
            <PageSection id="letters" title={t('letters.title')} when={whole.letters.letters.length > 0}>
              <LetterLines lines={whole.letters.letters} heading={3} />
              {whole.letters.total > whole.letters.letters.length ? (
                <p class="meta more">
                  <a href={routes.letters()}>{t('search.public.country.letters')}</a>
                </p>
              ) : null}
            </PageSection>
            <PageSection id="outlets" title={t('search.public.country.outlets')} when={whole.outlets.length > 0}>
              <ul class="bare names">
                {whole.outlets.map((outlet) => (
                  <li>
                    <ThingName brief={outlet} />
                  </li>
                ))}
              </ul>
            </PageSection>
            {whole.about ? <Method code={code} title={title} about={whole.about} /> : null}
          </>
        ) : null}
      </div>
    </PublicPage>
  );
}

/** What the statistics show, in one to three sentences. */
function Finding({ code, figures: [years, kinds] }: { code: string; figures: readonly Statistic[] }) {
  const t = useWords();
  const { total } = years!;
  const dated = years!.periods.filter((period) => {
    const { sure, perhaps } = cellAt(years!, undefined, undefined, period);
    return sure + perhaps > 0;
  });
  const [top, next] = kinds!.rows.filter((row) => row.value !== null);
  const isFirst = top !== undefined && total > 1 && top.count > 1 && top.count > (next?.count ?? 0);
  return (
    <>
      {t('search.public.country.found', {
        code,
        country: countryName(code, t.locale),
        count: total,
        dated: dated.length === 0 ? 'no' : dated.length === 1 ? 'one' : 'span',
        from: String(dated[0]),
        to: String(dated.at(-1)),
      })}
      {isFirst
        ? ` ${t('search.public.country.most', { kind: lowerFirst(t, valueWords(t, 'group', top)), count: top.count, total })}`
        : ''}
      {isSmall(total) ? ` ${t('search.statistics.finding.small')}` : ''}
    </>
  );
}

/** The maximum number of values of one chart on this page. Its table has all values. */
const maxBars = 8;

/**
 * The charts. A chart needs at least two values to compare. If there is only one, a sentence has its count instead. If
 * there is none, a sentence says that nothing is recorded.
 */
function Figures({ figures: [years, ...others] }: { figures: readonly Statistic[] }) {
  const t = useWords();
  if (!years) return null;
  const known = (statistic: Statistic) => statistic.rows.filter((row) => row.value !== null);
  const charts = others.filter((one) => known(one).length > 1);
  const unknown = others.filter((one) => known(one).length === 0).map(({ query }) => query.by!);
  const single = others.flatMap((one) => {
    const [row, ...more] = known(one);
    return row && !more.length ? [{ one, row }] : [];
  });
  return (
    <section aria-labelledby="figures">
      <h2 id="figures">{t('search.public.country.figures')}</h2>
      <div class="figures">
        {years.periods.length > 1 ? <Small statistic={years} title={t('search.public.country.years')} wide /> : null}
        {charts.map((statistic) => (
          <Small statistic={statistic} title={t(`search.public.country.by.${statistic.query.by!}`)} />
        ))}
        <div class="muted">
          {single.map(({ one, row }) => (
            <p>
              {t('search.public.country.single', {
                by: t(`search.public.country.by.${one.query.by!}`),
                value: valueWords(t, one.query.by!, row),
                count: row.count,
                total: one.total,
              })}
            </p>
          ))}
          {unknown.map((by) => (
            <p>
              {t('search.public.country.unknown', { by: t(`search.public.country.by.${by}`) })}
              {by === 'status' ? ` ${t('search.public.country.status_hint')}` : ''}
            </p>
          ))}
          <p>
            {t('search.statistics.several')}
            {years.dated?.perhaps ? ` ${t('search.statistics.hatched')}` : ''}
            {years.dated?.none ? ` ${t('search.public.country.undated', { count: years.dated.none })}` : ''}
          </p>
        </div>
      </div>
    </section>
  );
}

function Authorities({ about }: { about: AboutCountry | null }) {
  const t = useWords();
  if (!about?.authorities.length) return null;
  return (
    <PageSection id="authorities" title={t('search.public.country.authorities')}>
      <p class="muted">
        {t('search.public.country.authorities_hint')} {t('search.report.unnamed')}
      </p>
      <ul class="counts">
        {about.authorities.map(({ actor, cases }) => (
          <li>
            <span class="line">
              <ThingName brief={actor} /> <span class="count">{countWords({ sure: cases, perhaps: 0 }, t)}</span>
            </span>
          </li>
        ))}
      </ul>
    </PageSection>
  );
}

/** What is counted and what is not, when it last changed, and how to cite the page. */
function Method({ code, title, about }: { code: string; title: string; about: AboutCountry }) {
  const { t, absolute } = useView();
  const path = routes.country({ code });
  const changed = about.changed.toISOString().slice(0, 10);
  return (
    <PageSection id="method" title={t('search.public.country.method')}>
      <p>{t('search.public.country.counted', { code, country: countryName(code, t.locale) })}</p>
      <p>{t('search.public.country.not_counted', { code, country: countryName(code, t.locale) })}</p>
      <p>
        {about.sources === null ? '' : `${t('search.public.country.sources', { count: about.sources })} `}
        {t('search.public.country.changed')} <EdtfDate edtf={changed} stop />{' '}
        <a href={routes.about()}>{t('search.public.country.about')}</a>
      </p>
      {absolute(path) ? (
        <>
          <h3>{t('kit.cite.title')}</h3>
          <Citation title={title} changed={changed} path={path} />
        </>
      ) : null}
    </PageSection>
  );
}

/** Cases that have to do with the country, but may have happened elsewhere. */
function Others({ code, others }: { code: string; others: Whole['others'] }) {
  const t = useWords();
  const links = [
    ...(others.state
      ? [{ href: routes.cases({ state: [code] }), text: t('search.public.country.by_state', { count: others.state }) }]
      : []),
    ...(others.home
      ? [{ href: routes.cases({ home: [code] }), text: t('search.public.country.at_home', { count: others.home }) }]
      : []),
  ];
  if (!links.length) return null;
  return (
    <p class="muted">
      <Dotted
        parts={links.map((one) => (
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

/** A small chart, with links to its table and data. */
function Small({ statistic, title, wide }: { statistic: Statistic; title: string; wide?: boolean }) {
  const t = useWords();
  if (!statistic.periods.length && !statistic.query.by) return null;
  const known = statistic.rows.filter((row) => row.value !== null);
  return (
    <figure class={wide ? 'figure wide' : 'figure'}>
      <figcaption>
        <h3>{title}</h3>
        <p class="muted">
          {[findingWords(t, statistic, null, 'public', isSmall(statistic.total)), disputedWords(t, statistic)]
            .filter(Boolean)
            .join(' ')}
        </p>
      </figcaption>
      <StatisticChart statistic={statistic} limit={maxBars} titled />
      {statistic.query.by && known.length > maxBars ? (
        <p class="muted">{t('search.public.country.shown', { shown: maxBars, all: known.length })}</p>
      ) : null}
      <p class="muted figure-note no-print">
        <a
          href={routes.statistics(addressOf(statistic.query))}
          aria-label={t('search.public.country.table_of', { title })}
        >
          {t('search.public.country.table')}
        </a>
      </p>
      <CountingRules statistic={statistic} rows={rowsInChart(statistic, undefined, maxBars)} />
    </figure>
  );
}

function InTime({ lines, dates }: { lines: readonly CaseLine[]; dates: Whole['dates'] }) {
  const t = useWords();
  const timeline = CasesTimeline({
    cases: lines,
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
