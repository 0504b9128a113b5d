import { z } from 'zod';
import { answerQuestion } from '../../../record/dossiers/answer-question.ts';
import { run } from '../../../platform/operation.ts';
import { AppError } from '../../../platform/errors.ts';
import type { Translate } from '../../../platform/messages/messages.ts';
import { file } from '../../../record/filing/file.ts';
import { parseRef } from '../../../record/refs.ts';
import type { Pages } from '../../kit/context.ts';
import { defineForm, fresh } from '../../kit/forms/form.ts';
import { handleForm } from '../../kit/forms/handle.ts';
import { routes } from '../../routes.ts';
import { atDesk, demand } from '../../kit/desk/who.ts';
import { loadLists, relocated, visibilityField, visibilitySchema, whyField, whySchema } from '../forms/common.tsx';
import { FormPage, lastEditor } from '../forms/form-page.tsx';
import { Picks, pickText, pickTexts } from '../forms/pick.ts';
import { languageOptions } from '../forms/values.ts';
import { loadQuestion } from '../show/question.ts';
import { loadThing } from '../show/load-thing.ts';

const questionForm = (t: Translate) =>
  defineForm({
    name: 'question',
    schema: z.object({
      wording: z.string('errors.field.question.missing').max(500, 'errors.field.text.long'),
      case: z.string().max(700).optional(),
      raisedBy: z.string().max(700).optional(),
      language: z.string().max(35).default('en'),
      visibility: visibilitySchema,
      why: whySchema,
    }),
    fields: {
      wording: {
        kind: 'textarea',
        label: 'record.desk.question.wording',
        hint: 'record.desk.question.wording_hint',
        rows: 2,
      },
      case: {
        kind: 'pick',
        label: 'record.desk.kind.case',
        hint: 'record.desk.pick.hint',
        optional: true,
        list: 'list-case',
      },
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

/** Forms of questions: raised, answered by a claim, opened again. */
export const questionForms: Pages = (web) => {
  web.on(['GET', 'POST'], routes.desk.newQuestion.pattern, async (c) => {
    const t = c.get('t');
    const desk = await atDesk(c);
    demand(desk, file);
    const { db } = desk.app;
    const form = questionForm(t);
    const picks = new Picks(db.read, t);
    const lists = await loadLists(db.read, ['case', 'claim']);
    return handleForm(c, form, {
      initial: async () => {
        const [inCase, claim] = (['case', 'claim'] as const).map((kind) =>
          /^\d{1,15}$/.test(c.req.query(kind) ?? '') ? `${kind}/${c.req.query(kind)}` : '',
        );
        const texts = await pickTexts(db.read, [inCase!, claim!].filter(Boolean));
        return fresh({ case: texts.get(inCase!), raisedBy: texts.get(claim!), language: 'en', visibility: 'desk' });
      },
      again: () => ({ options: picks.offered }),
      render: (state) => (
        <FormPage title={t('record.desk.question.new')} kind="question" form={form} state={state} lists={lists} />
      ),
      submit: async ({ why, ...typed }) => {
        const question = {
          ...typed,
          case: await picks.read('case', typed.case, { kinds: ['case'] }),
          raisedBy: await picks.read('raisedBy', typed.raisedBy, { kinds: ['claim'] }),
        };
        picks.throwIfUnclear();
        const filed = await relocated(run(desk.app, file, desk.principal, { questions: [question] }, why), [
          [/^questions\.0\./, ''],
        ]);
        return routes.desk.question({ number: parseRef(filed.questions[0]!)!.number });
      },
    });
  });

  web.on(['GET', 'POST'], routes.desk.editQuestion.pattern, async (c) => {
    const t = c.get('t');
    const desk = await atDesk(c);
    demand(desk, answerQuestion);
    const { db } = desk.app;
    const { thing } = await loadThing(db.read, 'question', routes.desk.editQuestion.read(c.req.param()).number);
    if (thing.visibility === 'sealed') throw new AppError('sealed');
    const question = await loadQuestion(db.read, thing);
    const picks = new Picks(db.read, t);
    const lists = await loadLists(db.read, ['claim']);
    const stored = async () => {
      const now = await loadThing(db.read, 'question', thing.number);
      const { answeredBy } = await loadQuestion(db.read, now.thing);
      return {
        values: {
          answeredBy: answeredBy
            ? pickText({ kind: 'claim', number: answeredBy.number, title: answeredBy.wording })
            : undefined,
        },
        version: String(now.thing.version),
      };
    };
    let by: string | undefined;
    return handleForm(c, answerForm, {
      initial: async () => {
        const { values, version } = await stored();
        return fresh(values, { version });
      },
      again: () => ({ options: picks.offered }),
      render: (state) => (
        <FormPage
          title={t('record.desk.question.answer')}
          kind="question"
          thing={thing}
          form={answerForm}
          state={state}
          by={by}
          lists={lists}
        >
          <p class="lead">{question.wording}</p>
        </FormPage>
      ),
      submit: async ({ answeredBy, why }, { version }) => {
        const claim = await picks.read('answeredBy', answeredBy, { kinds: ['claim'] });
        picks.throwIfUnclear();
        await run(
          desk.app,
          answerQuestion,
          desk.principal,
          { question: `question/${thing.number}`, answeredBy: claim ?? null, version: version ?? '' },
          why,
        );
        return routes.desk.question({ number: thing.number });
      },
      current: async () => {
        by = await lastEditor(db.read, thing);
        return stored();
      },
    });
  });
};
