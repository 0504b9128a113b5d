import { sql } from 'kysely';
import { z } from 'zod';
import { filing, isEditor } from '../../../accounts/tables.ts';
import { AppError } from '../../../platform/errors.ts';
import { defineOperation } from '../../../platform/operation.ts';
import { placeArticles } from '../../../publishing/publication/place-articles.ts';
import { tagArticles } from '../../../publishing/tags/tag-articles.ts';
import { isSame } from '../../../record/history/states.ts';
import { isSeenByReaders } from './plan-act.ts';
import { findSelection, storeOutcome } from './selection.ts';
import { placedNow, type Placed } from './tag-selected-articles.ts';

/**
 * Undoes `tagSelectedArticles`: restores the previous tags and section of each article. Skips articles whose tags or
 * section someone has changed since, articles whose previous section no longer exists and, unless the person is an
 * editor, articles that are public now.
 * @throws AppError `not_found` if no tags of the selection were changed, or if this was undone already
 */
export const undoTaggedArticles = defineOperation({
  name: 'work.undoTaggedArticles',
  permission: filing,
  input: z.object({ selection: z.string().max(64) }),
  async write(writing): Promise<{ undone: number }> {
    const { tx, input, principal } = writing;
    const { outcome } = await findSelection(tx, input.selection, principal, true);
    if (outcome?.act !== 'tag' || !outcome.before || outcome.undone) throw new AppError('not_found');
    const before = outcome.before as { id: number; was: Placed; now: Placed }[];
    const ids = before.map(({ id }) => id);
    const { rows } = await sql<{ id: number; ref: string; shown: boolean }>`
      select t.id::int as id, 'article/' || t.number as ref, ${isSeenByReaders} as shown
      from thing t join document d on d.id = t.id
      where t.id = any(${ids}::bigint[]) and t.redacted_at is null order by t.id for no key update of t`.execute(tx);
    const free = new Map(rows.filter(({ shown }) => !shown || isEditor(principal)).map(({ id, ref }) => [id, ref]));
    const current = await placedNow(tx, ids);
    const sections = new Set((await tx.selectFrom('section').select('key').execute()).map((row) => row.key));
    const back = before.filter(
      ({ id, was, now }) =>
        free.has(id) && isSame(current.get(id), now) && (was.section === null || sections.has(was.section)),
    );
    const retag = back.filter(({ was, now }) => !isSame(was.tags, now.tags));
    const replace = back.filter(({ was, now }) => was.section !== now.section);
    if (retag.length)
      await tagArticles.write({
        ...writing,
        input: { articles: retag.map(({ id, was }) => ({ article: free.get(id)!, tags: was.tags })) },
        prepared: undefined,
      });
    if (replace.length)
      await placeArticles.write({
        ...writing,
        input: { articles: replace.map(({ id, was }) => ({ article: free.get(id)!, section: was.section })) },
        prepared: undefined,
      });
    const given = new Set(back.map(({ id }) => id));
    const left = ids.filter((id) => !given.has(id));
    await storeOutcome(tx, input.selection, { ...outcome, undone: true, left });
    return { undone: back.length };
  },
});
