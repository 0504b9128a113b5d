import { sql } from 'kysely';
import { z } from 'zod';
import { filing } from '../../accounts/tables.ts';
import { articleRef } from '../../documents/save-article.ts';
import { lockShownArticles } from '../../documents/lock-article.ts';
import { AppError } from '../../platform/errors.ts';
import { insertRows } from '../../platform/database/insert-rows.ts';
import { asTeams } from '../../platform/database/as-teams.ts';
import type { Tx } from '../../platform/database/tx.ts';
import { defineOperation } from '../../platform/operation.ts';
import { group } from '../../platform/text/group.ts';
import { freeSlug, slugify } from '../../platform/text/slug.ts';

export const tagName = z
  .string('publishing.error.missing')
  .trim()
  .min(1, 'publishing.error.missing')
  .max(60, 'documents.error.text.long');

/** The maximum number of tags of an article. */
const maxTags = 20;
export const tagNames = z.array(tagName).max(maxTags, 'publishing.error.tags');

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
    // An existing tag is used, even if this person can see no article with it.
    const known = await asTeams(tx, null, () =>
      tagsNamed(
        tx,
        input.articles.flatMap((one) => [...(one.tags ?? []), ...(one.add ?? [])]),
      ),
    );
    const ids = await lockShownArticles(
      tx,
      input.articles.map((one) => one.article),
      principal,
    );
    const before = await tagsOfArticles(tx, [...ids.values()]);
    const after = new Map(before);
    const tagById = new Map([...known.values(), ...[...before.values()].flat()].map((tag) => [tag.id, tag]));
    for (const [index, { article, tags, add = [], drop = [] }] of input.articles.entries()) {
      const id = ids.get(article)!;
      const off = new Set(drop.map((name) => name.toLowerCase()));
      const kept = tags
        ? []
        : after
            .get(id)!
            .filter((one) => !off.has(one.name.toLowerCase()))
            .map((one) => one.id);
      const wanted = [
        ...new Set([...kept, ...[...(tags ?? []), ...add].map((name) => known.get(name.toLowerCase())!.id)]),
      ];
      if (wanted.length > maxTags)
        throw new AppError('invalid_input', {
          fields: [{ path: `articles.${index}.add`, message: 'publishing.error.tags' }],
        });
      after.set(
        id,
        wanted.map((tag) => tagById.get(tag)!),
      );
    }
    const keyOf = (tags: readonly ArticleTag[]): string =>
      tags
        .map((one) => one.id)
        .toSorted((a, b) => a - b)
        .join();
    const changed = [...ids.values()].filter((id) => keyOf(before.get(id)!) !== keyOf(after.get(id)!));
    await sql`delete from article_tag where document_id = any(${changed}::bigint[])`.execute(tx);
    await insertRows(
      tx,
      'article_tag',
      changed.flatMap((id) => after.get(id)!.map((tag) => ({ document_id: id, tag_id: tag.id }))),
    );
    const stored = await tagsOfArticles(tx, changed);
    const names = (tags: readonly ArticleTag[]): string[] => tags.map((one) => one.name);
    for (const id of changed)
      change({
        kind: 'article',
        thingId: id,
        action: 'changed',
        before: { tags: names(before.get(id)!) },
        after: { tags: names(stored.get(id)!) },
      });
    return { changed: changed.length };
  },
});

type ArticleTag = { id: number; name: string };

/** The tags of each of the articles, sorted by name. */
async function tagsOfArticles(tx: Tx, articles: readonly number[]): Promise<Map<number, ArticleTag[]>> {
  const rows = await tx
    .selectFrom('article_tag')
    .innerJoin('tag', 'tag.id', 'article_tag.tag_id')
    .select(['document_id', 'tag.id', 'tag.name'])
    .where(sql<boolean>`document_id = any(${[...articles]}::bigint[])`)
    .orderBy(sql`lower(tag.name)`)
    .execute();
  const present = group(rows.map(({ document_id, ...tag }) => [document_id, tag] as const));
  return new Map(articles.map((id) => [id, present.get(id) ?? []]));
}

/** The tags with these names, by the name in lower case. Creates missing tags. */
async function tagsNamed(tx: Tx, names: readonly string[]): Promise<Map<string, ArticleTag>> {
  // If a name is given in several spellings, the first one is used.
  const wanted = new Map(names.toReversed().map((name) => [name.toLowerCase(), name]));
  const load = async () =>
    new Map(
      (
        await tx
          .selectFrom('tag')
          .select(['id', 'name'])
          .where(sql<boolean>`lower(name) = any(${[...wanted.keys()]}::text[])`)
          .execute()
      ).map((row) => [row.name.toLowerCase(), row]),
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
