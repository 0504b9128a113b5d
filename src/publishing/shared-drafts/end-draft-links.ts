import { z } from 'zod';
import { editors, upkeep } from '../../accounts/tables.ts';
import { articleRef } from '../../documents/save-article.ts';
import type { Tx } from '../../platform/database/tx.ts';
import { defineOperation } from '../../platform/operation.ts';
import { lockArticle } from '../../documents/lock-article.ts';

/** Ends links to an article's draft at once. @throws AppError `not_found` */
export const endDraftLinks = defineOperation({
  name: 'publishing.endDraftLinks',
  permission: editors,
  onFullDisk: 'runs',
  input: z.object({ article: articleRef, links: z.array(z.coerce.number().int().positive()).min(1).max(100) }),
  async write({ tx, input, change }): Promise<{ ended: number }> {
    const thing = await lockArticle(tx, input.article);
    const gone = await tx
      .deleteFrom('draft_link')
      .where('document_id', '=', thing.id)
      .where('id', 'in', input.links)
      .returning('expires_at')
      .execute();
    for (const link of gone)
      change({
        kind: 'article',
        thingId: thing.id,
        action: 'changed',
        before: { draft_link_until: link.expires_at.toISOString() },
        after: { draft_link_until: null },
      });
    return { ended: gone.length };
  },
});

/** Deletes expired links, together with the notes that say who got them. */
export const deleteDraftLinks = defineOperation({
  name: 'publishing.forgetDraftLinks',
  permission: upkeep,
  onFullDisk: 'runs',
  byClock: true,
  input: z.object({}),
  async write({ tx, at }): Promise<{ ended: number }> {
    const { numDeletedRows } = await tx.deleteFrom('draft_link').where('expires_at', '<=', at).executeTakeFirst();
    return { ended: Number(numDeletedRows) };
  },
});

/**
 * Ends the links that an account created, or, with null, all links. Called when all access of the account ends, because
 * everyone with such a link can read what is not public.
 */
export const endLinksOf = (tx: Tx, accountId: number | null): Promise<unknown> =>
  tx
    .deleteFrom('draft_link')
    .$if(accountId !== null, (of) => of.where('by_account', '=', accountId))
    .execute();
