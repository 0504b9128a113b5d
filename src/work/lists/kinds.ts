import { sql, type RawBuilder } from 'kysely';
import { containing } from '../../platform/database/like.ts';
import '../tables.ts';
import { documentStates, stateLabel, type DocumentState } from '../../documents/tables.ts';
import { reviewLabel, reviewStates, type ReviewState } from '../../publishing/review/tables.ts';
import { nameKeys } from '../../record/actors/names/keys.ts';
import { caseParts } from '../../record/kinds/parts.ts';
import { perCatalogue } from '../../record/vocabulary/properties.ts';
import { claimsOfCases } from '../../record/views/listed.ts';
import {
  access,
  among,
  changed,
  changedDays,
  choice,
  choiceColumn,
  created,
  createdDays,
  facetsOf,
  language,
  languageColumn,
  number,
  itemFilter,
  partialDays,
  responsibleFilter,
  propertyColumns,
  responsibleColumns,
  tagFilter,
  tagsColumn,
  title,
} from './common.ts';
import { listKinds, type Column, type DeclaredList, type ListKind } from './declare.ts';

type Sql = RawBuilder<unknown>;

const anyId =
  (column: Sql) =>
  (ids: readonly number[]): Sql =>
    sql`${column} = any(${[...ids]}::bigint[])`;
/** The first eight words of a search. Each word costs a condition of the query. */
export const searchWords = (q: string): string[] => q.split(/\s+/).filter(Boolean).slice(0, 8);

const caseColumn = (column: Sql, usual?: true): Column => ({
  name: 'case',
  label: 'record.desk.kind.case',
  value: { type: 'thing', sql: column },
  ...(usual ? { usual } : {}),
});

