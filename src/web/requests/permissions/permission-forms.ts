import { z } from 'zod';
import { secretKinds } from '../../../law/duties/tables.ts';
import type { PermissionView } from '../../../requests/permissions/load-permissions.ts';
import { permissionWays } from '../../../requests/permissions/tables.ts';
import { maxFileBytes } from '../../../record/files/store-files.ts';
import { defineForm } from '../../kit/forms/form.ts';
import type { Tree } from '../../kit/forms/tree.ts';
import { whyField, whySchema } from '../../kit/forms/common-fields.ts';
import { pickText, type Picks } from '../../kit/forms/pick.ts';
import { sealForSchema } from '../../record/forms/seal-field.ts';

const text = (limit: number) => z.string().max(limit, 'errors.field.text.long').optional();

export const permissionForm = defineForm({
  name: 'permission',
  schema: z.object({
    actor: text(700),
    person: text(300),
    article: text(700),
    subject: text(1000),
    kinds: z.array(z.enum(secretKinds, 'errors.field.duty.secret')).min(1, 'errors.field.permission.kinds'),
    wording: text(5000),
    contact: text(300),
    language: text(40),
    asked: text(20),
    note: text(5000),
    sealFor: sealForSchema,
    why: whySchema,
  }),
  fields: {
    actor: {
      kind: 'pick',
      label: 'requests.permission.actor',
      hint: 'requests.permission.actor_hint',
      optional: true,
      list: 'list-actor',
      width: 'half',
    },
    person: {
      kind: 'text',
      label: 'requests.permission.person',
      hint: 'requests.permission.person_hint',
      optional: true,
      maxLength: 300,
      width: 'half',
    },
    kinds: {
      kind: 'checkboxes',
      label: 'requests.permission.kinds',
      hint: 'requests.permission.kinds_hint',
      inline: true,
      options: secretKinds.map((value) => ({ value, label: `law.duty.secret.${value}` })),
    },
    article: {
      kind: 'pick',
      label: 'requests.permission.article',
      hint: 'requests.permission.article_hint',
      optional: true,
    },
    subject: {
      kind: 'text',
      label: 'requests.permission.subject',
      hint: 'requests.permission.subject_hint',
      optional: true,
      maxLength: 1000,
    },
    wording: {
      kind: 'textarea',
      label: 'requests.permission.wording',
      hint: 'requests.permission.wording_hint',
      optional: true,
      rows: 5,
    },
    contact: {
      kind: 'email',
      label: 'requests.permission.contact',
      hint: 'requests.permission.contact_hint',
      optional: true,
      width: 'half',
    },
    language: {
      kind: 'text',
      label: 'requests.reply.language',
      hint: 'requests.permission.language_hint',
      optional: true,
      width: 'half',
      spellcheck: false,
    },
    asked: {
      kind: 'date',
      wholeDay: true,
      label: 'requests.permission.asked_day',
      hint: 'kit.date.day_hint',
      optional: true,
      width: 'half',
    },
    note: {
      kind: 'textarea',
      label: 'requests.permission.note',
      hint: 'requests.permission.note_hint',
      optional: true,
      rows: 3,
    },
    why: whyField,
  },
  collapsed: { names: ['subject', 'asked', 'note', 'why'] },
});
export type PermissionFormInput = z.output<typeof permissionForm.schema>;

/**
 * Converts the form's values to input of the operations.
 * @throws AppError `invalid_input` if an entered name matches no item or several
 */
export async function readPermission(
  picks: Picks,
  { why: _, sealFor: __, actor: typedActor, article: typedArticle, ...input }: PermissionFormInput,
) {
  const actor = await picks.read('actor', typedActor, { kinds: ['actor'] });
  const article = await picks.read('article', typedArticle, { kinds: ['article'] });
  picks.throwIfUnclear();
  return { ...input, actor, article };
}

export const permissionRules = [
  [/^(?:permissions\.0|to)\.files\.0.*$/, 'file'],
  [/^(?:permissions\.0|to)\./, ''],
] as const;

export const permissionValues = (one: PermissionView): Tree => ({
  actor: one.actor ? pickText(one.actor) : undefined,
  person: one.actor?.title === one.person ? undefined : one.person || undefined,
  kinds: one.kinds,
  article: one.article ? `article/${one.article.number}` : undefined,
  subject: one.subject || undefined,
  wording: one.wording || undefined,
  contact: one.contact || undefined,
  language: one.language ?? undefined,
  asked: one.askedOn ?? undefined,
  note: one.note || undefined,
});

const ways = permissionWays.filter((way) => way !== 'link');

/** The form that records the answer of a person who did not use the link. */
export const answerForm = defineForm({
  name: 'answer',
  limit: maxFileBytes + 1_048_576,
  schema: z.object({
    state: z.enum(['given', 'refused', 'withdrawn'], 'errors.field.permission.state'),
    on: z.string(),
    way: z.enum(ways, 'errors.field.permission.way'),
    by: text(300),
    file: z.instanceof(File).optional(),
    why: whySchema,
  }),
  fields: {
    state: {
      kind: 'radio',
      label: 'requests.permission.answer',
      options: (['given', 'refused', 'withdrawn'] as const).map((value) => ({
        value,
        label: `requests.permission.state.${value}`,
      })),
    },
    way: {
      kind: 'radio',
      label: 'requests.permission.way',
      inline: true,
      options: ways.map((value) => ({ value, label: `requests.permission.way_name.${value}` })),
    },
    on: { kind: 'date', wholeDay: true, label: 'requests.permission.on', hint: 'kit.date.day_hint', width: 'half' },
    by: {
      kind: 'text',
      label: 'requests.permission.by',
      hint: 'requests.permission.by_hint',
      optional: true,
      maxLength: 300,
      width: 'half',
    },
    file: { kind: 'file', label: 'requests.file.label', hint: 'requests.permission.file_hint', optional: true },
    why: whyField,
  },
});

/** The form that records the withdrawal of a sealed permission. None of its fields can identify the person. */
export const withdrawPermissionForm = defineForm({
  name: 'back',
  schema: z.object({
    on: z.string(),
    way: z.enum(ways, 'errors.field.permission.way'),
  }),
  fields: { way: answerForm.fields.way!, on: answerForm.fields.on! },
});

/** The form that creates the link for the answer. The link is emailed, or passed on by hand. */
export const askForm = defineForm({ name: 'ask', schema: z.object({ why: whySchema }), fields: { why: whyField } });
