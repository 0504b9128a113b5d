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
import { createSupportMessages } from '../../../publishing/support-messages/create-messages.ts';
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
    name: 'support-message',
    schema: supportMessageSchema,
    fields: {
      title: { kind: 'text', label: 'publishing.support_messages.field.title' },
      body: { kind: 'textarea', label: 'publishing.support_messages.field.body', rows: 3 },
      details: {
        kind: 'textarea',
        label: 'publishing.support_messages.field.details',
        hint: 'publishing.support_messages.field.details_hint',
        optional: true,
        rows: 5,
      },
      donateUrl: {
        kind: 'url',
        label: 'publishing.support_messages.field.url',
        hint: 'publishing.support_messages.field.url_hint',
      },
      label: {
        kind: 'text',
        label: 'publishing.support_messages.field.label',
        hint: 'publishing.support_messages.field.label_hint',
        optional: true,
        width: 'half',
      },
      language: {
        kind: 'select',
        label: 'publishing.support_messages.field.language',
        empty: 'publishing.support_messages.field.language_any',
        optional: true,
        options: languageOptions(t),
        width: 'half',
      },
      places: {
        kind: 'checkboxes',
        label: 'publishing.support_messages.field.places',
        options: supportMessagePlaces.map((value) => ({ value, label: `publishing.support_messages.place.${value}` })),
      },
      startsOn: {
        kind: 'date',
        wholeDay: true,
        yearless: 'future',
        label: 'publishing.support_messages.field.from',
        hint: 'kit.date.ahead_hint',
        width: 'half',
      },
      endsOn: {
        kind: 'date',
        wholeDay: true,
        yearless: 'future',
        label: 'publishing.support_messages.field.to',
        optional: true,
        width: 'half',
      },
      goal: { kind: 'text', label: 'publishing.support_messages.field.goal', optional: true, width: 'third' },
      currency: {
        kind: 'text',
        label: 'publishing.support_messages.field.currency',
        hint: 'publishing.support_messages.field.currency_hint',
        optional: true,
        width: 'third',
        maxLength: 3,
      },
      raised: {
        kind: 'text',
        label: 'publishing.support_messages.field.raised',
        hint: 'publishing.support_messages.field.raised_hint',
        optional: true,
        width: 'third',
      },
    },
    collapsed: { names: ['details', 'label', 'language', 'goal', 'currency', 'raised'] },
  });
type Typed = z.output<typeof supportMessageSchema>;

const asSupportMessage = (typed: Typed, number = 0): SupportMessage => ({
  ...typed,
  number,
  version: 0,
  endedAt: null,
});

/**
 * The desk's pages of support messages: the list with counts, the forms that create and change a message, and the
 * button that ends one.
 */
