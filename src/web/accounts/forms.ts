import { z } from 'zod';
import { emailSchema, nameSchema, passwordSchema, roles, roleSchema } from '../../accounts/tables.ts';
import { interfaceLocales } from '../../platform/messages/messages.ts';
import { languageName } from '../../record/vocabulary/languages.ts';
import { defineForm, type Fields } from '../kit/forms/form.ts';

const chosen = {
  password: { kind: 'password', label: 'desk.password.new', hint: 'desk.password.hint', autocomplete: 'new-password' },
  again: { kind: 'password', label: 'desk.password.again', autocomplete: 'new-password' },
} as const satisfies Fields;
const twice = { password: passwordSchema, again: z.string('error.password.again') };
const alike = ({ password, again }: { password: string; again: string }): boolean => password === again;
const differs = { path: ['again'], message: 'error.password.differs' };

/** The first administrator names herself. */
export const setupForm = defineForm({
  name: 'setup',
  schema: z.object({ email: emailSchema, name: nameSchema, ...twice }).refine(alike, differs),
  fields: {
    name: { kind: 'text', label: 'desk.account.name', hint: 'desk.account.name_hint', autocomplete: 'name' },
    email: { kind: 'email', label: 'desk.account.email', autocomplete: 'username' },
    ...chosen,
  },
});

/** Who was invited, or asked for a new password, chooses one. */
export const joinForm = defineForm({ name: 'join', schema: z.object(twice).refine(alike, differs), fields: chosen });

export const signInForm = defineForm({
  name: 'sign-in',
  schema: z.object({
    email: z.string('error.email.missing').max(254, 'error.email.bad'),
    password: z.string('error.password.missing').max(1024, 'error.password.long'),
  }),
  fields: {
    email: { kind: 'email', label: 'desk.account.email', autocomplete: 'username' },
    password: { kind: 'password', label: 'desk.password', autocomplete: 'current-password' },
  },
});

export const passwordForm = defineForm({
  name: 'password',
  schema: z.object({ current: z.string('error.password.missing'), ...twice }).refine(alike, differs),
  fields: {
    current: { kind: 'password', label: 'desk.password.current', autocomplete: 'current-password' },
    ...chosen,
  },
});

const roleOptions = roles.map((role) => ({ value: role, label: `desk.role.${role}`, hint: `desk.role.${role}_hint` }));
const rolesField = { kind: 'checkboxes', label: 'desk.account.roles', options: roleOptions } as const;
const rolesSchema = z.array(roleSchema).min(1, 'error.roles.missing');

export const inviteForm = defineForm({
  name: 'invite',
  schema: z.object({ name: nameSchema, email: emailSchema, roles: rolesSchema }),
  fields: {
    name: { kind: 'text', label: 'desk.account.name' },
    email: { kind: 'email', label: 'desk.account.email', hint: 'desk.account.email_hint' },
    roles: rolesField,
  },
});

export const accountForm = defineForm({
  name: 'account',
  schema: z.object({
    name: nameSchema,
    roles: rolesSchema,
    disabled: z.boolean(),
    why: z.string().max(2000, 'error.text.long').optional(),
  }),
  fields: {
    name: { kind: 'text', label: 'desk.account.name' },
    roles: rolesField,
    disabled: { kind: 'checkbox', label: 'desk.account.disabled', hint: 'desk.account.disabled_hint' },
    why: { kind: 'text', label: 'desk.why', hint: 'desk.why_hint', optional: true },
  },
});

/** The language of the desk for one person; none: the publication's. */
export const languageForm = defineForm({
  name: 'desk-language',
  schema: z.object({ language: z.enum(interfaceLocales).optional() }),
  fields: {
    language: {
      kind: 'select',
      label: 'desk.account.language_of',
      hint: 'desk.account.language_hint',
      empty: 'desk.account.language_paper',
      options: interfaceLocales.map((value) => ({ value, text: languageName(value, value) })),
      width: 'half',
    },
  },
});
