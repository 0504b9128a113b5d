import { z } from 'zod';
import { stripPackage } from '../../../evidence/package/strip-package.ts';
import { AppError } from '../../../platform/errors.ts';
import { surnamesOf } from '../../../record/actors/names/surnames.ts';
import { redactPerson } from '../../../record/protection/redact.ts';
import { refOf } from '../../../record/refs.ts';
import { Notice } from '../../kit/components/page-parts.tsx';
import { defineForm } from '../../kit/forms/form.ts';
import { routes } from '../../routes.ts';
import { redactPersonPermission } from './permissions.ts';
import { formPage } from '../../kit/pages/form-page.tsx';
import { loadActed, actRoute, actOf } from './act-page.tsx';
import type { Pages } from '../../kit/context.ts';

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

/** Redacts a person permanently; the name must be typed again, so that no one does it by accident. */
export const redactPages: Pages = (web) => {
  formPage(web, actRoute('redact'), {
    ...actOf('redact'),
    load: async (at) => {
      const acted = await loadActed(at);
      // Texts use the surname alone after the first mention, so it is suggested; the user can remove it.
      const surnames = await surnamesOf(at.db, acted.thing.id);
      return { ...acted, surnames, wanted: acted.thing.visibility === 'sealed' ? refOf(acted.thing) : acted.title };
    },
    operation: redactPersonPermission,
    form: redactForm,
    save: 'record.desk.redact.submit',
    values: ({ t, view: { surnames } }) => ({
      ground: t('record.desk.redact.ground_usual'),
      ...(surnames.own.length && { alsoErase: surnames.own.map((text) => ({ text })) }),
    }),
    body: (form, { t, view: { surnames, wanted } }) => (
      <>
        <Notice kind="warning" title={t('record.desk.redact.warning')}>
          <p>{t('record.desk.redact.warning_lead')}</p>
        </Notice>
        {surnames.shared.length ? (
          <p class="hint">
            {t('record.desk.redact.shared', { names: new Intl.ListFormat(t.locale).format(surnames.shared) })}
          </p>
        ) : null}
        <p>
          {t('record.desk.redact.type_this')} <strong class="typed">{wanted}</strong>
        </p>
        {form}
      </>
    ),
    submit: async ({ alsoErase, ground, confirm }, { app, principal, view: { thing, wanted } }) => {
      if (confirm.normalize('NFC').trim() !== wanted.normalize('NFC').trim())
        throw new AppError('invalid_input', {
          fields: [{ path: 'confirm', message: 'record.desk.redact.confirm_wrong' }],
        });
      const texts = alsoErase.map((one) => one.text);
      await redactPerson(app, principal, { actor: refOf(thing), alsoErase: texts, ground }, stripPackage);
      return routes.desk.actors();
    },
  });
};
