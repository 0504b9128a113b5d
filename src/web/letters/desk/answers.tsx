import { z } from 'zod';
import { loadAnswers, type Answers } from '../../../letters/answers/load-answers.ts';
import { dropResponse, judgeDemand, noteResponse } from '../../../letters/answers/note-response.ts';
import { demandStates, responseKinds } from '../../../letters/tables.ts';
import type { HostedView } from '../../../letters/views/hosted.ts';
import { AppError } from '../../../platform/errors.ts';
import { run } from '../../../platform/operation.ts';
import { termLabel } from '../../../record/vocabulary/terms.ts';
import { ActButton } from '../../kit/components/desk.tsx';
import { DeskPage } from '../../kit/components/layout.tsx';
import { EdtfDate, Pill } from '../../kit/components/values.tsx';
import type { Pages } from '../../kit/context.ts';
import { Form } from '../../kit/forms/fields.tsx';
import { defineForm, fresh } from '../../kit/forms/form.ts';
import { handleAct, handleForm } from '../../kit/forms/handle.ts';
import { routes } from '../../routes.ts';
import { useView } from '../../kit/view.tsx';
import { atDesk, demand as mayDo, type Desk } from '../../kit/desk/who.ts';
import { loadLists, relocated, whyField, whySchema } from '../../record/forms/common.tsx';
import { pickText, Picks } from '../../record/forms/pick.ts';
import { BriefLine, Section } from '../../record/show/parts.tsx';
import { hostedAt } from './begin.tsx';

const text = (limit: number) => z.string().max(limit, 'errors.field.text.long').optional();

const responseForm = defineForm({
  name: 'response',
  schema: z.object({
    addressee: z.string('letters.error.addressee'),
    kind: z.enum(responseKinds, 'letters.error.kind'),
    on: z.string('record.value.edtf').max(100),
    note: text(2000),
    source: text(700),
    claim: text(700),
    why: whySchema,
  }),
  fields: {
    addressee: { kind: 'select', label: 'letters.desk.from' },
    kind: {
      kind: 'select',
      label: 'vocabulary.letter-response',
      empty: 'record.desk.choose',
      options: responseKinds.map((value) => ({ value, label: termLabel('letter-response', value) })),
    },
    on: {
      kind: 'text',
      label: 'letters.desk.answered_on',
      hint: 'law.desk.date_hint',
      width: 'third',
      spellcheck: false,
    },
    note: {
      kind: 'textarea',
      label: 'letters.desk.response_note',
      hint: 'letters.desk.response_note_hint',
      optional: true,
      rows: 3,
    },
    source: {
      kind: 'pick',
      label: 'letters.desk.response_source',
      hint: 'letters.desk.response_source_hint',
      optional: true,
      list: 'list-source',
    },
    claim: { kind: 'pick', label: 'letters.desk.response_claim', optional: true, list: 'list-claim' },
    why: whyField,
  },
});

const demandForm = defineForm({
  name: 'demand',
  schema: z.object({
    state: z.enum(demandStates, 'letters.error.state'),
    claims: z
      .array(z.object({ claim: text(700) }))
      .max(20)
      .default([]),
    why: whySchema,
  }),
  fields: {
    state: {
      kind: 'radio',
      label: 'letters.desk.demand_state',
      options: demandStates.map((value) => ({ value, label: `letters.demand_state.${value}` })),
    },
    claims: {
      kind: 'rows',
      label: 'letters.desk.rests_on',
      hint: 'letters.desk.rests_on_hint',
      addLabel: 'letters.desk.add_claim',
      min: 1,
      max: 20,
      fields: { claim: { kind: 'pick', label: 'letters.desk.response_claim', list: 'list-claim' } },
    },
    why: whyField,
  },
});

const crumbs = (t: (key: string) => string, letter: HostedView, last: string): { label: string; href?: string }[] => [
  { label: t('letters.title'), href: routes.desk.letters() },
  { label: letter.brief.title, href: routes.desk.letter({ number: letter.brief.number }) },
  { label: last },
];

