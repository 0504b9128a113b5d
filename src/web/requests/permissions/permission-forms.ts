import { z } from 'zod';
import { secretKinds } from '../../../law/duties/tables.ts';
import type { PermissionView } from '../../../law/permissions/load-permissions.ts';
import { permissionWays } from '../../../law/permissions/tables.ts';
import { largestFile } from '../../../record/kept-files/keep-files.ts';
import { defineForm } from '../../kit/forms/form.ts';
import type { Tree } from '../../kit/forms/tree.ts';
import { whyField, whySchema } from '../../record/forms/common.tsx';
import { pickText, type Picks } from '../../record/forms/pick.ts';

const text = (limit: number) => z.string().max(limit, 'error.text.long').optional();

export const permissionForm = defineForm({
  name: 'permission',
  schema: z.object({
    actor: text(700),
    person: text(300),
    article: text(700),
    subject: text(1000),
    kinds: z.array(z.enum(secretKinds, 'error.duty.secret')).min(1, 'error.permission.kinds'),
    wording: text(5000),
    contact: text(300),
    language: text(40),
    asked: text(20),
    note: text(5000),
    why: whySchema,
  }),
  fields: {
    actor: {
      kind: 'pick',
      label: 'rights.permission.actor',
      hint: 'rights.permission.actor_hint',
      optional: true,
      list: 'list-actor',
      width: 'half',
    },
    person: {
      kind: 'text',
      label: 'rights.permission.person',
      hint: 'rights.permission.person_hint',
      optional: true,
      maxLength: 300,
      width: 'half',
    },
    kinds: {
      kind: 'checkboxes',
      label: 'rights.permission.kinds',
      hint: 'rights.permission.kinds_hint',
      inline: true,
      options: secretKinds.map((value) => ({ value, label: `law.duty.secret.${value}` })),
    },
    article: {
      kind: 'pick',
      label: 'rights.permission.article',
      hint: 'rights.permission.article_hint',
      optional: true,
    },
    subject: {
      kind: 'text',
      label: 'rights.permission.subject',
      hint: 'rights.permission.subject_hint',
      optional: true,
      maxLength: 1000,
    },
    wording: {
      kind: 'textarea',
      label: 'rights.permission.wording',
      hint: 'rights.permission.wording_hint',
      optional: true,
      rows: 5,
    },
    contact: {
      kind: 'email',
      label: 'rights.permission.contact',
      hint: 'rights.permission.contact_hint',
      optional: true,
      width: 'half',
    },
    language: {
      kind: 'text',
      label: 'rights.reply.language',
      hint: 'rights.permission.language_hint',
      optional: true,
      width: 'half',
      spellcheck: false,
    },
    asked: {
      kind: 'text',
      label: 'rights.permission.asked_day',
      hint: 'rights.day_hint',
      optional: true,
      width: 'half',
      spellcheck: false,
    },
    note: {
      kind: 'textarea',
      label: 'rights.permission.note',
      hint: 'rights.permission.note_hint',
      optional: true,
      rows: 3,
    },
    why: whyField,
  },
});
export type TypedPermission = z.output<typeof permissionForm.schema>;

/** @throws AppError `invalid_input` where a name is not clear */
export async function readPermission(
  picks: Picks,
  { why: _, actor: typedActor, article: typedArticle, ...typed }: TypedPermission,
) {
  const actor = await picks.read('actor', typedActor, { kinds: ['actor'] });
  const article = await picks.read('article', typedArticle, { kinds: ['article'] });
  picks.throwIfUnclear();
  return { ...typed, actor, article };
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

/** What they said. */
export const answerForm = defineForm({
  name: 'answer',
  limit: largestFile + 1_048_576,
  schema: z.object({
    state: z.enum(['given', 'refused', 'withdrawn'], 'error.permission.state'),
    on: z.string('error.day').max(20, 'error.day'),
    way: z.enum(ways, 'error.permission.way'),
    by: text(300),
    file: z.instanceof(File).optional(),
    why: whySchema,
  }),
  fields: {
    state: {
      kind: 'radio',
      label: 'rights.permission.answer',
      options: (['given', 'refused', 'withdrawn'] as const).map((value) => ({
        value,
        label: `rights.permission.state.${value}`,
      })),
    },
    way: {
      kind: 'radio',
      label: 'rights.permission.way',
      inline: true,
      options: ways.map((value) => ({ value, label: `rights.permission.way_name.${value}` })),
    },
    on: { kind: 'text', label: 'rights.permission.on', hint: 'rights.day_hint', width: 'half', spellcheck: false },
    by: {
      kind: 'text',
      label: 'rights.permission.by',
      hint: 'rights.permission.by_hint',
      optional: true,
      maxLength: 300,
      width: 'half',
    },
    file: { kind: 'file', label: 'rights.file.label', hint: 'rights.permission.file_hint', optional: true },
    why: whyField,
  },
});

/** That a sealed one was taken back: nothing that could tell whose it is. */
export const takeBackForm = defineForm({
  name: 'back',
  schema: z.object({ on: z.string('error.day').max(20, 'error.day'), way: z.enum(ways, 'error.permission.way') }),
  fields: { way: answerForm.fields.way!, on: answerForm.fields.on! },
});

/** Asks by mail, or by a link that the editor hands over. */
export const askForm = defineForm({ name: 'ask', schema: z.object({ why: whySchema }), fields: { why: whyField } });
