import { sql } from 'kysely';
import { z } from 'zod';
import { filing, isEditor } from '../../../accounts/tables.ts';
import type { Tx } from '../../../platform/database/tx.ts';
import { AppError } from '../../../platform/errors.ts';
import { defineOperation } from '../../../platform/operation.ts';
import { sectionKey } from '../../../publishing/publication/change-sections.ts';
import { placeArticles } from '../../../publishing/publication/place-articles.ts';
import { tagArticles, tagNames } from '../../../publishing/tags/tag-articles.ts';
import { loadTags } from '../../../publishing/tags/queries.ts';
import { beginAct } from './begin-act.ts';
import { storeOutcome } from './selection.ts';

/** The tags and the section of an article. */
export type Placed = { tags: string[]; section: string | null };

/** The current tags and sections of articles, by the article's id. */
export async function placedNow(tx: Tx, ids: readonly number[]): Promise<Map<number, Placed>> {
  const tags = await loadTags(tx, ids);
  const rows = await tx
    .selectFrom('article_section')
    .select(['document_id', 'section'])
    .where(sql<boolean>`document_id = any(${[...ids]}::bigint[])`)
    .execute();
  const sections = new Map(rows.map((row) => [row.document_id, row.section]));
  return new Map(
    ids.map((id) => [id, { tags: (tags.get(id) ?? []).map(({ name }) => name), section: sections.get(id) ?? null }]),
  );
}

/**
 * Adds tags to the selected articles, removes others, and moves the articles to a section (`section`; null for none).
 * Skips articles that have changed since the selection and, unless the person is an editor, public articles.
 * `undoTaggedArticles` restores the previous tags and sections.
 * @throws AppError `editor_needed` for a section; `invalid_input` if an article would have too many tags
 */
export const tagSelectedArticles = defineOperation({
  name: 'work.tagSelectedArticles',
  permission: filing,
  input: z
    .object({
      selection: z.string().max(64),
      add: tagNames.default([]),
      drop: tagNames.default([]),
      section: sectionKey.nullable().optional(),
    })
    .refine(({ add, drop, section }) => add.length + drop.length > 0 || section !== undefined, {
      path: ['add'],
      message: 'record.error.tag.missing',
    }),
  async write(writing): Promise<{ changed: number }> {
    const { tx, input, principal } = writing;
    const { selection, add, drop, section } = input;
    if (section !== undefined && !isEditor(principal)) throw new AppError('editor_needed');
    const { selection: found, plan, outcome } = await beginAct(tx, selection, { act: 'tag' }, principal);
    if (found.list !== 'article') throw new AppError('not_found');
    const ids = plan.does.map(({ id }) => id);
    const articles = plan.does.map(({ ref }) => ref);
    const was = await placedNow(tx, ids);
    if (articles.length && add.length + drop.length)
      await tagArticles
        .write({
          ...writing,
          input: { articles: articles.map((article) => ({ article, add, drop })) },
          prepared: undefined,
        })
        .catch(oneField);
    if (articles.length && section !== undefined)
      await placeArticles.write({
        ...writing,
        input: { articles: articles.map((article) => ({ article, section })) },
        prepared: undefined,
      });
    const now = await placedNow(tx, ids);
    await storeOutcome(tx, selection, {
      ...outcome,
      before: ids.map((id) => ({ id, was: was.get(id), now: now.get(id) })),
    });
    return { changed: ids.length };
  },
});

/** Reports one error for the field, even if several articles would have too many tags. */
function oneField(thrown: unknown): never {
  if (thrown instanceof AppError && thrown.fields[0])
    throw new AppError(thrown.code, { fields: [{ ...thrown.fields[0], path: 'add' }] });
  throw thrown;
}
