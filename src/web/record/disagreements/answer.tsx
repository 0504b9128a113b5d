import { z } from 'zod';
import { AppError } from '../../../platform/errors.ts';
import type { Translate } from '../../../platform/messages/messages.ts';
import type { Reader } from '../../../platform/database/tx.ts';
import { answerDisagreements } from '../../../record/disagreements/answer.ts';
import { withSubjects, type ListedDisagreement } from '../../../record/disagreements/list.ts';
import { splittable } from '../../../record/disagreements/separate.ts';
import { answers } from '../../../record/disagreements/tables.ts';
import { refOf } from '../../../record/refs.ts';
import { loadCase } from '../../../record/views/case.ts';
import { loadDisagreements } from '../../../record/views/disagreements.ts';
import type { FactView } from '../../../record/views/facts.ts';
import { findProperty } from '../../../record/vocabulary/properties.ts';
import { AnswerWords, StatePill } from '../components/disagreements.tsx';
import type { Pages } from '../../kit/context.ts';
import { defineForm, type Fields, type Option } from '../../kit/forms/form.ts';
import { routes } from '../../routes.ts';
import { useView } from '../../kit/view.tsx';
import { briefTitle, deskPage } from '../desk/links.ts';
import { loadThing } from '../show/load-thing.ts';
import { DeskValue, SaidLine } from '../show/facts.tsx';
import { BriefLine } from '../show/parts.tsx';
import { valueWords } from '../show/words.ts';
import { answerForSimilar, sharing, type Sharing } from './same-claims.ts';
import { ResponseInstead, formPage } from '../../kit/pages/form-page.tsx';

const idOf = (value: FactView): string => String(value.statementIds[0]);

function answerForm(t: Translate, one: ListedDisagreement, also: readonly Sharing[]) {
  const values: Option[] = one.property.values.map((value) => ({ value: idOf(value), text: valueWords(t, value) }));
  const apart = splittable(one.subject.kind);
  const fields: Fields = {
    answer: {
      kind: 'radio',
      label: 'record.duplicates.form.answer',
      options: answers.map((answer) => ({
        value: answer,
        label: `record.duplicates.form.${answer}`,
        hint: `record.duplicates.form.${answer}_hint`,
      })),
    },
    prefers: {
      kind: 'radio',
      label: 'record.duplicates.form.prefers',
      hint: 'record.duplicates.form.prefers_hint',
      optional: true,
      options: values,
    },
    ...(apart
      ? {
          moved: {
            kind: 'checkboxes',
            label: 'record.duplicates.form.moved',
            hint: 'record.duplicates.form.moved_hint',
            optional: true,
            options: values,
          } as const,
          title: {
            kind: 'text',
            label: 'record.duplicates.form.second_title',
            hint: `record.duplicates.form.second_title_${one.subject.kind}`,
            optional: true,
          } as const,
        }
      : {}),
    reason: {
      kind: 'textarea',
      label: 'record.duplicates.form.reason',
      hint: 'record.duplicates.form.reason_hint',
      rows: 3,
    },
    ...(also.length
      ? {
          also: {
            kind: 'checkboxes',
            label: 'record.duplicates.form.also',
            hint: 'record.duplicates.form.also_hint',
            optional: true,
            options: also.map((other) => ({
              value: other.key,
              text: `${t(`record.property.${other.property.property}`)}: ${briefTitle(t, other.subject)}`,
            })),
          } as const,
        }
      : {}),
  };
  return defineForm({
    name: 'answer',
    schema: z
      .object({
        answer: z.enum(answers, 'record.duplicates.error.answer'),
        prefers: z.string().optional(),
        moved: z.array(z.string()).default([]),
        title: z.string().max(500, 'errors.field.text.long').optional(),
        reason: z
          .string('errors.field.reason.short')
          .trim()
          .min(10, 'errors.field.reason.short')
          .max(2000, 'errors.field.text.long'),
        also: z.array(z.string()).default([]),
      })
      .superRefine((input, context) => {
        const complain = (path: string, message: string): void =>
          context.addIssue({ code: 'custom', path: [path], message });
        if (input.answer === 'preferred' && !input.prefers) complain('prefers', 'record.duplicates.error.prefers');
        if (input.answer === 'two-events' && input.moved.length && !input.title)
          complain('title', 'errors.field.title.missing');
        if (input.answer === 'two-events' && input.title && !input.moved.length)
          complain('moved', 'record.duplicates.error.second_values');
      }),
    fields,
  });
}

