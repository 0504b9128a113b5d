import { z } from 'zod';
import { largestFile } from '../../../record/kept-files/keep-files.ts';
import type { ReplyView } from '../../../publishing/replies/load-replies.ts';
import { replyKinds } from '../../../publishing/replies/tables.ts';
import { defineForm } from '../../kit/forms/form.ts';
import type { Tree } from '../../kit/forms/tree.ts';
import { whyField, whySchema } from '../../record/forms/common.tsx';
import { pickText, type Picks } from '../../record/forms/pick.ts';
import { filesOf } from '../parts.tsx';

const text = (limit: number) => z.string().max(limit, 'error.text.long').optional();
const day = z.string('error.day').max(20, 'error.day');

export const replyForm = defineForm({
  name: 'reply',
  limit: largestFile + 1_048_576,
  schema: z.object({
    kind: z.enum(replyKinds, 'error.reply.kind'),
    asker: z.string('error.reply.asker').max(300, 'error.text.long'),
    actor: text(700),
    contact: text(1000),
    asked: z.string('error.reply.asked').max(5000, 'error.text.long'),
    sentences: z.array(z.string()).default([]),
    received: day,
    deadline: day.optional(),
    file: z.instanceof(File).optional(),
    why: whySchema,
  }),
  fields: {
    kind: {
      kind: 'radio',
      label: 'rights.reply.kind',
      inline: true,
      options: replyKinds.map((value) => ({ value, label: `rights.reply.kind_name.${value}` })),
    },
    asker: {
      kind: 'text',
      label: 'rights.reply.asker',
      hint: 'rights.reply.asker_hint',
      maxLength: 300,
      width: 'half',
    },
    actor: {
      kind: 'pick',
      label: 'rights.reply.actor',
      hint: 'rights.reply.actor_hint',
      optional: true,
      list: 'list-actor',
      width: 'half',
    },
    contact: {
      kind: 'text',
      label: 'rights.reply.contact',
      hint: 'rights.reply.contact_hint',
      optional: true,
      maxLength: 1000,
    },
    asked: { kind: 'textarea', label: 'rights.reply.asked', hint: 'rights.reply.asked_hint', rows: 4 },
    sentences: {
      kind: 'checkboxes',
      label: 'rights.reply.sentences',
      hint: 'rights.reply.sentences_hint',
      optional: true,
    },
    received: { kind: 'text', label: 'rights.received', hint: 'rights.day_hint', width: 'half', spellcheck: false },
    deadline: {
      kind: 'text',
      label: 'rights.deadline',
      hint: 'rights.reply.deadline_hint',
      optional: true,
      width: 'half',
      spellcheck: false,
    },
    file: { kind: 'file', label: 'rights.file.label', hint: 'rights.file.hint', optional: true },
    why: whyField,
  },
});
export type TypedReply = z.output<typeof replyForm.schema>;

/** What was typed as the operations take it. @throws AppError `invalid_input` where a name is not clear */
export async function readReply(
  picks: Picks,
  article: number,
  { why: _, actor: typedActor, file, ...typed }: TypedReply,
) {
  const actor = await picks.read('actor', typedActor, { kinds: ['actor'] });
  picks.throwIfUnclear();
  return { ...typed, actor, article: `article/${article}`, files: await filesOf(file) };
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
  // One that a duty gives is worked out again.
  deadline: one.provision ? undefined : (one.deadline ?? undefined),
});

export const publishForm = defineForm({
  name: 'publish',
  schema: z.object({
    by: z.string('error.reply.asker').max(300, 'error.text.long'),
    words: z.string('error.reply.words').max(20_000, 'error.text.long'),
    language: z.string('error.language.bad'),
    why: whySchema,
  }),
  fields: {
    by: { kind: 'text', label: 'rights.reply.by', hint: 'rights.reply.by_hint', maxLength: 300, width: 'half' },
    language: {
      kind: 'text',
      label: 'rights.reply.language',
      hint: 'rights.reply.language_hint',
      width: 'half',
      spellcheck: false,
    },
    words: { kind: 'textarea', label: 'rights.reply.words', hint: 'rights.reply.words_hint', rows: 12 },
    why: whyField,
  },
});

export const settleForm = defineForm({
  name: 'settle',
  schema: z.object({
    state: z.enum(['corrected', 'refused', 'withdrawn'], 'error.reply.state'),
    reason: text(5000),
    why: whySchema,
  }),
  fields: {
    state: {
      kind: 'radio',
      label: 'rights.reply.state',
      options: (['corrected', 'refused', 'withdrawn'] as const).map((value) => ({
        value,
        label: `rights.reply.state_name.${value}`,
        hint: `rights.reply.state_hint.${value}`,
      })),
    },
    reason: {
      kind: 'textarea',
      label: 'rights.reply.reason',
      hint: 'rights.reply.reason_hint',
      optional: true,
      rows: 4,
    },
    why: whyField,
  },
});
