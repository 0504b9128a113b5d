import { z } from 'zod';
import { AppError } from '../../../platform/errors.ts';
import { run } from '../../../platform/operation.ts';
import { previewSetBack, setBack, type SettingBack } from '../../../record/history/set-back.ts';
import { refOf } from '../../../record/refs.ts';
import type { Thing } from '../../../record/things.ts';
import { loadBriefs } from '../../../record/views/briefs.ts';
import { DeskPage } from '../../kit/components/layout.tsx';
import { Notice } from '../../kit/components/page-parts.tsx';
import { VisibilityBadge } from '../../kit/components/values.tsx';
import type { Ctx, Pages } from '../../kit/context.ts';
import { Form } from '../../kit/forms/fields.tsx';
import { defineForm, fresh, type FormState } from '../../kit/forms/form.ts';
import { handleForm } from '../../kit/forms/handle.ts';
import { fieldWords } from '../../kit/forms/words.ts';
import { routes } from '../../routes.ts';
import { useView } from '../../kit/view.tsx';
import { atDesk, demand, type Desk } from '../../kit/desk/who.ts';
import { briefTitle, deskPage } from '../desk/links.ts';
import { Differences } from './diff.tsx';
import { differences } from './differences.ts';
import { loadThing, shortened } from './find.ts';
import { When } from './when.tsx';
import { loadNames, type Names } from './wording.ts';

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

type To = { set: number; at: Date };

function SetBackPage({
  thing,
  title,
  to,
  back,
  names,
  state,
}: {
  thing: Thing;
  title: string;
  to: To;
  back: SettingBack;
  names: Names;
  state: FormState;
}) {
  const { t } = useView();
  const { kind, number } = thing;
  const changes = back.wanted ? differences(t, { kind, before: back.now, after: back.wanted }, names) : [];
  return (
    <DeskPage
      title={t('record.history.back.title', { title: shortened(title) })}
      noindex
      crumbs={[
        { label: `${t(`record.desk.kind.${kind}`)} ${number}`, href: deskPage({ kind, number }) },
        { label: t('record.desk.history.title'), href: routes.desk.historyOf({ kind, number }) },
        { label: t('record.history.back.crumb') },
      ]}
      actions={<VisibilityBadge visibility={thing.visibility} />}
    >
      <p class="lead">
        {t('record.history.back.lead')} <When at={to.at} /> (
        <a href={routes.desk.changeSet({ number: to.set })}>{t('record.history.change_set', { number: to.set })}</a>).
      </p>
      {back.problems.length ? (
        <Notice kind="warning" title={t('record.history.back.cannot')}>
          {back.problems.map((problem) => (
            <p>{fieldWords(t, problem)}</p>
          ))}
        </Notice>
      ) : null}
      {changes.length ? (
        <section class="panel" aria-labelledby="what-changes">
          <h2 id="what-changes">{t('record.history.back.changes')}</h2>
          <Differences differences={changes} />
        </section>
      ) : null}
      {back.problems.length && !state.errors.length && !state.problem ? null : (
        <Form
          form={form}
          state={state}
          submit="record.history.back.submit"
          cancel={routes.desk.historyOf({ kind, number })}
        />
      )}
    </DeskPage>
  );
}

/** What setting back would change, shown before it is done; then done, with a reason. */
async function setBackAt(c: Ctx, desk: Desk, thing: Thing, to: To): Promise<Response> {
  const { db } = desk.app;
  const brief = (await loadBriefs(db.read, [thing.id], 'desk')).get(thing.id)!;
  const title = briefTitle(c.get('t'), brief);
  return handleForm(c, form, {
    initial: async () => fresh({}, { version: String((await previewSetBack(db.read, thing, to.set)).seen) }),
    render: async (state) => {
      const now = await loadThing(db.read, thing.kind, thing.number);
      const back = await previewSetBack(db.read, now, to.set);
      return (
        <SetBackPage
          thing={now}
          title={title}
          to={to}
          back={back}
          names={await loadNames(db.read, [back.now, back.wanted])}
          state={state}
        />
      );
    },
    submit: async ({ reason }, { version }) => {
      await run(
        desk.app,
        setBack,
        desk.principal,
        { thing: refOf(thing), to: to.set, seen: Number(version), reason },
        reason,
      );
      return deskPage(thing) ?? routes.desk.historyOf({ kind: thing.kind, number: thing.number });
    },
    current: async () => ({ values: {}, version: String((await previewSetBack(db.read, thing, to.set)).seen) }),
  });
}

/** Setting things back to earlier states. */
export const setBackPages: Pages = (web) => {
  web.on(['GET', 'POST'], routes.desk.setBack.pattern, async (c) => {
    const desk = await atDesk(c);
    demand(desk, setBack);
    const { db } = desk.app;
    const { kind, number, set } = routes.desk.setBack.read(c.req.param());
    const thing = await loadThing(db.read, kind, number);
    if (!/^[1-9]\d{0,14}$/.test(set)) throw new AppError('not_found');
    const to = await db.read
      .selectFrom('change_set')
      .select(['id as set', 'at'])
      .where('id', '=', Number(set))
      .executeTakeFirst();
    if (!to) throw new AppError('not_found');
    return setBackAt(c, desk, thing, to);
  });
};
