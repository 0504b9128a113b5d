import { sql, type RawBuilder, type SqlBool } from 'kysely';
import { allKinds } from '../kinds/registry.ts';
import type { Kind, Reference } from '../kinds/kind.ts';

type Sql = RawBuilder<unknown>;

/** A query for the rows (`owner`, `target`) in which an item of a kind refers to another item. */
function edge({ table }: Kind, reference: Reference, where: (owner: Sql, target: Sql) => Sql): Sql {
  if (reference.edges)
    return sql`select e.owner, e.target from (${reference.edges}) as e (owner, target) where ${where(sql`e.owner`, sql`e.target`)}`;
  const owner = sql.ref(reference.owner ?? 'id');
  const target = sql.ref(reference.column);
  return sql`select ${owner} as owner, ${target} as target from ${sql.table(reference.owner ? reference.table : table)} where ${where(owner, target)}`;
}

/**
 * SQL for whether a kind is actor or photo. They are limited only along with items that refer to them, and only as long
 * as no item outside the team refers to them. Conversely, an item that refers to a limited actor or photo is not
 * limited for that reason.
 */
export const comesAlong = (kind: RawBuilder<unknown>): RawBuilder<SqlBool> => sql`${kind} in ('actor', 'photo')`;

/**
 * Tables whose rows are not items, such as drafts, but whose ids come from the same sequence. So their history can be
 * limited along with the items that they are about.
 */
const papers = [
  { table: 'draft', columns: ['capture_id'] },
  { table: 'import', columns: ['capture_id', 'source_id'] },
  { table: 'agency_credit', columns: ['capture_id', 'source_id'] },
  { table: 'copy_pair', columns: ['a_id', 'b_id', 'a_capture', 'b_capture'] },
  { table: 'quotation_warning', columns: ['capture_id', 'witness_id'] },
  { table: 'watch_finding', columns: ['source_id'] },
] as const;

/**
 * A query for all pairs (`owner`, `target`) in which `owner` refers to `target`: `owner` is part of `target`, is about
 * it, comes from it, cites it, or was merged into it. The query is built from the kinds' declarations.
 * @param where a condition for each part of the query, so that PostgreSQL can use the part's index
 */
export const references = (where: (owner: Sql, target: Sql) => Sql): Sql =>
  sql.join(
    [
      ...allKinds().flatMap((kind) => kind.references.map((reference) => edge(kind, reference, where))),
      ...papers.flatMap(({ table, columns }) =>
        columns.map((column) => {
          const target = sql.ref(column);
          return sql`select id as owner, ${target} as target from ${sql.table(table)} where ${where(sql`id`, target)}`;
        }),
      ),
      sql`select id as owner, merged_into as target from thing where ${where(sql`id`, sql`merged_into`)}`,
      sql`select document_id as owner, original_id as target from translation where ${where(sql`document_id`, sql`original_id`)}`,
      // The text of a letter is a separate item.
      sql`select document_id as owner, id as target from letter where document_id is not null and ${where(sql`document_id`, sql`id`)}`,
    ],
    sql` union all `,
  );
