import { sql, type RawBuilder } from 'kysely';
import type { ThingKind } from '../../record/tables.ts';
import { taggedWith } from '../../record/tags/queries.ts';
import { countries } from '../../record/vocabulary/countries.ts';
import { propertiesOf, type Property } from '../../record/vocabulary/properties.ts';
import { listLabel, termLabel, termsOf, withNarrower, type VocabularyKey } from '../../record/vocabulary/terms.ts';
import type { Choice, Column, Filter } from './declare.ts';

type Sql = RawBuilder<unknown>;

export const among = (column: Sql, values: readonly string[]): Sql => sql`${column} = any(${[...values]}::text[])`;

export const number: Column = {
  name: 'number',
  label: 'work.lists.column.number',
  value: { type: 'count', sql: sql`t.number` },
  sort: sql`t.number`,
  filled: true,
};
export const access: Column = {
  name: 'access',
  label: 'vocabulary.visibility',
  value: { type: 'key', sql: sql`t.visibility`, words: (value) => `vocabulary.visibility.${value}` },
};
export const created: Column = {
  name: 'created',
  label: 'work.lists.column.created',
  value: { type: 'moment', sql: sql`t.created_at` },
  sort: sql`t.id`,
  filled: true,
};
export const changed: Column = {
  name: 'changed',
  label: 'record.desk.list.changed',
  value: { type: 'moment', sql: sql`t.changed_at` },
  sort: sql`t.changed_at`,
  filled: true,
  usual: true,
};
export const title = (label: string, of: Sql): Column => ({
  name: 'title',
  label,
  value: { type: 'title' },
  sort: of,
  usual: true,
});

export const responsibleColumns: readonly Column[] = [
  {
    name: 'responsible',
    label: 'work.lists.column.responsible',
    value: {
      type: 'text',
      sql: sql`(select a.name from assignment g join account a on a.id = g.account_id where g.thing_id = t.id)`,
    },
  },
  { name: 'due', label: 'work.due', value: { type: 'due' } },
];

export const tagsColumn: Column = { name: 'tags', label: 'record.tags.title', value: { type: 'tags' } };
export const tagFilter: Filter = {
  name: 'tag',
  label: 'record.tags.title',
  type: 'named',
  from: 'desk tags',
  where: (names) => sql`t.id in (${taggedWith(names)})`,
};

export const responsibleFilter: Filter = {
  name: 'to',
  label: 'work.lists.column.responsible',
  type: 'person',
  where: (account) =>
    account === null
      ? sql`not exists (select from assignment g where g.thing_id = t.id)`
      : sql`exists (select from assignment g where g.thing_id = t.id and g.account_id = ${account})`,
};

/** A filter by the day of a timestamp, in UTC. */
const moments = (name: string, label: string, column: Sql): Filter => ({
  name,
  label,
  type: 'days',
  where: (from, until) =>
    sql`(${from === null ? sql`true` : sql`${column} >= ${from}::date::timestamp at time zone 'UTC'`} and ${until === null ? sql`true` : sql`${column} < (${until}::date + 1)::timestamp at time zone 'UTC'`})`,
});

export const changedDays = moments('changed', 'record.desk.list.changed', sql`t.changed_at`);
export const createdDays = moments('created', 'work.lists.column.created', sql`t.created_at`);

/**
 * A filter by a date that may be only a year or a month. Such a date matches if it overlaps the period. Dates are
 * compared as text, so of an interval ("2020/2021") only the beginning counts, and "2018-XX" counts as after 2018.
 */
export const partialDays = (name: string, label: string, column: Sql): Filter => ({
  name,
  label,
  type: 'days',
  where: (from, until) => sql`(${column} ~ '^[0-9]{4}'
    and ${from === null ? sql`true` : sql`left(${column}, 10) >= left(${from}, least(10, length(${column})))`}
    and ${until === null ? sql`true` : sql`left(${column}, 10) <= ${until}`})`,
});

export const itemFilter = (
  name: string,
  label: string,
  kind: ThingKind,
  where: (ids: readonly number[]) => Sql,
): Filter => ({
  name,
  label,
  type: 'thing',
  kind,
  where,
});

