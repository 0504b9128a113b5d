import { sql, type RawBuilder } from 'kysely';

/**
 * SQL for the key of a statement's value after merges: the key of the same value with the canonical item. The
 * parameters are aliases in the query: of the statement, of the item that its value names, and of the item into which
 * that one was merged. Both items are left-joined rows of `thing`. The first may be joined only if it is merged.
 */
export function canonicalKey(statement: string, named: string, canonical: string): RawBuilder<string> {
  const of = (alias: string, column: string) => sql.ref(`${alias}.${column}`);
  const ref = (alias: string) => sql`${of(alias, 'kind')} || '/' || ${of(alias, 'number')}`;
  return sql<string>`case when ${of(named, 'merged_into')} is null then ${of(statement, 'value_key')}
    else ${ref(canonical)} || substring(${of(statement, 'value_key')} from length(${ref(named)}) + 1) end`;
}
