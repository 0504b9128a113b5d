/** Columns with the id of a row of another table, without a foreign key (docs/decisions/0018). */
export const unenforcedReferences: readonly [table: string, column: string, target: string][] = [
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
