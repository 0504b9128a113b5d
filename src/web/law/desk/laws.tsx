import { importLaw } from '../../../law/import/import-law.ts';
import { listLaws } from '../../../law/views/list.ts';
import { plainValues } from '../../../record/views/lists.ts';
import { RecordValue } from '../../record/components/record-value.tsx';
import type { Pages } from '../../kit/context.ts';
import { routes } from '../../routes.ts';
import { BriefLine } from '../../record/show/parts.tsx';
import { listPage } from '../../kit/pages/list-page.tsx';
import { Dotted } from '../../kit/components/page-parts.tsx';

export const lawList: Pages = (web) => {
  listPage(web, routes.desk.laws, {
    title: 'law.title',
    load: async ({ db, q, limit, offset }) => {
      const { laws, total } = await listLaws(db, { audience: 'desk', q, limit, offset });
      return { rows: laws, total };
    },
    crumbs: () => [],
    search: { label: 'law.desk.find', button: 'law.desk.find_button' },
    add: ({ may, t }) => may(importLaw) && { href: routes.desk.newLaw(), label: t('law.desk.new') },
    links: ({ t }) => [{ href: routes.desk.duties(), label: t('law.duty.title') }],
    line: (line) => (
      <>
        <p>
          <BriefLine brief={line.law} />
        </p>
        <p class="muted">
          <Dotted
            parts={['law-kind', 'law-number', 'jurisdiction']
              .flatMap((property) => plainValues(line, property))
              .map((value) => (
                <RecordValue view={value} />
              ))}
          />
        </p>
      </>
    ),
    empty: ({ q }) => ({
      title: q ? 'public.nothing_found' : 'law.desk.none',
      text: q ? undefined : 'law.desk.none_lead',
    }),
    part: (page, { q }) => routes.desk.laws({ q, page }),
  });
};
