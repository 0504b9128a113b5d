import type { Child } from 'hono/jsx';
import type { Reader } from '../../../platform/database/tx.ts';
import type { Translate } from '../../../platform/messages/messages.ts';
import { desk as deskRoles } from '../../../accounts/tables.ts';
import { listTags } from '../../../publishing/tags/queries.ts';
import { listTagNames } from '../../../record/tags/queries.ts';
import { countryName } from '../../../record/vocabulary/countries.ts';
import { languageName } from '../../../record/vocabulary/languages.ts';
import type { Choice, DeclaredList, Filter } from '../../../work/lists/declare.ts';
import { whoSees, type Colleague } from '../../../work/item.ts';
import {
  accesses,
  columnsOf,
  pageSizes,
  parametersFor,
  parametersOf,
  type ListView,
} from '../../../work/lists/view.ts';
import { Filters, type FilterGroup } from '../../kit/components/page-parts.tsx';
import { loadLists } from '../../kit/forms/pick-lists.tsx';
import { pickTexts, type Picks } from '../../kit/forms/pick.ts';
import { inWords, type PublicationView } from '../../kit/publication.ts';
import { useView } from '../../kit/view.tsx';
import { listRoutes } from './addresses.ts';

/** The data that the form of filters needs besides the view. */
export type FilterData = {
  people: readonly Colleague[];
  /** Tags of the desk, topics of articles, and sections. */
  named: ReadonlyMap<string, readonly { value: string; text: string }[]>;
  /** By filter, the name of the item whose number is the filter's value. */
  texts: ReadonlyMap<string, string>;
  /** `datalist` elements for the filters that accept names of items. */
  lists: Child;
};

/** The maximum number of tags that the filter lists. Selected tags are always listed. */
const maxTags = 60;

type Things = Extract<Filter, { type: 'thing' }>;
const thingFilters = (list: DeclaredList): Things[] =>
  list.filters.filter((filter): filter is Things => filter.type === 'thing');

/**
 * Replaces the name of an item that was entered in a filter with the item's number, so that addresses contain numbers.
 * @returns the view; and `unclear`: the filters whose text does not name exactly one item, so that the text remains
 */
export async function resolveThings(
  list: DeclaredList,
  view: ListView,
  picks: Picks,
): Promise<{ view: ListView; unclear: string[] }> {
  const values = { ...view.values };
  const unclear: string[] = [];
  for (const filter of thingFilters(list)) {
    const [text] = values[filter.name] ?? [];
    if (text === undefined || /^[1-9]\d{0,8}$/.test(text)) continue;
    const ref = await picks.read(filter.name, text, { kinds: [filter.kind] });
    if (ref) values[filter.name] = [ref.split('/')[1]!];
    else unclear.push(filter.name);
  }
  return { view: { ...view, values }, unclear };
}

export async function loadFilterData(
  { db, t, paper }: { db: Reader; t: Translate; paper: PublicationView },
  list: DeclaredList,
  view: ListView,
): Promise<FilterData> {
  const things = thingFilters(list);
  const refs = things.flatMap((filter) =>
    (view.values[filter.name] ?? []).map((number) => [filter.name, `${filter.kind}/${number}`] as const),
  );
  const texts = await pickTexts(
    db,
    refs.map(([, ref]) => ref),
  );
  const has = (type: Filter['type']): boolean => list.filters.some((filter) => filter.type === type);
  const named = new Map<string, readonly { value: string; text: string }[]>();
  if (list.filters.some((filter) => filter.type === 'named' && filter.from === 'desk tags'))
    named.set(
      'desk tags',
      (await listTagNames(db)).slice(0, maxTags).map((name) => ({ value: name, text: name })),
    );
  if (list.kind === 'article') {
    named.set(
      'tags',
      (await listTags(db)).map(({ slug, name }) => ({ value: slug, text: name })),
    );
    named.set(
      'sections',
      paper.sections.map(({ key, names }) => ({ value: key, text: inWords(names, t.locale, paper) })),
    );
  }
  return {
    people: has('person') ? await whoSees(db, { things: [], roles: deskRoles }) : [],
    named,
    texts: new Map(refs.flatMap(([name, ref]) => (texts.has(ref) ? [[name, texts.get(ref)!] as const] : []))),
    lists: await loadLists(db, [...new Set(things.map(({ kind }) => kind))]),
  };
}

const choiceWords = (t: Translate, choice: Choice): string =>
  'label' in choice
    ? t(choice.label)
    : choice.of === 'country'
      ? countryName(choice.value, t.locale)
      : languageName(choice.value, t.locale);

