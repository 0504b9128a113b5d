import { z } from 'zod';
import { maxFileBytes } from '../../../record/files/store-files.ts';
import type { ReplyView } from '../../../requests/replies/load-replies.ts';
import { replyKinds } from '../../../requests/replies/tables.ts';
import { defineForm } from '../../kit/forms/form.ts';
import type { Tree } from '../../kit/forms/tree.ts';
import { whyField, whySchema } from '../../kit/forms/common-fields.ts';
import { pickText, type Picks } from '../../kit/forms/pick.ts';
import { sealForSchema } from '../../record/forms/seal-field.ts';
import { filesOf } from '../parts.tsx';

const text = (limit: number) => z.string().max(limit, 'errors.field.text.long').optional();
const day = z.string();

export const replyForm = defineForm({
  name: 'reply',
  limit: maxFileBytes + 1_048_576,
  schema: z.object({
    kind: z.enum(replyKinds, 'errors.field.reply.kind'),
    asker: z.string('errors.field.reply.asker').max(300, 'errors.field.text.long'),
    actor: text(700),
    contact: text(1000),
    asked: z.string('errors.field.reply.asked').max(5000, 'errors.field.text.long'),
    sentences: z.array(z.string()).default([]),
    received: day,
    deadline: day.optional(),
    file: z.instanceof(File).optional(),
    sealFor: sealForSchema,
    why: whySchema,
  }),
  fields: {
    kind: {
      kind: 'radio',
      label: 'requests.reply.kind',
      inline: true,
      options: replyKinds.map((value) => ({ value, label: `requests.reply.kind_name.${value}` })),
    },
    asker: {
      kind: 'text',
      label: 'requests.reply.asker',
      hint: 'requests.reply.asker_hint',
      maxLength: 300,
      width: 'half',
    },
    actor: {
      kind: 'pick',
      label: 'requests.reply.actor',
      hint: 'requests.reply.actor_hint',
      optional: true,
      list: 'list-actor',
      width: 'half',
    },
    contact: {
      kind: 'text',
      label: 'requests.reply.contact',
      hint: 'requests.reply.contact_hint',
      optional: true,
      maxLength: 1000,
    },
    asked: { kind: 'textarea', label: 'requests.reply.asked', hint: 'requests.reply.asked_hint', rows: 4 },
    sentences: {
      kind: 'checkboxes',
      label: 'requests.reply.sentences',
      hint: 'requests.reply.sentences_hint',
      optional: true,
    },
    received: { kind: 'date', wholeDay: true, label: 'requests.received', hint: 'kit.date.day_hint', width: 'half' },
    deadline: {
      kind: 'date',
      wholeDay: true,
      yearless: 'future',
      label: 'requests.deadline',
      hint: 'requests.reply.deadline_hint',
      optional: true,
      width: 'half',
    },
    file: { kind: 'file', label: 'requests.file.label', hint: 'requests.file.hint', optional: true },
    why: whyField,
  },
  collapsed: { names: ['actor', 'contact', 'deadline', 'why'] },
});
export type ReplyFormInput = z.output<typeof replyForm.schema>;

/**
 * Converts the form's values to input of the operations.
 * @throws AppError `invalid_input` if an entered name matches no item or several
 */
export async function readReply(
  picks: Picks,
  article: number,
  { why: _, sealFor: __, actor: typedActor, file, ...input }: ReplyFormInput,
) {
  const actor = await picks.read('actor', typedActor, { kinds: ['actor'] });
  picks.throwIfUnclear();
  return { ...input, actor, article: `article/${article}`, files: await filesOf(file) };
}

export const replyRules = [
  [/^(?:replies\.0|to)\.files\.0.*$/, 'file'],
  [/^(?:replies\.0|to)\./, ''],
] as const;

export const replyValues = (one: ReplyView): Tree => ({
  kind: one.kind,
  asker: one.asker,
  actor: one.actor ? pickText(one.actor) : undefined,
  contact: one.contact || undefined,
  asked: one.asked,
  sentences: one.sentences,
  received: one.received,
  // A deadline from a legal duty stays blank, because it is calculated when the form is saved.
  deadline: one.provision ? undefined : (one.deadline ?? undefined),
});

export const publishForm = defineForm({
  name: 'publish',
  schema: z.object({
    by: z.string('errors.field.reply.asker').max(300, 'errors.field.text.long'),
    words: z.string('errors.field.reply.words').max(20_000, 'errors.field.text.long'),
    language: z.string('errors.field.language.bad'),
    why: whySchema,
  }),
  fields: {
    by: { kind: 'text', label: 'requests.reply.by', hint: 'requests.reply.by_hint', maxLength: 300, width: 'half' },
    language: {
      kind: 'text',
      label: 'requests.reply.language',
      hint: 'requests.reply.language_hint',
      width: 'half',
      spellcheck: false,
    },
    words: { kind: 'textarea', label: 'requests.reply.words', hint: 'requests.reply.words_hint', rows: 12 },
    why: whyField,
  },
});

export const settleForm = defineForm({
  name: 'settle',
  schema: z.object({
    state: z.enum(['corrected', 'refused', 'withdrawn'], 'errors.field.reply.state'),
    reason: text(5000),
    why: whySchema,
  }),
  fields: {
    state: {
      kind: 'radio',
      label: 'requests.reply.state',
      options: (['corrected', 'refused', 'withdrawn'] as const).map((value) => ({
        value,
        label: `requests.reply.state_name.${value}`,
        hint: `requests.reply.state_hint.${value}`,
      })),
    },
    reason: {
      kind: 'textarea',
      label: 'requests.reply.reason',
      hint: 'requests.reply.reason_hint',
      optional: true,
      rows: 4,
    },
    why: whyField,
  },
});
