import { listDisagreements, type ListedDisagreement } from '../../../record/disagreements/list.ts';
import { StatePill } from '../components/disagreements.tsx';
import { Filters, Pagination } from '../../kit/components/page-parts.tsx';
import type { Pages } from '../../kit/context.ts';
import { pageNumber, routes } from '../../routes.ts';
import { useView } from '../../kit/view.tsx';
import { disagreementGroups, readDisagreementFilters } from '../public/disagreements.tsx';
import { briefTitle } from '../desk/links.ts';
import { BriefLine } from '../show/parts.tsx';
import { valueWords } from '../show/words.ts';
import { detailPage } from '../../kit/pages/detail-page.tsx';

const size = 40;

/** The address of the desk page of a disagreement. */
export const disagreementHref = ({ subject, property }: Pick<ListedDisagreement, 'subject' | 'property'>): string =>
  routes.desk.disagreement({ kind: subject.kind, number: subject.number, property: property.property });

function Line({ one }: { one: ListedDisagreement }) {
  const { t } = useView();
  const { subject, property, inCase, state } = one;
  const title = `${t(`record.property.${property.property}`)}: ${briefTitle(t, subject)}`;
  return (
    <li>
      <p>
        <a href={disagreementHref(one)}>{title}</a> <StatePill state={state} />
      </p>
      <p class="muted">
        {property.values.map((value) => valueWords(t, value)).join(' / ')}
        {inCase ? (
          <>
            {' · '}
            <BriefLine brief={inCase} />
          </>
        ) : null}
      </p>
    </li>
  );
}

/** The list of disagreements between sources. */
export const disagreementListPages: Pages = (web) => {
  detailPage(web, routes.desk.disagreements, async ({ c, t, db }) => {
    const url = new URL(c.req.url);
    const filters = readDisagreementFilters(url);
    const number = pageNumber(url);
    const list = await listDisagreements(db, filters, { limit: size, offset: (number - 1) * size }, 'desk');
    return {
      title: t('record.duplicates.title'),
      crumbs: [{ label: t('site.desk.home.title'), href: routes.desk.home() }],
      lead: t('record.duplicates.desk.lead'),
      body: (
        <>
          <Filters action={routes.desk.disagreements()} search={false} groups={disagreementGroups(t, list, filters)} />
          <p class="muted" role="status">
            {t(list.more ? 'record.duplicates.count_newest' : 'record.duplicates.count', { count: list.total })}
          </p>
          {list.lines.length ? (
            <ul class="list">
              {list.lines.map((one) => (
                <Line one={one} />
              ))}
            </ul>
          ) : (
            <p>{t('record.duplicates.none')}</p>
          )}
          <Pagination
            page={number}
            pages={Math.ceil(list.total / size)}
            href={(one) => routes.desk.disagreements({ ...filters, page: one })}
          />
        </>
      ),
    };
  });
};