/** The lists are declared by functions, because the properties of the installation are registered only at the start. */
const declared: Record<ListKind, () => DeclaredList> = {
  case: () => ({
    kind: 'case',
    title: sql`w.title`,
    columns: [
      title('record.desk.kind.case', sql`w.title`),
      number,
      { name: 'claims', label: 'record.desk.kinds.claim', value: { type: 'claims' }, usual: true },
      { name: 'unchecked', label: 'record.desk.list.unchecked', value: { type: 'unchecked' }, usual: true },
      ...propertyColumns('case'),
      tagsColumn,
      access,
      ...responsibleColumns,
      created,
      changed,
    ],
    filters: [...facetsOf('case'), tagFilter, responsibleFilter, changedDays, createdDays],
    acts: ['tag', 'fact', 'assign', 'public', 'desk', 'merge', 'export'],
  }),
  actor: () => ({
    kind: 'actor',
    title: actorName,
    search: (q) =>
      sql`exists (select from actor_name n where n.actor_id = t.id and (n.text ilike ${containing(q)} or n.keys && ${nameKeys(q)}::text[]))`,
    columns: [
      title('record.desk.kind.actor', actorName),
      number,
      { ...choiceColumn('kind', 'actor-kind', sql`w.kind`, 'record.desk.list.kind'), usual: true },
      {
        name: 'names',
        label: 'work.lists.column.names',
        value: {
          type: 'text',
          sql: sql`(select string_agg(n.text, ' · ' order by n.position) from actor_name n where n.actor_id = t.id and n.position > 0)`,
        },
      },
      ...propertyColumns('actor'),
      tagsColumn,
      access,
      created,
      changed,
    ],
    filters: [choice('kind', 'actor-kind', sql`w.kind`), ...facetsOf('actor'), tagFilter, changedDays, createdDays],
    acts: ['tag', 'fact', 'public', 'desk', 'merge', 'export'],
  }),
  source: () => ({
    kind: 'source',
    title: sql`w.title`,
    columns: [
      title('record.desk.kind.source', sql`w.title`),
      number,
      { ...choiceColumn('kind', 'source-kind', sql`w.kind`, 'record.desk.list.kind'), usual: true },
      { name: 'publisher', label: 'work.lists.column.publisher', value: { type: 'thing', sql: sql`w.publisher_id` } },
      {
        name: 'published',
        label: 'work.lists.column.published',
        value: { type: 'date', sql: sql`w.published` },
        sort: sql`w.published`,
      },
      languageColumn(sql`w.language`),
      ...propertyColumns('source'),
      tagsColumn,
      access,
      ...responsibleColumns,
      created,
      changed,
    ],
    filters: [
      choice('kind', 'source-kind', sql`w.kind`),
      itemFilter('publisher', 'work.lists.column.publisher', 'actor', anyId(sql`w.publisher_id`)),
      language(sql`w.language`),
      partialDays('published', 'work.lists.column.published', sql`w.published`),
      ...facetsOf('source'),
      tagFilter,
      responsibleFilter,
      changedDays,
      createdDays,
    ],
    acts: ['tag', 'fact', 'assign', 'public', 'desk', 'merge', 'export'],
  }),
  claim: () => ({
    kind: 'claim',
    title: sql`w.wording`,
    states: {
      values: ['draft', 'imported', 'checked'],
      words: (state) => `record.desk.list.state_${state}`,
      where: (states) => among(sql`w.state`, states),
    },
    columns: [
      title('record.desk.kind.claim', sql`w.wording`),
      number,
      { name: 'said', label: 'work.lists.column.said', value: { type: 'said' }, usual: true },
      {
        name: 'state',
        label: 'record.desk.list.state',
        value: { type: 'key', sql: sql`w.state`, words: (state) => `kit.claim_state.${state}` },
        usual: true,
      },
      caseColumn(sql`w.case_id`, true),
      { name: 'source', label: 'record.desk.kind.source', value: { type: 'thing', sql: sql`w.source_id` } },
      choiceColumn('mode', 'mode', sql`w.mode`),
      languageColumn(sql`w.language`),
      {
        name: 'checker',
        label: 'work.lists.column.checker',
        value: { type: 'text', sql: sql`(select a.name from account a where a.id = w.checked_by)` },
      },
      {
        name: 'checked',
        label: 'work.lists.column.checked',
        value: { type: 'moment', sql: sql`w.checked_at` },
        sort: sql`w.checked_at`,
      },
      access,
      created,
      changed,
    ],
    filters: [
      itemFilter(
        'case',
        'record.desk.kind.case',
        'case',
        (ids) => sql`w.id = any(array(select id from ${claimsOfCases(ids, 'desk')} o))`,
      ),
      itemFilter('source', 'record.desk.kind.source', 'source', anyId(sql`w.source_id`)),
      itemFilter(
        'speaker',
        'work.lists.column.speaker',
        'actor',
        (ids) =>
          sql`exists (select from chain_link l where l.claim_id = t.id and l.actor_id = any(${[...ids]}::bigint[]) and l.visibility <> 'sealed')`,
      ),
      choice('mode', 'mode', sql`w.mode`),
      language(sql`w.language`),
      changedDays,
      createdDays,
    ],
    acts: ['uncheck', 'public', 'desk', 'export'],
  }),
  article: () => ({
    kind: 'article',
    joins: sql`join revision r on r.id = w.revision_id left join review v on v.document_id = w.id`,
    title: sql`r.headline`,
    search: (q) =>
      sql`(${sql.join(
        searchWords(q).map(
          (word) => sql`(r.headline ilike ${containing(word)} or r.standfirst ilike ${containing(word)})`,
        ),
        sql` and `,
      )})`,
    states: {
      values: documentStates,
      words: (state) => stateLabel(state as DocumentState),
      where: (states) => among(sql`w.state`, states),
    },
    columns: [
      title('publishing.articles.headline', sql`r.headline`),
      number,
      {
        name: 'state',
        label: 'publishing.articles.state',
        value: { type: 'key', sql: sql`w.state`, words: (state) => stateLabel(state as DocumentState) },
        usual: true,
      },
      {
        name: 'review',
        label: 'work.lists.column.review',
        value: { type: 'key', sql: sql`v.state`, words: (state) => reviewLabel(state as ReviewState) },
        usual: true,
      },
      {
        name: 'edited',
        label: 'work.lists.column.edited',
        value: {
          type: 'key',
          sql: sql`(select 'since' from edition e where e.id = w.edition_id and e.revision_id <> w.revision_id)`,
          words: (edited) => `work.lists.edited.${edited}`,
        },
        usual: true,
      },
      {
        name: 'unsaved',
        label: 'work.lists.column.unsaved',
        value: {
          type: 'text',
          sql: sql`(select string_agg(a.name, ', ' order by a.name) from working_copy c join account a on a.id = c.account_id where c.document_id = w.id and c.content is not null and c.kept_at > r.at)`,
        },
        usual: true,
      },
      {
        name: 'saved',
        label: 'publishing.articles.saved',
        value: { type: 'moment', sql: sql`r.at` },
        sort: sql`r.at`,
        usual: true,
      },
      {
        name: 'by',
        label: 'work.lists.column.saved_by',
        value: { type: 'text', sql: sql`(select a.name from account a where a.id = r.by_account)` },
        usual: true,
      },
      {
        name: 'published',
        label: 'publishing.articles.published',
        value: { type: 'moment', sql: sql`w.first_published_at` },
        sort: sql`w.first_published_at`,
        usual: true,
      },
      {
        name: 'tags',
        label: 'work.lists.column.tags',
        value: {
          type: 'text',
          sql: sql`(select string_agg(g.name, ', ' order by lower(g.name)) from article_tag x join tag g on g.id = x.tag_id where x.document_id = t.id)`,
        },
      },
      languageColumn(sql`r.language`),
      ...responsibleColumns,
      created,
    ],
    filters: [
      {
        name: 'kind',
        label: 'work.lists.column.review',
        type: 'choices',
        choices: () => reviewStates.map((value) => ({ value, label: reviewLabel(value) })),
        where: (values) => among(sql`v.state`, values),
      },
      {
        name: 'tag',
        label: 'work.lists.column.tags',
        type: 'named',
        from: 'tags',
        where: (values) =>
          sql`exists (select from article_tag x join tag g on g.id = x.tag_id where x.document_id = t.id and g.slug = any(${[...values]}::text[]))`,
      },
      {
        name: 'section',
        label: 'publishing.publication.article.section',
        type: 'named',
        from: 'sections',
        where: (values) =>
          sql`exists (select from article_section x where x.document_id = t.id and x.section = any(${[...values]}::text[]))`,
      },
      itemFilter(
        'case',
        'record.desk.kind.case',
        'case',
        (ids) =>
          sql`exists (select from revision_case x where x.revision_id = w.revision_id and x.case_id = any(${[...ids]}::bigint[]))`,
      ),
      language(sql`r.language`),
      responsibleFilter,
      createdDays,
    ],
    acts: ['tag', 'assign', 'export'],
  }),
  event: () => part('event'),
  proceeding: () => part('proceeding'),
  question: () => ({
    kind: 'question',
    title: sql`w.wording`,
    states: {
      values: ['open', 'answered'],
      words: (state) => `record.desk.list.state_${state}`,
      where: (states) =>
        sql`case when w.answered_by is null then 'open' else 'answered' end = any(${[...states]}::text[])`,
    },
    columns: [
      title('record.desk.kind.question', sql`w.wording`),
      { ...number, usual: true },
      caseColumn(sql`w.case_id`),
      changed,
    ],
    filters: [itemFilter('case', 'record.desk.kind.case', 'case', anyId(sql`w.case_id`)), changedDays],
    acts: [],
  }),
};

