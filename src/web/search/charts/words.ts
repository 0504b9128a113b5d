import type { Translate } from '../../../platform/messages/messages.ts';
import { termLabel } from '../../../record/vocabulary/terms.ts';
import type { Count, Statistic } from '../../../search/statistics/count.ts';
import { readPeriod } from '../../../search/statistics/period.ts';
import {
  filterNames,
  isNamed,
  type Dimension,
  type FilterName,
  type Period,
  type StatisticQuery,
} from '../../../search/statistics/query.ts';
import { filterLabel, filterWords } from '../../kit/words/filter-words.ts';
import { lowerFirst } from '../../kit/words/lower-first.ts';

/** The name of a dimension, for a sentence (`by`) or for the heading of a column (`head`). */
export function dimensionWords(t: Translate, place: 'by' | 'head', name: Dimension): string {
  const own = `search.statistics.${place}.${name}`;
  if (t.has(own)) return t(own);
  const label = filterLabel(t, name as FilterName);
  return place === 'head' ? label : lowerFirst(t, label);
}

/** The noun for one value of a dimension, such as "kind of pressure". */
export function nounWords(t: Translate, name: Dimension): string {
  const own = `search.statistics.noun.${name}`;
  return t.has(own) ? t(own) : lowerFirst(t, filterLabel(t, name as FilterName));
}

/** The facets of proceedings. A case without a proceeding has none of their values. */
const ofProceedings: ReadonlySet<Dimension> = new Set(['proceeding-kind', 'proceeding-outcome', 'order-kind']);

/**
 * The suffix of the key of a message about cases without a value. For laws, the message is about laws that were
 * applied. For facets of proceedings, it says that there may be no proceeding.
 */
export const missingKind = (by: Dimension | null): '' | '_law' | '_proceeding' =>
  by === 'law' ? '_law' : by && ofProceedings.has(by) ? '_proceeding' : '';

const noneWords = (t: Translate, name: string): string =>
  t(t.has(`search.statistics.none.${name}`) ? `search.statistics.none.${name}` : 'search.statistics.none_given');

const onlyWords = (t: Translate, name: FilterName, values: string): string =>
  t.has(`search.statistics.only.${name}`)
    ? t(`search.statistics.only.${name}`, { values })
    : t('search.chip', { filter: filterLabel(t, name), value: values });

/**
 * The name of one value of a facet. `label` is the name of an item, such as an outlet or a law. Without it, the text
 * does not name the item: “An outlet known to the desk”.
 */
export function valueWords(
  t: Translate,
  dimension: Dimension | FilterName,
  { value, label }: { value: string | null; label?: string | null },
): string {
  if (value === null) return noneWords(t, dimension);
  if (isNamed(dimension)) return label ?? t(`search.statistics.unnamed.${dimension}`);
  if (dimension === 'duration') return t(`search.statistics.duration.${value}`);
  if (dimension === 'outlet-type') {
    const key = termLabel('organisation-kind', value);
    return t.has(key) ? t(key) : value;
  }
  if (dimension === 'group')
    return t.has(termLabel('incident-type', value)) ? t(termLabel('incident-type', value)) : value;
  return filterWords(t, dimension, value, label);
}

const months = new Map<string, Intl.DateTimeFormat>();

export function monthWords(locale: string, part: number, style: 'short' | 'narrow' = 'short'): string {
  const key = `${locale} ${style}`;
  let format = months.get(key);
  if (!format) months.set(key, (format = new Intl.DateTimeFormat(locale, { month: style, timeZone: 'UTC' })));
  return format.format(Date.UTC(2018, part - 1, 15));
}

/** A period in words: "2018", "Q2 2018", "Apr 2018". Null is the period of cases without a usable date. */
export function periodWords(t: Translate, over: Period, period: number | null): string {
  if (period === null) return t('search.statistics.undated');
  const { year, part } = readPeriod(over, period);
  if (over === 'year') return String(year);
  return over === 'quarter'
    ? t('search.statistics.quarter', { part, year: String(year) })
    : `${monthWords(t.tag, part)} ${year}`;
}

/** A count in words: "3", or "1–4" if one case is certain and three more are possible. */
export function countWords({ sure, perhaps }: Count, t: Translate): string {
  const [least, most] = [sure, sure + perhaps].map((value) => value.toLocaleString(t.tag));
  return perhaps ? `${least}–${most}` : least!;
}

/** The title of a statistic: "Cases by type and the year in which they began". */
export function titleOf(t: Translate, query: StatisticQuery): string {
  const by = query.by ? dimensionWords(t, 'by', query.by) : '';
  const other = query.with ? dimensionWords(t, 'by', query.with) : '';
  const over = query.over ? t(`search.statistics.over.${query.over}`) : '';
  if (!query.by) return t('search.statistics.title.over', { over });
  if (query.with)
    return query.over
      ? t('search.statistics.title.by_with_over', { by, with: other, over })
      : t('search.statistics.title.by_with', { by, with: other });
  return query.over ? t('search.statistics.title.by_over', { by, over }) : t('search.statistics.title.by', { by });
}

/** The filters of a statistic in words: "Kazakhstan or Uzbekistan", "Ongoing". */
export function narrowedTo(t: Translate, { query, names }: Pick<Statistic, 'query' | 'names'>): string[] {
  const list = new Intl.ListFormat(t.tag, { type: 'disjunction' });
  const parts = filterNames('desk').flatMap((name) => {
    const values = query.filters[name];
    return values?.length
      ? [
          onlyWords(
            t,
            name,
            list.format(
              values.map((value) => valueWords(t, name, { value, label: names.get(`${name}=${value}`) ?? null })),
            ),
          ),
        ]
      : [];
  });
  return [...parts, ...(query.text ? [t('search.statistics.only.text', { text: query.text })] : [])];
}

/**
 * Says how many of the counted cases are invented, because other sites show the chart without the notice of our page.
 */
const inventedWords = (t: Translate, { invented }: Pick<Statistic, 'invented'>): string[] =>
  invented ? [t('search.statistics.invented', { count: invented })] : [];

/**
 * How many cases a chart counts. In a chart over time, also for how many of them it is uncertain or unknown when they
 * began.
 */
export const foundWords = (t: Translate, { query, total, invented, leftOut, dated }: Statistic): string =>
  [
    dated && dated.perhaps + dated.none > 0
      ? t('search.statistics.found_dated', { count: total, over: query.over, ...dated })
      : t('search.statistics.found', { count: total }),
    ...inventedWords(t, { invented }),
    ...(leftOut ? [t('search.statistics.left_out', { count: leftOut })] : []),
  ].join(' · ');

/** The title and the filters of a statistic, for the line below its finding. */
export const measuredWords = (t: Translate, statistic: Pick<Statistic, 'query' | 'names'>): string =>
  [titleOf(t, statistic.query), ...narrowedTo(t, statistic)].join('; ');

/** The title and the filters of a statistic, and how many of its cases are invented. */
export const wholeTitle = (t: Translate, statistic: Pick<Statistic, 'query' | 'names' | 'invented'>): string =>
  [measuredWords(t, statistic).replace('; ', ': '), ...inventedWords(t, statistic)].join(', ');
