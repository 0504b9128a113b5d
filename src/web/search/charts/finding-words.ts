import type { Translate } from '../../../platform/messages/messages.ts';
import type { Audience } from '../../../record/views/briefs.ts';
import type { Statistic, Value } from '../../../search/statistics/count.ts';
import { findingOf, type Dated, type Finding } from '../../../search/statistics/finding.ts';
import { isNamed, type Dimension } from '../../../search/statistics/query.ts';
import { lowerFirst } from '../../kit/words/lower-first.ts';
import { countWords, missingKind, nounWords, periodWords, valueWords } from './words.ts';

/** Findings whose sentence also says for how many cases nothing is recorded. */
const saysMissing: readonly Finding['what']['is'][] = ['nothing', 'unrecorded', 'hardly', 'only', 'period', 'pair'];
/** Findings that compare nothing. They need no warning about small numbers. */
const saysAll: readonly Finding['what']['is'][] = ['nothing', 'unrecorded', 'hardly', 'only', 'period', 'floors'];

/** Dimensions whose values are names. All other values are common nouns, which are lower case within a sentence. */
const names: ReadonlySet<string> = new Set(['country', 'state', 'home', 'language']);

/**
 * The finding of a statistic in one or a few sentences; null if it has none.
 * @param inSmall whether the page already warns that its numbers are small
 */
export function findingWords(
  t: Translate,
  statistic: Statistic,
  at: Date | null,
  audience: Audience = 'public',
  inSmall = false,
): string | null {
  const finding = findingOf(statistic, at, audience);
  if (!finding) return null;
  const { what, of, missing, known, small } = finding;
  const { total } = statistic;
  const isMissingSaid = missing === 0 || saysMissing.includes(what.is);
  const said = sentence(t, statistic, what, saysMissing.includes(what.is) ? total : of, of);
  const parts = [
    ...(known && !isMissingSaid ? [t('search.statistics.finding.known', { known: of, total })] : []),
    said,
    ...(!known && !isMissingSaid && missing * 4 >= total
      ? [t(`search.statistics.finding.missing${missingKind(statistic.query.by)}`, { count: missing })]
      : []),
    ...(valuesIn(what).some(({ disputed }) => disputed) ? [t('search.statistics.finding.disputed')] : []),
    ...(small && !inSmall && !saysAll.includes(what.is) && !(what.is === 'most' && what.value.count === of)
      ? [t('search.statistics.finding.small')]
      : []),
  ];
  return parts.join(' ');
}

/** The values that a finding names. */
const valuesIn = (what: Finding['what']): readonly Value[] =>
  'value' in what ? [what.value] : 'values' in what ? what.values : what.is === 'pair' ? [what.row, what.series] : [];

/** Up to eight values on which sources disagree: “Disputed: Detention (1 of 2 cases)”. Null if there are none. */
export function disputedWords(t: Translate, { query, rows, series }: Statistic): string | null {
  const list = (by: Dimension | null, values: readonly Value[]): string[] =>
    values.flatMap((one) =>
      by && one.disputed
        ? [t('search.statistics.disputed_value', { value: valueWords(t, by, one), count: one.disputed, of: one.count })]
        : [],
    );
  const found = [...list(query.by, rows), ...list(query.with, series)];
  return found.length ? t('search.statistics.disputed', { values: found.slice(0, maxDisputed).join('; ') }) : null;
}
const maxDisputed = 8;

function sentence(t: Translate, statistic: Statistic, what: Finding['what'], total: number, known: number): string {
  const { query } = statistic;
  const noun = query.by ? nounWords(t, query.by) : '';
  const name = (value: Value, which: 'by' | 'with' = 'by'): string => valueWords(t, query[which]!, value);
  const list = (values: readonly string[]): string => new Intl.ListFormat(t.tag).format(values);
  const within = (value: Value, which: 'by' | 'with' = 'by'): string =>
    isNamed(query[which]) || names.has(query[which]!) ? name(value, which) : lowerFirst(t, name(value, which));
  const when = ({ period }: Dated): string => periodWords(t, query.over!, period);
  const say = (key: string, values: Record<string, string | number> = {}): string =>
    t(`search.statistics.finding.${key}`, { total, noun, over: query.over ?? '', ...values });
  switch (what.is) {
    case 'nothing':
      return say('nothing');
    case 'unrecorded':
      return say(query.by ? 'unrecorded' : 'undated');
    case 'hardly':
      return say('known', { known });
    case 'only':
      return what.value.count === total
        ? say('only_all', { value: name(what.value) })
        : say('only', { value: name(what.value), count: what.value.count });
    case 'most':
      if (what.value.count === total) return say('only_all', { value: name(what.value) });
      return say(what.majority ? 'majority' : 'most', { value: name(what.value), count: what.value.count });
    case 'tied':
      return say('tied', { values: list(what.values.map((one) => within(one))), count: what.values[0]!.count });
    case 'few':
      return say('few', {
        values: list(what.values.map((one, index) => (index ? within(one) : name(one)))),
        count: what.count,
        others: what.others,
      });
    case 'spread':
      return say('spread', { count: what.count });
    case 'floors':
      return what.values.length
        ? say('floors', {
            values: what.values.map((one) => say('floor', { value: name(one), count: one.count })).join('; '),
          })
        : say('no_floors');
    case 'pair':
      return say('pair', { value: name(what.row), other: within(what.series, 'with'), count: what.count });
    case 'period':
      return what.count.sure === total
        ? say('period_all', { period: when(what) })
        : say('period', { period: when(what), count: countWords(what.count, t) });
    case 'trend':
    case 'change':
      return say(
        { trend: { up: 'rise', down: 'fall' }, change: { up: 'up', down: 'down' } }[what.is][what.up ? 'up' : 'down'],
        {
          count: countWords(what.to.count, t),
          cases: what.to.count.sure + what.to.count.perhaps,
          period: when(what.to),
          before: countWords(what.from.count, t),
          earlier: when(what.from),
        },
      );
    case 'peak':
      return what.periods.length === 1
        ? say('peak', { period: when(what.periods[0]!), count: countWords(what.periods[0]!.count, t) })
        : say('peaks', { periods: list(what.periods.map(when)), count: what.periods[0]!.count.sure });
    case 'level':
      return say('level', { count: what.count });
  }
}
