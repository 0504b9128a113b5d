import { sql } from 'kysely';
import type { Reader } from '../../platform/database/tx.ts';
import { findKind, kindsThat } from '../kinds/registry.ts';
import { partsOfCases } from '../kinds/within.ts';
import type { Thing } from '../things.ts';
import { claimsOfCases, isListed } from '../views/listed.ts';
import { loadBriefs, type Brief } from '../views/briefs.ts';
import { loadPresentTexts, loadTranslations, type Translated } from './load.ts';

/** A text that can be translated, with its translations. */
export type OwnText = {
  item: Brief;
  field: string;
  text: string;
  /** Whether it is a quotation. */
  quoted: boolean;
  /** The language in which it is written. */
  language: string;
  translations: Translated[];
};

/** One page shows the texts of at most this many items. */
export const maxItems = 400;

/** The ids of all items that the page of a case shows: parts, questions, picture, public claims, and their sources. */
async function idsOfCase(db: Reader, id: number): Promise<number[]> {
  const members = sql`select t.id from thing t where t.id = ${id} or t.merged_into = ${id}`;
  const { rows } = await sql<{ id: number }>`
    select x.id from (
      select p.id, 1 as place from ${partsOfCases(members)} p
      union all select q.id, 2 from question q where q.case_id in (${members})
      union all select c.picture_id, 3 from "case" c where c.id = ${id} and c.picture_id is not null
      union all select o.id, 4 from ${claimsOfCases([id], 'desk')} o join thing t on t.id = o.id and t.visibility = 'public'
      union all select c.source_id, 5 from ${claimsOfCases([id], 'desk')} o join claim c on c.id = o.id join thing t on t.id = c.source_id and t.visibility = 'public'
    ) x join thing t on t.id = x.id and ${isListed('desk')} order by x.place, x.id`.execute(db);
  return [...new Set(rows.map((row) => Number(row.id)))];
}

async function quotationsAmong(db: Reader, ids: readonly number[]): Promise<Set<number>> {
  const { rows } = await sql<{ id: number }>`
    select id from claim where id = any(${[...ids]}::bigint[]) and kind = 'quotation'`.execute(db);
  return new Set(rows.map((row) => Number(row.id)));
}

/** The parts of an item that is not a case, in the order of their ids. */
async function idsWithin(db: Reader, { id, kind }: Pick<Thing, 'id' | 'kind'>): Promise<number[]> {
  const parts = kindsThat((one) => one.translated && one.within?.kind === kind).map((name) => findKind(name)!);
  if (parts.length === 0) return [];
  const { rows } = await sql<{ id: number }>`
    select x.id from (${sql.join(
      parts.map(
        ({ table, within }) => sql`select id from ${sql.table(table)} where ${sql.ref(within!.column)} = ${id}`,
      ),
      sql` union all `,
    )}) x join thing t on t.id = x.id and ${isListed('desk')} order by x.id`.execute(db);
  return rows.map((row) => Number(row.id));
}

/**
 * All texts of an item that can be translated, for the desk. For a case, also the texts of all items that its page
 * shows; for a law, also those of its provisions.
 * @param own the language of the publication
 * @returns `more`: the number of items that are left out because there are too many
 */
export async function loadTextsOf(
  db: Reader,
  { id, kind }: Pick<Thing, 'id' | 'kind'>,
  own: string,
): Promise<{ texts: OwnText[]; more: number }> {
  const all = [id, ...(kind === 'case' ? await idsOfCase(db, id) : await idsWithin(db, { id, kind }))];
  const ids = all.slice(0, maxItems);
  const [briefs, texts, translations, quoted] = [
    await loadBriefs(db, ids, 'desk'),
    await loadPresentTexts(db, ids, own),
    await loadTranslations(db, ids, 'desk'),
    await quotationsAmong(db, ids),
  ];
  return {
    texts: ids.flatMap((one) => {
      const item = briefs.get(one);
      if (!item || item.hidden) return [];
      return [...(texts.get(one) ?? [])].map(([field, { text, language }]) => ({
        item,
        field,
        text,
        language,
        quoted: field === 'wording' && quoted.has(one),
        translations: (translations.get(one) ?? []).filter((other) => other.field === field),
      }));
    }),
    more: all.length - ids.length,
  };
}
