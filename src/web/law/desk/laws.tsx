import { importLaw } from '../../../law/import/import-law.ts';
import { listLaws } from '../../../law/views/list.ts';
import { plainValues } from '../../../record/views/lists.ts';
import { DeskPage } from '../../kit/components/layout.tsx';
import { Empty, Pagination } from '../../kit/components/page-parts.tsx';
import { RecordValue } from '../../record/components/record-value.tsx';
import type { Pages } from '../../kit/context.ts';
import { pageNumber, routes } from '../../routes.ts';
import { page } from '../../kit/view.tsx';
import { atDesk } from '../../kit/desk/who.ts';
import { BriefLine } from '../../record/show/parts.tsx';

const size = 50;

/** The desk's laws. */
export const lawList: Pages = (web) => {
  web.get(routes.desk.laws.pattern, async (c) => {
    const t = c.get('t');
    const desk = await atDesk(c);
    const url = new URL(c.req.url);
    const [q, part] = [url.searchParams.get('q')?.trim().slice(0, 200) || undefined, pageNumber(url)];
    const { laws, total } = await listLaws(desk.app.db.read, {
      audience: 'desk',
      q,
      limit: size,
      offset: (part - 1) * size,
    });
    const add = desk.may(importLaw) ? { href: routes.desk.newLaw(), label: t('law.desk.new') } : undefined;
    return page(
      c,
      <DeskPage
        title={t('law.title')}
        noindex
        crumbs={[{ label: t('law.title') }]}
        actions={
          <>
            <a class="button small" href={routes.desk.duties()}>
              {t('law.duty.title')}
            </a>{' '}
            {add ? (
              <a class="button main small" href={add.href}>
                {add.label}
              </a>
            ) : null}
          </>
        }
      >
        {total || q ? (
          <form class="search-line" method="get" role="search">
            <label for="q">{t('law.desk.find')}</label> <input id="q" type="search" name="q" value={q ?? ''} />{' '}
            <button class="button small" type="submit">
              {t('law.desk.find_button')}
            </button>
          </form>
        ) : null}
        {laws.length ? (
          <ul class="list">
            {laws.map((line) => (
              <li>
                <p>
                  <BriefLine brief={line.law} />
                </p>
                <p class="who">
                  {['law-kind', 'law-number', 'jurisdiction']
                    .flatMap((property) => plainValues(line, property))
                    .map((value, index) => (
                      <>
                        {index ? ' · ' : ''}
                        <RecordValue view={value} />
                      </>
                    ))}
                </p>
              </li>
            ))}
          </ul>
        ) : (
          <Empty title={t(q ? 'record.public.nothing_found' : 'law.desk.none')} action={add}>
            {q ? undefined : t('law.desk.none_lead')}
          </Empty>
        )}
        <Pagination page={part} pages={Math.ceil(total / size)} href={(to) => routes.desk.laws({ q, page: to })} />
      </DeskPage>,
    );
  });
};