const termsAs = (list: VocabularyKey): Choice[] =>
  termsOf(list).map((term) => ({ value: term.key, label: termLabel(list, term.key) }));

export const choice = (name: string, list: VocabularyKey, column: Sql, label = listLabel(list)): Filter => ({
  name,
  label,
  type: 'choices',
  choices: () => termsAs(list),
  where: (values) => among(column, values),
});
export const choiceColumn = (name: string, list: VocabularyKey, column: Sql, label = listLabel(list)): Column => ({
  name,
  label,
  value: { type: 'key', sql: column, words: (value) => termLabel(list, value) },
  sort: column,
});

/** The languages that filters offer. The parameter in the URL also accepts the codes of other languages. */
const languages = 'en ru kk uk be uz ky tg az hy ka tr fa ar es pt fr de it pl cs sk hu ro bg sr zh hi bn ur id vi th';
const languageChoices = (): Choice[] => languages.split(' ').map((value) => ({ value, of: 'language' as const }));
export const language = (column: Sql): Filter => ({
  name: 'language',
  label: 'work.lists.column.language',
  type: 'choices',
  choices: languageChoices,
  where: (values) => among(column, values),
});
export const languageColumn = (column: Sql): Column => ({
  name: 'language',
  label: 'work.lists.column.language',
  value: { type: 'language', sql: column },
  sort: column,
});

/**
 * SQL for whether an item has a fact of this property that meets `condition`. The query finds the facts first (`in`),
 * because looking them up for each item (`exists`) would be slow in a large record.
 */
const stated = (property: Property, condition: Sql): Sql =>
  sql`t.id in (select f.subject_id from fact f where f.property = ${property.key} and f.desk_shown and ${condition})`;

/** The filter of a property. Null if its values are not choices, yes or no, languages, countries, places or dates. */
function filterOf(property: Property): Filter | null {
  const { key, label, value } = property;
  const base = { name: key, label } as const;
  switch (value.type) {
    case 'choice':
      return {
        ...base,
        type: 'choices',
        choices: () => termsAs(value.list),
        where: (values) =>
          stated(
            property,
            among(
              sql`f.value_key`,
              values.flatMap((one) => withNarrower(value.list, one)),
            ),
          ),
      };
    case 'yes-no':
    case 'language':
      return {
        ...base,
        type: 'choices',
        choices:
          value.type === 'language'
            ? languageChoices
            : () => ['yes', 'no'].map((one) => ({ value: one, label: `record.desk.value.${one}` })),
        where: (values) => stated(property, among(sql`f.value_key`, values)),
      };
    case 'country':
    case 'place':
      return {
        ...base,
        type: 'choices',
        choices: () => countries.map((code) => ({ value: code, of: 'country' as const })),
        where: (values) =>
          stated(
            property,
            among(
              value.type === 'country' ? sql`f.value_key` : sql`f.value ->> 'country'`,
              values.map((one) => one.toUpperCase()),
            ),
          ),
      };
    case 'date':
      return {
        ...base,
        type: 'days',
        where: (from, until) =>
          stated(
            property,
            sql`${from === null ? sql`true` : sql`coalesce(f.date_to, f.date_from) >= ${from}`} and ${until === null ? sql`true` : sql`f.date_from <= ${until}`}`,
          ),
      };
    default:
      return null;
  }
}

/** The filters for the facets of a kind, including fields (properties that the installation added). */
export const facetsOf = (kind: ThingKind): Filter[] =>
  propertiesOf(kind).flatMap((property) => (property.facet === false ? [] : (filterOf(property) ?? [])));
/** The columns for the properties of a kind, including fields. `usual`: the keys of those that are shown by default. */
export const propertyColumns = (kind: ThingKind, usual: readonly string[] = []): Column[] =>
  propertiesOf(kind).map((property) => ({
    name: property.key,
    label: property.label,
    value: { type: 'property', property },
    ...(property.value.type === 'date'
      ? {
          sort: sql`(select min(f.date_from) from fact f where f.subject_id = t.id and f.property = ${property.key} and f.desk_shown)`,
        }
      : {}),
    ...(usual.includes(property.key) ? { usual: true as const } : {}),
  }));
