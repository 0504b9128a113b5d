import { sql, type RawBuilder } from 'kysely';

/**
 * SQL for the key of a statement's value after merges: the key of the same value, but with the canonical item.
 *
 * The parameters are aliases in the query: `statement` of the statement, `named` of the item that its value names,
 * `canonical` of the item into which `named` was merged. Both items are left-joined rows of `thing`. The query may join
 * `named` only where this item is merged.
 */
export function canonicalKey(statement: string, named: string, canonical: string): RawBuilder<string> {
  const of = (alias: string, column: string) => sql.ref(`${alias}.${column}`);
  const ref = (alias: string) => sql`${of(alias, 'kind')} || '/' || ${of(alias, 'number')}`;
  return sql<string>`case when ${of(named, 'merged_into')} is null then ${of(statement, 'value_key')}
    else ${ref(canonical)} || substring(${of(statement, 'value_key')} from length(${ref(named)}) + 1) end`;
}