/** What came of a letter, at the desk: answers noted, demands judged. */
export const letterAnswerPages: Pages = (web) => {
  web.on(['GET', 'POST'], routes.desk.noteResponse.pattern, async (c) => {
    const t = c.get('t');
    const desk = await atDesk(c);
    mayDo(desk, noteResponse);
    const { number } = routes.desk.noteResponse.read(c.req.param());
    const letter = await hostedAt(desk, number);
    const picks = new Picks(desk.app.db.read, t);
    const lists = await loadLists(desk.app.db.read, ['source', 'claim']);
    const options = { addressee: letter.addressees.map((one) => ({ value: String(one.id), text: one.name })) };
    return handleForm(c, responseForm, {
      initial: () => fresh({ on: desk.app.now().toISOString().slice(0, 10) }, { options }),
      again: () => ({ options: { ...options, ...picks.offered } }),
      render: (state) => (
        <DeskPage
          title={t('letters.desk.note_response')}
          noindex
          crumbs={crumbs(t, letter, t('letters.desk.note_response'))}
        >
          <Form form={responseForm} state={state} submit="letters.desk.save" cancel={routes.desk.letter({ number })} />
          {lists}
        </DeskPage>
      ),
      submit: async ({ why, source, claim, addressee, ...typed }) => {
        const refs = {
          source: await picks.read('source', source, { kinds: ['source'] }),
          claim: await picks.read('claim', claim, { kinds: ['claim'] }),
        };
        picks.throwIfUnclear();
        await run(
          desk.app,
          noteResponse,
          desk.principal,
          { letter: letter.brief.ref!, addressee: Number(addressee), ...typed, ...refs },
          why,
        );
        return routes.desk.letter({ number });
      },
    });
  });

  web.post(routes.desk.dropResponse.pattern, async (c) => {
    const desk = await atDesk(c);
    const { number, response } = routes.desk.dropResponse.read(c.req.param());
    return handleAct(c, async () => {
      await run(desk.app, dropResponse, desk.principal, { letter: `letter/${number}`, response: Number(response) });
      return routes.desk.letter({ number });
    });
  });

  web.on(['GET', 'POST'], routes.desk.judgeDemand.pattern, async (c) => {
    const t = c.get('t');
    const desk = await atDesk(c);
    mayDo(desk, judgeDemand);
    const { number, which } = routes.desk.judgeDemand.read(c.req.param());
    const letter = await hostedAt(desk, number);
    const one = letter.demands.find((demand) => String(demand.number) === which);
    if (!one) throw new AppError('not_found');
    const outcome = (await loadAnswers(desk.app.db.read, letter.id, 'desk')).demands.find(
      (known) => known.demand === one.id,
    );
    const picks = new Picks(desk.app.db.read, t);
    const lists = await loadLists(desk.app.db.read, ['claim']);
    return handleForm(c, demandForm, {
      initial: () =>
        fresh({
          state: outcome?.state ?? 'unknown',
          claims: outcome?.claims.length
            ? outcome.claims.map((claim) => ({
                claim: pickText({ title: claim.wording, kind: 'claim', number: claim.number }),
              }))
            : [{}],
        }),
      again: () => ({ options: picks.offered }),
      render: (state) => (
        <DeskPage
          title={t('letters.desk.judge', { number: one.number })}
          noindex
          scripts={['rows.js']}
          crumbs={crumbs(t, letter, t('letters.desk.judge', { number: one.number }))}
        >
          <p class="lead">{Object.values(one.texts)[0]}</p>
          <Form form={demandForm} state={state} submit="letters.desk.save" cancel={routes.desk.letter({ number })} />
          {lists}
        </DeskPage>
      ),
      submit: async ({ why, state, claims }) => {
        const refs: string[] = [];
        for (const [index, { claim }] of claims.entries()) {
          const ref = await picks.read(`claims[${index}].claim`, claim, { kinds: ['claim'] });
          if (ref) refs.push(ref);
        }
        picks.throwIfUnclear();
        await relocated(
          run(
            desk.app,
            judgeDemand,
            desk.principal,
            { letter: letter.brief.ref!, demand: one.id, state, claims: refs },
            why,
          ),
          [[/^claims\.(\d+)$/, 'claims[$1].claim']],
        );
        return routes.desk.letter({ number });
      },
    });
  });
};

export function AnswersAtDesk({ letter, answers, desk }: { letter: HostedView; answers: Answers; desk: Desk }) {
  const { t } = useView();
  const { number } = letter.brief;
  return (
    <Section
      id="answers"
      title={t('letters.came')}
      action={
        desk.may(noteResponse) ? (
          <a class="button small" href={routes.desk.noteResponse({ number })}>
            {t('letters.desk.note_response')}
          </a>
        ) : undefined
      }
    >
      <ul class="list">
        {letter.addressees.map((one) => {
          const mine = answers.responses.filter((response) => response.addressee === one.id);
          return (
            <li>
              <p>
                {one.name} {mine.length ? null : <Pill kind="plain">{t('letters.desk.no_answer')}</Pill>}
              </p>
              {mine.map((response) => (
                <div class="who">
                  {t(termLabel('letter-response', response.kind))}, <EdtfDate edtf={response.on} />{' '}
                  {response.source ? <BriefLine brief={response.source} /> : null} {response.note}
                  {desk.may(dropResponse) ? (
                    <ActButton
                      action={routes.desk.dropResponse({ number, response: String(response.id) })}
                      label={t('letters.desk.drop_response')}
                    />
                  ) : null}
                </div>
              ))}
            </li>
          );
        })}
      </ul>
      {letter.demands.length ? (
        <ol class="list">
          {letter.demands.map((one) => {
            const outcome = answers.demands.find((known) => known.demand === one.id);
            return (
              <li>
                <p>
                  {one.number}. {Object.values(one.texts)[0]}{' '}
                  <Pill kind="plain">{t(`letters.demand_state.${outcome?.state ?? 'unknown'}`)}</Pill>{' '}
                  {desk.may(judgeDemand) ? (
                    <a href={routes.desk.judgeDemand({ number, which: String(one.number) })}>
                      {t('record.desk.change')}
                    </a>
                  ) : null}
                </p>
              </li>
            );
          })}
        </ol>
      ) : null}
    </Section>
  );
}
