import { sql } from 'kysely';
import type { Reader } from '../../platform/database/tx.ts';
import { partsOfCases } from '../kinds/within.ts';
import type { Thing } from '../things.ts';
import { claimsOfCases, isListed } from '../views/listed.ts';
import { loadBriefs, type Brief } from '../views/briefs.ts';
import { loadOwnTexts, loadTranslations, loadWrittenIn, type Translated } from './load.ts';

/** A text that can be translated, with its translations. */
export type OwnText = {
  item: Brief;
  field: string;
  text: string;
  /** The language in which it is written. */
  language: string;
  translations: Translated[];
};

/** The most items whose texts are translated on one page. */
export const mostItems = 400;

/** The ids of what a case shows in our own words: its parts, its questions, its picture, and its public claims. */
async function idsOfCase(db: Reader, id: number): Promise<number[]> {
  const members = sql`select t.id from thing t where t.id = ${id} or t.merged_into = ${id}`;
  const { rows } = await sql<{ id: number }>`
    select x.id from (
      select p.id, 1 as place from ${partsOfCases(members)} p
      union all select q.id, 2 from question q where q.case_id in (${members})
      union all select c.picture_id, 3 from "case" c where c.id = ${id} and c.picture_id is not null
      union all select o.id, 4 from ${claimsOfCases([id], 'desk')} o join claim c on c.id = o.id and c.kind = 'paraphrase'
        join thing t on t.id = o.id and t.visibility = 'public'
    ) x join thing t on t.id = x.id and ${isListed('desk')} order by x.place, x.id`.execute(db);
  return [...new Set(rows.map((row) => Number(row.id)))];
}

/**
 * All texts of an item in our own words, for the desk. For a case, also those of its parts, its questions, its picture
 * and its public claims.
 * @param own the language of the publication
 * @returns `more`: the number of items that are left out because there are too many
 */
export async function loadTextsOf(
  db: Reader,
  { id, kind }: Pick<Thing, 'id' | 'kind'>,
  own: string,
): Promise<{ texts: OwnText[]; more: number }> {
  const all = [id, ...(kind === 'case' ? await idsOfCase(db, id) : [])];
  const ids = all.slice(0, mostItems);
  const [briefs, texts, translations, written] = [
    await loadBriefs(db, ids, 'desk'),
    await loadOwnTexts(db, ids),
    await loadTranslations(db, ids),
    await loadWrittenIn(db, ids, own),
  ];
  return {
    texts: ids.flatMap((one) => {
      const item = briefs.get(one);
      if (!item || item.hidden) return [];
      return [...(texts.get(one) ?? [])].map(([field, text]) => ({
        item,
        field,
        text,
        language: written.get(one)!,
        translations: (translations.get(one) ?? []).filter((other) => other.field === field),
      }));
    }),
    more: all.length - ids.length,
  };
}
