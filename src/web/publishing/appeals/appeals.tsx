import { z } from 'zod';
import { AppError } from '../../../platform/errors.ts';
import { run } from '../../../platform/operation.ts';
import { changeAppeal } from '../../../publishing/appeals/change-appeal.ts';
import {
  appealDays,
  appealSchema,
  appealTotals,
  dayIn,
  isRunning,
  loadAppeals,
  type Appeal,
  type AppealCount,
} from '../../../publishing/appeals/appeal.ts';
import { endAppeals } from '../../../publishing/appeals/end-appeals.ts';
import { makeAppeals } from '../../../publishing/appeals/make-appeals.ts';
import { appealPlaces } from '../../../publishing/appeals/tables.ts';
import { AppealBox } from './appeal.tsx';
import { ActButton } from '../../kit/components/desk.tsx';
import { DeskPage } from '../../kit/components/layout.tsx';
import { Empty, Table } from '../../kit/components/page-parts.tsx';
import { EdtfDate, Pill } from '../../kit/components/values.tsx';
import type { Ctx, Pages } from '../../kit/context.ts';
import { Form } from '../../kit/forms/fields.tsx';
import { defineForm, fresh, toTree, type FormState } from '../../kit/forms/form.ts';
import { handleAct, handleForm } from '../../kit/forms/handle.ts';
import type { Tree } from '../../kit/forms/tree.ts';
import { routes } from '../../routes.ts';
import { page, useView, useWords } from '../../kit/view.tsx';
import type { Translate } from '../../../platform/messages/messages.ts';
import { atDesk, demand } from '../../kit/desk/who.ts';
import { SettingsParts } from '../publication/parts.tsx';
import { edtfWords } from '../../kit/words/edtf-words.ts';
import { languageName } from '../../../record/vocabulary/languages.ts';
import { languageOptions } from '../../record/forms/values.ts';

const appealForm = (t: Translate) =>
  defineForm({
    name: 'appeal',
    schema: appealSchema,
    fields: {
      title: { kind: 'text', label: 'appeals.field.title' },
      body: { kind: 'textarea', label: 'appeals.field.body', rows: 3 },
      details: {
        kind: 'textarea',
        label: 'appeals.field.details',
        hint: 'appeals.field.details_hint',
        optional: true,
        rows: 5,
      },
      donateUrl: { kind: 'url', label: 'appeals.field.url', hint: 'appeals.field.url_hint' },
      label: {
        kind: 'text',
        label: 'appeals.field.label',
        hint: 'appeals.field.label_hint',
        optional: true,
        width: 'half',
      },
      language: {
        kind: 'select',
        label: 'appeals.field.language',
        empty: 'appeals.field.language_any',
        optional: true,
        options: languageOptions(t),
        width: 'half',
      },
      places: {
        kind: 'checkboxes',
        label: 'appeals.field.places',
        options: appealPlaces.map((value) => ({ value, label: `appeals.place.${value}` })),
      },
      startsOn: { kind: 'text', label: 'appeals.field.from', hint: 'appeals.field.day_hint', width: 'half' },
      endsOn: { kind: 'text', label: 'appeals.field.to', optional: true, width: 'half' },
      goal: { kind: 'text', label: 'appeals.field.goal', optional: true, width: 'third' },
      currency: {
        kind: 'text',
        label: 'appeals.field.currency',
        hint: 'appeals.field.currency_hint',
        optional: true,
        width: 'third',
        maxLength: 3,
      },
      raised: {
        kind: 'text',
        label: 'appeals.field.raised',
        hint: 'appeals.field.raised_hint',
        optional: true,
        width: 'third',
      },
    },
  });
type Typed = z.output<typeof appealSchema>;

const valuesOf = ({ number: _number, version: _version, endedAt: _ended, ...rest }: Appeal): Tree =>
  toTree({
    ...rest,
    ...(rest.goal === undefined ? {} : { goal: String(rest.goal) }),
    ...(rest.raised === undefined ? {} : { raised: String(rest.raised) }),
  }) as Tree;
const asAppeal = (typed: Typed, number = 0): Appeal => ({ ...typed, number, version: 0, endedAt: null });

