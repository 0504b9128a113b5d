import { z } from 'zod';
import { dismissFinding } from '../../../evidence/watch/dismiss-finding.ts';
import { fileFinding } from '../../../evidence/watch/file-finding.ts';
import type { FindingKind } from '../../../evidence/watch/tables.ts';
import { loadFinding, type Finding } from '../../../evidence/watch/views.ts';
import { AppError } from '../../../platform/errors.ts';
import { interfaceLanguage, messages, type Translate } from '../../../platform/messages/messages.ts';
import { parseRef } from '../../../record/refs.ts';
import { ActButton } from '../../kit/components/desk.tsx';
import { Notice } from '../../kit/components/page-parts.tsx';
import type { Router } from '../../kit/context.ts';
import { defineForm } from '../../kit/forms/form.ts';
import { routes } from '../../routes.ts';
import { pickText } from '../../kit/forms/pick.ts';
import { termOptions } from '../../record/forms/values.ts';
import { briefTitle } from '../../record/desk/links.ts';
import { momentWords } from '../../record/history/when.tsx';
import { FindingCard } from './card.tsx';
import { findingWords } from './words.ts';
import { formPage, buttonRoute } from '../../kit/pages/form-page.tsx';
import { Section } from '../../record/show/parts.tsx';

const form = defineForm({
  name: 'finding',
  schema: z.object({
    case: z.string('evidence.watch.error.case').min(1, 'evidence.watch.error.case').max(700),
    title: z
      .string('errors.field.title.missing')
      .trim()
      .min(1, 'errors.field.title.missing')
      .max(500, 'errors.field.text.long'),
    wording: z
      .string('errors.field.wording.missing')
      .trim()
      .min(1, 'errors.field.wording.missing')
      .max(2000, 'errors.field.text.long'),
    date: z.iso.date(),
    type: z.string().max(60).optional(),
  }),
  fields: {
    case: { kind: 'pick', label: 'record.desk.kind.case', list: 'list-case' },
    title: { kind: 'text', label: 'evidence.watch.form.event_title' },
    wording: {
      kind: 'textarea',
      label: 'evidence.watch.form.wording',
      hint: 'evidence.watch.form.wording_hint',
      rows: 3,
    },
    date: { kind: 'date', wholeDay: true, label: 'evidence.watch.form.date', width: 'half' },
    type: {
      kind: 'select',
      label: 'vocabulary.event-type',
      empty: 'evidence.watch.form.no_type',
      options: termOptions('event-type'),
      width: 'half',
      optional: true,
    },
  },
});

const types: Partial<Record<FindingKind, string>> = { gone: 'removal', blocked: 'blocking' };

/**
 * The note of the claim that the form creates. So that others can verify the claim, it says when the page was checked,
 * and which captures show the page before and after the change.
 */
function noteOf(t: Translate, { source, before, after, at }: Finding): string {
  return [
    t('evidence.watch.note.looked', { at: momentWords(t, at) }),
    ...(before === null ? [] : [t('evidence.watch.note.before', { source: source.number, capture: before })]),
    ...(after === null ? [] : [t('evidence.watch.note.after', { source: source.number, capture: after })]),
  ].join(' ');
}

/** The page of an alert, with the form that creates an event of a case from it, or dismisses it. */
export function findingPage(web: Router): void {
  formPage(web, routes.desk.watchFinding, {
    operation: fileFinding,
    load: async ({ db, paper, params }) => {
      const finding = await loadFinding(db, Number(params.finding));
      if (!finding) throw new AppError('not_found');
      // The suggested texts can become public, so they are in the publication's language, not in that of the account.
      return { finding, own: messages(interfaceLanguage(paper)) };
    },
    form,
    title: ({ t, view }) => t(`evidence.watch.kind.${view.finding.kind}`),
    crumb: ({ t, view }) => briefTitle(t, view.finding.source),
    crumbs: ({ t }) => [{ label: t('evidence.watch.title'), href: routes.desk.watch() }],
    lists: ['case'],
    scripts: [],
    save: 'evidence.watch.form.file',
    home: () => routes.desk.watch(),
    values: ({ t, view: { finding, own } }) => ({
      case: finding.cases[0] ? pickText(finding.cases[0]) : '',
      title: own(`evidence.watch.event.${finding.kind}`, { title: briefTitle(t, finding.source) }),
      wording: findingWords(own, finding),
      date: finding.at.toISOString().slice(0, 10),
      type: types[finding.kind] ?? '',
    }),
    body: (drawn, { t, view: { finding } }) => (
      <>
        <FindingCard finding={finding} own />
        {finding.state === 'open' ? (
          <Section id="event" title={t('evidence.watch.form.event')}>
            <p>{t('evidence.watch.form.event_hint')}</p>
            {drawn}
            <ActButton
              action={routes.desk.dismissFinding({ finding: String(finding.id) })}
              label={t('evidence.watch.form.dismiss')}
            />
          </Section>
        ) : (
          <Notice title={t(`evidence.watch.state.${finding.state}`)} />
        )}
      </>
    ),
    submit: async ({ case: picked, ...rest }, { run, picks, paper, view: { finding, own } }) => {
      const theCase = await picks.read('case', picked, { kinds: ['case'] });
      picks.throwIfUnclear();
      const { event } = await run(fileFinding, {
        finding: finding.id,
        case: theCase ?? '',
        ...rest,
        type: rest.type || undefined,
        by: paper.name,
        note: noteOf(own, finding),
        language: own.locale,
      });
      return routes.desk.event({ number: parseRef(event)!.number });
    },
  });

  buttonRoute(web, routes.desk.dismissFinding, {
    act: ({ run, params }) => run(dismissFinding, { finding: Number(params.finding) }),
    home: () => routes.desk.watch(),
  });
}
