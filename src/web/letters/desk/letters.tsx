import { beginLetter } from '../../../letters/hosted/begin-letter.ts';
import { createReportedLetters } from '../../../letters/reported/create-letters.ts';
import { noteBounces } from '../../../letters/post/note-bounces.ts';
import { listLetters } from '../../../letters/views/list.ts';
import { reportedCount } from '../../../letters/views/letter.ts';
import { DeskPage } from '../../kit/components/layout.tsx';
import { Empty, Pagination } from '../../kit/components/page-parts.tsx';
import { Pill } from '../../kit/components/values.tsx';
import type { Pages } from '../../kit/context.ts';
import { pageNumber, routes } from '../../routes.ts';
import { page } from '../../kit/view.tsx';
import { atDesk } from '../../kit/desk/who.ts';
import { BriefLine } from '../../record/show/parts.tsx';

const size = 50;

/** The desk's letters. */
export const letterListDesk: Pages = (web) => {
  web.get(routes.desk.letters.pattern, async (c) => {
    const t = c.get('t');
    const desk = await atDesk(c);
    const url = new URL(c.req.url);
    const [q, part] = [url.searchParams.get('q')?.trim().slice(0, 200) || undefined, pageNumber(url)];
    const { letters, total } = await listLetters(desk.app.db.read, {
      audience: 'desk',
      q,
      limit: size,
      offset: (part - 1) * size,
    });
    const add = desk.may(createReportedLetters)
      ? { href: routes.desk.newReportedLetter(), label: t('letters.desk.new_reported') }
      : undefined;
    return page(
      c,
      <DeskPage
        title={t('letters.title')}
        noindex
        crumbs={[{ label: t('letters.title') }]}
        actions={
          <>
            {desk.may(noteBounces) ? (
              <a class="button small" href={routes.desk.letterBounces()}>
                {t('letters.desk.bounces')}
              </a>
            ) : null}{' '}
            {add ? (
              <a class="button small" href={add.href}>
                {add.label}
              </a>
            ) : null}{' '}
            {desk.may(beginLetter) ? (
              <a class="button main small" href={routes.desk.newLetter()}>
                {t('letters.desk.new')}
              </a>
            ) : null}
          </>
        }
      >
        {total || q ? (
          <form class="search-line" method="get" role="search">
            <label for="q">{t('letters.desk.find')}</label> <input id="q" type="search" name="q" value={q ?? ''} />{' '}
            <button class="button small" type="submit">
              {t('letters.desk.find_button')}
            </button>
          </form>
        ) : null}
        {letters.length ? (
          <ul class="list">
            {letters.map((line) => {
              const count = line.signed ?? reportedCount(line.facts)?.count;
              return (
                <li>
                  <p>
                    <BriefLine brief={line.letter} />{' '}
                    <Pill kind="plain">{t(line.stage ? `letters.stage.${line.stage}` : 'letters.sort.reported')}</Pill>
                  </p>
                  {count === undefined ? null : (
                    <p class="who">
                      {t(line.sort === 'reported' ? 'letters.reported_count' : 'letters.signed_count', { count })}
                    </p>
                  )}
                </li>
              );
            })}
          </ul>
        ) : (
          <Empty title={t(q ? 'record.public.nothing_found' : 'letters.none')} action={add}>
            {q ? undefined : t('letters.desk.none_lead')}
          </Empty>
        )}
        <Pagination page={part} pages={Math.ceil(total / size)} href={(to) => routes.desk.letters({ q, page: to })} />
      </DeskPage>,
    );
  });
};
