import { z } from 'zod';
import { stripPackage } from '../../../evidence/package/strip-package.ts';
import { AppError } from '../../../platform/errors.ts';
import { surnamesOf } from '../../../record/names/surnames.ts';
import { redactPerson } from '../../../record/protection/redact.ts';
import { refOf } from '../../../record/refs.ts';
import type { Thing } from '../../../record/things.ts';
import { Notice } from '../../kit/components/page-parts.tsx';
import type { Ctx } from '../../kit/context.ts';
import { Form } from '../../kit/forms/fields.tsx';
import { defineForm, fresh } from '../../kit/forms/form.ts';
import { handleForm } from '../../kit/forms/handle.ts';
import { routes } from '../../routes.ts';
import { demand, type Desk } from '../../kit/desk/who.ts';
import { deskPage } from '../desk/links.ts';
import { ActPage } from './act-page.tsx';
import { redactPersonPermission } from './permissions.ts';

const redactForm = defineForm({
  name: 'redact',
  schema: z.object({
    alsoErase: z
      .array(z.object({ text: z.string().min(3, 'errors.field.redact.short').max(300, 'errors.field.text.long') }))
      .default([]),
    ground: z
      .string('errors.field.reason.short')
      .min(10, 'errors.field.reason.short')
      .max(2000, 'errors.field.text.long'),
    confirm: z.string('record.desk.redact.confirm_missing').max(400),
  }),
  fields: {
    alsoErase: {
      kind: 'rows',
      label: 'record.desk.redact.also',
      hint: 'record.desk.redact.also_hint',
      addLabel: 'record.desk.redact.add',
      optional: true,
      max: 50,
      fields: { text: { kind: 'text', label: 'record.desk.redact.text' } },
    },
    ground: { kind: 'textarea', label: 'record.desk.redact.ground', hint: 'record.desk.redact.ground_hint', rows: 2 },
    confirm: {
      kind: 'text',
      label: 'record.desk.redact.confirm',
      hint: 'record.desk.redact.confirm_hint',
      spellcheck: false,
    },
  },
});

/** Erases a person for good; the name is typed once more, so that nobody does it in passing. */
export async function redactAct(c: Ctx, desk: Desk, thing: Thing, title: string): Promise<Response> {
  demand(desk, redactPersonPermission);
  const t = c.get('t');
  const wanted = thing.visibility === 'sealed' ? refOf(thing) : title;
  // Texts call a person by the surname after the first time: it is there to be seen and taken out, not to be forgotten.
  const { own, shared } = await surnamesOf(desk.app.db.read, thing.id);
  return handleForm(c, redactForm, {
    initial: () =>
      fresh({
        ground: t('record.desk.redact.ground_usual'),
        ...(own.length && { alsoErase: own.map((text) => ({ text })) }),
      }),
    render: (state) => (
      <ActPage thing={thing} name="redact" title={title}>
        <Notice kind="warning" title={t('record.desk.redact.warning')}>
          <p>{t('record.desk.redact.warning_lead')}</p>
        </Notice>
        {shared.length ? (
          <p class="hint">{t('record.desk.redact.shared', { names: new Intl.ListFormat(t.locale).format(shared) })}</p>
        ) : null}
        <p>
          {t('record.desk.redact.type_this')} <strong class="typed">{wanted}</strong>
        </p>
        <Form form={redactForm} state={state} submit="record.desk.redact.submit" cancel={deskPage(thing)} />
      </ActPage>
    ),
    submit: async ({ alsoErase, ground, confirm }) => {
      if (confirm.normalize('NFC').trim() !== wanted.normalize('NFC').trim())
        throw new AppError('invalid_input', {
          fields: [{ path: 'confirm', message: 'record.desk.redact.confirm_wrong' }],
        });
      await redactPerson(
        desk.app,
        desk.principal,
        { actor: refOf(thing), alsoErase: alsoErase.map((one) => one.text), ground },
        stripPackage,
      );
      return routes.desk.actors();
    },
  });
}
