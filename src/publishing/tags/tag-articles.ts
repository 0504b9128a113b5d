import { sql } from 'kysely';
import { z } from 'zod';
import { filing } from '../../accounts/tables.ts';
import { articleRef } from '../../documents/save-article.ts';
import { lockShownArticle } from '../../documents/lock-article.ts';
import { AppError } from '../../platform/errors.ts';
import { insertRows } from '../../platform/database/insert-rows.ts';
import { seeing } from '../../platform/database/seeing.ts';
import type { Tx } from '../../platform/database/tx.ts';
import { defineOperation } from '../../platform/operation.ts';
import { freeSlug, slugify } from '../../platform/text/slug.ts';
import { loadTags } from './queries.ts';

export const tagName = z
  .string('publishing.error.missing')
  .trim()
  .min(1, 'publishing.error.missing')
  .max(60, 'documents.error.text.long');

/** The most tags of an article. */
const most = 20;
const tagNames = z.array(tagName).max(most, 'publishing.error.tags');

/**
 * Sets the tags of articles (`tags`), or adds (`add`) and removes (`drop`) some, by name. A new name creates a tag.
 * Tags are not part of the text, so readers of a published article see the change at once. Only editors can change the
 * tags of such an article.
 * @throws AppError `editor_needed`, `not_found`, `redacted`
 */
export const tagArticles = defineOperation({
  name: 'publishing.tagArticles',
  permission: filing,
  input: z.object({
    articles: z
      .array(
        z.object({
          article: articleRef,
          tags: tagNames.optional(),
          add: tagNames.optional(),
          drop: tagNames.optional(),
        }),
      )
      .min(1)
      .max(10_000),
  }),
  async write({ tx, input, principal, change }): Promise<{ changed: number }> {
    // A name means the existing tag, even if this person cannot see any article with that tag.
    const known = await seeing(tx, null, () =>
      tagsNamed(
        tx,
        input.articles.flatMap((one) => [...(one.tags ?? []), ...(one.add ?? [])]),
      ),
    );
    let changed = 0;
    for (const [index, { article, tags, add = [], drop = [] }] of input.articles.entries()) {
      const thing = await lockShownArticle(tx, article, principal);
      const before = ((await loadTags(tx, [thing.id])).get(thing.id) ?? []).map((one) => one.name);
      const off = new Set(drop.map((name) => name.toLowerCase()));
      const held = await tx
        .selectFrom('article_tag')
        .innerJoin('tag', 'tag.id', 'article_tag.tag_id')
        .select(['tag.id', 'tag.name'])
        .where('document_id', '=', thing.id)
        .execute();
      const kept = tags ? [] : held.filter((one) => !off.has(one.name.toLowerCase())).map((one) => one.id);
      const ids = [...new Set([...kept, ...[...(tags ?? []), ...add].map((name) => known.get(name.toLowerCase())!)])];
      if (ids.length > most)
        throw new AppError('invalid_input', {
          fields: [{ path: `articles.${index}.add`, message: 'publishing.error.tags' }],
        });
      await tx.deleteFrom('article_tag').where('document_id', '=', thing.id).execute();
      await insertRows(
        tx,
        'article_tag',
        ids.map((id) => ({ document_id: thing.id, tag_id: id })),
      );
      const after = ((await loadTags(tx, [thing.id])).get(thing.id) ?? []).map((one) => one.name);
      if (before.join('\n') === after.join('\n')) continue;
      changed += 1;
      change({
        kind: 'article',
        thingId: thing.id,
        action: 'changed',
        before: { tags: before },
        after: { tags: after },
      });
    }
    return { changed };
  },
});

/** The ids of tags, by their names in lower case. Missing tags are created. */
async function tagsNamed(tx: Tx, names: readonly string[]): Promise<Map<string, number>> {
  // If a name has several spellings, the first is used.
  const wanted = new Map(names.toReversed().map((name) => [name.toLowerCase(), name]));
  const load = async () =>
    new Map(
      (
        await tx
          .selectFrom('tag')
          .select(['id', 'name'])
          .where(sql<boolean>`lower(name) = any(${[...wanted.keys()]}::text[])`)
          .execute()
      ).map((row) => [row.name.toLowerCase(), row.id]),
    );
  const known = await load();
  const missing = [...wanted].filter(([key]) => !known.has(key));
  if (missing.length === 0) return known;
  const taken = new Set((await tx.selectFrom('tag').select('slug').execute()).map((row) => row.slug));
  for (const [, name] of missing) {
    const slug = freeSlug(slugify(name).replace(/^-$/, 'tag'), taken);
    taken.add(slug);
    await tx.insertInto('tag').values({ slug, name, about: null }).execute();
  }
  return load();
}
