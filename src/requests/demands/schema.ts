import { z } from 'zod';
import { filesInput } from '../../record/files/store-files.ts';
import { sealForInput } from '../../record/protection/new-sealed.ts';
import { refSchema } from '../../record/refs.ts';
import { demandCounts, demandKinds, demandOutcomes } from './tables.ts';

const words = (limit: number) => z.string().trim().max(limit, 'errors.field.text.long').default('');
/** A day (YYYY-MM-DD) on which something arrived or is due. */
export const daySchema = z.iso.date('errors.field.day');

const said = {
  kind: z.enum(demandKinds, 'errors.field.demand.kind'),
  /** The authority, court or company in the record that makes the demand. */
  authority: refSchema.optional(),
  /** The law on which the demand is based, in the words of the demand. */
  law: words(500),
  /** The law or provision, if it is in the record. */
  provision: refSchema.optional(),
  what: words(5000).refine((text) => text !== '', 'errors.field.demand.what'),
  about: z.array(refSchema).max(50).default([]),
  aboutWords: words(1000),
  /** The capture, if the demand arrived as a web page. */
  capture: refSchema.optional(),
  received: daySchema,
  deadline: daySchema.optional(),
  counted: z.enum(demandCounts, 'errors.field.demand.counted').default('with-authority'),
  /** The demand's files, which are stored unchanged. New files are added to the existing ones. */
  files: filesInput,
};

function judge(demand: { received: string; deadline?: string | undefined }, context: z.RefinementCtx): void {
  if (demand.deadline && demand.deadline < demand.received)
    context.addIssue({ code: 'custom', path: ['deadline'], message: 'errors.field.demand.deadline' });
}

export const demandInput = z.object(said).superRefine(judge);
/** A demand to file. */
export const newDemandInput = z.object({ ...said, sealFor: sealForInput }).superRefine(judge);
export type DemandInput = z.output<typeof demandInput>;

/** The outcome of a demand. */
export const outcomeInput = z
  .object({
    outcome: z.enum(demandOutcomes, 'errors.field.demand.outcome'),
    on: daySchema.optional(),
    reason: words(5000),
  })
  .superRefine((one, context) => {
    if (one.outcome !== 'pending' && !one.on)
      context.addIssue({ code: 'custom', path: ['on'], message: 'errors.field.day' });
    if (one.outcome !== 'pending' && one.outcome !== 'withdrawn' && one.reason.length < 10)
      context.addIssue({ code: 'custom', path: ['reason'], message: 'errors.field.reason.short' });
  });
