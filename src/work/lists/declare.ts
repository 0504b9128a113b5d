import type { RawBuilder } from 'kysely';
import type { ThingKind } from '../../record/tables.ts';
import type { Property } from '../../record/vocabulary/properties.ts';

type Sql = RawBuilder<unknown>;

export const listKinds = ['case', 'actor', 'source', 'claim', 'article', 'event', 'proceeding', 'question'] as const;
export type ListKind = (typeof listKinds)[number];

/**
 * What a column holds, which decides how it is shown and exported. `thing`: the id of an item. `claims` and
 * `unchecked`: counts that are loaded for the shown page only. `property`: the values of the record. `key`: a value
 * with the message key of its words.
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
  /** Whether the list can be sorted by it. The SQL must be cheap for each item (docs/decisions/0189). */
  sort?: Sql;
  /** Whether every item has a value. Then the order can follow an index. */
  filled?: true;
  /** Whether the column is shown if the person has not chosen columns. */
  usual?: true;
};

/** A value of a filter, and its words: a message key, or the name of a country or a language. */
export type Choice = { value: string; label: string } | { value: string; of: 'country' | 'language' };

/**
 * A filter of a list. `where` gives the condition for the chosen values. For `thing`, the values are the ids of an item
 * and of the items merged into it.
 */
export type Filter = { name: string; label: string } & (
  | { type: 'choices'; choices(): readonly Choice[]; where(values: readonly string[]): Sql }
  | { type: 'thing'; kind: ThingKind; where(ids: readonly number[]): Sql }
  | { type: 'person'; where(account: number | null): Sql }
  | { type: 'days'; where(from: string | null, until: string | null): Sql }
  | { type: 'named'; from: 'desk tags' | 'tags' | 'sections'; where(values: readonly string[]): Sql }
);

/** What can be done with selected items, in the order of the buttons. */
export const acts = ['tag', 'fact', 'assign', 'uncheck', 'public', 'desk', 'merge', 'export'] as const;
export type Act = (typeof acts)[number];

/** A list of one kind of item. In its SQL, `t` is the table `thing`, and `w` the table of the kind. */
export type DeclaredList = {
  kind: ListKind;
  /** More tables that columns and filters use. */
  joins?: Sql;
  /** The title of an item, for the search and for sorting. */
  title: Sql;
  /** The condition for searched words, if they are not searched in the title. */
  search?(q: string): Sql;
  columns: readonly Column[];
  filters: readonly Filter[];
  /** States of the kind itself. Their words are `<words>.<state>`. */
  states?: { values: readonly string[]; words(state: string): string; where(values: readonly string[]): Sql };
  acts: readonly Act[];
};
