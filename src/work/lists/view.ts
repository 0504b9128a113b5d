import { acts, type Act, type DeclaredList } from './declare.ts';
import { sortColumn } from './kinds.ts';

/** The possible numbers of rows on a page of a list. */
export const pageSizes = [25, 50, 100, 200] as const;
const usualSize = 50;
const maxValues = 50;

/**
 * The search, filters, columns and order of a list, which are parameters of its URL. `values`: the values of each
 * filter, by its name; a period has the names `<filter>-from` and `<filter>-until`. `states`: the values of the filter
 * `state` (states of the kind, `withdrawn`, and accesses).
 */
export type ListView = {
  q?: string;
  states: readonly string[];
  values: Readonly<Record<string, readonly string[]>>;
  /** The names of the selected columns; empty for the default columns. */
  columns: readonly string[];
  sort: { column: string; down: boolean };
  size: number;
};

export const accesses = ['public', 'desk', 'sealed'] as const;
/** All possible values of the filter `state`. */
export const stateNames = ({ states }: DeclaredList): string[] => [...(states?.values ?? []), 'withdrawn', ...accesses];

/** The default order of a list: the latest change first; for articles, the latest revision first. */
const usualSort = (list: DeclaredList): ListView['sort'] => ({
  column: list.columns.some(({ name }) => name === 'changed') ? 'changed' : 'saved',
  down: true,
});

/** Whether a text is a day that exists, such as `2026-01-31`. */
export const isDay = (text: string): boolean =>
  /^(?!0000)\d{4}-\d{2}-\d{2}$/.test(text) &&
  !Number.isNaN(Date.parse(text)) &&
  new Date(text).toISOString().slice(0, 10) === text;

/** The names of a filter's parameters. */
export const parametersOf = (filter: DeclaredList['filters'][number]): string[] =>
  filter.type === 'days' ? [`${filter.name}-from`, `${filter.name}-until`] : [filter.name];

/** Parses a view from the parameters of a URL. Ignores parameters and values that the list does not declare. */
export function readView(list: DeclaredList, query: URLSearchParams): ListView {
  const all = (name: string): string[] =>
    [
      ...new Set(
        query
          .getAll(name)
          .map((value) => value.trim().slice(0, 400))
          .filter(Boolean),
      ),
    ].slice(0, maxValues);
  const values: Record<string, string[]> = {};
  for (const filter of list.filters)
    for (const name of parametersOf(filter)) {
      const given = filter.type === 'days' ? all(name).filter(isDay).slice(0, 1) : all(name);
      if (given.length) values[name] = given;
    }
  const chosen = query.getAll('column');
  const columns = list.columns.flatMap(({ name }) => (chosen.includes(name) ? [name] : []));
  const usual = list.columns.flatMap(({ name, usual: shown, value }) =>
    shown && value.type !== 'title' ? [name] : [],
  );
  const [sort = ''] = all('sort');
  const column = sort.replace(/^-/, '');
  const size = Number(all('size')[0]);
  return {
    q: all('q')[0],
    states: all('state').filter((one) => stateNames(list).includes(one)),
    values,
    // The form also sends the default columns.
    columns: columns.join() === usual.join() ? [] : columns,
    sort: sortColumn(list, column) ? { column, down: sort.startsWith('-') } : usualSort(list),
    size: pageSizes.find((one) => one === size) ?? usualSize,
  };
}

/** A view as parameters of a URL, without default values. */
export function parametersFor(list: DeclaredList, view: ListView): Record<string, string | number | readonly string[]> {
  const usual = usualSort(list);
  const { column, down } = view.sort;
  return {
    ...(view.q ? { q: view.q } : {}),
    ...(view.states.length ? { state: view.states } : {}),
    ...view.values,
    ...(column === usual.column && down === usual.down ? {} : { sort: `${down ? '-' : ''}${column}` }),
    ...(view.columns.length ? { column: view.columns } : {}),
    ...(view.size === usualSize ? {} : { size: view.size }),
  };
}

/** Whether a view has filters. */
export const isFiltered = ({ q, states, values }: ListView): boolean =>
  q !== undefined || states.length > 0 || Object.keys(values).length > 0;

/** The columns of a view. The title is always the first. */
export function columnsOf(list: DeclaredList, view: ListView): DeclaredList['columns'] {
  const chosen = view.columns.length
    ? list.columns.filter(({ name }) => view.columns.includes(name))
    : list.columns.filter(({ usual }) => usual);
  const title = list.columns.filter(({ value }) => value.type === 'title');
  return [...title, ...chosen.filter(({ value }) => value.type !== 'title')];
}

export const isAct = (name: string): name is Act => (acts as readonly string[]).includes(name);
