import { sql } from 'kysely';
import { z } from 'zod';
import { filing } from '../../accounts/tables.ts';
import { lockShownArticles } from '../../documents/lock-article.ts';
import { articleRef } from '../../documents/save-article.ts';
import { AppError, type FieldError } from '../../platform/errors.ts';
import { defineOperation } from '../../platform/operation.ts';
import { slugify } from '../../platform/text/slug.ts';
import { isSlug, maxDescription, maxSlug, reservedSlugs } from './article-slug.ts';

const slug = z
  .string()
  .trim()
  .max(maxSlug, 'errors.field.text.long')
  .transform((text, context): string | null => {
    if (text === '') return null;
    const problem = reservedSlugs.includes(text) ? 'reserved' : isSlug(text) ? null : 'letters';
    if (problem === null) return text;
    const suggestion = slugify(text);
    context.addIssue({
      code: 'custom',
      message: `publishing.error.slug.${problem}`,
      params: { suggestion: suggestion === '-' ? 'court-orders-removal' : suggestion },
    });
    return z.NEVER;
  });

const description = z
  .string()
  .transform((text) => text.replace(/\s+/gu, ' ').trim())
  .pipe(z.string().max(maxDescription, 'publishing.error.description.long'))
  .transform((text) => text || null);

/**
 * Sets the slug of an article, and its description for search results, shared links and feeds. A field that is left out
 * does not change; null or an empty text removes it. Earlier URLs redirect to the new one, because they contain the
 * number of the article. After publication, only editors can make this change, because readers see it at once.
 * @throws AppError `editor_needed`, `not_found`, `redacted`; `invalid_input` for the slug of another article
 */
export const describeArticles = defineOperation({
  name: 'publishing.describeArticles',
  permission: filing,
  input: z.object({
    articles: z
      .array(
        z.object({
          article: articleRef,
          slug: slug.nullable().optional(),
          description: description.nullable().optional(),
        }),
      )
      .min(1)
      .max(1000),
  }),
  async write({ tx, input, principal, change }) {
    const ids = await lockShownArticles(
      tx,
      input.articles.map((one) => one.article),
      principal,
    );
    const rows = await tx
      .selectFrom('document')
      .select(['id', 'slug', 'description'])
      .where(sql<boolean>`id = any(${[...ids.values()]}::bigint[])`)
      .execute();
    const states = new Map(rows.map((row) => [row.id, row]));
    const moved: { index: number; id: number; slug: string }[] = [];
    for (const [index, { article, ...wanted }] of input.articles.entries()) {
      const { id, ...before } = states.get(ids.get(article)!)!;
      const after = { slug: wanted.slug ?? null, description: wanted.description ?? null };
      if (wanted.slug === undefined) after.slug = before.slug;
      if (wanted.description === undefined) after.description = before.description;
      if (after.slug === before.slug && after.description === before.description) continue;
      if (after.slug !== null && after.slug !== before.slug) moved.push({ index, id, slug: after.slug });
      await tx.updateTable('document').set(after).where('id', '=', id).execute();
      states.set(id, { id, ...after });
      change({ kind: 'article', thingId: id, action: 'changed', before, after });
    }
    const problems: FieldError[] = [];
    for (const { index, id, slug: asked } of moved) {
      const other = await tx
        .selectFrom('document')
        .innerJoin('thing', 'thing.id', 'document.id')
        .select('thing.number')
        .where('thing.kind', '=', 'article')
        .where('document.slug', '=', asked)
        .where('document.id', '<>', id)
        .orderBy('thing.number')
        .limit(1)
        .executeTakeFirst();
      if (other)
        problems.push({
          path: `articles.${index}.slug`,
          message: 'publishing.error.slug.taken',
          params: { number: other.number },
        });
    }
    if (problems.length) throw new AppError('invalid_input', { fields: problems });
  },
});
