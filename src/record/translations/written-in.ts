import { sql, type RawBuilder } from 'kysely';
import { allKinds } from '../kinds/registry.ts';
import { belongsTo } from '../kinds/within.ts';

type Sql = RawBuilder<unknown>;

/** SQL for the language in which the desk wrote about an item. Null: the language of the publication. */
export const deskLanguage = (kind: Sql, id: Sql): Sql =>
  sql`(select w.written_in from thing w where w.written_in is not null and w.id in (${id}, ${belongsTo(kind, id)}) order by w.id <> ${id} limit 1)`;

/**
 * SQL for the language of an item's title. Some kinds declare a column for it (`language`). The titles of other items
 * are our own words: their language is set for the item or for the case to which it belongs. Null: the language of the
 * publication, or unknown.
 */
export function titleLanguage(kind: Sql, id: Sql): Sql {
  const cases = allKinds().flatMap(({ name, table, language, translated }) =>
    language
      ? [
          sql`when ${sql.lit(name)} then (select nullif(${sql.ref(language)}, 'und') from ${sql.table(table)} where id = ${id})`,
        ]
      : translated?.length
        ? [sql`when ${sql.lit(name)} then ${deskLanguage(kind, id)}`]
        : [],
  );
  return sql`case ${kind} ${sql.join(cases, sql` `)} end`;
}
