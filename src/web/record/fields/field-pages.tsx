import type { Reader } from '../../../platform/database/tx.ts';
import { textIn, type Translate } from '../../../platform/messages/messages.ts';
import { loadPublication } from '../../../publishing/publication/publication.ts';
import { changeField, createField } from '../../../record/fields/change-field.ts';
import { changeList, createList } from '../../../record/fields/change-list.ts';
import { loadDefinition, rowOf } from '../../../record/fields/definition.ts';
import { countClaimsOf, showField } from '../../../record/fields/show-field.ts';
import type { ListRow, PropertyRow } from '../../../record/vocabulary/register-properties.ts';
import { listLabel, termLabel, termsOf, type VocabularyKey } from '../../../record/vocabulary/terms.ts';
import { ActionLinks } from '../../kit/components/desk.tsx';
import { Empty, Notice, Table } from '../../kit/components/page-parts.tsx';
import { Pill, VisibilityBadge } from '../../kit/components/values.tsx';
import type { Pages } from '../../kit/context.ts';
import { detailPage } from '../../kit/pages/detail-page.tsx';
import { changePage, formPage } from '../../kit/pages/form-page.tsx';
import { requirePermission } from '../../kit/desk/who.ts';
import { useView } from '../../kit/view.tsx';
import { routes } from '../../routes.ts';
import { Section } from '../show/parts.tsx';
import { fieldForm, listForm, listValues, newFieldForm, showForm, withOthers } from './field-forms.ts';

const nameIn = (t: Translate, labels: Record<string, string>): string => textIn(labels, t.locale) ?? '';

async function loadField(db: Reader, key: string) {
  const { fields, stamp } = await loadDefinition(db);
  return { field: rowOf(fields, key), version: stamp ?? '', publication: (await loadPublication(db)).publication };
}

async function loadList(db: Reader, key: string) {
  const { lists, stamp } = await loadDefinition(db);
  return { list: rowOf(lists, key), version: stamp ?? '', publication: (await loadPublication(db)).publication };
}

/** The type of the values of a field, in words. For a choice, it contains the name of the list. */
function typeWords(t: Translate, { value }: PropertyRow): string {
  const type = t(`record.fields.type_name.${value.type}`);
  return value.type === 'choice'
    ? t('record.fields.type_of_list', { type, list: t(listLabel(value.list as VocabularyKey)) })
    : type;
}

const kindWords = (t: Translate, { of_kinds }: PropertyRow): string =>
  of_kinds.map((kind) => t(`record.desk.kind.${kind}`)).join(', ');

function FieldTable({ fields, caption }: { fields: readonly PropertyRow[]; caption: string }) {
  const { t } = useView();
  return (
    <Table
      caption={caption}
      head={[
        t('record.fields.name'),
        t('record.fields.on'),
        t('record.fields.type'),
        t('record.fields.filter'),
        t('vocabulary.visibility'),
      ]}
      rows={fields.map((field) => [
        <>
          <a href={routes.desk.field({ field: field.key })}>{nameIn(t, field.labels)}</a>{' '}
          <code class="muted">{field.key}</code>
        </>,
        kindWords(t, field),
        <>
          {typeWords(t, field)}
          {field.many ? <span class="muted"> {t('record.fields.several')}</span> : null}
        </>,
        t(field.facet ? 'record.desk.value.yes' : 'record.desk.value.no'),
        <VisibilityBadge visibility={field.visibility} />,
      ])}
    />
  );
}

function ListTable({ lists, fields }: { lists: readonly ListRow[]; fields: readonly PropertyRow[] }) {
  const { t } = useView();
  return (
    <Table
      caption={t('record.fields.lists_caption', { count: lists.length })}
      head={[t('record.fields.name'), t('record.fields.choices'), t('record.fields.used_by')]}
      rows={lists.map((list) => [
        <>
          <a href={routes.desk.fieldList({ list: list.key })}>{nameIn(t, list.labels)}</a>{' '}
          <code class="muted">{list.key}</code>
        </>,
        list.terms
          .filter(({ retired }) => !retired)
          .map((term) => nameIn(t, term.labels))
          .join(', '),
        fields
          .filter(({ value }) => value.type === 'choice' && value.list === list.key)
          .map((field) => nameIn(t, field.labels))
          .join(', ') || '–',
      ])}
    />
  );
}

