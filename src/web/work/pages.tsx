import { z } from 'zod';
import { AppError } from '../../platform/errors.ts';
import { assign } from '../../work/assign.ts';
import { dayIn } from '../../record/values/local-time.ts';
import { follow } from '../../work/follow.ts';
import { findItem, itemSchema, whoSees } from '../../work/item.ts';
import { assignmentsOf, loadAssigned, loadItem, loadNotices, type Assignment } from '../../work/load-work.ts';
import { markSeen } from '../../work/mark-seen.ts';
import { noticeKinds, priorities } from '../../work/tables.ts';
import { Empty } from '../kit/components/page-parts.tsx';
import type { Pages } from '../kit/context.ts';
import { defineForm } from '../kit/forms/form.ts';
import { detailPage } from '../kit/pages/detail-page.tsx';
import { buttonRoute, formPage } from '../kit/pages/form-page.tsx';
import type { DeskRequest } from '../kit/pages/page-request.ts';
import { Section } from '../record/show/parts.tsx';
import { routes, safeNext } from '../routes.ts';
import { ItemLine, itemPage } from './item.tsx';
import { AssignedList, NoticeList } from './own.tsx';

const form = defineForm({
  name: 'assign',
  schema: z.object({
    to: z.string().optional(),
    due: z.string().optional(),
    priority: z.enum(priorities),
  }),
  fields: {
    to: { kind: 'select', label: 'work.assign.to', empty: 'work.assign.nobody', optional: true },
    due: {
      kind: 'date',
      wholeDay: true,
      yearless: 'future',
      label: 'work.assign.due',
      hint: 'kit.date.ahead_hint',
      optional: true,
      width: 'half',
    },
    priority: {
      kind: 'select',
      label: 'work.assign.priority',
      options: priorities.map((value) => ({ value, label: `work.priority.${value}` })),
      width: 'half',
    },
  },
});

/** The maximum number of assigned items on the page, and of notices. */
const maxItems = 200;

/** Loads the item that the address names, and its assignment. @throws AppError `not_found`, `gone` */
async function itemAt({ db, params: { kind, number } }: DeskRequest<{ kind: string; number: number }>) {
  const ref = `${kind}/${number}`;
  if (!itemSchema.safeParse(ref).success) throw new AppError('not_found');
  const found = await findItem(db, ref);
  const item = await loadItem(db, found);
  if (!item) throw new AppError('not_found');
  const now = (await assignmentsOf(db, found.column, [found.id])).get(found.id);
  return { ref, found, item, now };
}

const valuesOf = (now: Assignment | undefined) => ({
  to: now ? String(now.to) : '',
  due: now?.due ?? '',
  priority: now?.priority ?? ('normal' as const),
});

/**
 * The version of the form: the id of the account to which the item is assigned, or 0. If someone else has assigned the
 * item since the form was loaded, saving is a conflict.
 */
const versionOf = (now: Assignment | undefined): string => String(now?.to ?? 0);

/** The page of assignments and notices, the form that assigns an item, and the routes of the buttons about both. */
export const workPages: Pages = (web) => {
  detailPage(web, routes.desk.work, async ({ t, app, db, paper, principal }) => {
    const assigned = await loadAssigned(db, { limit: maxItems });
    const notices = await loadNotices(db, principal.accountId!, { kinds: noticeKinds, limit: maxItems, seen: true });
    const today = dayIn(app.now(), paper.timeZone);
    return {
      title: t('work.title'),
      crumbs: [{ label: t('site.desk.home.title'), href: routes.desk.home() }],
      links: [
        { href: routes.desk.calendar(), label: t('work.calendar.title') },
        { href: routes.desk.workSettings(), label: t('work.settings.title') },
      ],
      body: (
        <>
          <Section id="assigned" title={t('work.assigned_all', { count: assigned.count })}>
            {assigned.rows.length ? (
              <AssignedList rows={assigned.rows} today={today} all />
            ) : (
              <Empty title={t('work.assigned_none')}>{t('work.assigned_none_lead')}</Empty>
            )}
            {assigned.count > assigned.rows.length ? (
              <p class="muted">{t('work.only_first', { count: assigned.rows.length })}</p>
            ) : null}
          </Section>
          {notices.rows.length ? (
            <Section id="notices" title={t('work.notices')}>
              <NoticeList notices={notices.rows} />
            </Section>
          ) : null}
        </>
      ),
    };
  });

  formPage(web, routes.desk.assign, {
    load: itemAt,
    operation: assign,
    form,
    title: 'work.assign.title',
    crumbs: ({ t }) => [
      { label: t('site.desk.home.title'), href: routes.desk.home() },
      { label: t('work.title'), href: routes.desk.work() },
    ],
    lead: ({ t, view: { item, now } }) => (
      <>
        <p class="lead">
          <ItemLine item={item} />
        </p>
        {now ? <p>{t('work.assigned_to', { name: now.name })}</p> : null}
      </>
    ),
    options: async ({ db, view: { found } }) => ({
      to: (await whoSees(db, found)).map(({ id, name }) => ({ value: String(id), text: name })),
    }),
    values: ({ view: { now } }) => valuesOf(now),
    version: ({ view: { now } }) => versionOf(now),
    current: async ({ view: { now } }) => ({ values: valuesOf(now), version: versionOf(now) }),
    save: 'work.assign.save',
    home: ({ view: { item } }) => itemPage(item),
    submit: ({ to, due, priority }, { run, version, view: { ref } }) =>
      run(assign, {
        items: [ref],
        to: to === undefined ? null : Number(to),
        due: due ?? null,
        priority,
        was: Number(version) || null,
      }),
  });

  buttonRoute(web, routes.desk.follow, {
    act: ({ run, params: { kind, number }, intent }) =>
      run(follow, { items: [`${kind}/${number}`], follow: intent !== 'stop' }),
    home: ({ text }) => safeNext(text('back')),
  });

  buttonRoute(web, routes.desk.markSeen, {
    act: ({ run, text }) => run(markSeen, { notices: text('notices').split(',').filter(Boolean) }),
    home: ({ text }) => safeNext(text('back')),
  });
};
