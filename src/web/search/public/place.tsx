import { AppError } from '../../../platform/errors.ts';
import { loadCaseLines, type CaseLine } from '../../../record/views/lists.ts';
import { countryName, isCountry } from '../../../record/vocabulary/countries.ts';
import { cellWords, loadPlace, readCell, type MapPlace } from '../../../search/places/country-points.ts';
import { PublicPage } from '../../kit/components/layout.tsx';
import { PageSection, Pagination } from '../../kit/components/page-parts.tsx';
import type { Ctx, Router } from '../../kit/context.ts';
import { page, useWords } from '../../kit/view.tsx';
import { CaseLines } from '../../record/components/case-line.tsx';
import { pageNumber, routes } from '../../routes.ts';
import { placeWords } from '../charts/map-points.tsx';
import { Near, loadPlaces, townsOf, type PlacesView } from './points.tsx';

const size = 50;

type View = { code: string; place: MapPlace; number: number; lines: CaseLine[]; near: PlacesView | null };

/** The page of the cases at one place of a country, with a map of its surroundings. */
export function placePage(web: Router): void {
  web.get(routes.place.pattern, async (c) => {
    const { code, place: asked } = routes.place.read(c.req.param());
    const cell = readCell(asked);
    if (!cell || !isCountry(code)) throw new AppError('not_found');
    return page(c, <PlacePage {...await load(c, code, cell)} />);
  });
}

async function load(c: Ctx, code: string, cell: NonNullable<ReturnType<typeof readCell>>): Promise<View> {
  const { app } = c.get('deps');
  const db = app.db.read;
  const number = pageNumber(new URL(c.req.url));
  const nameOf = townsOf(c, code);
  const found = await loadPlace(db, code, cell, { limit: size, offset: (number - 1) * size }, nameOf);
  if (!found || found.cases.length === 0) throw new AppError('not_found');
  return {
    code,
    place: found.place,
    number,
    lines: await loadCaseLines(db, found.cases),
    near: number === 1 ? await loadPlaces(app, code, cell, nameOf) : null,
  };
}

function PlacePage({ code, place, number, lines, near }: View) {
  const t = useWords();
  const country = countryName(code, t.locale);
  const name = placeWords(t, place);
  const title = t('search.public.places.place', { place: name, country });
  const params = { code, place: cellWords(place) };
  return (
    <PublicPage
      support="other"
      title={title}
      canonical={routes.place(params)}
      noindex
      scripts={near?.map ? ['map.js'] : []}
      styles={['charts.css', 'places.css']}
      crumbs={[
        { label: t('kit.nav.cases'), href: routes.cases() },
        { label: country, href: routes.country({ code }) },
        { label: name },
      ]}
    >
      <div class="country">
        <header class="article-head">
          <h1>{title}</h1>
          <p class="standfirst">{t('search.public.country.intro', { count: place.cases })}</p>
        </header>
        {near ? <Near places={near} here={place} /> : null}
        <PageSection id="cases" title={t('kit.nav.cases')}>
          <CaseLines lines={lines} heading={3} />
          <Pagination
            page={number}
            pages={Math.ceil(place.cases / size)}
            href={(one) => routes.place(params, { page: one })}
          />
          <p class="meta more">
            <a href={routes.country({ code })}>{t('search.public.country.title', { code, country })}</a>
          </p>
        </PageSection>
      </div>
    </PublicPage>
  );
}
