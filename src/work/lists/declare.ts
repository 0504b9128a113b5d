import type { RawBuilder } from 'kysely';
import type { ThingKind } from '../../record/tables.ts';
import type { Property } from '../../record/vocabulary/properties.ts';

type Sql = RawBuilder<unknown>;

export const listKinds = ['case', 'actor', 'source', 'claim', 'article', 'event', 'proceeding', 'question'] as const;
export type ListKind = (typeof listKinds)[number];

/**
 * The type of a column's values, which decides how they are shown and exported. `thing`: the id of an item. `claims`
 * and `unchecked`: counts that are loaded only for the shown page. `property`: the values of a property in the record.
 * `key`: a code; `words` returns the message key of its label.
 */
export type ColumnValue =
  | { type: 'text' | 'date' | 'moment' | 'count' | 'language' | 'thing'; sql: Sql }
  | { type: 'key'; sql: Sql; words(value: string): string }
  | { type: 'property'; property: Property }
  | { type: 'title' | 'said' | 'claims' | 'unchecked' | 'due' | 'tags' };

/** A column of a list. `label` is a message key. */
export type Column = {
  name: string;
  label: string;
  value: ColumnValue;
  /**
   * The SQL by which the list is sorted, if it can be sorted by this column. It must be cheap (docs/decisions/0189).
   */
  sort?: Sql;
  /** Whether every item has a value. Then PostgreSQL can sort by an index. */
  filled?: true;
  /** Whether the column is shown by default. */
  usual?: true;
};

/** A value of a filter with its label: a message key, or the name of a country or a language. */
export type Choice = { value: string; label: string } | { value: string; of: 'country' | 'language' };

/**
 * A filter of a list. `where` returns the SQL condition for the selected values. For `thing`, the values are the ids of
 * an item and of the items merged into it.
 */
export type Filter = { name: string; label: string } & (
  | { type: 'choices'; choices(): readonly Choice[]; where(values: readonly string[]): Sql }
  | { type: 'thing'; kind: ThingKind; where(ids: readonly number[]): Sql }
  | { type: 'person'; where(account: number | null): Sql }
  | { type: 'days'; where(from: string | null, until: string | null): Sql }
  | { type: 'named'; from: 'desk tags' | 'tags' | 'sections'; where(values: readonly string[]): Sql }
);

/** The actions on selected items, in the order of the buttons. In this folder, an action is called `act`. */
export const acts = ['tag', 'fact', 'assign', 'uncheck', 'public', 'desk', 'merge', 'export'] as const;
export type Act = (typeof acts)[number];

/** A list of one kind of item. In its SQL, `t` is the table `thing`, and `w` the table of the kind. */
export type DeclaredList = {
  kind: ListKind;
  /** Joins of further tables to which the SQL of columns and filters refers. */
  joins?: Sql;
  /** The title of an item, for the search and for sorting. */
  title: Sql;
  /** The SQL condition for a search, if it does not search the title. */
  search?(q: string): Sql;
  columns: readonly Column[];
  filters: readonly Filter[];
  /** States of this kind of item. `words` returns the message key of a state. */
  states?: { values: readonly string[]; words(state: string): string; where(values: readonly string[]): Sql };
  acts: readonly Act[];
};