/** Says what readers will see if the field becomes public, or what they will no longer see if it becomes desk only. */
function Consequences({ field, claims, open }: { field: PropertyRow; claims: number; open: number }) {
  const { t } = useView();
  const choices =
    field.value.type === 'choice'
      ? termsOf(field.value.list as VocabularyKey).map((term) =>
          t(termLabel((field.value as { list: VocabularyKey }).list, term.key)),
        )
      : [];
  const way = field.visibility === 'desk' ? 'public' : 'desk';
  return (
    <Notice kind="warning" title={t(`record.fields.to_${way}.title`)}>
      <p>{t(`record.fields.to_${way}.name`, { name: nameIn(t, field.labels) })}</p>
      {choices.length ? (
        <p>
          {t(`record.fields.to_${way}.choices`, { choices: choices.slice(0, 30).join(', '), count: choices.length })}
        </p>
      ) : null}
      <p>{t(`record.fields.to_${way}.values`, { count: open })}</p>
      <p>{t(`record.fields.to_${way}.claims`, { count: claims - open })}</p>
    </Notice>
  );
}

const crumbs = ({ t }: { t: Translate }) => [
  { label: t('site.desk.home.title'), href: routes.desk.home() },
  { label: t('record.fields.title'), href: routes.desk.fields() },
];

