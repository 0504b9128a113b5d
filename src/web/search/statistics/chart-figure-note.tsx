import type { Translate } from '../../../platform/messages/messages.ts';
import { compareNumbers, type CheckedNumber, type Match } from '../../../documents/computed/check-computed.ts';
import { statisticOf, type PublicFigure } from '../../../publishing/public/public-figure.ts';
import { foldText } from '../../../record/actors/names/fold.ts';
import type { Statistic, Value } from '../../../search/statistics/count.ts';
import { EdtfDate } from '../../kit/components/values.tsx';
import { routes } from '../../routes.ts';
import { useWords } from '../../kit/view.tsx';
import { StatisticTable, tableRows } from './chart-figure.tsx';
import { countWords, periodWords, valueWords, wholeTitle } from '../charts/words.ts';

/** The maximum numbers of rows and periods of a table in a note. The page of the chart has longer tables. */
const maxListed = 30;

/**
 * A note that says what a calculated sentence is based on: the query, the day, the numbers in the sentence, and links
 * to the table and data.
 */
export function FigureNote({ figure, said }: { figure: PublicFigure; said: readonly string[] }) {
  const t = useWords();
  const statistic = statisticOf(figure);
  const title = wholeTitle(t, statistic);
  const numbers = numbersSaid(t, statistic, said);
  return (
    <>
      <p>
        {t('search.statistics.note.counted')} <EdtfDate edtf={figure.at.slice(0, 10)} />: {title}.
      </p>
      {numbers.length ? (
        <ul class="muted numbers-said">
          {numbers.map((one) => (
            <li>{one}</li>
          ))}
        </ul>
      ) : null}
      {tableRows(statistic) <= maxListed && statistic.periods.length <= maxListed ? (
        <details>
          <summary>{t('search.statistics.note.table')}</summary>
          <StatisticTable statistic={statistic} caption={title} />
        </details>
      ) : null}
      <p class="muted">
        <a href={routes.figure({ number: figure.number })}>
          {t('search.statistics.figure.link', { number: figure.number })}
        </a>{' '}
        · <a href={routes.figure.as('csv', { number: figure.number })}>{t('search.statistics.csv')}</a>
      </p>
    </>
  );
}

/** What each number in the sentences counts, if the chart has this number: "12: Search of a newsroom, 2018". */
export function numbersSaid(t: Translate, statistic: Statistic, said: readonly string[]): string[] {
  const lines = said.flatMap((text) =>
    compareNumbers(text, statistic).flatMap((one) => describe(t, statistic, one, text) ?? []),
  );
  return [...new Set(lines)];
}

function describe(t: Translate, statistic: Statistic, number: CheckedNumber, text: string): string | null {
  const folded = foldText(text);
  const options = number.matches.flatMap((match) => {
    const parts = partsOf(t, statistic, match);
    return parts === null
      ? []
      : [{ parts, named: parts.filter((part) => folded.includes(foldText(part))).length - parts.length / 10 }];
  });
  // If several counts have this number, the sentence probably means the one with most of the values that it names.
  const best = options.toSorted((a, b) => b.named - a.named)[0];
  return best ? `${number.text}: ${best.parts.join(', ')}` : null;
}

function partsOf(t: Translate, statistic: Statistic, match: Match): string[] | null {
  const { query } = statistic;
  const name = (which: 'by' | 'with', values: readonly Value[], value: string | null | undefined): string[] =>
    value === undefined ? [] : [valueWords(t, query[which]!, values.find((one) => one.value === value) ?? { value })];
  const when = (period: number | null): string => periodWords(t, query.over!, period);
  switch (match.is) {
    case 'label':
      return null;
    case 'values':
      return [t('search.statistics.note.values', { of: t(`search.statistics.by.${query[match.which]!}`) })];
    case 'share': {
      const part = [
        ...name('by', statistic.rows, match.row),
        ...name('with', statistic.series, match.series),
        ...(match.period === undefined ? [] : [when(match.period)]),
      ];
      return [
        ...part,
        match.of === 'all' ? t('search.statistics.note.of_all') : t('search.statistics.note.of', { what: part[0]! }),
      ];
    }
    case 'count': {
      const period =
        match.from === undefined
          ? []
          : [match.from === match.to ? when(match.from) : `${when(match.from)}–${when(match.to!)}`];
      const parts = [
        ...name('by', statistic.rows, match.row),
        ...name('with', statistic.series, match.series),
        ...period,
      ];
      const known = parts.length ? parts : [t('search.statistics.note.all')];
      return match.count.perhaps ? [...known, countWords(match.count, t)] : known;
    }
  }
}
