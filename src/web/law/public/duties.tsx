import { listDuties, type DutiesOfLaw } from '../../../law/duties/list-duties.ts';
import { langOf } from '../../kit/components/own-words.tsx';
import { dutyBearers, type DutyBearer } from '../../../law/duties/tables.ts';
import { turningDaysOf } from '../../../law/views/as-of.ts';
import { countryName, isCountry } from '../../../record/vocabulary/countries.ts';
import { dutiesOfLaw, dutyList } from '../api/duty.ts';
import { PublicPage } from '../../kit/components/layout.tsx';
import { addressOf } from '../../record/components/of-record.ts';
import { Empty, Pagination } from '../../kit/components/page-parts.tsx';
import type { Ctx, Router } from '../../kit/context.ts';
import { pageNumber, routes } from '../../routes.ts';
import { page, useWords } from '../../kit/view.tsx';
import { Duties } from './duty.tsx';
import { todayOf } from './law.tsx';

const size = 20;

export type DutyQuery = { country: string | undefined; bearer: DutyBearer | undefined; part: number };
type Listed = Awaited<ReturnType<typeof listDuties>>;

/** The page with the duties of all laws, with their status today. */
export function dutiesPage(web: Router): void {
  web.get(routes.duties.pattern, async (c) => {
    const [list, query] = [await findDuties(c, 'public', size), readDutyQuery(c)];
    return page(c, <DutiesPage list={list} query={query} />);
  });
  web.on('GET', routes.duties.jsonPatterns, async (c) => {
    const [list, { part, country, bearer }] = [await findDuties(c, 'public', size), readDutyQuery(c)];
    return c.json(
      dutyList.parse({
        schema: 'kronika.duties.v1',
        total: list.total,
        laws: list.laws.map(dutiesOfLaw),
        next: list.total > part * size ? routes.duties.json({ country, bearer, page: part + 1 }) : null,
      }),
    );
  });
}

export function readDutyQuery(c: Ctx): DutyQuery {
  const url = new URL(c.req.url);
  const country = url.searchParams.get('country')?.toUpperCase();
  return {
    country: country && isCountry(country) ? country : undefined,
    bearer: dutyBearers.find((one) => one === url.searchParams.get('bearer')),
    part: pageNumber(url),
  };
}

export async function findDuties(c: Ctx, audience: 'public' | 'desk', limit: number): Promise<Listed> {
  const { country, bearer, part } = readDutyQuery(c);
  const day = todayOf(c);
  const list = await listDuties(c.get('deps').app.db.read, {
    audience,
    day,
    countries: country ? [country] : undefined,
    bearer,
    limit,
    offset: (part - 1) * limit,
  });
  // The page shows the duties of today. If a law changes on a later day, a cached page would be wrong from that day on.
  if (audience === 'public' && list.laws.some(({ law }) => turningDaysOf(law).some((one) => one > day)))
    c.header('Cache-Control', 'no-cache');
  return list;
}

/** Links that filter by country and by who must fulfil the duty. */
export function DutyFilters({
  countries,
  query: { country, bearer },
  href,
}: {
  countries: readonly string[];
  query: DutyQuery;
  href(link: { country?: string; bearer?: string }): string;
}) {
  const t = useWords();
  return (
    <>
      <p class="meta law-days">
        <a href={href({ country })} aria-current={bearer ? undefined : 'page'}>
          {t('law.duty.bearer_all')}
        </a>{' '}
        {dutyBearers.map((one) => (
          <>
            <a href={href({ country, bearer: one })} aria-current={bearer === one ? 'page' : undefined}>
              {t(`law.duty.bearer.${one}`)}
            </a>{' '}
          </>
        ))}
      </p>
      {countries.length > 1 || country ? (
        <p class="meta law-days">
          <a href={href({ bearer })} aria-current={country ? undefined : 'page'}>
            {t('law.all_countries')}
          </a>{' '}
          {countries.map((one) => (
            <>
              <a href={href({ country: one, bearer })} aria-current={country === one ? 'page' : undefined}>
                {countryName(one, t.locale)}
              </a>{' '}
            </>
          ))}
        </p>
      ) : null}
    </>
  );
}

function DutiesPage({ list, query }: { list: Listed; query: DutyQuery }) {
  const t = useWords();
  const { country, bearer, part } = query;
  return (
    <PublicPage
      support="other"
      title={t('law.duty.title')}
      description={t('law.duty.lead')}
      canonical={routes.duties()}
      json={routes.duties.json({ country, bearer })}
      styles={['law.css']}
      noindex={country !== undefined || bearer !== undefined || part > 1 || list.laws.every(({ law }) => law.example)}
      crumbs={[{ label: t('law.title'), href: routes.laws() }, { label: t('law.duty.title') }]}
    >
      <div class="text flow law">
        <header class="article-head">
          <h1>{t('law.duty.title')}</h1>
          <p class="standfirst">{t('law.duty.lead')}</p>
          <DutyFilters countries={list.countries} query={query} href={(link) => routes.duties(link)} />
        </header>
        {list.laws.length ? list.laws.map((one) => <OfLaw one={one} />) : <Empty title={t('law.duty.none')} />}
        <Pagination
          page={part}
          pages={Math.ceil(list.total / size)}
          href={(to) => routes.duties({ country, bearer, page: to })}
        />
      </div>
    </PublicPage>
  );
}

function OfLaw({ one: { law, countries, duties } }: { one: DutiesOfLaw }) {
  const t = useWords();
  return (
    <section aria-labelledby={`law-${law.brief.number}`}>
      <h2 id={`law-${law.brief.number}`}>
        <a href={addressOf(law.brief)} {...langOf(law.brief)}>
          {law.brief.title}
        </a>
      </h2>
      <p class="muted">
        {[...countries.map((code) => countryName(code, t.locale)), t('law.duty.count', { count: duties.length })].join(
          ' · ',
        )}
      </p>
      <Duties duties={duties} law={law} />
    </section>
  );
}
