import { z } from 'zod';
import { addPasskey, answerSchema } from '../../../accounts/factors/passkeys.ts';
import { defineForm } from '../../kit/forms/form.ts';
import { passkeyField } from '../../kit/forms/passkey-form.tsx';

const code = z.string('errors.field.code.missing').max(40, 'errors.field.code.wrong');

export const authenticatorForm = defineForm({
  name: 'authenticator',
  schema: z.object({ setup: z.string('errors.field.code.missing').max(200), code }),
  fields: {
    setup: { kind: 'hidden' },
    code: {
      kind: 'text',
      label: 'accounts.authenticator.code',
      hint: 'accounts.authenticator.code_hint',
      autocomplete: 'one-time-code',
      spellcheck: false,
      width: 'half',
    },
  },
});

export const secondStepForm = defineForm({
  name: 'second-step',
  schema: z
    .object({ code: code.optional(), passkey: answerSchema.optional() })
    .refine((input) => input.code !== undefined || input.passkey !== undefined, {
      path: ['code'],
      message: 'errors.field.code.missing',
    }),
  fields: {
    code: {
      kind: 'text',
      label: 'accounts.second_step.code',
      hint: 'accounts.second_step.code_hint',
      autocomplete: 'one-time-code',
      spellcheck: false,
      width: 'half',
    },
    passkey: passkeyField,
  },
});

export const passkeyNameForm = defineForm({
  name: 'passkey',
  schema: z.object({ name: addPasskey.input.shape.name, passkey: z.string('errors.field.passkey.missing') }),
  fields: {
    name: {
      kind: 'text',
      label: 'accounts.passkey.name',
      hint: 'accounts.passkey.name_hint',
      maxLength: 80,
      width: 'half',
    },
    passkey: passkeyField,
  },
});

export const passkeySignInForm = defineForm({
  name: 'passkey',
  schema: z.object({ passkey: z.string('errors.field.passkey.missing') }),
  fields: { passkey: passkeyField },
});
