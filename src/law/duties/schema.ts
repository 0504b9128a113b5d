import { z } from 'zod';
import { refSchema } from '../../record/refs.ts';
import { durationType, edtfSchema } from '../../record/values/simple-types.ts';
import { dutyActs, dutyBearers, periodOf, secretKinds } from './tables.ts';

const shape = {
  bearer: z.enum(dutyBearers, 'errors.field.duty.bearer'),
  act: z.enum(dutyActs, 'errors.field.duty.act'),
  /** The length of time that the duty sets, as an ISO 8601 duration: `P3M`, `PT24H`. */
  period: z.optional(durationType.schema),
  secrets: z
    .array(z.enum(secretKinds, 'errors.field.duty.secret'))
    .max(secretKinds.length)
    .default([])
    .transform((kinds) => secretKinds.filter((kind) => kinds.includes(kind))),
  /** From when the duty applies, if that differs from the provision's own date. */
  since: edtfSchema.optional(),
  /** The day from which the duty no longer applies. */
  ended: edtfSchema.optional(),
  /** The words that establish the duty; one of the provision's texts must contain them verbatim. */
  quote: z
    .string()
    .max(5000, 'errors.field.text.long')
    .transform((text) => text.normalize('NFC').replace(/\s+/g, ' ').trim())
    .default(''),
  /** Claims that say what the duty requires, if the text is not in the record. */
  says: z.array(refSchema).max(50).default([]),
  criticism: z.array(refSchema).max(100).default([]),
};

type DutyFields = {
  act: (typeof dutyActs)[number];
  period?: string | undefined;
  secrets: readonly string[];
  quote: string;
  says: readonly string[];
};

/** Checks that the fields of a duty fit together and that the duty has a source. */
export function checkDuty(duty: DutyFields, context: z.RefinementCtx): void {
  const complain = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message });
  if (duty.period === undefined && periodOf[duty.act] === 'needed')
    complain('period', 'errors.field.duty.period_missing');
  if (duty.period !== undefined && !periodOf[duty.act]) complain('period', 'errors.field.duty.period_none');
  if (duty.act === 'obtain-permission' && duty.secrets.length === 0)
    complain('secrets', 'errors.field.duty.secrets_missing');
  if (duty.act !== 'obtain-permission' && duty.secrets.length > 0)
    complain('secrets', 'errors.field.duty.secrets_none');
  if (!duty.quote && duty.says.length === 0) complain('says', 'errors.field.duty.basis');
}

export const dutyShape = z.object(shape);
/** A duty to be added to a provision. */
export const dutyInput = z.object({ provision: refSchema, ...shape }).superRefine(checkDuty);
export type DutyInput = z.output<typeof dutyInput>;
