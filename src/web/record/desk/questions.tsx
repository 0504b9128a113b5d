import { z } from 'zod';
import { answerQuestion } from '../../../record/cases/answer-question.ts';
import type { Translate } from '../../../platform/messages/messages.ts';
import { file } from '../../../record/filing/file.ts';
import { parseRef, refOf } from '../../../record/refs.ts';
import type { Pages } from '../../kit/context.ts';
import { defineForm } from '../../kit/forms/form.ts';
import { routes } from '../../routes.ts';
import { visibilityField, visibilitySchema, whyField, whySchema } from '../../kit/forms/common-fields.ts';
import { pickText, pickTexts } from '../../kit/forms/pick.ts';
import { caseField } from '../forms/saying.ts';
import { languageOptions } from '../forms/values.ts';
import { loadQuestion } from '../show/question.ts';
import { loadSealable, readSealFor, sealForSchema, sealRules, withSeal } from '../forms/seal-field.ts';
import { formPage, changePage } from '../../kit/pages/form-page.tsx';
import { Theirs, loadChanged, newThing, changeThing } from '../forms/form-page.tsx';

const questionForm = (t: Translate) =>
  defineForm({
    name: 'question',
    schema: z.object({
      wording: z.string('errors.field.question.missing').max(500, 'errors.field.text.long'),
      case: z.string().max(700).optional(),
      raisedBy: z.string().max(700).optional(),
      language: z.string().max(35).default('en'),
      visibility: visibilitySchema,
      sealFor: sealForSchema,
      why: whySchema,
    }),
    fields: {
      wording: {
        kind: 'textarea',
        label: 'record.desk.question.wording',
        hint: 'record.desk.question.wording_hint',
        rows: 2,
      },
      case: caseField,
      raisedBy: {
        kind: 'pick',
        label: 'record.desk.question.raised_by',
        hint: 'record.desk.question.raised_by_hint',
        optional: true,
        list: 'list-claim',
      },
      language: { kind: 'select', label: 'record.desk.question.language', options: languageOptions(t), width: 'half' },
      visibility: visibilityField,
      why: whyField,
    },
  });

const answerForm = defineForm({
  name: 'answer',
  schema: z.object({ answeredBy: z.string().max(700).optional(), why: whySchema }),
  fields: {
    answeredBy: {
      kind: 'pick',
      label: 'record.desk.question.answered_by',
      hint: 'record.desk.question.answered_by_hint',
      optional: true,
      list: 'list-claim',
    },
    why: whyField,
  },
});

/** The forms that add open questions, and that answer them with a claim or reopen them. */
export const questionForms: Pages = (web) => {
  formPage(web, routes.desk.newQuestion, {
    ...newThing('question'),
    load: ({ db }) => loadSealable(db),
    operation: file,
    form: (at) => withSeal(at, questionForm(at.t)),
    options: ({ view }) => ({ sealFor: view.sealable }),
    title: 'record.desk.question.new',
    lists: ['case', 'claim'],
    values: async ({ db, asked }) => {
      const [inCase, claim] = [asked('case'), asked('claim')];
      const texts = await pickTexts(db, [inCase, claim]);
      const raisedBy = texts.get(claim ?? '');
      return { case: texts.get(inCase ?? ''), raisedBy, language: 'en', visibility: 'desk' };
    },
    paths: [...sealRules, [/^questions\.0\./, '']],
    submit: async ({ why, sealFor, ...rest }, { run, picks }) => {
      const question = {
        ...rest,
        case: await picks.read('case', rest.case, { kinds: ['case'] }),
        raisedBy: await picks.read('raisedBy', rest.raisedBy, { kinds: ['claim'] }),
        sealFor: readSealFor(sealFor),
      };
      picks.throwIfUnclear();
      const filed = await run(file, { questions: [question] }, why);
      return routes.desk.question({ number: parseRef(filed.questions[0]!)!.number });
    },
  });

  changePage(web, routes.desk.editQuestion, {
    ...changeThing('question'),
    load: async (at) => {
      const changed = await loadChanged('question', at);
      return { ...changed, question: await loadQuestion(at.db, changed.thing) };
    },
    operation: answerQuestion,
    form: answerForm,
    title: 'record.desk.question.answer',
    lists: ['claim'],
    lead: (at) => (
      <>
        <Theirs {...at} />
        <p class="lead">{at.view.question.wording}</p>
      </>
    ),
    values: ({ view: { question } }) => {
      const { answeredBy: by } = question;
      return { answeredBy: by ? pickText({ kind: 'claim', number: by.number, title: by.wording }) : undefined };
    },
    submit: async ({ answeredBy, why }, { run, picks, view, version }) => {
      const claim = await picks.read('answeredBy', answeredBy, { kinds: ['claim'] });
      picks.throwIfUnclear();
      return run(answerQuestion, { question: refOf(view.thing), answeredBy: claim ?? null, version }, why);
    },
  });
};