/** Each value with all its speakers, and the current decision (answer). */
function AnswerSummary({ one }: { one: ListedDisagreement }) {
  const { t } = useView();
  const { property, second, answer } = one;
  const list = (values: readonly FactView[]) => (
    <dl class="facts rows">
      {values.map((value) => (
        <div>
          <dt>
            <DeskValue view={value} />
          </dt>
          <dd>
            {value.claimIds.map((id) => (one.claims.has(id) ? <SaidLine claim={one.claims.get(id)!} /> : null))}
            <p class="muted">
              {t('record.public.origins', { count: value.origins })}
              {value.preferred ? ` · ${t('vocabulary.rank.preferred')}` : ''}
            </p>
          </dd>
        </div>
      ))}
    </dl>
  );
  return (
    <div class="told">
      <p>
        <BriefLine brief={one.inCase ?? one.subject} />
      </p>
      <p class="pills">
        <StatePill state={one.state} />
      </p>
      {list(property.values)}
      {second ? (
        <>
          <p>
            {t('record.duplicates.desk.second')} <BriefLine brief={second.brief} />
          </p>
          {list(second.property.values)}
        </>
      ) : null}
      <AnswerWords one={one} />
      {answer?.by ? <p class="muted">{t('record.duplicates.desk.by', { name: answer.by })}</p> : null}
    </div>
  );
}

/** The page of a disagreement, with the form for the decision of an editor. */
export const disagreementAnswerPages: Pages = (web) => {
  formPage(web, routes.desk.disagreement, {
    open: true,
    operation: answerDisagreements,
    load: async ({ c, db, params }) => {
      const { kind, number, property: key } = params;
      if (!findProperty(key)) throw new AppError('not_found');
      const { thing, moved } = await loadThing(db, kind, number);
      if (moved !== undefined)
        throw new ResponseInstead(c.redirect(routes.desk.disagreement({ kind, number: moved, property: key }), 303));
      const all = await withSubjects(db, await loadDisagreements(db, [thing.id], 'desk'), 'desk');
      const one = all.find((found) => found.property.property === key);
      if (!one) throw new AppError('not_found');
      const also = one.inCase || one.subject.kind === 'case' ? sharing(one, await inOneCase(db, one)) : [];
      return { one, also, open: one.second === null || one.state !== 'two-events' };
    },
    form: ({ t, view: { one, also } }) => answerForm(t, one, also),
    title: ({ t, params, view }) => `${t(`record.property.${params.property}`)}: ${briefTitle(t, view.one.subject)}`,
    crumbs: ({ t }) => [{ label: t('record.duplicates.title'), href: routes.desk.disagreements() }],
    save: 'record.duplicates.form.submit',
    home: ({ view: { one } }) => deskPage(one.inCase ?? one.subject)!,
    values: ({ view: { one, also } }) => ({
      answer: one.answer?.answer,
      reason: one.state === 'reopened' ? undefined : one.answer?.reason,
      prefers: preferredOf(one),
      also: also.map((other) => other.key),
    }),
    body: (form, { t, may, view: { one, open } }) => (
      <>
        <AnswerSummary one={one} />
        {may(answerDisagreements) && open ? form : null}
        {!may(answerDisagreements) && open ? <p class="muted">{t('record.duplicates.desk.editors')}</p> : null}
      </>
    ),
    paths: (path) =>
      path
        .replace(/^answers\.\d+\./, '')
        .replace(/^second\.title$/, 'title')
        .replace(/^second.*$/, 'moved'),
    submit: async (input, { run, params, view: { one, also, open }, again }) => {
      if (!open) return again();
      const second =
        input.answer === 'two-events' && input.moved.length && input.title
          ? { title: input.title, statements: input.moved }
          : undefined;
      const first = {
        subject: refOf(one.subject),
        property: params.property,
        answer: input.answer,
        reason: input.reason,
        prefers: input.answer === 'preferred' ? input.prefers : undefined,
        second,
      };
      const others = also
        .filter((other) => input.also.includes(other.key))
        .flatMap((other) => answerForSimilar(one, other, input) ?? []);
      await run(answerDisagreements, { answers: [first, ...others] }, input.reason);
      return routes.desk.disagreement(params);
    },
  });
};

const preferredOf = (one: ListedDisagreement): string | undefined => {
  const value = one.property.values.find((found) => found.preferred);
  return value && idOf(value);
};

/** All disagreements in the case of the given disagreement. */
async function inOneCase(db: Reader, one: ListedDisagreement) {
  const { number } = one.inCase ?? one.subject;
  const { thing } = await loadThing(db, 'case', number);
  return (await loadCase(db, thing, 'desk')).disagreements;
}
