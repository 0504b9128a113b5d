import { z } from 'zod';
import { changeWorkMail, mailOf, stopWorkMail } from '../../work/mail.ts';
import { endWorkFeed, makeWorkFeed, workFeed } from '../../work/feed.ts';
import { mailTimes } from '../../work/tables.ts';
import { run } from '../../platform/operation.ts';
import { ActButton } from '../kit/components/desk.tsx';
import type { Pages } from '../kit/context.ts';
import { fullAddress } from '../kit/feeds/feed.ts';
import { defineForm } from '../kit/forms/form.ts';
import { buttonRoute, formPage } from '../kit/pages/form-page.tsx';
import { stopPages } from '../kit/pages/stop-page.tsx';
import { useView } from '../kit/view.tsx';
import { Section } from '../record/show/parts.tsx';
import { routes } from '../routes.ts';

const often = ['none', ...mailTimes] as const;

const form = defineForm({
  name: 'work-mail',
  schema: z.object({ often: z.enum(often) }),
  fields: {
    often: {
      kind: 'radio',
      label: 'work.settings.mail',
      hint: 'work.settings.mail_hint',
      options: often.map((value) => ({ value, label: `work.settings.often.${value}` })),
    },
  },
});

/** The settings for emails about a person's work, and for the person's feed and calendar. */
export const workSettings: Pages = (web) => {
  formPage(web, routes.desk.workSettings, {
    load: async ({ c, db, app, principal }) => {
      const token = await workFeed.tokenOf(db, app.config.dataDir, principal.accountId!);
      return {
        often: await mailOf(db, principal.accountId!),
        feed: token && fullAddress(c, routes.desk.workFeed({ token })),
        calendar: token && fullAddress(c, routes.desk.workCalendar({ token })),
      };
    },
    form,
    title: 'work.settings.title',
    crumbs: ({ t }) => [
      { label: t('site.desk.home.title'), href: routes.desk.home() },
      { label: t('work.title'), href: routes.desk.work() },
    ],
    lead: ({ t, app }) => (app.config.mail === null ? <p class="muted">{t('search.saved.no_mail')}</p> : null),
    values: ({ view }) => ({ often: view.often }),
    save: 'record.desk.save',
    home: () => routes.desk.workSettings(),
    submit: (to, at) => at.run(changeWorkMail, to),
    below: ({ view: { feed, calendar } }) => <Addresses feed={feed} calendar={calendar} />,
  });
  buttonRoute(web, routes.desk.newWorkFeed, {
    operation: makeWorkFeed,
    act: (at) => at.run(makeWorkFeed, {}),
    home: () => `${routes.desk.workSettings()}#feed`,
  });
  buttonRoute(web, routes.desk.endWorkFeed, {
    act: (at) => at.run(endWorkFeed, {}),
    home: () => `${routes.desk.workSettings()}#feed`,
  });

  stopPages(web, routes.stopWorkMail, {
    words: (part) => `work.stop.${part}`,
    stop: (app, stopKey) => run(app, stopWorkMail, null, { stopKey }),
  });
};

function Addresses({ feed, calendar }: { feed: string | null; calendar: string | null }) {
  const { t } = useView();
  return (
    <Section id="feed" title={t('work.feed.title')}>
      <p>{t('work.feed.lead')}</p>
      {feed && calendar ? (
        <>
          <p class="typed">
            {t('work.feed.feed')}: <code>{feed}</code>
          </p>
          <p class="typed">
            {t('work.feed.calendar')}: <code>{calendar}</code>
          </p>
        </>
      ) : null}
      <p class="muted">{t('work.feed.hint')}</p>
      <div class="actions">
        <ActButton action={routes.desk.newWorkFeed()} label={t(feed ? 'work.feed.renew' : 'work.feed.make')} />
        {feed ? <ActButton action={routes.desk.endWorkFeed()} label={t('work.feed.end')} /> : null}
      </div>
    </Section>
  );
}