export const supportMessagePages: Pages = (web) => {
  listPage(web, routes.desk.supportMessages, {
    operation: createSupportMessages,
    title: 'publishing.support_messages.title',
    load: async ({ c, db }) => ({
      rows: await loadSupportMessages(db),
      view: { totals: await supportMessageTotals(db), today: todayOf(c) },
    }),
    crumbs: ({ t }) => [{ label: t('site.desk.home.title'), href: routes.desk.home() }],
    add: ({ t }) => ({ href: routes.desk.newSupportMessage(), label: t('publishing.support_messages.new') }),
    lead: ({ t }) => (
      <>
        <SettingsParts here={routes.desk.supportMessages()} />
        <p class="lead">{t('publishing.support_messages.lead')}</p>
      </>
    ),
    body: ({ rows, view: { totals, today } }) => (
      <ul class="list">
        {rows.map((message) => (
          <Line message={message} today={today} count={totals.get(message.number)} />
        ))}
      </ul>
    ),
    below: ({ t }) => <p class="muted">{t('publishing.support_messages.counts.hint')}</p>,
    empty: () => ({ title: 'publishing.support_messages.none', text: 'publishing.support_messages.none_hint' }),
  });

  formPage(web, routes.desk.newSupportMessage, {
    ...shared,
    load: async () => ({ preview: undefined as SupportMessage | undefined }),
    operation: createSupportMessages,
    title: 'publishing.support_messages.new',
    values: ({ c }) => ({ startsOn: todayOf(c), places: ['article', 'front'] }),
    below: ({ view: { preview } }) => (preview ? <PreviewOf message={preview} /> : null),
    submit: async (typed, { run, view, intent, again }) => {
      if (intent !== 'preview') return run(createSupportMessages, { messages: [typed] });
      view.preview = asSupportMessage(typed);
      return again();
    },
  });

  changePage(web, routes.desk.editSupportMessage, {
    ...shared,
    load: async ({ db, params: { number } }) => {
      const message = (await loadSupportMessages(db)).find((one) => one.number === number);
      if (!message) throw new AppError('not_found');
      return { message, preview: message, days: await supportMessageDays(db, number), version: message.version };
    },
    operation: changeSupportMessage,
    title: ({ t, view }) => t('publishing.support_messages.edit_of', { name: view.message.title }),
    values: ({ view }) => view.message,
    body: (form, { view }) => (view.message.endedAt === null ? form : null),
    below: ({ t, view: { preview, days } }) => (
      <>
        <PreviewOf message={preview} />
        <PageSection id="days" title={t('publishing.support_messages.days')} when={days.length > 0}>
          <Table
            caption={t('publishing.support_messages.days')}
            head={['day', 'shown', 'followed', 'away'].map((one) => t(`publishing.support_messages.${one}`))}
            rows={days.map((one) => [<EdtfDate edtf={one.day} />, one.shown, one.followed, one.away])}
            numeric={[1, 2, 3]}
          />
          <p class="muted">{t('publishing.support_messages.counts.hint')}</p>
        </PageSection>
      </>
    ),
    submit: async (typed, { run, params: { number }, view, version, intent, again }) => {
      if (intent !== 'preview') return run(changeSupportMessage, { number, version, to: typed });
      view.preview = asSupportMessage(typed, number);
      return again();
    },
  });

  buttonRoute(web, routes.desk.endSupportMessage, {
    act: ({ run, params }) => run(endSupportMessages, { numbers: [params.number] }),
    home: () => routes.desk.supportMessages(),
  });

  // These pages had this address until December 2026. Bookmarks, and forms that were open during the upgrade, still use
  // it.
  web.on('ALL', `${oldAddress}/*`, (c) => {
    const { pathname, search } = new URL(c.req.url);
    return c.redirect(routes.desk.supportMessages() + pathname.slice(oldAddress.length) + search, 308);
  });
};

const oldAddress = '/desk/appeals';

const todayOf = (c: Ctx): string => dayIn(c.get('deps').paper().timeZone, c.get('deps').app.now());

const shared = {
  form: ({ t }: { t: Translate }) => supportMessageForm(t),
  crumbs: ({ t }: { t: Translate }) => [
    { label: t('site.desk.home.title'), href: routes.desk.home() },
    { label: t('publishing.support_messages.title'), href: routes.desk.supportMessages() },
  ],
  save: 'publishing.support_messages.save',
  more: [{ intent: 'preview', label: 'publishing.support_messages.preview.act' }],
  home: () => routes.desk.supportMessages(),
};

function PreviewOf({ message }: { message: SupportMessage }) {
  const { t } = useView();
  return (
    <PageSection id="preview" title={t('publishing.support_messages.preview')}>
      <SupportMessageBox message={message} still />
    </PageSection>
  );
}

function Line({
  message,
  today,
  count,
}: {
  message: SupportMessage;
  today: string;
  count: SupportMessageCount | undefined;
}) {
  const t = useWords();
  const { number, title, places, language, startsOn, endsOn, endedAt } = message;
  const [from, to] = [startsOn, endsOn].map((day) => (day ? edtfWords(t, day).text : ''));
  const state = endedAt ? 'ended' : isRunning(message, today) ? 'running' : startsOn > today ? 'coming' : 'over';
  return (
    <li>
      <h2>{endedAt ? title : <a href={routes.desk.editSupportMessage({ number })}>{title}</a>}</h2>
      <p>
        <Pill shape={state === 'running' ? 'acknowledged' : state === 'coming' ? 'open' : 'withdrawn'}>
          {t(`publishing.support_messages.state.${state}`, { day: from })}
        </Pill>{' '}
        <span class="muted">
          {[
            ...places.map((place) => t(`publishing.support_messages.place.${place}`)),
            language && languageName(language, t.locale),
            to
              ? t('publishing.support_messages.span', { from, to })
              : t('publishing.support_messages.span.open', { from }),
          ]
            .filter(Boolean)
            .join(' · ')}
        </span>
      </p>
      <p class="muted">{t('publishing.support_messages.counts', { shown: 0, away: 0, followed: 0, ...count })}</p>
      {endedAt ? null : (
        <div class="pills">
          <a
            class="button small"
            href={routes.desk.editSupportMessage({ number })}
            aria-label={t('publishing.support_messages.edit_of', { name: title })}
          >
            {t('publishing.support_messages.edit')}
          </a>
          <ActButton action={routes.desk.endSupportMessage({ number })} label={t('publishing.support_messages.end')} />
        </div>
      )}
    </li>
  );
}