/** The pages on which administrators add and edit fields and lists. */
export const fieldPages: Pages = (web) => {
  detailPage(web, routes.desk.fields, async ({ t, db, desk }) => {
    requirePermission(desk, createField);
    const { fields, lists } = await loadDefinition(db);
    const [used, retired] = [fields.filter((one) => !one.retired), fields.filter((one) => one.retired)];
    return {
      title: t('record.fields.title'),
      crumbs: [{ label: t('site.desk.home.title'), href: routes.desk.home() }],
      links: [
        { href: routes.desk.newFieldList(), label: t('record.fields.new_list') },
        { href: routes.desk.newField(), label: t('record.fields.new'), main: true },
      ],
      lead: <p class="lead">{t('record.fields.lead')}</p>,
      body: (
        <>
          {used.length ? (
            <FieldTable fields={used} caption={t('record.fields.caption', { count: used.length })} />
          ) : (
            <Empty
              title={t('record.fields.none')}
              action={{ href: routes.desk.newField(), label: t('record.fields.new') }}
            >
              {t('record.fields.none_lead')}
            </Empty>
          )}
          <Section id="lists" title={t('record.fields.lists')} when={lists.length > 0}>
            <ListTable lists={lists} fields={fields} />
          </Section>
          <Section id="retired" title={t('record.fields.retired_title')} when={retired.length > 0}>
            <FieldTable fields={retired} caption={t('record.fields.caption', { count: retired.length })} />
          </Section>
        </>
      ),
    };
  });

  formPage(web, routes.desk.newField, {
    operation: createField,
    load: async ({ db }) => (await loadPublication(db)).publication,
    form: ({ t, view }) => newFieldForm(t, view),
    title: 'record.fields.new',
    crumbs,
    lead: 'record.fields.new_lead',
    save: 'record.fields.create',
    home: () => routes.desk.fields(),
    submit: ({ labels, help, ...rest }, { run }) => run(createField, { labels, help, ...rest }),
  });

  changePage(web, routes.desk.field, {
    operation: changeField,
    load: ({ db, params }) => loadField(db, params.field),
    form: ({ t, view }) => fieldForm(t, view.publication, view.field.value.type),
    title: ({ t, view }) => nameIn(t, view.field.labels),
    crumbs,
    actions: ({ t, view: { field } }) => (
      <>
        <VisibilityBadge visibility={field.visibility} />
        <ActionLinks
          links={[
            {
              href: routes.desk.fieldVisibility({ field: field.key }),
              label: t(field.visibility === 'desk' ? 'record.fields.make_public' : 'record.fields.make_desk'),
            },
          ]}
        />
      </>
    ),
    lead: ({ t, view: { field } }) => (
      <p class="pills">
        <code>{field.key}</code> <Pill kind="plain">{typeWords(t, field)}</Pill>
        {field.many ? <Pill kind="plain">{t('record.fields.several')}</Pill> : null}
      </p>
    ),
    save: 'record.desk.save',
    home: () => routes.desk.fields(),
    values: ({ view: { field } }) => ({
      labels: field.labels,
      help: field.help,
      kinds: field.of_kinds,
      facet: field.facet !== null,
      retired: field.retired,
    }),
    submit: ({ labels, help, ...rest }, { run, version, view: { field, publication } }) =>
      run(changeField, {
        field: field.key,
        stamp: version,
        labels: withOthers(labels, field.labels, publication),
        help: withOthers(help, field.help, publication),
        ...rest,
      }),
  });

  formPage(web, routes.desk.fieldVisibility, {
    operation: showField,
    load: async ({ db, params }) => {
      const loaded = await loadField(db, params.field);
      return { ...loaded, ...(await countClaimsOf(db, params.field)) };
    },
    version: ({ view }) => view.version,
    form: ({ view: { field } }) =>
      showForm(field.visibility === 'desk' ? 'record.fields.to_public.sure' : 'record.fields.to_desk.sure'),
    title: ({ t, view: { field } }) =>
      t(field.visibility === 'desk' ? 'record.fields.to_public.ask' : 'record.fields.to_desk.ask', {
        name: nameIn(t, field.labels),
      }),
    crumbs: ({ t, view: { field } }) => [
      ...crumbs({ t }),
      { label: nameIn(t, field.labels), href: routes.desk.field({ field: field.key }) },
    ],
    lead: ({ view }) => <Consequences field={view.field} claims={view.claims} open={view.public} />,
    save: ({ view: { field } }) =>
      field.visibility === 'desk' ? 'record.fields.make_public' : 'record.fields.make_desk',
    home: ({ params }) => routes.desk.field(params),
    submit: (_typed, { run, version, view: { field } }) =>
      run(showField, {
        field: field.key,
        stamp: version,
        visibility: field.visibility === 'desk' ? 'public' : 'desk',
      }),
  });

  formPage(web, routes.desk.newFieldList, {
    operation: createList,
    load: async ({ db }) => (await loadPublication(db)).publication,
    form: ({ t, view }) => listForm(t, view),
    title: 'record.fields.new_list',
    crumbs,
    save: 'record.fields.create_list',
    home: () => routes.desk.fields(),
    submit: ({ labels, terms }, { run }) =>
      run(createList, { labels, terms: terms.map(({ key: _, ...term }) => term) }),
  });

  changePage(web, routes.desk.fieldList, {
    operation: changeList,
    load: ({ db, params }) => loadList(db, params.list),
    form: ({ t, view }) => listForm(t, view.publication),
    title: ({ t, view }) => nameIn(t, view.list.labels),
    crumbs,
    lead: 'record.fields.list_lead',
    save: 'record.desk.save',
    home: () => routes.desk.fields(),
    values: ({ view }) => listValues(view.list),
    submit: ({ labels, terms }, { run, version, view: { list, publication } }) =>
      run(changeList, {
        list: list.key,
        stamp: version,
        labels: withOthers(labels, list.labels, publication),
        terms: terms.map(({ key, ...term }) => {
          const known = list.terms.find((one) => one.key === key);
          return {
            ...term,
            ...(known && { key }),
            labels: known ? withOthers(term.labels, known.labels, publication) : term.labels,
          };
        }),
      }),
  });
};