/** Requests for support: the list with its counts, a new one, a change, the end. */
export const appealPages: Pages = (app) => {
  app.get(routes.desk.appeals.pattern, async (c) => {
    const t = c.get('t');
    const desk = await atDesk(c);
    demand(desk, makeAppeals);
    const { db } = desk.house;
    const [appeals, totals] = [await loadAppeals(db.read), await appealTotals(db.read)];
    const today = todayOf(c);
    return page(
      c,
      <DeskPage
        title={t('appeals.title')}
        noindex
        crumbs={crumbs(c)}
        actions={
          <a class="button main" href={routes.desk.newAppeal()}>
            {t('appeals.new')}
          </a>
        }
      >
        <SettingsParts here={routes.desk.appeals()} />
        <p class="lead">{t('appeals.lead')}</p>
        {appeals.length ? (
          <>
            <ul class="list">
              {appeals.map((appeal) => (
                <Line appeal={appeal} today={today} count={totals.get(appeal.number)} />
              ))}
            </ul>
            <p class="who">{t('appeals.counts.hint')}</p>
          </>
        ) : (
          <Empty title={t('appeals.none')}>{t('appeals.none_hint')}</Empty>
        )}
      </DeskPage>,
    );
  });

  app.on(['GET', 'POST'], routes.desk.newAppeal.pattern, async (c) => {
    const t = c.get('t');
    const desk = await atDesk(c);
    demand(desk, makeAppeals);
    const show = (state: FormState, preview?: Appeal) => (
      <EditPage c={c} title={t('appeals.new')} state={state} preview={preview} />
    );
    return handleForm(c, appealForm(t), {
      initial: () => fresh({ startsOn: todayOf(c), places: ['article', 'front'] }),
      render: (state) => show(state),
      submit: async (typed, { intent, values }) => {
        if (intent === 'preview') return page(c, show(fresh(values), asAppeal(typed)));
        await run(desk.house, makeAppeals, desk.principal, { appeals: [typed] });
        return routes.desk.appeals();
      },
    });
  });

  app.on(['GET', 'POST'], routes.desk.editAppeal.pattern, async (c) => {
    const t = c.get('t');
    const desk = await atDesk(c);
    demand(desk, changeAppeal);
    const { db } = desk.house;
    const { number } = routes.desk.editAppeal.read(c.req.param());
    const stored = async (): Promise<Appeal> => {
      const found = (await loadAppeals(db.read)).find((one) => one.number === number);
      if (!found) throw new AppError('not_found');
      return found;
    };
    const appeal = await stored();
    const days = await appealDays(db.read, number);
    const show = (state: FormState, preview: Appeal) => (
      <EditPage
        c={c}
        title={t('appeals.edit_of', { name: appeal.title })}
        state={state}
        preview={preview}
        days={days}
        ended={appeal.endedAt !== null}
      />
    );
    return handleForm(c, appealForm(t), {
      initial: () => fresh(valuesOf(appeal), { version: String(appeal.version) }),
      render: (state) => show(state, appeal),
      submit: async (typed, { intent, values, version }) => {
        if (intent === 'preview') return page(c, show(fresh(values, { version }), asAppeal(typed, number)));
        await run(desk.house, changeAppeal, desk.principal, { number, version: version ?? '', to: typed });
        return routes.desk.appeals();
      },
      current: async () => {
        const now = await stored();
        return { values: valuesOf(now), version: String(now.version) };
      },
    });
  });

  app.post(routes.desk.endAppeal.pattern, async (c) => {
    const desk = await atDesk(c);
    const { number } = routes.desk.endAppeal.read(c.req.param());
    return handleAct(c, async () => {
      await run(desk.house, endAppeals, desk.principal, { numbers: [number] });
      return routes.desk.appeals();
    });
  });
};

const todayOf = (c: Ctx): string => dayIn(c.get('deps').paper().timeZone, c.get('deps').house.now());

const crumbs = (c: Ctx) => [
  { label: c.get('t')('desk.home.title'), href: routes.desk.home() },
  { label: c.get('t')('appeals.title'), href: routes.desk.appeals() },
];

function Line({ appeal, today, count }: { appeal: Appeal; today: string; count: AppealCount | undefined }) {
  const t = useWords();
  const { number, title, places, language, startsOn, endsOn, endedAt } = appeal;
  const [from, to] = [startsOn, endsOn].map((day) => (day ? edtfWords(t, day).text : ''));
  const state = endedAt ? 'ended' : isRunning(appeal, today) ? 'running' : startsOn > today ? 'coming' : 'over';
  return (
    <li>
      <h2>{endedAt ? title : <a href={routes.desk.editAppeal({ number })}>{title}</a>}</h2>
      <p>
        <Pill shape={state === 'running' ? 'acknowledged' : state === 'coming' ? 'open' : 'withdrawn'}>
          {t(`appeals.state.${state}`, { day: from })}
        </Pill>{' '}
        <span class="who">
          {[
            ...places.map((place) => t(`appeals.place.${place}`)),
            language && languageName(language, t.locale),
            to ? t('appeals.span', { from, to }) : t('appeals.span.open', { from }),
          ]
            .filter(Boolean)
            .join(' · ')}
        </span>
      </p>
      <p class="who">{t('appeals.counts', { shown: 0, away: 0, followed: 0, ...count })}</p>
      {endedAt ? null : (
        <div class="pills">
          <a
            class="button small"
            href={routes.desk.editAppeal({ number })}
            aria-label={t('appeals.edit_of', { name: title })}
          >
            {t('appeals.edit')}
          </a>
          <ActButton action={routes.desk.endAppeal({ number })} label={t('appeals.end')} />
        </div>
      )}
    </li>
  );
}

function EditPage({
  c,
  title,
  state,
  preview,
  days = [],
  ended,
}: {
  c: Ctx;
  title: string;
  state: FormState;
  preview?: Appeal;
  days?: readonly (AppealCount & { day: string })[];
  ended?: boolean;
}) {
  const { t } = useView();
  return (
    <DeskPage title={title} noindex crumbs={[...crumbs(c), { label: title }]}>
      {ended ? null : (
        <Form
          form={appealForm(t)}
          state={state}
          submit="appeals.save"
          more={[{ intent: 'preview', label: 'appeals.preview.act' }]}
          cancel={routes.desk.appeals()}
        />
      )}
      {preview ? (
        <section aria-labelledby="preview">
          <h2 id="preview">{t('appeals.preview')}</h2>
          <AppealBox appeal={preview} still />
        </section>
      ) : null}
      {days.length ? (
        <section aria-labelledby="days">
          <h2 id="days">{t('appeals.days')}</h2>
          <Table
            caption={t('appeals.days')}
            head={['day', 'shown', 'followed', 'away'].map((one) => t(`appeals.${one}`))}
            rows={days.map((one) => [<EdtfDate edtf={one.day} />, one.shown, one.followed, one.away])}
            numeric={[1, 2, 3]}
          />
          <p class="who">{t('appeals.counts.hint')}</p>
        </section>
      ) : null}
    </DeskPage>
  );
}
