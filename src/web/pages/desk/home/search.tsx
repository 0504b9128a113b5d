import { loadBriefs } from '../../../../record/views/briefs.ts';
import { loadClaims } from '../../../../record/views/claims.ts';
import { searchThings } from '../../../../search/query/find.ts';
import { DeskPage } from '../../../components/layout.tsx';
import { Empty, Filters, Pagination, type FilterGroup } from '../../../components/page-parts.tsx';
import type { Pages } from '../../../context.ts';
import { filterValues, pageNumber, routes } from '../../../routes.ts';
import { page } from '../../../view.tsx';
import { atDesk } from '../accounts/who.ts';
import { BriefLine, ClaimCard, Section } from '../record/show/parts.tsx';
import { SearchForm } from './home.tsx';

const perPage = 30;

/** The desk's search: everything on record but what is sealed, whoever may see it. */
export const searchPages: Pages = (app) => {
  app.get(routes.desk.search.pattern, async (c) => {
    const t = c.get('t');
    const { house } = await atDesk(c);
    const { db } = house;
    const url = new URL(c.req.url);
    const q = url.searchParams.get('q')?.trim().slice(0, 400) ?? '';
    const kinds = filterValues(url, 'kind');
    const title = t('desk.search.title');
    const crumbs = [{ label: t('desk.home.title'), href: routes.desk.home() }, { label: title }];
    if (!q)
      return page(
        c,
        <DeskPage title={title} noindex crumbs={crumbs}>
          <SearchForm />
        </DeskPage>,
      );
    const found = await searchThings(db.read, { text: q, kind: kinds, page: pageNumber(url), perPage }, 'desk');
    const hits = [...new Map([...found.direct, ...found.hits].map((hit) => [hit.id, hit])).values()];
    const briefs = await loadBriefs(db.read, hits.map((hit) => hit.id), 'desk');
    const claims = await loadClaims(db.read, found.claims.hits.map((hit) => hit.id), 'desk');
    const counts = found.facets.kind ?? [];
    const groups: FilterGroup[] = [{ name: 'kind', label: t('desk.list.kind'), options: counts.map(({ value, count }) => ({ value, count, text: t(`desk.kinds.${value}`), chosen: kinds.includes(value) })) }];
    return page(
      c,
      <DeskPage title={t('desk.search.for', { q })} noindex crumbs={crumbs}>
        <div class="listing">
          <Filters action={routes.desk.search()} q={q} placeholder={t('desk.search.label')} groups={groups} />
          <div>
            {!hits.length && !claims.length ? <Empty title={t('desk.list.none_found')}>{t('desk.search.none')}</Empty> : null}
            <ul class="list">
              {hits.map((hit) => {
                const brief = briefs.get(hit.id);
                return brief ? (
                  <li>
                    <span class="who">{t(`desk.kind.${brief.kind}`)}</span> <BriefLine brief={brief} />
                  </li>
                ) : null;
              })}
            </ul>
            <Pagination page={found.page} pages={found.pages} href={(number) => routes.desk.search({ q, kind: kinds, page: number > 1 ? number : undefined })} />
            {claims.length ? (
              <Section id="claims" title={t('desk.kinds.claim')}>
                <div class="cards">
                  {claims.map((claim) => (
                    <ClaimCard claim={claim} />
                  ))}
                </div>
              </Section>
            ) : null}
          </div>
        </div>
      </DeskPage>,
    );
  });
};
