import { z } from 'zod';
import { emailSchema, nameSchema, passwordSchema, roles, roleSchema } from '../../accounts/tables.ts';
import { interfaceLocales } from '../../platform/messages/messages.ts';
import { languageName } from '../../record/vocabulary/languages.ts';
import { defineForm, type Fields } from '../kit/forms/form.ts';

const chosen = {
  password: {
    kind: 'password',
    label: 'accounts.password.new',
    hint: 'accounts.password.hint',
    autocomplete: 'new-password',
  },
  again: { kind: 'password', label: 'accounts.password.again', autocomplete: 'new-password' },
} as const satisfies Fields;
const twice = { password: passwordSchema, again: z.string('errors.field.password.again') };
const alike = ({ password, again }: { password: string; again: string }): boolean => password === again;
const differs = { path: ['again'], message: 'errors.field.password.differs' };

/** The form that creates the first administrator's account. Unlike `joinForm`, it has fields for name and email. */
export const setupForm = defineForm({
  name: 'setup',
  limit: 16_384,
  schema: z.object({ email: emailSchema, name: nameSchema, ...twice }).refine(alike, differs),
  fields: {
    name: { kind: 'text', label: 'accounts.account.name', hint: 'accounts.account.name_hint', autocomplete: 'name' },
    email: { kind: 'email', label: 'accounts.account.email', autocomplete: 'username' },
    ...chosen,
  },
});

/** The form of a one-time link, which accepts an invitation or sets a new password. */
export const joinForm = defineForm({
  name: 'join',
  limit: 16_384,
  schema: z.object(twice).refine(alike, differs),
  fields: chosen,
});

export const signInForm = defineForm({
  name: 'sign-in',
  limit: 16_384,
  schema: z.object({
    email: z.string('errors.field.email.missing').max(254, 'errors.field.email.bad'),
    password: z.string('errors.field.password.missing').max(1024, 'errors.field.password.long'),
  }),
  fields: {
    email: { kind: 'email', label: 'accounts.account.email', autocomplete: 'username' },
    password: { kind: 'password', label: 'accounts.password', autocomplete: 'current-password' },
  },
});

/** The form for people who have forgotten their password. It requests a one-time link that sets a new one. */
export const recoverForm = defineForm({
  name: 'recover',
  limit: 16_384,
  schema: z.object({ email: emailSchema }),
  fields: { email: { kind: 'email', label: 'accounts.account.email', autocomplete: 'username' } },
});

export const passwordForm = defineForm({
  name: 'password',
  schema: z.object({ current: z.string('errors.field.password.missing'), ...twice }).refine(alike, differs),
  fields: {
    current: { kind: 'password', label: 'accounts.password.current', autocomplete: 'current-password' },
    ...chosen,
  },
});

export const emailForm = defineForm({
  name: 'email',
  schema: z.object({ email: emailSchema }),
  fields: { email: { kind: 'email', label: 'accounts.email.new', autocomplete: 'email' } },
});

/** The form of the link that confirms a new email address. It has only a button. */
export const confirmEmailForm = defineForm({ name: 'confirm-email', schema: z.object({}), fields: {} });

const roleOptions = roles.map((role) => ({
  value: role,
  label: `accounts.role.${role}`,
  hint: `accounts.role.${role}_hint`,
}));
const rolesField = { kind: 'checkboxes', label: 'accounts.account.roles', options: roleOptions } as const;
const rolesSchema = z.array(roleSchema).min(1, 'errors.field.roles.missing');

const inviteSchema = z.object({
  name: nameSchema,
  email: emailSchema,
  roles: rolesSchema,
  delivery: z.enum(['mail', 'hand']).default('hand'),
});
const invitee = {
  name: { kind: 'text', label: 'accounts.account.name' },
  email: { kind: 'email', label: 'accounts.account.email', hint: 'accounts.account.email_hint' },
  roles: rolesField,
} as const satisfies Fields;

export const inviteForm = defineForm({ name: 'invite', schema: inviteSchema, fields: invitee });

/** The form of an invitation, if Kronika can email its link. */
export const inviteByMailForm = defineForm({
  name: 'invite',
  schema: inviteSchema,
  fields: {
    ...invitee,
    delivery: {
      kind: 'radio',
      label: 'accounts.invite.delivery',
      options: [
        { value: 'mail', label: 'accounts.invite.by_mail', hint: 'accounts.invite.by_mail_hint' },
        { value: 'hand', label: 'accounts.invite.by_hand', hint: 'accounts.invite.by_hand_hint' },
      ],
    },
  },
});

export const accountForm = defineForm({
  name: 'account',
  schema: z.object({
    name: nameSchema,
    roles: rolesSchema,
    disabled: z.boolean(),
    why: z.string().max(2000, 'errors.field.text.long').optional(),
  }),
  fields: {
    name: { kind: 'text', label: 'accounts.account.name' },
    roles: rolesField,
    disabled: { kind: 'checkbox', label: 'accounts.account.disabled', hint: 'accounts.account.disabled_hint' },
    why: { kind: 'text', label: 'record.desk.why', hint: 'record.desk.why_hint', optional: true },
  },
});

/** The form that selects the roles that must use two-step sign-in. The selection can be empty. */
export const secondStepRolesForm = defineForm({
  name: 'second-step-roles',
  schema: z.object({ roles: z.array(roleSchema) }),
  fields: {
    roles: {
      kind: 'checkboxes',
      label: 'accounts.require.roles',
      options: roles.map((role) => ({ value: role, label: `accounts.role.${role}` })),
    },
  },
});

export const lockdownForm = defineForm({ name: 'lockdown', schema: z.object({}), fields: {} });

/**
 * The form for the language of the desk for this account. Without a selection, it is the publication's language.
 */
export const languageForm = defineForm({
  name: 'desk-language',
  schema: z.object({ language: z.enum(interfaceLocales).optional() }),
  fields: {
    language: {
      kind: 'select',
      label: 'accounts.account.language_of',
      hint: 'accounts.account.language_hint',
      empty: 'accounts.account.language_paper',
      options: interfaceLocales.map((value) => ({ value, text: languageName(value, value) })),
      width: 'half',
    },
  },
});
