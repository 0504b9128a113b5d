import { sql, type RawBuilder } from 'kysely';
import { currentReading } from '../../record/translations/reading.ts';
import { baseOf } from '../../record/vocabulary/languages.ts';
import { isListed } from '../../record/views/listed.ts';

/**
 * SQL for the id of the article that lists show to the reader in place of the article `id`: of an article and its
 * translations, the one in the reader's language, or else the original, or else the one published first. Only public
 * articles count. If some of them are retracted, these are one entry and the others another, so that readers can see
 * what was retracted. Null for a translated article that is not public. Outside of pages for readers, `id` itself.
 * @param among a condition on the articles that may be shown; their table has the alias `o`
 */
export function readerEdition(id: RawBuilder<unknown>, among = sql`true`): RawBuilder<number> {
  const reading = currentReading();
  if (!reading) return sql<number>`${id}`;
  // Most articles have no translation, so this first looks for the id in a set that PostgreSQL builds once per query.
  return sql<number>`case when ${id} in (select document_id from translation union all select original_id from translation) then (
    select o.id from document mine join thing mt on mt.id = mine.id and ${isListed('public', 'mt')}
    cross join lateral (select coalesce((select original_id from translation where document_id = mine.id), mine.id) as id) root
    cross join lateral (select root.id union all select document_id from translation where original_id = root.id) member
    join document o on o.id = member.id and o.state = mine.state join thing ot on ot.id = o.id and ${isListed('public', 'ot')}
    join edition oe on oe.id = o.edition_id join revision r on r.id = oe.revision_id
    where mine.id = ${id} and mine.state in ('published', 'retracted') and (${among})
    order by lower(split_part(r.language, '-', 1)) = ${baseOf(reading.language)} desc, o.id = root.id desc, o.first_published_at, o.id limit 1
  ) else ${id} end`;
}

/**
 * SQL for the number of different articles that `readerEdition` returns for the articles of a query. Counts the
 * originals, which is faster. The query must have the table `document`, with `translation` joined to it.
 */
export const countReaderEditions = (): RawBuilder<number> =>
  currentReading()
    ? sql<number>`count(distinct (coalesce(translation.original_id, document.id), document.state))::int`
    : sql<number>`count(*)::int`;
