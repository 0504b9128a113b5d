import type { Hono } from 'hono';
import { AppError } from '../../../platform/errors.ts';
import { loadCountry, type CountryView } from '../../../record/views/lists.ts';
import { countryName, isCountry } from '../../../record/vocabulary/countries.ts';
import { CaseLines } from '../../components/case-line.tsx';
import { PublicPage } from '../../components/layout.tsx';
import { Empty, Pagination } from '../../components/page-parts.tsx';
import { ThingName } from '../../components/record-value.tsx';
import type { Env } from '../../context.ts';
import { pageNumber, routes } from '../../routes.ts';
import { page, useWords } from '../../view.tsx';

const size = 30;

export function countryPage(app: Hono<Env>): void {
  app.get(routes.country.pattern, async (c) => {
    const { code: asked } = routes.country.read(c.req.param());
    const code = asked.toUpperCase();
    if (!isCountry(code)) throw new AppError('not_found');
    const url = new URL(c.req.url);
    if (asked !== code) return c.redirect(routes.country({ code }) + url.search, 301);
    const number = pageNumber(url);
    const view = await loadCountry(c.get('deps').house.db.read, code, { limit: size, offset: (number - 1) * size });
    return page(c, <CountryPage code={code} view={view} number={number} />);
  });
}

function CountryPage({ code, view, number }: { code: string; view: CountryView; number: number }) {
  const t = useWords();
  const name = countryName(code, t.locale);
  return (
    <PublicPage title={name} canonical={routes.country({ code })} noindex={!view.total || number > 1 || view.lines.every((line) => line.example)} crumbs={[{ label: t('web.nav.cases'), href: routes.cases() }, { label: name }]}>
      <div class="text">
        <header class="article-head">
          <p class="kicker">{t('public.country.kicker')}</p>
          <h1>{name}</h1>
          <p class="standfirst">{t('public.country.intro', { count: view.total, country: name })}</p>
        </header>
        {view.lines.length ? <CaseLines lines={view.lines} heading={2} /> : <Empty title={t('public.country.none')} action={{ href: routes.cases(), label: t('public.home.all_cases') }} />}
        <Pagination page={number} pages={Math.ceil(view.total / size)} href={(one) => routes.country({ code }, { page: one })} />
        {view.lines.length ? (
          <p class="meta more">
            <a href={routes.cases({ country: [code] })}>{t('public.country.filter')}</a>
          </p>
        ) : null}
        {view.outlets.length ? (
          <section class="flow" aria-labelledby="outlets">
            <h2 id="outlets">{t('public.country.outlets')}</h2>
            <ul class="bare">
              {view.outlets.map((outlet) => (
                <li>
                  <ThingName brief={outlet} />
                </li>
              ))}
            </ul>
          </section>
        ) : null}
      </div>
    </PublicPage>
  );
}
