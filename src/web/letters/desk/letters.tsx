import { beginLetter } from '../../../letters/hosted/begin-letter.ts';
import { createReportedLetters } from '../../../letters/reported/create-letters.ts';
import { noteBounces } from '../../../letters/post/note-bounces.ts';
import { listLetters } from '../../../letters/views/list.ts';
import { reportedCount } from '../../../letters/views/letter.ts';
import { Pill } from '../../kit/components/values.tsx';
import type { Pages } from '../../kit/context.ts';
import { routes } from '../../routes.ts';
import type { Translate } from '../../../platform/messages/messages.ts';
import { type Desk } from '../../kit/desk/who.ts';
import { BriefLine } from '../../record/show/parts.tsx';
import { listPage } from '../../kit/pages/list-page.tsx';

const reportedOne = (may: Desk['may'], t: Translate) =>
  may(createReportedLetters) && { href: routes.desk.newReportedLetter(), label: t('letters.desk.new_reported') };

export const letterListDesk: Pages = (web) => {
  listPage(web, routes.desk.letters, {
    title: 'letters.title',
    load: async ({ db, q, limit, offset }) => {
      const { letters, total } = await listLetters(db, { audience: 'desk', q, limit, offset });
      return { rows: letters, total };
    },
    crumbs: () => [],
    search: { label: 'letters.desk.find', button: 'letters.desk.find_button' },
    add: ({ may, t }) => may(beginLetter) && { href: routes.desk.newLetter(), label: t('letters.desk.new') },
    links: ({ may, t }) => [
      may(noteBounces) && { href: routes.desk.letterBounces(), label: t('letters.desk.bounces') },
      reportedOne(may, t),
    ],
    line: (line, { t }) => {
      const count = line.signed ?? reportedCount(line.facts)?.count;
      return (
        <>
          <p>
            <BriefLine brief={line.letter} />{' '}
            <Pill kind="plain">{t(line.stage ? `letters.stage.${line.stage}` : 'letters.sort.reported')}</Pill>
          </p>
          {count === undefined ? null : (
            <p class="muted">
              {t(line.sort === 'reported' ? 'letters.reported_count' : 'letters.signed_count', { count })}
            </p>
          )}
        </>
      );
    },
    empty: ({ q, may, t }) => ({
      title: q ? 'record.public.nothing_found' : 'letters.none',
      text: q ? undefined : 'letters.desk.none_lead',
      action: reportedOne(may, t) || undefined,
    }),
    part: (page, { q }) => routes.desk.letters({ q, page }),
  });
};
