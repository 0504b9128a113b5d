import { z } from 'zod';
import { amendmentSorts, provisionKinds, versionActs } from '../../../law/tables.ts';
import { isLanguageTag } from '../../../record/vocabulary/languages.ts';
import { isEdtf } from '../../../record/values/edtf/edtf.ts';
import { termKeys, termLabel } from '../../../record/vocabulary/terms.ts';
import type { Translate } from '../../../platform/messages/messages.ts';
import { defineForm, type Field, type Fields } from '../../kit/forms/form.ts';
import { visibilityField, visibilitySchema, whyField, whySchema } from '../../kit/forms/common-fields.ts';

const line = (max = 500) => z.string().max(max, 'errors.field.text.long').optional();
/** Splits a text into its lines. Blank and repeated lines are left out. */
const lines = line(4000).transform((text) => [
  ...new Set(
    (text ?? '')
      .split(/\r?\n/)
      .map((one) => one.trim())
      .filter(Boolean),
  ),
]);
export const languageSchema = z
  .string('errors.field.language.bad')
  .refine(isLanguageTag, 'errors.field.language.bad')
  .refine((tag) => /^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/.test(tag), 'errors.field.language.bad');
const edtf = z.string().max(100, 'record.value.edtf').refine(isEdtf, 'record.value.edtf').optional();

const dateField = (label: string, future?: true): Field => ({
  kind: 'date',
  future,
  label,
  hint: 'law.desk.date_hint',
  optional: true,
  width: 'third',
});

/** The maximum size of the request in bytes: a file of 20 MB, and 1 MB for all other fields. */
const maxBytes = 21 * 1024 * 1024;

export const newLawForm = defineForm({
  name: 'new-law',
  limit: maxBytes,
  schema: z.object({
    content: z.string().optional(),
    file: z.instanceof(File).optional(),
    title: line(),
    language: languageSchema.default('en'),
    country: line(2),
    kind: z.enum(termKeys('law-kind')).optional(),
    number: line(200),
    enactedBy: line(700),
    elis: lines,
    eclis: lines,
    adopted: edtf,
    signed: edtf,
    inForce: edtf,
    source: line(700),
    sourceTitle: line(),
    sourceUrl: z.url({ protocol: /^https?$/, error: 'errors.field.url.bad' }).optional(),
    checked: z.boolean().default(false),
    visibility: visibilitySchema,
    why: whySchema,
  }),
  fields: {
    content: {
      kind: 'textarea',
      label: 'law.desk.content',
      hint: 'law.desk.content_hint',
      rows: 14,
      spellcheck: false,
    },
    file: {
      kind: 'file',
      label: 'law.desk.file',
      hint: 'law.desk.file_hint',
      accept: '.xml,.akn,.txt,text/plain,application/xml,text/xml',
    },
    title: { kind: 'text', label: 'law.desk.law_title', hint: 'law.desk.law_title_hint', optional: true },
    language: { kind: 'text', label: 'law.desk.law_language', width: 'third', spellcheck: false },
    country: {
      kind: 'text',
      label: 'law.desk.country',
      width: 'third',
      optional: true,
      spellcheck: false,
      maxLength: 2,
    },
    kind: {
      kind: 'select',
      label: 'law.desk.kind',
      width: 'third',
      optional: true,
      empty: 'record.desk.choose',
      options: termKeys('law-kind').map((value) => ({ value, label: termLabel('law-kind', value) })),
    },
    number: { kind: 'text', label: 'law.desk.number', width: 'half', optional: true },
    enactedBy: {
      kind: 'pick',
      label: 'law.desk.enacted_by',
      hint: 'law.desk.enacted_by_hint',
      width: 'half',
      list: 'list-actor',
      optional: true,
    },
    elis: {
      kind: 'textarea',
      label: 'law.desk.eli',
      hint: 'law.desk.eli_hint',
      width: 'half',
      rows: 2,
      optional: true,
      spellcheck: false,
    },
    eclis: {
      kind: 'textarea',
      label: 'law.desk.ecli',
      hint: 'law.desk.ecli_hint',
      width: 'half',
      rows: 2,
      optional: true,
      spellcheck: false,
    },
    adopted: dateField('law.desk.adopted'),
    signed: dateField('law.desk.signed'),
    inForce: dateField('law.desk.in_force', true),
    source: {
      kind: 'pick',
      label: 'law.desk.source',
      hint: 'law.desk.source_hint',
      list: 'list-source',
    },
    sourceTitle: { kind: 'text', label: 'law.desk.source_title', width: 'half' },
    sourceUrl: { kind: 'url', label: 'law.desk.source_url', width: 'half', optional: true },
    checked: { kind: 'checkbox', label: 'law.desk.checked' },
    visibility: visibilityField,
    why: whyField,
  },
  collapsed: {
    names: [
      'language',
      'country',
      'kind',
      'number',
      'enactedBy',
      'elis',
      'eclis',
      'adopted',
      'signed',
      'inForce',
      'visibility',
      'why',
    ],
  },
});

const changeShape = {
  title: z.string('errors.field.name.missing').max(500, 'errors.field.text.long'),
  by: line(700),
  uri: line(),
  made: edtf,
  commences: edtf,
  claim: z.string('law.desk.claim_missing').max(700),
  why: whySchema,
};

const changeFields = {
  title: { kind: 'text', label: 'law.desk.change_title', width: 'half' },
  by: { kind: 'pick', label: 'law.desk.by', hint: 'law.desk.by_hint', optional: true, width: 'half' },
  uri: { kind: 'text', label: 'law.desk.uri', optional: true, width: 'third', spellcheck: false },
  made: dateField('law.desk.made'),
  commences: dateField('law.desk.commences', true),
  claim: { kind: 'pick', label: 'law.desk.claim', hint: 'law.desk.claim_hint', list: 'list-claim' },
} as const satisfies Fields;

