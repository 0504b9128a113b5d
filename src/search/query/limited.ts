import { sql } from 'kysely';
import '../../record/teams/tables.ts';
import type { Reader } from '../../platform/database/tx.ts';
import { currentViewer } from '../../platform/database/viewer.ts';
import { allOf, conditionsOf, type Filters } from './facets.ts';
import { loosened, ofKey, readText, textCondition } from './terms.ts';

/**
 * The condition for entries of items that are limited to teams. Only people of these teams see them, so lists and
 * counts that are the same for the whole desk leave them out (docs/decisions/0155).
 */
export const isLimitedEntry = sql<boolean>`(not e.for_desk and not e.for_public and e.thing_id in (select thing_id from thing_team))`;

/** How many limited items a list shows at first. */
export const limitedShown = 50;

/**
 * The limited items that the person sees and that match a search, the most recently changed first. They are not part of
 * the normal results, so they are not in the counts of facets, and are not ranked.
 */
export async function findLimited(
  db: Reader,
  { text, ...filters }: Filters & { text?: string },
  { limit = limitedShown, offset = 0 }: { limit?: number; offset?: number } = {},
): Promise<{ ids: number[]; more: boolean }> {
  if (!currentViewer()?.sees) return { ids: [], more: false };
  const read = text?.trim() ? await readText(db, text, 'desk') : null;
  const { conditions } = await conditionsOf(db, filters, 'desk');
  const find = async (words: typeof read): Promise<{ ids: number[]; more: boolean }> => {
    const condition = allOf([
      ...Object.values(conditions),
      ...(words ? [textCondition(words, ofKey) ?? sql<boolean>`false`] : []),
    ]);
    const { rows } = await sql<{ id: number }>`
      select t.id from search_key e join thing t on t.id = e.thing_id
      where ${isLimitedEntry}
        and t.withdrawn_at is null and t.redacted_at is null and t.visibility <> 'sealed' and ${condition}
      order by t.changed_at desc, t.id desc limit ${limit + 1} offset ${offset}`.execute(db);
    return { ids: rows.slice(0, limit).map((row) => Number(row.id)), more: rows.length > limit };
  };
  const found = await find(read);
  const loose = read && found.ids.length === 0 ? loosened(read) : null;
  return loose ? find(loose) : found;
}
