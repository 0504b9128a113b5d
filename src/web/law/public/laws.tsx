import { listLaws, type LawList } from '../../../law/views/list.ts';
import { countryName, isCountry } from '../../../record/vocabulary/countries.ts';
import { lawLineOf, lawList } from '../api/law.ts';
import { PublicPage } from '../../kit/components/layout.tsx';
import { Empty, Pagination } from '../../kit/components/page-parts.tsx';
import type { Ctx, Router } from '../../kit/context.ts';
import { pageNumber, routes } from '../../routes.ts';
import { page, useWords } from '../../kit/view.tsx';
import { LawLines } from './lines.tsx';

const size = 50;

type LawListQuery = { country: string | undefined; part: number };

/** The page with all public laws, sorted by title. */
export function lawListPage(web: Router): void {
  web.get(routes.laws.pattern, async (c) => page(c, <LawsPage list={await find(c)} asked={readQuery(c)} />));
  web.on('GET', routes.laws.jsonPatterns, async (c) => {
    const [list, { country, part }] = [await find(c), readQuery(c)];
    return c.json(
      lawList.parse({
        schema: 'kronika.laws.v1',
        total: list.total,
        laws: list.laws.map(lawLineOf),
        next: list.total > part * size ? routes.laws.json({ country, page: part + 1 }) : null,
      }),
    );
  });
}

function readQuery(c: Ctx): LawListQuery {
  const url = new URL(c.req.url);
  const country = url.searchParams.get('country')?.toUpperCase();
  return { country: country && isCountry(country) ? country : undefined, part: pageNumber(url) };
}

function find(c: Ctx): Promise<LawList> {
  const { country, part } = readQuery(c);
  return listLaws(c.get('deps').app.db.read, { audience: 'public', country, limit: size, offset: (part - 1) * size });
}

function LawsPage({ list, asked: { country, part } }: { list: LawList; asked: LawListQuery }) {
  const t = useWords();
  return (
    <PublicPage
      support="other"
      title={t('law.title')}
      description={t('law.lead')}
      pageType="CollectionPage"
      canonical={routes.laws()}
      json={routes.laws.json({ country })}
      styles={['law.css']}
      noindex={country !== undefined || part > 1 || list.laws.every((line) => line.example)}
    >
      <div class="text flow">
        <header class="article-head">
          <h1>{t('law.title')}</h1>
          <p class="standfirst">{t('law.lead')}</p>
          <p class="meta">
            <span role="status">{t('law.count', { count: list.total })}</span> ·{' '}
            <a href={routes.duties({ country })}>{t('law.duty.all')}</a>
          </p>
          {list.countries.length > 1 || country ? (
            <p class="meta law-days">
              <a href={routes.laws()} aria-current={country ? undefined : 'page'}>
                {t('law.all_countries')}
              </a>{' '}
              {list.countries.map((one) => (
                <>
                  <a
                    href={routes.laws({ country: one.country })}
                    aria-current={country === one.country ? 'page' : undefined}
                  >
                    {countryName(one.country, t.locale)}
                  </a>{' '}
                </>
              ))}
            </p>
          ) : null}
        </header>
        {list.laws.length ? <LawLines lines={list.laws} heading={2} /> : <Empty title={t('law.none')} />}
        <Pagination
          page={part}
          pages={Math.ceil(list.total / size)}
          href={(to) => routes.laws({ country, page: to })}
        />
      </div>
    </PublicPage>
  );
}
