import { sql, type RawBuilder } from 'kysely';

/**
 * SQL for the key of a statement's value after merges: if the value refers to a merged item, the key contains the
 * canonical item instead.
 *
 * The parameters are aliases in the query: `statement` is the statement, `named` the item to which its value refers,
 * `canonical` the item into which `named` was merged. Both items are left-joined rows of `thing`. The join of `named`
 * may be restricted to merged items.
 */
export function canonicalKey(statement: string, named: string, canonical: string): RawBuilder<string> {
  const of = (alias: string, column: string) => sql.ref(`${alias}.${column}`);
  const ref = (alias: string) => sql`${of(alias, 'kind')} || '/' || ${of(alias, 'number')}`;
  return sql<string>`case when ${of(named, 'merged_into')} is null then ${of(statement, 'value_key')}
    else ${ref(canonical)} || substring(${of(statement, 'value_key')} from length(${ref(named)}) + 1) end`;
}
