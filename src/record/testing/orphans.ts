import type { Database } from '../../platform/database/database.ts';

const heads: [part: string, column: string, head: string][] = [
  ...['actor', 'case', 'event', 'proceeding', 'charge', 'order', 'source', 'capture', 'claim', 'question'].map(
    (kind): [string, string, string] => [kind, 'id', 'thing'],
  ),
  ['event', 'case_id', 'case'],
  ['claim', 'case_id', 'case'],
  ['claim', 'source_id', 'source'],
  ['claim', 'passage_id', 'passage'],
  ['duplicate_due', 'thing_id', 'thing'],
  ['chain_link', 'claim_id', 'claim'],
  ['chain_link', 'actor_id', 'actor'],
  ['chain_link', 'source_id', 'source'],
  ['statement', 'claim_id', 'claim'],
  ['statement', 'subject_id', 'thing'],
  ['statement', 'value_thing', 'thing'],
  ['fact', 'subject_id', 'thing'],
  ['fact', 'value_thing', 'thing'],
  ['change', 'change_set_id', 'change_set'],
];

/**
 * Rows whose parent is missing, in columns without a foreign key that would prevent this (docs/decisions/0018). Tests
 * expect no such rows.
 */
export async function orphans(db: Database): Promise<string[]> {
  const found: string[] = [];
  for (const [part, column, head] of heads) {
    const { rows } = (await db.executeSql(
      `select count(*)::int as n from "${part}" p where p."${column}" is not null and not exists (select 1 from "${head}" h where h.id = p."${column}")`,
    )) as { rows: { n: number }[] };
    if (rows[0]!.n > 0) found.push(`${part}.${column}: ${rows[0]!.n}`);
  }
  return found;
}
