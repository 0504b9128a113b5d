import { z } from 'zod';
import { dutyActs, dutyBearers, secretKinds } from '../../../law/duties/tables.ts';
import { isEdtf } from '../../../record/values/edtf/edtf.ts';
import { defineForm } from '../../kit/forms/form.ts';
import { whyField, whySchema } from '../../kit/forms/common-fields.ts';

const edtf = z.string().max(100, 'record.value.edtf').refine(isEdtf, 'record.value.edtf');
const claims = z
  .array(z.object({ claim: z.string().max(700).optional() }))
  .max(50)
  .default([]);

export const dutyForm = defineForm({
  name: 'duty',
  schema: z.object({
    bearer: z.enum(dutyBearers, 'errors.field.duty.bearer'),
    act: z.enum(dutyActs, 'errors.field.duty.act'),
    period: z.string().max(40, 'record.value.duration').optional(),
    secrets: z.array(z.enum(secretKinds, 'errors.field.duty.secret')).default([]),
    quote: z.string().max(5000, 'errors.field.text.long').optional(),
    says: claims,
    criticism: claims,
    since: edtf.optional(),
    ended: edtf.optional(),
    why: whySchema,
  }),
  fields: {
    bearer: {
      kind: 'radio',
      label: 'law.duty.desk.bearer',
      inline: true,
      options: dutyBearers.map((value) => ({ value, label: `law.duty.bearer.${value}` })),
    },
    act: {
      kind: 'select',
      label: 'law.duty.desk.act',
      width: 'half',
      empty: 'record.desk.choose',
      options: dutyActs.map((value) => ({ value, label: `law.duty.act_name.${value}` })),
    },
    period: {
      kind: 'text',
      label: 'law.duty.desk.period',
      hint: 'law.duty.desk.period_hint',
      width: 'half',
      optional: true,
      spellcheck: false,
    },
    secrets: {
      kind: 'checkboxes',
      label: 'law.duty.desk.secrets',
      hint: 'law.duty.desk.secrets_hint',
      inline: true,
      optional: true,
      options: secretKinds.map((value) => ({ value, label: `law.duty.secret.${value}` })),
    },
    quote: {
      kind: 'textarea',
      label: 'law.duty.desk.quote',
      hint: 'law.duty.desk.quote_hint',
      rows: 3,
      optional: true,
    },
    says: {
      kind: 'rows',
      label: 'law.duty.desk.says',
      addLabel: 'law.duty.desk.add_claim',
      optional: true,
      max: 50,
      min: 1,
      fields: { claim: { kind: 'pick', label: 'law.duty.desk.claim', list: 'list-claim' } },
    },
    criticism: {
      kind: 'rows',
      label: 'law.duty.desk.criticism',
      addLabel: 'law.duty.desk.add_claim',
      optional: true,
      max: 50,
      fields: { claim: { kind: 'pick', label: 'law.duty.desk.claim', list: 'list-claim' } },
    },
    since: {
      kind: 'date',
      future: true,
      label: 'law.duty.desk.since',
      hint: 'law.duty.desk.since_hint',
      width: 'half',
      optional: true,
    },
    ended: {
      kind: 'date',
      future: true,
      label: 'law.duty.desk.ended',
      hint: 'law.duty.desk.ended_hint',
      width: 'half',
      optional: true,
    },
    why: whyField,
  },
  collapsed: { names: ['criticism', 'since', 'ended', 'why'] },
});
export type DutyFormInput = z.output<typeof dutyForm.schema>;

export const endDutyForm = defineForm({
  name: 'end-duty',
  schema: z.object({ ended: edtf, why: whySchema }),
  fields: {
    ended: {
      kind: 'date',
      future: true,
      label: 'law.duty.desk.ended',
      hint: 'law.duty.desk.ended_hint',
      width: 'half',
    },
    why: whyField,
  },
});

export const dropDutyForm = defineForm({
  name: 'drop-duty',
  schema: z.object({ why: whySchema }),
  fields: { why: whyField },
});
