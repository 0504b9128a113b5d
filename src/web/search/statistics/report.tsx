import type { Statistic } from '../../../search/statistics/count.ts';
import { countCases } from '../../../search/statistics/count.ts';
import { measureLengths, type Lengths } from '../../../search/statistics/lengths.ts';
import { loadNewestSource } from '../../../search/statistics/newest-source.ts';
import { readStatistic } from '../../../search/statistics/query.ts';
import type { Translate } from '../../../platform/messages/messages.ts';
import type { Ctx } from '../../kit/context.ts';
import { EdtfDate } from '../../kit/components/values.tsx';
import { isSmall, isUnrecorded } from '../../../search/statistics/finding.ts';
import { useWords } from '../../kit/view.tsx';
import { lowerFirst } from '../../kit/words/lower-first.ts';
import { routes } from '../../routes.ts';
import { disputedWords, findingWords } from '../charts/finding-words.ts';
import { missingKind, nounWords, wholeTitle } from '../charts/words.ts';
import { addressOf } from './chart-address.ts';
import { rowsInChart, StatisticChart } from './chart-figure.tsx';
import { CountingRules } from './counting-rules.tsx';

/**
 * The charts of the report, in its order. `counted`: the query parameters of the chart's own page. The counts come from
 * stored tallies (search/statistics/tallies.ts).
 */
const parts = [
  { id: 'years', counted: 'over=year' },
  { id: 'kinds', counted: 'by=group' },
  { id: 'countries', counted: 'by=country' },
  { id: 'targeted', counted: 'by=targeted' },
  { id: 'employment', counted: 'by=employment&targeted=person' },
  { id: 'beats', counted: 'by=beat&targeted=person' },
  { id: 'outlets', counted: 'by=outlet-type&targeted=outlet' },
  { id: 'gender', counted: 'by=gender' },
  { id: 'authorities', counted: 'by=authority' },
  { id: 'laws', counted: 'by=law' },
  { id: 'outcomes', counted: 'by=proceeding-outcome' },
  { id: 'lengths', counted: 'by=duration' },
] as const;

/** The maximum number of values in a chart of the report. */
const few = 8;

type Part = { id: (typeof parts)[number]['id']; statistic: Statistic };
/** `leftOut`: how many invented cases are not counted. */
export type Report = {
  at: Date;
  total: number;
  leftOut: number;
  /** When the newest source of the cases was published (EDTF). */ newest: string | null;
  parts: Part[];
  lengths: Lengths | null;
};

export async function loadReport(c: Ctx): Promise<Report> {
  const { app } = c.get('deps');
  const db = app.db.read;
  const [lengths, ...shown] = await Promise.all([
    measureLengths(db, { text: null, filters: {} }, 'public'),
    ...parts.map(async ({ id, counted }): Promise<Part> => ({
      id,
      statistic: await countCases(db, readStatistic(new URLSearchParams(counted)), 'public'),
    })),
  ]);
  const { statistic } = shown[0]!;
  const { total, leftOut = 0 } = statistic;
  return {
    at: app.now(),
    total,
    leftOut,
    newest: await loadNewestSource(db, statistic),
    parts: shown,
    lengths,
  };
}

/** Days in words: "12 days", "14 months", "3 years and 2 months". */
export function lengthWords(t: Translate, days: number): string {
  if (days < 61) return t('search.report.days', { count: days });
  const months = Math.round(days / 30.44);
  if (months < 24) return t('search.report.months', { count: months });
  const [years, rest] = [Math.floor(months / 12), months % 12];
  return rest
    ? t('search.report.years_months', {
        years: t('search.report.years', { count: years }),
        months: t('search.report.months', { count: rest }),
      })
    : t('search.report.years', { count: years });
}

/** A sentence that says how long cases took, and for how many cases this is known. */
export function lengthsWords(t: Translate, lengths: Lengths): string {
  const { known, total, median, least, most } = lengths;
  const words = {
    known,
    total,
    median: lengthWords(t, median),
    least: lengthWords(t, least),
    most: lengthWords(t, most),
  };
  return t(known === 1 ? 'search.report.length_one' : 'search.report.lengths', words);
}

/** The charts of the report, one below the other, each with its finding. */
export function ReportFigures({ report: { at, total, parts: shown, lengths } }: { report: Report }) {
  const t = useWords();
  const unrecorded = shown.filter(({ statistic }) => statistic.query.by !== 'gender' && isUnrecorded(statistic));
  const list = new Intl.ListFormat(t.tag, { style: 'narrow' });
  return (
    <div class="report">
      {shown
        .filter((part) => !unrecorded.includes(part))
        .map(({ id, statistic }) => (
          <ReportFigure
            id={id}
            statistic={statistic}
            at={at}
            total={total}
            lengths={id === 'lengths' ? lengths : null}
          />
        ))}
      {unrecorded.length ? (
        <p>
          {t('search.report.unrecorded', {
            parts: list.format(unrecorded.map((part) => partWords(t, part))),
          })}
        </p>
      ) : null}
      <p class="muted">
        {t('search.statistics.several')} {t('search.statistics.made')}{' '}
        <EdtfDate edtf={`${at.toISOString().slice(0, 16)}Z`} stop />
      </p>
    </div>
  );
}

/** What a chart counts, as words within a sentence. */
const partWords = (t: Translate, { id, statistic: { query } }: Part): string =>
  query.by === 'duration' ? lowerFirst(t, t(`search.report.part.${id}`)) : nounWords(t, query.by ?? 'year');

function ReportFigure({
  id,
  statistic,
  at,
  total,
  lengths,
}: {
  id: Part['id'];
  statistic: Statistic;
  at: Date;
  /** The number of cases of the report. */ total: number;
  lengths: Lengths | null;
}) {
  const t = useWords();
  const { query, rows } = statistic;
  // A chart that counts only some cases, such as those against outlets, is left out if there are none.
  if (!statistic.total || (query.by === 'gender' && !rows.length)) return null;
  const missing = query.by ? (rows.find((row) => row.value === null)?.count ?? 0) : (statistic.dated?.none ?? 0);
  // If nothing is recorded for a quarter to a half of the cases, the finding itself says so.
  const isSaid = missing * 4 >= statistic.total && missing * 2 <= statistic.total;
  const disputed = disputedWords(t, statistic);
  const more = t('search.report.more');
  return (
    <figure class="figure" aria-labelledby={`figure-${id}`}>
      <figcaption>
        <p class="kicker">{t(`search.report.part.${id}`)}</p>
        <h2 id={`figure-${id}`}>
          {findingWords(t, statistic, at, 'public', isSmall(total)) ?? wholeTitle(t, statistic)}
        </h2>
        {lengths ? <p class="measured">{lengthsWords(t, lengths)}</p> : null}
      </figcaption>
      <StatisticChart statistic={statistic} at={at} titled few={few} />
      <p class="muted figure-note">
        {missing && !isSaid
          ? `${t(`search.report.missing${missingKind(query.by)}`, { count: missing, total: statistic.total })} `
          : ''}
        {disputed === null ? '' : `${disputed} `}
        {query.by === 'gender' ? `${t('search.statistics.alone')} ` : ''}
        {query.by === 'authority' ? `${t('search.report.unnamed')} ` : ''}
        <a
          class="no-print"
          href={routes.statistics(addressOf(query))}
          aria-label={`${more}: ${t(`search.report.part.${id}`)}`}
        >
          {more}
        </a>
      </p>
      <CountingRules statistic={statistic} rows={rowsInChart(statistic, few)} />
    </figure>
  );
}