const actorName = sql`(select n.text from actor_name n where n.actor_id = t.id order by n.position limit 1)`;

function part(kind: 'event' | 'proceeding'): DeclaredList {
  const { column } = caseParts.find((one) => one.name === kind)!;
  const of = sql`w.${sql.ref(column)}`;
  return {
    kind,
    title: sql`w.title`,
    columns: [
      title(`record.desk.kind.${kind}`, sql`w.title`),
      { ...number, usual: true },
      caseColumn(of),
      ...propertyColumns(kind),
      access,
      changed,
    ],
    filters: [itemFilter('case', 'record.desk.kind.case', 'case', anyId(of)), ...facetsOf(kind), changedDays],
    acts: ['fact'],
  };
}

/** The list of a kind. It is declared again when the properties of the installation change. */
export const listOf = perCatalogue((kind: ListKind): DeclaredList => declared[kind]());

/** The tables of kinds whose table has another name than the kind. */
const tables: Partial<Record<ListKind, string>> = { article: 'document' };
export const tableOf = (kind: ListKind): string => tables[kind] ?? kind;

export const isListKind = (kind: string): kind is ListKind => (listKinds as readonly string[]).includes(kind);
/** The column of this name, if the list can be sorted by it. */
export const sortColumn = (list: DeclaredList, name: string): Column | undefined =>
  list.columns.find((column) => column.name === name && column.sort);
