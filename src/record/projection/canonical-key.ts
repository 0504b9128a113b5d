import { sql, type RawBuilder } from 'kysely';

/**
 * SQL for the key of a statement's value after merges: the key of the same value with the canonical item. Takes the
 * aliases of the statement, of the item that its value names (or of that item only if merged), and of the item it was
 * merged into; both `thing`s are left-joined.
 */
export function canonicalKey(statement: string, named: string, canonical: string): RawBuilder<string> {
  const of = (alias: string, column: string) => sql.ref(`${alias}.${column}`);
  const ref = (alias: string) => sql`${of(alias, 'kind')} || '/' || ${of(alias, 'number')}`;
  return sql<string>`case when ${of(named, 'merged_into')} is null then ${of(statement, 'value_key')}
    else ${ref(canonical)} || substring(${of(statement, 'value_key')} from length(${ref(named)}) + 1) end`;
}
