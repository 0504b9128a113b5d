import { sql } from 'kysely';
import { z } from 'zod';
import { editors } from '../../accounts/tables.ts';
import { AppError } from '../../platform/errors.ts';
import { defineOperation } from '../../platform/operation.ts';
import { findTag, subjectOfTag } from './queries.ts';
import { tagName } from './tag-articles.ts';

export const tagSlug = z.string().max(80);

/**
 * Renames a tag, and changes its description. Its slug, and so its URL, stays the same.
 * @throws AppError `not_found`; `invalid_input` if another tag has the name
 */
export const changeTag = defineOperation({
  name: 'publishing.changeTag',
  permission: editors,
  ofAllTeams: true,
  input: z.object({
    tag: tagSlug,
    name: tagName,
    about: z.string().trim().max(500, 'documents.error.text.long').optional(),
  }),
  prepare: ({ input, app }) => findTag(app.db.read, input.tag),
  async write({ tx, input, change }): Promise<void> {
    const before = await findTag(tx, input.tag);
    const same = await tx
      .selectFrom('tag')
      .select('slug')
      .where(sql<boolean>`lower(name) = lower(${input.name})`)
      .where('slug', '!=', input.tag)
      .executeTakeFirst();
    if (same)
      throw new AppError('invalid_input', { fields: [{ path: 'name', message: 'publishing.error.tag_taken' }] });
    const to = { name: input.name, about: input.about || null };
    await tx.updateTable('tag').set(to).where('slug', '=', input.tag).execute();
    change({
      ...(await subjectOfTag(tx, input.tag)),
      action: 'changed',
      before: { tag: before.name, about: before.about },
      after: { tag: to.name, about: to.about },
    });
  },
});
