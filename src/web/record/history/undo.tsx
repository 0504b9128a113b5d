import { z } from 'zod';
import { editors } from '../../../accounts/tables.ts';
import { AppError } from '../../../platform/errors.ts';
import type { Reader } from '../../../platform/database/tx.ts';
import { previewUndo } from '../../../record/history/undo/preview.ts';
import { undo, maxInRequest } from '../../../record/history/undo/undo.ts';
import type { UndoState } from '../../../record/history/undo/undo-state.ts';
import type { Target } from '../../../record/history/undo/target.ts';
import { loadBriefs, type Brief } from '../../../record/views/briefs.ts';
import { loadChangeSet } from '../../../record/views/change-sets.ts';
import { Notice } from '../../kit/components/page-parts.tsx';
import type { Pages } from '../../kit/context.ts';
import { defineForm } from '../../kit/forms/form.ts';
import { routes } from '../../routes.ts';
import { useView } from '../../kit/view.tsx';
import { BriefLine, Section } from '../show/parts.tsx';
import { batchPattern } from './find.ts';
import { formPage } from '../../kit/pages/form-page.tsx';
import type { DeskRequest } from '../../kit/pages/page-request.ts';
import type { Router } from '../../kit/context.ts';
import type { Route } from '../../kit/pages/page-request.ts';

export const undoPermission = { permission: editors };

const reason = z
  .string('errors.field.reason.short')
  .min(10, 'errors.field.reason.short')
  .max(2000, 'errors.field.text.long');
const reasonField = {
  kind: 'textarea',
  label: 'record.history.back.reason',
  hint: 'record.history.undo.reason_hint',
  rows: 2,
} as const;

const schema = z.object({ reason, conflicts: z.enum(['skip', 'stop']).default('stop') });
const plainForm = defineForm({ name: 'undo', schema, fields: { reason: reasonField } });
const choosingForm = defineForm({
  name: 'undo',
  schema,
  fields: {
    conflicts: {
      kind: 'radio',
      label: 'record.history.undo.choose',
      options: [
        { value: 'stop', label: 'record.history.undo.stop', hint: 'record.history.undo.stop_hint' },
        { value: 'skip', label: 'record.history.undo.skip', hint: 'record.history.undo.skip_hint' },
      ],
    },
    reason: reasonField,
  },
});

/** The items that an undo skips, each with the reason. */
export function SkipList({
  skips,
  briefs,
  count,
}: {
  skips: readonly { thingId: number; ground: string; by?: number }[];
  briefs: ReadonlyMap<number, Brief>;
  count: number;
}) {
  const { t } = useView();
  return (
    <>
      <ul class="list">
        {skips.map(({ thingId, ground, by }) => {
          const brief = briefs.get(thingId);
          const holder = by === undefined ? undefined : briefs.get(by);
          return (
            <li>
              {brief ? (
                <>
                  {brief.title && !brief.hidden ? (
                    <span class="muted">{t(`record.desk.kind.${brief.kind}`)} </span>
                  ) : null}
                  <BriefLine brief={brief} /> ·{' '}
                  <a href={routes.desk.historyOf({ kind: brief.kind, number: brief.number })}>
                    {t('record.desk.history.title')}
                  </a>
                </>
              ) : (
                t('record.desk.history.gone')
              )}
              <p class="muted">
                {t(holder ? 'record.history.ground.rested_by' : `record.history.ground.${ground}`)}
                {holder ? (
                  <>
                    {' '}
                    {holder.title && !holder.hidden ? `${t(`record.desk.kind.${holder.kind}`)} ` : ''}
                    <BriefLine brief={{ ...holder, visibility: 'desk' }} />
                  </>
                ) : null}
              </p>
            </li>
          );
        })}
      </ul>
      {count > skips.length ? (
        <p class="muted">{t('record.desk.history.and_more', { count: count - skips.length })}</p>
      ) : null}
    </>
  );
}

/**
 * Registers a form that undoes a change set or a batch. The page shows what the undo would change, and the conflicts.
 */