/** The form for the data of an existing amendment. */
export const amendmentForm = defineForm({
  name: 'amendment',
  schema: z.object(changeShape),
  fields: { ...changeFields, why: whyField },
});
export type ChangeFormInput = z.output<typeof amendmentForm.schema>;

/** The form for a new amendment and its effects on provisions. */
export const amendForm = (t: Translate) =>
  defineForm({
    name: 'amend',
    limit: 4 * 1024 * 1024,
    schema: z.object({
      sort: z.enum(amendmentSorts),
      ...changeShape,
      instructions: z
        .array(
          z.object({
            act: z.enum(versionActs),
            provision: z.string('errors.field.law.eid').max(200, 'errors.field.law.eid'),
            label: line(300),
            kind: z.enum(provisionKinds).default('article'),
            under: line(200),
            after: line(200),
            commences: edtf,
            language: z.string().max(35).optional(),
            num: line(300),
            heading: line(2000),
            body: line(200_000),
            tail: line(200_000),
            summary: line(700),
          }),
        )
        .default([]),
    }),
    fields: {
      sort: {
        kind: 'radio',
        label: 'law.desk.sort',
        inline: true,
        options: amendmentSorts.map((value) => ({ value, label: `law.amendment.${value}` })),
      },
      ...changeFields,
      instructions: {
        kind: 'rows',
        label: 'law.desk.instructions',
        hint: 'law.desk.instructions_hint',
        addLabel: 'law.desk.add_instruction',
        optional: true,
        max: 200,
        min: 1,
        collapsed: {
          label: 'law.desk.details',
          names: ['kind', 'under', 'after', 'commences', 'num', 'heading', 'tail', 'summary'],
        },
        fields: {
          act: {
            kind: 'select',
            label: 'law.desk.act',
            width: 'third',
            options: versionActs.map((value) => ({ value, text: t(`law.act.${value}`) })),
          },
          provision: {
            kind: 'text',
            label: 'law.desk.provision',
            hint: 'law.desk.provision_hint',
            width: 'third',
            spellcheck: false,
            list: 'eids',
          },
          label: { kind: 'text', label: 'law.desk.label', hint: 'law.desk.label_hint', width: 'third', optional: true },
          language: {
            kind: 'text',
            label: 'law.desk.text_language',
            width: 'third',
            optional: true,
            spellcheck: false,
          },
          body: { kind: 'textarea', label: 'law.desk.body', rows: 4, optional: true },
          kind: {
            kind: 'select',
            label: 'law.desk.part_kind',
            width: 'third',
            options: provisionKinds.map((value) => ({ value, label: `law.part.${value}` })),
          },
          under: {
            kind: 'text',
            label: 'law.desk.under',
            width: 'third',
            optional: true,
            spellcheck: false,
            list: 'eids',
          },
          after: {
            kind: 'text',
            label: 'law.desk.after',
            width: 'third',
            optional: true,
            spellcheck: false,
            list: 'eids',
          },
          commences: {
            kind: 'text',
            label: 'law.desk.own_commences',
            width: 'third',
            optional: true,
            spellcheck: false,
          },
          num: { kind: 'text', label: 'law.desk.num', width: 'third', optional: true },
          heading: { kind: 'text', label: 'law.desk.heading', width: 'third', optional: true },
          tail: { kind: 'textarea', label: 'law.desk.tail', rows: 2, optional: true },
          summary: {
            kind: 'pick',
            label: 'law.desk.summary',
            hint: 'law.desk.summary_hint',
            list: 'list-claim',
            optional: true,
          },
        },
      },
      why: whyField,
    },
  });

/** The form for a version's text by language, and for the claims that summarise it. */
export const textsForm = defineForm({
  name: 'texts',
  limit: 4 * 1024 * 1024,
  schema: z.object({
    label: z.string('errors.field.law.label').max(300, 'errors.field.text.long'),
    texts: z
      .array(
        z.object({
          language: languageSchema,
          num: line(300),
          heading: line(2000),
          body: line(200_000),
          tail: line(200_000),
          claim: z.string('law.desk.claim_missing').max(700),
        }),
      )
      .default([]),
    summaries: z.array(z.object({ claim: z.string().optional() })).default([]),
    why: whySchema,
  }),
  fields: {
    label: { kind: 'text', label: 'law.desk.label' },
    texts: {
      kind: 'rows',
      label: 'law.desk.texts',
      addLabel: 'law.desk.add_text',
      optional: true,
      max: 20,
      fields: {
        language: { kind: 'text', label: 'law.desk.text_language', width: 'third', spellcheck: false },
        num: { kind: 'text', label: 'law.desk.num', width: 'third', optional: true },
        heading: { kind: 'text', label: 'law.desk.heading', width: 'third', optional: true },
        body: { kind: 'textarea', label: 'law.desk.body', rows: 8, optional: true },
        tail: { kind: 'textarea', label: 'law.desk.tail', rows: 2, optional: true },
        claim: { kind: 'pick', label: 'law.desk.claim', list: 'list-claim' },
      },
    },
    summaries: {
      kind: 'rows',
      label: 'law.desk.summaries',
      addLabel: 'law.desk.add_summary',
      optional: true,
      max: 50,
      fields: { claim: { kind: 'pick', label: 'law.duty.desk.claim', list: 'list-claim' } },
    },
    why: whyField,
  },
});
