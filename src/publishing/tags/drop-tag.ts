import { z } from 'zod';
import { editors } from '../../accounts/tables.ts';
import { defineOperation } from '../../platform/operation.ts';
import { findTag, subjectOfTag } from './queries.ts';
import { tagSlug } from './change-tag.ts';

/** Removes a tag from all articles, and deletes it. @throws AppError `not_found` */
export const dropTag = defineOperation({
  name: 'publishing.dropTag',
  permission: editors,
  ofAllTeams: true,
  input: z.object({ tag: tagSlug }),
  prepare: ({ input, app }) => findTag(app.db.read, input.tag),
  async write({ tx, input, change }): Promise<void> {
    const { name, about } = await findTag(tx, input.tag);
    const subject = await subjectOfTag(tx, input.tag);
    await tx.deleteFrom('tag').where('slug', '=', input.tag).execute();
    change({ ...subject, action: 'removed', before: { tag: name, about }, after: null });
  },
});
