import { sql, type RawBuilder } from 'kysely';

/**
 * The documents with one text in several languages, as SQL for their ids: an original and its translations, by the id
 * of any of them.
 */
export const sameText = (id: RawBuilder<unknown> | number): RawBuilder<unknown> => sql`(
  select m.id from (select coalesce((select x.original_id from translation x where x.document_id = ${id}), ${id}::bigint) as id) o
    cross join lateral (select o.id union all select x.document_id from translation x where x.original_id = o.id) m)`;
