import { z } from 'zod';
import { defineForm } from '../../kit/forms/form.ts';

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
  schema: z.object({ code }),
  fields: {
    code: {
      kind: 'text',
      label: 'accounts.second_step.code',
      hint: 'accounts.second_step.code_hint',
      autocomplete: 'one-time-code',
      spellcheck: false,
      width: 'half',
    },
  },
});
