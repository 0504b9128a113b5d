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
      title: { kind: 'text', label: 'publishing.appeals.field.title' },
      body: { kind: 'textarea', label: 'publishing.appeals.field.body', rows: 3 },
      details: {
        kind: 'textarea',
        label: 'publishing.appeals.field.details',
        hint: 'publishing.appeals.field.details_hint',
        optional: true,
        rows: 5,
      },
      donateUrl: { kind: 'url', label: 'publishing.appeals.field.url', hint: 'publishing.appeals.field.url_hint' },
      label: {
        kind: 'text',
        label: 'publishing.appeals.field.label',
        hint: 'publishing.appeals.field.label_hint',
        optional: true,
        width: 'half',
      },
      language: {
        kind: 'select',
        label: 'publishing.appeals.field.language',
        empty: 'publishing.appeals.field.language_any',
        optional: true,
        options: languageOptions(t),
        width: 'half',
      },
      places: {
        kind: 'checkboxes',
        label: 'publishing.appeals.field.places',
        options: appealPlaces.map((value) => ({ value, label: `publishing.appeals.place.${value}` })),
      },
      startsOn: {
        kind: 'text',
        label: 'publishing.appeals.field.from',
        hint: 'publishing.appeals.field.day_hint',
        width: 'half',
      },
      endsOn: { kind: 'text', label: 'publishing.appeals.field.to', optional: true, width: 'half' },
      goal: { kind: 'text', label: 'publishing.appeals.field.goal', optional: true, width: 'third' },
      currency: {
        kind: 'text',
        label: 'publishing.appeals.field.currency',
        hint: 'publishing.appeals.field.currency_hint',
        optional: true,
        width: 'third',
        maxLength: 3,
      },
      raised: {
        kind: 'text',
        label: 'publishing.appeals.field.raised',
        hint: 'publishing.appeals.field.raised_hint',
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
export const appealPages: Pages = (web) => {
  web.get(routes.desk.appeals.pattern, async (c) => {
    const t = c.get('t');
    const desk = await atDesk(c);
    demand(desk, makeAppeals);
    const { db } = desk.app;
    const [appeals, totals] = [await loadAppeals(db.read), await appealTotals(db.read)];
    const today = todayOf(c);
    return page(
      c,
      <DeskPage
        title={t('publishing.appeals.title')}
        noindex
        crumbs={crumbs(c)}
        actions={
          <a class="button main" href={routes.desk.newAppeal()}>
            {t('publishing.appeals.new')}
          </a>
        }
      >
        <SettingsParts here={routes.desk.appeals()} />
        <p class="lead">{t('publishing.appeals.lead')}</p>
        {appeals.length ? (
          <>
            <ul class="list">
              {appeals.map((appeal) => (
                <Line appeal={appeal} today={today} count={totals.get(appeal.number)} />
              ))}
            </ul>
            <p class="who">{t('publishing.appeals.counts.hint')}</p>
          </>
        ) : (
          <Empty title={t('publishing.appeals.none')}>{t('publishing.appeals.none_hint')}</Empty>
        )}
      </DeskPage>,
    );
  });

  web.on(['GET', 'POST'], routes.desk.newAppeal.pattern, async (c) => {
    const t = c.get('t');
    const desk = await atDesk(c);
    demand(desk, makeAppeals);
    const show = (state: FormState, preview?: Appeal) => (
      <EditPage c={c} title={t('publishing.appeals.new')} state={state} preview={preview} />
    );
    return handleForm(c, appealForm(t), {
      initial: () => fresh({ startsOn: todayOf(c), places: ['article', 'front'] }),
      render: (state) => show(state),
      submit: async (typed, { intent, values }) => {
        if (intent === 'preview') return page(c, show(fresh(values), asAppeal(typed)));
        await run(desk.app, makeAppeals, desk.principal, { appeals: [typed] });
        return routes.desk.appeals();
      },
    });
  });

  web.on(['GET', 'POST'], routes.desk.editAppeal.pattern, async (c) => {
    const t = c.get('t');
    const desk = await atDesk(c);
    demand(desk, changeAppeal);
    const { db } = desk.app;
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
        title={t('publishing.appeals.edit_of', { name: appeal.title })}
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
        await run(desk.app, changeAppeal, desk.principal, { number, version: version ?? '', to: typed });
        return routes.desk.appeals();
      },
      current: async () => {
        const now = await stored();
        return { values: valuesOf(now), version: String(now.version) };
      },
    });
  });

  web.post(routes.desk.endAppeal.pattern, async (c) => {
    const desk = await atDesk(c);
    const { number } = routes.desk.endAppeal.read(c.req.param());
    return handleAct(c, async () => {
      await run(desk.app, endAppeals, desk.principal, { numbers: [number] });
      return routes.desk.appeals();
    });
  });
};

const todayOf = (c: Ctx): string => dayIn(c.get('deps').paper().timeZone, c.get('deps').app.now());

const crumbs = (c: Ctx) => [
  { label: c.get('t')('site.desk.home.title'), href: routes.desk.home() },
  { label: c.get('t')('publishing.appeals.title'), href: routes.desk.appeals() },
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
          {t(`publishing.appeals.state.${state}`, { day: from })}
        </Pill>{' '}
        <span class="who">
          {[
            ...places.map((place) => t(`publishing.appeals.place.${place}`)),
            language && languageName(language, t.locale),
            to ? t('publishing.appeals.span', { from, to }) : t('publishing.appeals.span.open', { from }),
          ]
            .filter(Boolean)
            .join(' · ')}
        </span>
      </p>
      <p class="who">{t('publishing.appeals.counts', { shown: 0, away: 0, followed: 0, ...count })}</p>
      {endedAt ? null : (
        <div class="pills">
          <a
            class="button small"
            href={routes.desk.editAppeal({ number })}
            aria-label={t('publishing.appeals.edit_of', { name: title })}
          >
            {t('publishing.appeals.edit')}
          </a>
          <ActButton action={routes.desk.endAppeal({ number })} label={t('publishing.appeals.end')} />
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
          submit="publishing.appeals.save"
          more={[{ intent: 'preview', label: 'publishing.appeals.preview.act' }]}
          cancel={routes.desk.appeals()}
        />
      )}
      {preview ? (
        <section aria-labelledby="preview">
          <h2 id="preview">{t('publishing.appeals.preview')}</h2>
          <AppealBox appeal={preview} still />
        </section>
      ) : null}
      {days.length ? (
        <section aria-labelledby="days">
          <h2 id="days">{t('publishing.appeals.days')}</h2>
          <Table
            caption={t('publishing.appeals.days')}
            head={['day', 'shown', 'followed', 'away'].map((one) => t(`publishing.appeals.${one}`))}
            rows={days.map((one) => [<EdtfDate edtf={one.day} />, one.shown, one.followed, one.away])}
            numeric={[1, 2, 3]}
          />
          <p class="who">{t('publishing.appeals.counts.hint')}</p>
        </section>
      ) : null}
    </DeskPage>
  );
}
