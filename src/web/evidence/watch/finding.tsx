import { z } from 'zod';
import { dismissFinding } from '../../../evidence/watch/dismiss-finding.ts';
import { fileFinding } from '../../../evidence/watch/file-finding.ts';
import type { FindingKind } from '../../../evidence/watch/tables.ts';
import { loadFinding, type Finding } from '../../../evidence/watch/views.ts';
import { AppError } from '../../../platform/errors.ts';
import { messages, type Translate } from '../../../platform/messages/messages.ts';
import { run } from '../../../platform/operation.ts';
import { interfaceLanguage } from '../../../platform/messages/messages.ts';
import { parseRef } from '../../../record/refs.ts';
import { ActButton } from '../../kit/components/desk.tsx';
import { DeskPage } from '../../kit/components/layout.tsx';
import { Notice } from '../../kit/components/page-parts.tsx';
import type { Router } from '../../kit/context.ts';
import { Form } from '../../kit/forms/fields.tsx';
import { defineForm, fresh } from '../../kit/forms/form.ts';
import { handleAct, handleForm } from '../../kit/forms/handle.ts';
import { routes } from '../../routes.ts';
import { atDesk, demand } from '../../kit/desk/who.ts';
import { loadLists, relocated } from '../../record/forms/common.tsx';
import { Picks, pickText } from '../../record/forms/pick.ts';
import { termOptions } from '../../record/forms/values.ts';
import { briefTitle } from '../../record/desk/links.ts';
import { momentWords } from '../../record/history/when.tsx';
import { FindingCard } from './card.tsx';
import { findingWords } from './words.ts';

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
    date: z.iso.date('errors.field.date.bad'),
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
    date: { kind: 'date', label: 'evidence.watch.form.date', width: 'half' },
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

/** Where the two captures are, for whoever checks the claim. */
function noteOf(t: Translate, { source, before, after, at }: Finding): string {
  return [
    t('evidence.watch.note.looked', { at: momentWords(t, at) }),
    ...(before === null ? [] : [t('evidence.watch.note.before', { source: source.number, capture: before })]),
    ...(after === null ? [] : [t('evidence.watch.note.after', { source: source.number, capture: after })]),
  ].join(' ');
}

/** A finding: made an event of a case, or not. */
export function findingPage(web: Router): void {
  web.on(['GET', 'POST'], routes.desk.watchFinding.pattern, async (c) => {
    const t = c.get('t');
    const desk = await atDesk(c);
    demand(desk, fileFinding);
    const { db } = desk.app;
    const { finding: id } = routes.desk.watchFinding.read(c.req.param());
    const finding = await loadFinding(db.read, Number(id));
    if (!finding) throw new AppError('not_found');
    const paper = c.get('deps').paper();
    // What readers may see of it is in the publication's words, whatever the desk's person reads.
    const own = messages(interfaceLanguage(paper));
    const picks = new Picks(db.read, t);
    const lists = await loadLists(db.read, ['case']);
    const title = briefTitle(t, finding.source);
    const [first] = finding.cases;
    return handleForm(c, form, {
      initial: () =>
        fresh({
          case: first ? pickText(first) : '',
          title: own(`evidence.watch.event.${finding.kind}`, { title }),
          wording: findingWords(own, finding),
          date: finding.at.toISOString().slice(0, 10),
          type: types[finding.kind] ?? '',
        }),
      again: () => ({ options: picks.offered }),
      render: (state) => (
        <DeskPage
          title={t(`evidence.watch.kind.${finding.kind}`)}
          noindex
          crumbs={[{ label: t('evidence.watch.title'), href: routes.desk.watch() }, { label: title }]}
        >
          <FindingCard finding={finding} own />
          {finding.state === 'open' ? (
            <section class="panel" aria-labelledby="event">
              <h2 id="event">{t('evidence.watch.form.event')}</h2>
              <p>{t('evidence.watch.form.event_hint')}</p>
              {lists}
              <Form form={form} state={state} submit="evidence.watch.form.file" cancel={routes.desk.watch()} />
              <ActButton
                action={routes.desk.dismissFinding({ finding: String(finding.id) })}
                label={t('evidence.watch.form.dismiss')}
              />
            </section>
          ) : (
            <Notice title={t(`evidence.watch.state.${finding.state}`)} />
          )}
        </DeskPage>
      ),
      submit: async ({ case: picked, ...typed }) => {
        const theCase = await picks.read('case', picked, { kinds: ['case'] });
        picks.throwIfUnclear();
        const { event } = await relocated(
          run(desk.app, fileFinding, desk.principal, {
            finding: finding.id,
            case: theCase ?? '',
            ...typed,
            type: typed.type || undefined,
            by: paper.name,
            note: noteOf(own, finding),
            language: own.locale,
          }),
          [],
        );
        return routes.desk.event({ number: parseRef(event)!.number });
      },
    });
  });

  web.post(routes.desk.dismissFinding.pattern, async (c) => {
    const desk = await atDesk(c);
    const { finding } = routes.desk.dismissFinding.read(c.req.param());
    return handleAct(c, async () => {
      await run(desk.app, dismissFinding, desk.principal, { finding: Number(finding) });
      return routes.desk.watch();
    });
  });
}