function undoPage<P>(
  web: Router,
  route: Route<P>,
  find: (at: DeskRequest<P>) => Promise<{ target: Target; title: string; crumb: { label: string; href: string } }>,
): void {
  formPage(web, route, {
    operation: undoPermission,
    load: async (at) => {
      const found = await find(at);
      // Whether the form has a field for conflicts depends on the preview. So POST requests need it, too.
      const preview = await previewUndo(at.db, found.target);
      const briefs = await loadBriefs(
        at.db,
        preview.skips.flatMap((skip) => (skip.by === undefined ? [skip.thingId] : [skip.thingId, skip.by])),
        'desk',
      );
      return { ...found, preview, briefs };
    },
    form: ({ view }) => (view.preview.left ? choosingForm : plainForm),
    title: ({ view }) => view.title,
    crumb: 'record.history.undo.crumb',
    crumbs: ({ t, view }) => [{ label: t('record.desk.history.title'), href: routes.desk.history() }, view.crumb],
    lead: 'record.history.undo.lead',
    save: 'record.history.undo.submit',
    home: ({ view }) => view.crumb.href,
    values: ({ view }) => (view.preview.left ? { conflicts: 'stop' } : {}),
    body: (form, { t, state, view: { preview, briefs } }) => {
      const { things, withdrawn, left, skips } = preview;
      const changed = things - withdrawn;
      return (
        <>
          {things ? (
            <ul class="inside">
              {withdrawn ? <li>{t('record.history.undo.withdraws', { count: withdrawn })}</li> : null}
              {changed ? <li>{t('record.history.undo.sets_back', { count: changed })}</li> : null}
              {left ? <li>{t('record.history.undo.leaves', { count: left })}</li> : null}
            </ul>
          ) : (
            <Notice kind="warning" title={t('record.history.undo.cannot')}>
              <p>{t(left ? 'record.history.undo.nothing_possible' : 'record.history.undo.nothing')}</p>
            </Notice>
          )}
          <Section id="left" title={t('record.history.undo.in_the_way')} when={left > 0}>
            <SkipList skips={skips} briefs={briefs} count={left} />
          </Section>
          {things && preview.total > maxInRequest ? (
            <p>{t('record.history.undo.later', { count: preview.total })}</p>
          ) : null}
          {things || state.errors.length ? form : null}
        </>
      );
    },
    submit: async (input, { app, principal, view: { target } }) => {
      const done = await undo(app, principal, { target, ...input }, { later: true });
      return routes.desk.batch({ batch: done.batch });
    },
  });
}

/** The progress or the result of an undo, for the page of the batch that the undo created. */
export function UndoReport({
  state,
  skips,
  briefs,
}: {
  state: UndoState;
  skips: readonly { thingId: number; ground: string }[];
  briefs: ReadonlyMap<number, Brief>;
}) {
  const { t } = useView();
  const { target } = state;
  const undone =
    'set' in target
      ? {
          href: routes.desk.changeSet({ number: target.set }),
          label: t('record.history.change_set', { number: target.set }),
        }
      : { href: routes.desk.batch({ batch: target.batch }), label: t('record.history.batch.title') };
  return (
    <>
      <p class="lead">
        {t(state.finished ? 'record.history.undo.undid' : 'record.history.undo.undoing')}{' '}
        <a href={undone.href}>{undone.label}</a>
      </p>
      <p>
        {state.finished
          ? t('record.history.undo.result', { done: state.done, skipped: state.skipped })
          : t('record.history.undo.progress', { seen: state.seen, total: state.total })}
      </p>
      <Section id="left" title={t('record.history.undo.left')} when={skips.length > 0}>
        <SkipList skips={skips} briefs={briefs} count={Math.max(state.skipped, skips.length)} />
      </Section>
    </>
  );
}

/** Loads the first 100 items that an undo skipped, each with the reason. */
export async function loadSkips(db: Reader, batch: string) {
  const skips = await db
    .selectFrom('undo_skipped')
    .select(['thing_id as thingId', 'ground'])
    .where('batch_id', '=', batch)
    .orderBy('thing_id')
    .limit(100)
    .execute();
  return {
    skips,
    briefs: await loadBriefs(
      db,
      skips.map((skip) => skip.thingId),
      'desk',
    ),
  };
}

/** The pages that undo a change set or a batch. */
export const undoPages: Pages = (web) => {
  undoPage(web, routes.desk.undoChangeSet, async ({ t, db, params: { number } }) => {
    if (!(await loadChangeSet(db, number))) throw new AppError('not_found');
    return {
      target: { set: number },
      title: t('record.history.undo.title', { number }),
      crumb: { label: t('record.history.change_set', { number }), href: routes.desk.changeSet({ number }) },
    };
  });

  undoPage(web, routes.desk.undoBatch, async ({ t, db, params: { batch } }) => {
    if (!batchPattern.test(batch)) throw new AppError('not_found');
    const known = await db
      .selectFrom('change_set')
      .select('id')
      .where('batch_id', '=', batch)
      .limit(1)
      .executeTakeFirst();
    if (!known) throw new AppError('not_found');
    return {
      target: { batch },
      title: t('record.history.undo.title_batch'),
      crumb: { label: t('record.history.batch.title'), href: routes.desk.batch({ batch }) },
    };
  });
};
