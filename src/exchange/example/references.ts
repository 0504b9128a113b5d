import { sql, type RawBuilder } from 'kysely';
import type { Reference, OwnRows } from '../../record/kinds/kind.ts';
import { allKinds } from '../../record/kinds/registry.ts';

/**
 * References to items that no kind (record/kinds/) declares. A merged item refers to the item that it was merged into.
 * An import, and the claim of an imported row, refer to their data set.
 */
const others: readonly Reference[] = [
  { table: 'thing', column: 'merged_into' },
  { table: 'import', column: 'source_id' },
  { table: 'import_row', owner: 'claim_id', column: 'source_id' },
];

/**
 * For each column that refers to an item, a query for pairs of ids: the item with the reference (owner) and the item to
 * which it refers (target). When the sample data is removed and the owner stays, the target must stay, too. A test
 * compares the columns with the foreign keys.
 */
export const references = (): { column: string; edges: RawBuilder<unknown> }[] =>
  [...others, ...allKinds().flatMap((kind) => kind.references)].map(({ table, column, owner = 'id', edges }) => ({
    column: `${table}.${column}`,
    edges:
      edges ??
      sql`select ${sql.ref(owner)}, ${sql.ref(column)} from ${sql.table(table)} where ${sql.ref(column)} is not null`,
  }));

/**
 * All rows to delete with an item, in an order that foreign keys allow: kinds that were declared last come first. A row
 * of `fact` is deleted if the item is its subject or its value. Facts of items that stay are rebuilt.
 */
export const ownRows = (): OwnRows[] => [
  { table: 'fact', key: ['subject_id', 'value_thing'] },
  { table: 'duplicate_due', key: 'thing_id' },
  { table: 'proposal_thing', key: 'thing_id' },
  { table: 'held_file', key: 'thing_id' },
  ...allKinds()
    .toReversed()
    .flatMap((kind) => kind.ownRows),
  { table: 'sealed_content', key: 'thing_id' },
  { table: 'sealed_for', key: 'thing_id' },
  { table: 'tombstone', key: 'thing_id' },
];
