import { sql, type RawBuilder } from 'kysely';

/** An SQL query for the ids of an original and all its translations, by the id of any of these articles. */
export const sameText = (id: RawBuilder<unknown> | number): RawBuilder<unknown> => sql`(
  select m.id from (select coalesce((select x.original_id from translation x where x.document_id = ${id}), ${id}::bigint) as id) o
    cross join lateral (select o.id union all select x.document_id from translation x where x.original_id = o.id) m)`;
