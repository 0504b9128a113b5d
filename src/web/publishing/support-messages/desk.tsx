import { z } from 'zod';
import { AppError } from '../../../platform/errors.ts';
import { changeSupportMessage } from '../../../publishing/support-messages/change-message.ts';
import {
  supportMessageDays,
  supportMessageSchema,
  supportMessageTotals,
  dayIn,
  isRunning,
  loadSupportMessages,
  type SupportMessage,
  type SupportMessageCount,
} from '../../../publishing/support-messages/message.ts';
import { endSupportMessages } from '../../../publishing/support-messages/end-messages.ts';
import { createSupportMessages } from '../../../publishing/support-messages/make-messages.ts';
import { supportMessagePlaces } from '../../../publishing/support-messages/tables.ts';
import { SupportMessageBox } from './message.tsx';
import { ActButton } from '../../kit/components/desk.tsx';
import { Table, PageSection } from '../../kit/components/page-parts.tsx';
import { EdtfDate, Pill } from '../../kit/components/values.tsx';
import type { Ctx, Pages } from '../../kit/context.ts';
import { defineForm } from '../../kit/forms/form.ts';
import { routes } from '../../routes.ts';
import { useView, useWords } from '../../kit/view.tsx';
import type { Translate } from '../../../platform/messages/messages.ts';
import { SettingsParts } from '../publication/parts.tsx';
import { edtfWords } from '../../../record/values/edtf/edtf-words.ts';
import { languageName } from '../../../record/vocabulary/languages.ts';
import { languageOptions } from '../../record/forms/values.ts';
import { formPage, changePage, buttonRoute } from '../../kit/pages/form-page.tsx';
import { listPage } from '../../kit/pages/list-page.tsx';

const supportMessageForm = (t: Translate) =>
  defineForm({
    name: 'appeal',
    schema: supportMessageSchema,
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
        options: supportMessagePlaces.map((value) => ({ value, label: `publishing.appeals.place.${value}` })),
      },
      startsOn: {
        kind: 'date',
        wholeDay: true,
        yearless: 'future',
        label: 'publishing.appeals.field.from',
        hint: 'kit.date.ahead_hint',
        width: 'half',
      },
      endsOn: {
        kind: 'date',
        wholeDay: true,
        yearless: 'future',
        label: 'publishing.appeals.field.to',
        optional: true,
        width: 'half',
      },
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
    collapsed: { names: ['details', 'label', 'language', 'goal', 'currency', 'raised'] },
  });
type Typed = z.output<typeof supportMessageSchema>;

const asAppeal = (typed: Typed, number = 0): SupportMessage => ({ ...typed, number, version: 0, endedAt: null });

/**
 * The desk's pages of support messages: the list with counts, the forms that create and change a message, and the
 * button that ends one.
 */
