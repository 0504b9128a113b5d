import { z } from 'zod';
import { editors } from '../../../accounts/tables.ts';
import { AppError } from '../../../platform/errors.ts';
import type { Reader } from '../../../platform/database/tx.ts';
import { previewUndo, type UndoPreview } from '../../../record/history/undo/preview.ts';
import { undo, whileWaiting } from '../../../record/history/undo/undo.ts';
import type { UndoState } from '../../../record/history/undo/undo-state.ts';
import type { Target } from '../../../record/history/undo/target.ts';
import { loadBriefs, type Brief } from '../../../record/views/briefs.ts';
import { loadChangeSet } from '../../../record/views/change-sets.ts';
import { DeskPage } from '../../kit/components/layout.tsx';
import { Notice } from '../../kit/components/page-parts.tsx';
import type { Ctx, Pages } from '../../kit/context.ts';
import { Form } from '../../kit/forms/fields.tsx';
import { defineForm, fresh, type FormState } from '../../kit/forms/form.ts';
import { handleForm } from '../../kit/forms/handle.ts';
import { routes } from '../../routes.ts';
import { useView } from '../../kit/view.tsx';
import { atDesk, demand, type Desk } from '../../kit/desk/who.ts';
import { BriefLine } from '../show/parts.tsx';
import { batchPattern } from './find.ts';

/** Who may undo whole writes. */
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

/** Things that an undo leaves, each with why. */
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
                    <span class="who">{t(`record.desk.kind.${brief.kind}`)} </span>
                  ) : null}
                  <BriefLine brief={brief} /> ·{' '}
                  <a href={routes.desk.historyOf({ kind: brief.kind, number: brief.number })}>
                    {t('record.desk.history.title')}
                  </a>
                </>
              ) : (
                t('record.desk.history.gone')
              )}
              <p class="who">
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
        <p class="who">{t('record.desk.history.and_more', { count: count - skips.length })}</p>
      ) : null}
    </>
  );
}

type PageProps = {
  title: string;
  crumb: { label: string; href: string };
  preview: UndoPreview;
  briefs: ReadonlyMap<number, Brief>;
  state: FormState;
};

function UndoPage({ title, crumb, preview, briefs, state }: PageProps) {
  const { t } = useView();
  const { things, withdrawn, left, skips } = preview;
  const changed = things - withdrawn;
  return (
    <DeskPage
      title={title}
      noindex
      crumbs={[
        { label: t('record.desk.history.title'), href: routes.desk.history() },
        crumb,
        { label: t('record.history.undo.crumb') },
      ]}
    >
      <p class="lead">{t('record.history.undo.lead')}</p>
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
      {left ? (
        <section class="panel" aria-labelledby="left">
          <h2 id="left">{t('record.history.undo.in_the_way')}</h2>
          <SkipList skips={skips} briefs={briefs} count={left} />
        </section>
      ) : null}
      {things && preview.total > whileWaiting ? (
        <p>{t('record.history.undo.later', { count: preview.total })}</p>
      ) : null}
      {things || state.errors.length ? (
        <Form
          form={left ? choosingForm : plainForm}
          state={state}
          submit="record.history.undo.submit"
          cancel={crumb.href}
        />
      ) : null}
    </DeskPage>
  );
}

async function undoAt(
  c: Ctx,
  desk: Desk,
  target: Target,
  words: { title: string; crumb: { label: string; href: string } },
): Promise<Response> {
  const { db } = desk.app;
  // What the form asks depends on what stands in the way, and a button must answer for what was shown.
  const preview = await previewUndo(db.read, target);
  const briefs = await loadBriefs(
    db.read,
    preview.skips.flatMap((skip) => (skip.by === undefined ? [skip.thingId] : [skip.thingId, skip.by])),
    'desk',
  );
  return handleForm(c, preview.left ? choosingForm : plainForm, {
    initial: () => fresh(preview.left ? { conflicts: 'stop' } : {}),
    render: (state) => <UndoPage {...words} preview={preview} briefs={briefs} state={state} />,
    submit: async (typed) => {
      const done = await undo(desk.app, desk.principal, { target, ...typed }, { later: true });
      return routes.desk.batch({ batch: done.batch });
    },
  });
}

/** How an undo went, or how far it is; on the page of its writes. */
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
      {skips.length ? (
        <section class="panel" aria-labelledby="left">
          <h2 id="left">{t('record.history.undo.left')}</h2>
          <SkipList skips={skips} briefs={briefs} count={Math.max(state.skipped, skips.length)} />
        </section>
      ) : null}
    </>
  );
}

/** What an undo left, the first of it. */
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

/** Undoing whole writes. */
export const undoPages: Pages = (web) => {
  web.on(['GET', 'POST'], routes.desk.undoChangeSet.pattern, async (c) => {
    const t = c.get('t');
    const desk = await atDesk(c);
    demand(desk, undoPermission);
    const { number } = routes.desk.undoChangeSet.read(c.req.param());
    if (!(await loadChangeSet(desk.app.db.read, number))) throw new AppError('not_found');
    return undoAt(
      c,
      desk,
      { set: number },
      {
        title: t('record.history.undo.title', { number }),
        crumb: { label: t('record.history.change_set', { number }), href: routes.desk.changeSet({ number }) },
      },
    );
  });

  web.on(['GET', 'POST'], routes.desk.undoBatch.pattern, async (c) => {
    const t = c.get('t');
    const desk = await atDesk(c);
    demand(desk, undoPermission);
    const { batch } = routes.desk.undoBatch.read(c.req.param());
    if (!batchPattern.test(batch)) throw new AppError('not_found');
    if (
      !(await desk.app.db.read
        .selectFrom('change_set')
        .select('id')
        .where('batch_id', '=', batch)
        .limit(1)
        .executeTakeFirst())
    )
      throw new AppError('not_found');
    return undoAt(
      c,
      desk,
      { batch },
      {
        title: t('record.history.undo.title_batch'),
        crumb: { label: t('record.history.batch.title'), href: routes.desk.batch({ batch }) },
      },
    );
  });
};
