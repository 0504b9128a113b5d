import { sql } from 'kysely';
import type { Principal } from '../platform/operation.ts';
import { AppError } from '../platform/errors.ts';
import type { Tx } from '../platform/database/tx.ts';
import { parseRef, refOf } from '../record/refs.ts';
import { requireEditor } from '../record/permissions.ts';

/**
 * Locks an article's row until the transaction ends, to change something other than its text, such as who can open its
 * shared draft. The article's version stays the same, so that people who are writing get no conflict.
 * @throws AppError `not_found`, `redacted`
 */
export async function lockArticle(tx: Tx, article: string): Promise<{ id: number }> {
  const [id] = (await lockArticles(tx, [article])).values();
  return { id: id! };
}

/**
 * Locks the rows of articles as `lockArticle` does.
 * @returns the ids of the articles, by their refs
 * @throws AppError `not_found`, `redacted`
 */
export async function lockArticles(tx: Tx, articles: readonly string[]): Promise<Map<string, number>> {
  const refs = new Set(articles);
  const numbers = [...refs].map((ref) => parseRef(ref)?.number ?? 0);
  const things = await tx
    .selectFrom('thing')
    .select(['id', 'number', 'kind', 'redacted_at'])
    .where('kind', '=', 'article')
    .where(sql<boolean>`number = any(${numbers}::bigint[])`)
    .orderBy('id')
    .forUpdate()
    .execute();
  if (things.length !== refs.size) throw new AppError('not_found');
  if (things.some((thing) => thing.redacted_at)) throw new AppError('redacted');
  return new Map(things.map((thing) => [refOf(thing), thing.id]));
}

/**
 * Locks the rows of articles, for a change that readers see at once. After publication only editors can make such a
 * change.
 * @returns the ids of the articles, by their refs
 * @throws AppError `not_found`, `redacted`, `editor_needed`
 */
export async function lockShownArticles(
  tx: Tx,
  articles: readonly string[],
  principal: Principal,
): Promise<Map<string, number>> {
  const ids = await lockArticles(tx, articles);
  const shown = await tx
    .selectFrom('document')
    .innerJoin('thing', 'thing.id', 'document.id')
    .select(['kind', 'number'])
    .where(sql<boolean>`document.id = any(${[...ids.values()]}::bigint[])`)
    .where('state', '<>', 'draft')
    .orderBy('document.id')
    .limit(1)
    .executeTakeFirst();
  if (shown) requireEditor(principal, shown);
  return ids;
}
