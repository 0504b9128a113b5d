import { sql } from 'kysely';
import { z } from 'zod';
import { administrators } from '../../accounts/tables.ts';
import { defineOperation } from '../../platform/operation.ts';
import { claimsAmong, itemsAfter, itemsAtOnce } from './compare-facts.ts';
import { recomputeOrigins } from './origins.ts';
import { project } from './project.ts';

/**
 * Recalculates the origins of claims (`part` is `origins`) or the facts of the next items, in the order of their ids,
 * after the id `after`. Recalculate all origins first, because facts count them. With `whole`, one call empties the
 * table `fact` and processes all items. This is for a table that is damaged and cannot be read.
 * @returns `last`: the id of the last item, for the next call; null if no items are left
 */
export const rebuildFacts = defineOperation({
  name: 'record.rebuildFacts',
  permission: administrators,
  ofAllTeams: true,
  input: z.object({
    part: z.enum(['origins', 'facts']),
    after: z.number().int().min(0).default(0),
    whole: z.boolean().default(false),
  }),
  async write({ tx, input: { part, after, whole } }): Promise<{ last: number | null; items: number }> {
    if (whole) await sql`truncate fact`.execute(tx);
    else if (part === 'facts' && after === 0)
      await sql`delete from fact f where not exists (select from thing t where t.id = f.subject_id)`.execute(tx);
    let items = 0;
    for (let last = after, ids: number[]; (ids = await itemsAfter(tx, last)).length; last = ids.at(-1)!) {
      if (part === 'origins') await recomputeOrigins(tx, await claimsAmong(tx, ids));
      else await project(tx, ids);
      items += ids.length;
      if (!whole) return { last: ids.length < itemsAtOnce ? null : ids.at(-1)!, items };
    }
    return { last: null, items };
  },
});
