import { z } from 'zod';
import { editors } from '../../../accounts/tables.ts';
import { defineOperation } from '../../../platform/operation.ts';
import { RefResolver, refSchema } from '../../../record/refs.ts';
import { edtfSchema } from '../../../record/values/simple-types.ts';
import { onArticle, recordAction } from './record-action.ts';

const line = z
  .string('publishing.error.missing')
  .trim()
  .min(1, 'publishing.error.missing')
  .max(300, 'documents.error.text.long');

/**
 * Removes an article after a legal demand or an order. Its URL then returns 451 (RFC 7725), with a page that names who
 * demanded the removal, when, and under which law, and links to the order. If the order forbids naming its author,
 * `tellWho` is false. Then only the desk sees the name, and the order, which would reveal the name.
 */
export const takeDownArticle = defineOperation({
  name: 'publishing.takeDownArticle',
  permission: editors,
  onFullDisk: 'runs',
  input: z.object({
    ...onArticle,
    /** The name of the court, authority or company that demanded the removal. */
    demandedBy: line,
    tellWho: z.boolean().default(true),
    /** The date of the demand (EDTF). */
    demandedOn: edtfSchema,
    law: line,
    /** An order in the record: `order/3`. */
    order: refSchema.optional(),
    /** The demand in the record: `demand/2`. Readers do not see it. */
    demand: refSchema.optional(),
    /** Anything else for readers, such as what the publication does about the demand. */
    reason: z.string().trim().max(2000, 'documents.error.text.long').optional(),
  }),
  async write(writing) {
    const { tx, input } = writing;
    const refs = new RefResolver();
    await refs.load(
      tx,
      [input.order, input.demand].flatMap((ref) => ref ?? []),
    );
    const order = input.order ? refs.find(input.order, 'order', ['order']) : null;
    const demand = input.demand ? refs.find(input.demand, 'demand', ['demand']) : null;
    refs.throwIfWrong();
    const told = {
      demanded_by: input.demandedBy,
      tell_who: input.tellWho,
      demanded_on: input.demandedOn,
      law: input.law,
      order_id: order?.id ?? null,
      demand_id: demand?.id ?? null,
      reason: input.reason || null,
    };
    return recordAction(
      writing,
      { act: 'take-down', ...told },
      ['published', 'retracted'],
      () => 'taken-down',
      'taken-down',
    );
  },
});
