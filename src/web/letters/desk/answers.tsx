import { z } from 'zod';
import { loadAnswers, type Answers } from '../../../letters/answers/load-answers.ts';
import { dropResponse, judgeDemand, noteResponse } from '../../../letters/answers/note-response.ts';
import { demandStates, responseKinds } from '../../../letters/tables.ts';
import type { HostedView } from '../../../letters/views/hosted.ts';
import { AppError } from '../../../platform/errors.ts';
import { termLabel } from '../../../record/vocabulary/terms.ts';
import { ActButton } from '../../kit/components/desk.tsx';
import { EdtfDate, Pill } from '../../kit/components/values.tsx';
import type { Pages } from '../../kit/context.ts';
import { defineForm } from '../../kit/forms/form.ts';
import { routes } from '../../routes.ts';
import { useView } from '../../kit/view.tsx';
import { type Desk } from '../../kit/desk/who.ts';
import { whyField, whySchema } from '../../kit/forms/common-fields.ts';
import { pickText } from '../../kit/forms/pick.ts';
import { BriefLine, Section } from '../../record/show/parts.tsx';
import { hostedAt, letterCrumbs, ofLetter } from './begin.tsx';
import { formPage, buttonRoute } from '../../kit/pages/form-page.tsx';

const text = (limit: number) => z.string().max(limit, 'errors.field.text.long').optional();

const responseForm = defineForm({
  name: 'response',
  schema: z.object({
    addressee: z.string('letters.error.addressee'),
    kind: z.enum(responseKinds, 'letters.error.kind'),
    on: z.string().max(100),
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
      kind: 'date',
      label: 'letters.desk.answered_on',
      hint: 'kit.date.hint',
      width: 'third',
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
    claim: { kind: 'pick', label: 'letters.desk.response_reported', optional: true, list: 'list-claim' },
    why: whyField,
  },
  collapsed: { names: ['why'] },
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

/**
 * The desk's pages that record the results of a letter: how addressees answered, and the outcome of each demand.
 */
export const letterAnswerPages: Pages = (web) => {
  formPage(web, routes.desk.noteResponse, {
    ...ofLetter,
    operation: noteResponse,
    form: responseForm,
    title: 'letters.desk.note_response',
    lists: ['source', 'claim'],
    scripts: [],
    options: ({ view }) => ({
      addressee: view.addressees.map((one) => ({ value: String(one.id), text: one.name })),
    }),
    values: ({ today }) => ({ on: today }),
    submit: async ({ why, source, claim, addressee, ...rest }, { run, picks, view }) => {
      const refs = {
        source: await picks.read('source', source, { kinds: ['source'] }),
        claim: await picks.read('claim', claim, { kinds: ['claim'] }),
      };
      picks.throwIfUnclear();
      return run(noteResponse, { letter: view.brief.ref!, addressee: Number(addressee), ...rest, ...refs }, why);
    },
  });

  buttonRoute(web, routes.desk.dropResponse, {
    act: ({ run, params: { number, response } }) =>
      run(dropResponse, { letter: `letter/${number}`, response: Number(response) }),
    home: ofLetter.home,
  });

  formPage(web, routes.desk.judgeDemand, {
    operation: judgeDemand,
    form: demandForm,
    lists: ['claim'],
    load: async ({ db, desk, params }) => {
      const letter = await hostedAt(desk, params.number);
      const one = letter.demands.find((demand) => String(demand.number) === params.which);
      if (!one) throw new AppError('not_found');
      const { demands } = await loadAnswers(db, letter.id, 'desk');
      return { letter, one, outcome: demands.find((known) => known.demand === one.id) };
    },
    title: ({ t, view }) => t('letters.desk.judge', { number: view.one.number }),
    save: ofLetter.save,
    home: ofLetter.home,
    crumbs: ({ t, view }) => letterCrumbs(t, view.letter.brief),
    lead: ({ view }) => Object.values(view.one.texts)[0],
    values: ({ view: { outcome } }) => ({
      state: outcome?.state ?? 'unknown',
      claims: outcome?.claims.length
        ? outcome.claims.map(({ wording, number }) => ({ claim: pickText({ title: wording, kind: 'claim', number }) }))
        : [{}],
    }),
    paths: [[/^claims\.(\d+)$/, 'claims[$1].claim']],
    submit: async ({ why, state, claims }, { run, picks, view: { letter, one } }) => {
      const refs: string[] = [];
      for (const [index, { claim }] of claims.entries()) {
        const ref = await picks.read(`claims[${index}].claim`, claim, { kinds: ['claim'] });
        if (ref) refs.push(ref);
      }
      picks.throwIfUnclear();
      return run(judgeDemand, { letter: letter.brief.ref!, demand: one.id, state, claims: refs }, why);
    },
  });
};

export function DeskResponses({ letter, answers, desk }: { letter: HostedView; answers: Answers; desk: Desk }) {
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
          const own = answers.responses.filter((response) => response.addressee === one.id);
          return (
            <li>
              <p>
                {one.name} {own.length ? null : <Pill kind="plain">{t('letters.desk.no_answer')}</Pill>}
              </p>
              {own.map((response) => (
                <div class="muted">
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
