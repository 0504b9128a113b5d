import { z } from 'zod';
import { legal } from '../../../accounts/tables.ts';
import { defineOperation } from '../../../platform/operation.ts';
import { tagItems } from '../../../record/tags/tag-items.ts';
import { tagNames } from '../../../record/tags/tables.ts';
import { beginAct } from './begin-act.ts';
import { storeOutcome } from './selection.ts';

/**
 * Adds tags to the selected cases, actors or sources, and removes others. Skips items that have changed since the
 * selection.
 */
export const tagSelected = defineOperation({
  name: 'work.tagSelected',
  permission: legal,
  publicItems: 'unseen',
  input: z
    .object({ selection: z.string().max(64), add: tagNames.default([]), drop: tagNames.default([]) })
    .refine(({ add, drop }) => add.length + drop.length > 0, { path: ['add'], message: 'record.error.tag.missing' }),
  async write(writing): Promise<{ changed: number }> {
    const { tx, input } = writing;
    const { selection, add, drop } = input;
    const { plan, outcome } = await beginAct(tx, selection, { act: 'tag' }, writing.principal);
    const items = plan.does.map(({ ref }) => ref);
    if (items.length) await tagItems.write({ ...writing, input: { items, add, drop } });
    await storeOutcome(tx, selection, outcome);
    return { changed: items.length };
  },
});
