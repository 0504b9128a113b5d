import { z } from 'zod';
import { AppError } from '../../../platform/errors.ts';
import { previewSetBack, setBack } from '../../../record/history/set-back.ts';
import { refOf } from '../../../record/refs.ts';
import { loadBriefs } from '../../../record/views/briefs.ts';
import { Notice } from '../../kit/components/page-parts.tsx';
import { VisibilityBadge } from '../../kit/components/values.tsx';
import type { Pages } from '../../kit/context.ts';
import { defineForm } from '../../kit/forms/form.ts';
import { fieldWords } from '../../kit/forms/words.ts';
import { routes } from '../../routes.ts';
import { briefTitle, deskPage } from '../desk/links.ts';
import { Differences } from './diff.tsx';
import { differences } from './differences.ts';
import { loadThing, shortened } from './find.ts';
import { When } from './when.tsx';
import { loadNames } from './wording.ts';
import { changePage } from '../../kit/pages/form-page.tsx';
import { Section } from '../show/parts.tsx';

const form = defineForm({
  name: 'set-back',
  schema: z.object({
    reason: z
      .string('errors.field.reason.short')
      .min(10, 'errors.field.reason.short')
      .max(2000, 'errors.field.text.long'),
  }),
  fields: {
    reason: { kind: 'textarea', label: 'record.history.back.reason', hint: 'record.history.back.reason_hint', rows: 2 },
  },
});

/** The form that restores an earlier state of an item. */
export const setBackPages: Pages = (web) => {
  changePage(web, routes.desk.setBack, {
    operation: setBack,
    load: async ({ t, db, params: { kind, number, set } }) => {
      const thing = await loadThing(db, kind, number);
      if (!/^[1-9]\d{0,14}$/.test(set)) throw new AppError('not_found');
      const to = await db
        .selectFrom('change_set')
        .select(['id as set', 'at'])
        .where('id', '=', Number(set))
        .executeTakeFirst();
      if (!to) throw new AppError('not_found');
      const brief = (await loadBriefs(db, [thing.id], 'desk')).get(thing.id)!;
      const back = await previewSetBack(db, thing, to.set);
      const names = await loadNames(db, [back.now, back.target]);
      return { thing, to, title: briefTitle(t, brief), back, names, version: back.seen };
    },
    form,
    title: ({ t, view }) => t('record.history.back.title', { title: shortened(view.title) }),
    crumb: 'record.history.back.crumb',
    crumbs: ({ t, params: { kind, number } }) => [
      { label: `${t(`record.desk.kind.${kind}`)} ${number}`, href: deskPage({ kind, number }) },
      { label: t('record.desk.history.title'), href: routes.desk.historyOf({ kind, number }) },
    ],
    actions: ({ view }) => <VisibilityBadge visibility={view.thing.visibility} />,
    save: 'record.history.back.submit',
    home: ({ params: { kind, number } }) => routes.desk.historyOf({ kind, number }),
    current: () => ({}),
    body: (drawn, { t, params: { kind }, state, view: { to, back, names } }) => {
      const changes = back.target ? differences(t, { kind, before: back.now, after: back.target }, names) : [];
      return (
        <>
          <p class="lead">
            {t('record.history.back.lead')} <When at={to.at} /> (
            <a href={routes.desk.changeSet({ number: to.set })}>{t('record.history.change_set', { number: to.set })}</a>
            ).
          </p>
          {back.problems.length ? (
            <Notice kind="warning" title={t('record.history.back.cannot')}>
              {back.problems.map((problem) => (
                <p>{fieldWords(t, problem)}</p>
              ))}
            </Notice>
          ) : null}
          <Section id="what-changes" title={t('record.history.back.changes')} when={changes.length > 0}>
            <Differences differences={changes} />
          </Section>
          {back.problems.length && !state.errors.length && !state.problem ? null : drawn}
        </>
      );
    },
    submit: async ({ reason }, { run, view: { thing, to }, version }) => {
      await run(setBack, { thing: refOf(thing), to: to.set, seen: Number(version), reason }, reason);
      return deskPage(thing);
    },
  });
};
