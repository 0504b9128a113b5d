import { z } from 'zod';
import { filing } from '../../accounts/tables.ts';
import { AppError } from '../../platform/errors.ts';
import { defineOperation } from '../../platform/operation.ts';
import { RefResolver, refSchema } from '../../record/refs.ts';
import { contentSchema } from './schema.ts';
import { undecidedIn } from './tables.ts';

/**
 * Stores a new draft of a capture. If the capture already has a draft, that draft is returned, unless `again` is set.
 * The history records that drafts were created, filed and discarded, but not each step in a draft.
 * @throws AppError `invalid_input` if there is no such capture
 */
export const createDraft = defineOperation({
  name: 'drafting.createDraft',
  permission: filing,
  publicItems: 'unseen',
  input: z.object({
    capture: refSchema,
    title: z.string().max(500),
    content: contentSchema,
    again: z.boolean().default(false),
  }),
  async write({ tx, input, principal, at, change }): Promise<{ draft: number; known: boolean }> {
    const refs = new RefResolver();
    await refs.load(tx, [input.capture]);
    const capture = refs.find(input.capture, 'capture', ['capture']);
    refs.throwIfWrong();
    if (!capture) throw new AppError('not_found');
    // If two people add the same page at the same time, the second gets the draft of the first.
    await tx.selectFrom('thing').select('id').where('id', '=', capture.id).forUpdate().execute();
    const there = input.again
      ? undefined
      : await tx
          .selectFrom('draft')
          .select('id')
          .where('capture_id', '=', capture.id)
          .orderBy('state', 'desc')
          .orderBy('id', 'desc')
          .executeTakeFirst();
    if (there) return { draft: there.id, known: true };
    const row = await tx
      .insertInto('draft')
      .values({
        capture_id: capture.id,
        title: input.title,
        content: JSON.stringify(input.content),
        undecided: undecidedIn(input.content),
        created_by: principal.accountId,
        created_at: at,
        changed_by: principal.accountId,
        changed_at: at,
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    change({
      kind: 'draft',
      thingId: row.id,
      action: 'created',
      before: null,
      after: { title: input.title, capture: input.capture },
    });
    return { draft: row.id, known: false };
  },
});

/** Discards drafts. What was filed from them, and the page, stay in the record. */
export const dropDraft = defineOperation({
  name: 'drafting.dropDraft',
  permission: filing,
  publicItems: 'unseen',
  onFullDisk: 'runs',
  input: z.object({ drafts: z.array(z.number().int().positive()).min(1) }),
  async write({ tx, input, change }) {
    for (const id of input.drafts) {
      const gone = await tx.deleteFrom('draft').where('id', '=', id).returning(['title', 'state']).executeTakeFirst();
      if (!gone) throw new AppError('not_found');
      change({ kind: 'draft', thingId: id, action: 'removed', before: gone, after: null });
    }
  },
});