function groupsOf(t: Translate, list: DeclaredList, view: ListView, { named }: FilterData): FilterGroup[] {
  const group = (
    name: string,
    label: string,
    options: readonly { value: string; text: string }[],
    chosen: readonly string[] = [],
  ): FilterGroup => ({
    name,
    label,
    // The address can contain a value that is not among the options. The filter lists this value, too, so that people
    // can remove it.
    options: [
      ...options,
      ...chosen.flatMap((value) => (options.some((one) => one.value === value) ? [] : [{ value, text: value }])),
    ].map((option) => ({ ...option, chosen: chosen.includes(option.value) })),
  });
  const withdrawn = { value: 'withdrawn', text: t('record.desk.list.state_withdrawn') };
  const own = (list.states?.values ?? []).map((value) => ({ value, text: t(list.states!.words(value)) }));
  // “Withdrawn” is an option of the filter for states or, in lists without states, of the filter for access. Articles
  // cannot be withdrawn.
  const states = own.length && list.kind !== 'article' ? [...own, withdrawn] : own;
  const access = [
    ...accesses.map((value) => ({ value, text: t(`vocabulary.visibility.${value}`) })),
    ...(own.length ? [] : [withdrawn]),
  ];
  const among = (options: readonly { value: string }[]): string[] =>
    view.states.filter((one) => options.some(({ value }) => value === one));
  return [
    ...(states.length ? [group('state', t('record.desk.list.state'), states, among(states))] : []),
    group('state', t('vocabulary.visibility'), access, among(access)),
    ...list.filters.flatMap((filter) => {
      const label = t(filter.label);
      if (filter.type === 'choices') {
        const choices = filter.choices();
        const options = choices.map((choice) => ({ value: choice.value, text: choiceWords(t, choice) }));
        const sorted = choices.some((choice) => 'of' in choice)
          ? options.toSorted((a, b) => a.text.localeCompare(b.text, t.locale))
          : options;
        return [group(filter.name, label, sorted, view.values[filter.name])];
      }
      if (filter.type === 'named') {
        const options = named.get(filter.from) ?? [];
        return options.length ? [group(filter.name, label, options, view.values[filter.name])] : [];
      }
      return [];
    }),
  ];
}

/** The form beside a list: search words, filters, columns, order and page size. It works without JavaScript. */
export function ListFilters({ list, view, data }: { list: DeclaredList; view: ListView; data: FilterData }) {
  const { t } = useView();
  const action = listRoutes[list.kind]();
  const shown = new Set(columnsOf(list, view).map(({ name }) => name));
  const sorts = list.columns.filter(({ sort }) => sort);
  const chosenSort = `${view.sort.down ? '-' : ''}${view.sort.column}`;
  return (
    <>
      <Filters
        action={action}
        q={view.q}
        placeholder={t('record.desk.list.search')}
        groups={groupsOf(t, list, view, data)}
        folded={{
          label: t('work.lists.filters'),
          open: view.states.length > 0 || Object.values(view.values).some((values) => values.length),
        }}
        narrowed={Object.keys(parametersFor(list, view)).length > 0}
      >
        {list.filters.map((filter) => (
          <FilterField filter={filter} view={view} data={data} />
        ))}
        <details open={view.columns.length > 0 || undefined}>
          <summary>{t('work.lists.columns')}</summary>
          <ul>
            {list.columns
              .filter(({ value }) => value.type !== 'title')
              .map((column) => (
                <li>
                  <label>
                    <input type="checkbox" name="column" value={column.name} checked={shown.has(column.name)} />
                    <span>{t(column.label)}</span>
                  </label>
                </li>
              ))}
          </ul>
        </details>
        <div class="field">
          <label for="filter-sort">{t('work.lists.sort')}</label>
          <select id="filter-sort" name="sort">
            {sorts.flatMap((column) =>
              ['', '-'].map((way) => (
                <option value={`${way}${column.name}`} selected={chosenSort === `${way}${column.name}`}>
                  {t(way ? 'work.lists.sort_down' : 'work.lists.sort_up', { column: t(column.label) })}
                </option>
              )),
            )}
          </select>
        </div>
        <div class="field">
          <label for="filter-size">{t('work.lists.size')}</label>
          <select id="filter-size" name="size">
            {pageSizes.map((size) => (
              <option value={String(size)} selected={size === view.size}>
                {String(size)}
              </option>
            ))}
          </select>
        </div>
      </Filters>
      {data.lists}
    </>
  );
}

function FilterField({ filter, view, data }: { filter: Filter; view: ListView; data: FilterData }) {
  const { t } = useView();
  const label = t(filter.label);
  const [value] = view.values[filter.name] ?? [];
  const id = `filter-${filter.name}`;
  if (filter.type === 'thing')
    return (
      <div class="field">
        <label for={id}>{label}</label>
        <input
          id={id}
          name={filter.name}
          list={`list-${filter.kind}`}
          value={data.texts.get(filter.name) ?? value ?? ''}
          autocomplete="off"
        />
      </div>
    );
  if (filter.type === 'person')
    return (
      <div class="field">
        <label for={id}>{label}</label>
        <select id={id} name={filter.name}>
          <option value="">{t('work.lists.anyone')}</option>
          <option value="nobody" selected={value === 'nobody'}>
            {t('work.assign.nobody')}
          </option>
          {data.people.map(({ id: account, name }) => (
            <option value={String(account)} selected={value === String(account)}>
              {name}
            </option>
          ))}
        </select>
      </div>
    );
  if (filter.type !== 'days') return null;
  const [from, until] = parametersOf(filter) as [string, string];
  const open = Boolean(view.values[from] ?? view.values[until]);
  return (
    <details open={open || undefined}>
      <summary>{label}</summary>
      {([from, until] as const).map((name) => (
        <div class="field">
          <label for={`filter-${name}`}>{t(name === from ? 'work.lists.from' : 'work.lists.until')}</label>
          <input id={`filter-${name}`} type="date" name={name} value={view.values[name]?.[0] ?? ''} />
        </div>
      ))}
    </details>
  );
}