export const supportMessagePages: Pages = (web) => {
  listPage(web, routes.desk.appeals, {
    operation: createSupportMessages,
    title: 'publishing.appeals.title',
    load: async ({ c, db }) => ({
      rows: await loadSupportMessages(db),
      view: { totals: await supportMessageTotals(db), today: todayOf(c) },
    }),
    crumbs: ({ t }) => [{ label: t('site.desk.home.title'), href: routes.desk.home() }],
    add: ({ t }) => ({ href: routes.desk.newSupportMessage(), label: t('publishing.appeals.new') }),
    lead: ({ t }) => (
      <>
        <SettingsParts here={routes.desk.appeals()} />
        <p class="lead">{t('publishing.appeals.lead')}</p>
      </>
    ),
    body: ({ rows, view: { totals, today } }) => (
      <ul class="list">
        {rows.map((appeal) => (
          <Line appeal={appeal} today={today} count={totals.get(appeal.number)} />
        ))}
      </ul>
    ),
    below: ({ t }) => <p class="who">{t('publishing.appeals.counts.hint')}</p>,
    empty: () => ({ title: 'publishing.appeals.none', text: 'publishing.appeals.none_hint' }),
  });

  formPage(web, routes.desk.newSupportMessage, {
    ...shared,
    load: async () => ({ preview: undefined as SupportMessage | undefined }),
    operation: createSupportMessages,
    title: 'publishing.appeals.new',
    values: ({ c }) => ({ startsOn: todayOf(c), places: ['article', 'front'] }),
    below: ({ view: { preview } }) => (preview ? <PreviewOf appeal={preview} /> : null),
    submit: async (typed, { run, view, intent, again }) => {
      if (intent !== 'preview') return run(createSupportMessages, { appeals: [typed] });
      view.preview = asAppeal(typed);
      return again();
    },
  });

  changePage(web, routes.desk.editSupportMessage, {
    ...shared,
    load: async ({ db, params: { number } }) => {
      const appeal = (await loadSupportMessages(db)).find((one) => one.number === number);
      if (!appeal) throw new AppError('not_found');
      return { appeal, preview: appeal, days: await supportMessageDays(db, number), version: appeal.version };
    },
    operation: changeSupportMessage,
    title: ({ t, view }) => t('publishing.appeals.edit_of', { name: view.appeal.title }),
    values: ({ view }) => view.appeal,
    body: (form, { view }) => (view.appeal.endedAt === null ? form : null),
    below: ({ t, view: { preview, days } }) => (
      <>
        <PreviewOf appeal={preview} />
        <PageSection id="days" title={t('publishing.appeals.days')} when={days.length > 0}>
          <Table
            caption={t('publishing.appeals.days')}
            head={['day', 'shown', 'followed', 'away'].map((one) => t(`publishing.appeals.${one}`))}
            rows={days.map((one) => [<EdtfDate edtf={one.day} />, one.shown, one.followed, one.away])}
            numeric={[1, 2, 3]}
          />
          <p class="who">{t('publishing.appeals.counts.hint')}</p>
        </PageSection>
      </>
    ),
    submit: async (typed, { run, params: { number }, view, version, intent, again }) => {
      if (intent !== 'preview') return run(changeSupportMessage, { number, version, to: typed });
      view.preview = asAppeal(typed, number);
      return again();
    },
  });

  buttonRoute(web, routes.desk.endSupportMessage, {
    act: ({ run, params }) => run(endSupportMessages, { numbers: [params.number] }),
    home: () => routes.desk.appeals(),
  });
};

const todayOf = (c: Ctx): string => dayIn(c.get('deps').paper().timeZone, c.get('deps').app.now());

const shared = {
  form: ({ t }: { t: Translate }) => supportMessageForm(t),
  crumbs: ({ t }: { t: Translate }) => [
    { label: t('site.desk.home.title'), href: routes.desk.home() },
    { label: t('publishing.appeals.title'), href: routes.desk.appeals() },
  ],
  save: 'publishing.appeals.save',
  more: [{ intent: 'preview', label: 'publishing.appeals.preview.act' }],
  home: () => routes.desk.appeals(),
};

function PreviewOf({ appeal }: { appeal: SupportMessage }) {
  const { t } = useView();
  return (
    <PageSection id="preview" title={t('publishing.appeals.preview')}>
      <SupportMessageBox appeal={appeal} still />
    </PageSection>
  );
}

function Line({
  appeal,
  today,
  count,
}: {
  appeal: SupportMessage;
  today: string;
  count: SupportMessageCount | undefined;
}) {
  const t = useWords();
  const { number, title, places, language, startsOn, endsOn, endedAt } = appeal;
  const [from, to] = [startsOn, endsOn].map((day) => (day ? edtfWords(t, day).text : ''));
  const state = endedAt ? 'ended' : isRunning(appeal, today) ? 'running' : startsOn > today ? 'coming' : 'over';
  return (
    <li>
      <h2>{endedAt ? title : <a href={routes.desk.editSupportMessage({ number })}>{title}</a>}</h2>
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
            href={routes.desk.editSupportMessage({ number })}
            aria-label={t('publishing.appeals.edit_of', { name: title })}
          >
            {t('publishing.appeals.edit')}
          </a>
          <ActButton action={routes.desk.endSupportMessage({ number })} label={t('publishing.appeals.end')} />
        </div>
      )}
    </li>
  );
}
