import { z } from 'zod';
import { editors } from '../../accounts/tables.ts';
import { defineOperation } from '../../platform/operation.ts';
import { findTag } from './queries.ts';
import { tagSlug } from './change-tag.ts';

/** Removes a tag from all articles, and deletes it. @throws AppError `not_found` */
export const dropTag = defineOperation({
  name: 'publishing.dropTag',
  permission: editors,
  ofAllTeams: true,
  input: z.object({ tag: tagSlug }),
  async write({ tx, input, change }): Promise<void> {
    const { name, about } = await findTag(tx, input.tag);
    await tx.deleteFrom('tag').where('slug', '=', input.tag).execute();
    change({ kind: 'setting', thingId: 0, action: 'removed', before: { tag: name, about }, after: null });
  },
});
