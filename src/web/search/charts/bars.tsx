import type { Child } from 'hono/jsx';
import { scaleLinear } from 'd3-scale';
import type { Count } from '../../../search/statistics/count.ts';
import { useWords } from '../../kit/view.tsx';
import { countWords } from './words.ts';

/* A chart is a grid of labels and small SVG pictures. Their widths are percentages of the available space, so the same
   chart fits a phone and a desktop, and its text keeps its size. A solid part of a bar counts cases that certainly have
   the value or period; a hatched part counts cases that perhaps have it. */

/**
 * Why a bar looks different. `found`: the finding of the chart mentions its value. `none`: the bar counts cases without
 * a value. The label of a `found` bar is also bold, so that the difference does not depend on colour.
 */
export type Tone = 'found' | 'none';
const toned = (name: string, tone: Tone | undefined): string => (tone ? `${name} ${tone}` : name);

/** The pattern that hatches parts of bars. A page with charts needs it once. */
export function Hatch() {
  return (
    <svg class="hatch" width="0" height="0" aria-hidden="true" focusable="false">
      <defs>
        <pattern id="perhaps" width="4" height="4" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <path d="M1 0V4" class="hatch-line" />
        </pattern>
      </defs>
    </svg>
  );
}

const percent = (share: number): string => `${Number((share * 100).toFixed(2))}%`;
export const reach = ({ sure, perhaps }: Count): number => sure + perhaps;

/** The share of the width that the longest bar takes. The rest of the width is for the number. */
const maxBarShare = 0.86;

/** One bar, with its number at the end. */
export function Bar({ count, most, tone }: { count: Count; most: number; tone?: Tone }) {
  const t = useWords();
  const [sure, all] = [(count.sure / most) * maxBarShare, (reach(count) / most) * maxBarShare];
  return (
    <svg class="bar" width="100%" height="18" aria-hidden="true" focusable="false">
      {count.sure ? <rect class={toned('sure', tone)} x="0" y="2" width={percent(sure)} height="14" /> : null}
      {count.perhaps ? (
        <rect class="perhaps" fill="url(#perhaps)" x={percent(sure)} y="2.5" width={percent(all - sure)} height="13" />
      ) : null}
      <text x={percent(all)} dx="6" y="14">
        {countWords(count, t)}
      </text>
    </svg>
  );
}

export type BarRow = {
  label: Child;
  count: Count;
  tone?: Tone;
  /** Rows below this row. This row is then their heading, and has no bar. */ inner?: readonly BarRow[];
};

/** Bars with their labels. The lengths are in proportion to `most`, the count of the longest bar. */
export function Bars({
  rows,
  most = Math.max(1, ...rows.flatMap((row) => (row.inner ?? [row]).map((one) => reach(one.count)))),
}: {
  rows: readonly BarRow[];
  most?: number;
}) {
  const t = useWords();
  return (
    <ul class="bars">
      {rows.map((row) =>
        row.inner ? (
          <li class="group">
            <span class={toned('label', row.tone)}>
              {row.label} <span class="total">{countWords(row.count, t)}</span>
            </span>
            <Bars rows={row.inner} most={most} />
          </li>
        ) : (
          <li>
            <span class={toned('label', row.tone)}>{row.label}</span>
            <Bar count={row.count} most={most} tone={row.tone} />
          </li>
        ),
      )}
    </ul>
  );
}

export type Tick = { /** The index of the period. */ at: number; label: string };

/** Counts over time as columns. Up to 14 columns have numbers. */
export function Columns({
  counts,
  ticks,
  found = new Set(),
  height = 200,
}: {
  counts: readonly Count[];
  ticks: readonly Tick[];
  /** The indexes of the columns that the finding mentions. */ found?: ReadonlySet<number>;
  height?: number;
}) {
  const top = 20;
  const most = Math.max(1, ...counts.map(reach));
  const scale = scaleLinear([0, most], [height, top]);
  const labelled = counts.length <= 14;
  // Columns without numbers have faint lines behind them, at a few whole numbers.
  const lines = labelled ? [] : scale.ticks(3).filter((value) => value > 0 && Number.isInteger(value));
  return (
    <svg class="columns" width="100%" height={height + 22} aria-hidden="true" focusable="false">
      {lines.map((value) => (
        <>
          <line class="grid" x1="0" x2="100%" y1={round(scale(value))} y2={round(scale(value))} />
          <text class="grid-label" x="0" y={round(scale(value) - 4)}>
            {value}
          </text>
        </>
      ))}
      {counts.map((count, index) => (
        <Column
          count={count}
          index={index}
          of={counts.length}
          scale={scale}
          labelled={labelled || found.has(index)}
          tone={found.has(index) ? 'found' : undefined}
        />
      ))}
      <line class="axis" x1="0" x2="100%" y1={height + 0.5} y2={height + 0.5} />
      {ticks.map((tick) => (
        <text class="tick" x={percent((tick.at + 0.5) / counts.length)} y={height + 17}>
          {tick.label}
        </text>
      ))}
    </svg>
  );
}

const round = (value: number): number => Number(value.toFixed(1));

function Column({
  count,
  index,
  of,
  scale,
  labelled,
  tone,
}: {
  count: Count;
  index: number;
  of: number;
  scale: (value: number) => number;
  labelled: boolean;
  tone?: Tone;
}) {
  const t = useWords();
  const all = reach(count);
  if (!all && !labelled) return null;
  const gap = of > 40 ? 0.12 : 0.22;
  const [x, width] = [percent((index + gap / 2) / of), percent((1 - gap) / of)];
  const [base, sure, end] = [scale(0), scale(count.sure), scale(all)];
  return (
    <>
      {count.sure ? (
        <rect class={toned('sure', tone)} x={x} width={width} y={round(sure)} height={round(base - sure)} />
      ) : null}
      {count.perhaps ? (
        <rect class="perhaps" fill="url(#perhaps)" x={x} width={width} y={round(end)} height={round(sure - end)} />
      ) : null}
      {labelled ? (
        <text class={toned('value', tone)} x={percent((index + 0.5) / of)} y={round(end - 5)}>
          {countWords(count, t)}
        </text>
      ) : null}
    </>
  );
}

/** The height of the highest column in a chart of strips, in pixels. */
const tallest = 64;

/**
 * The counts of one row over time as small columns, with the number on the highest column. `most` is the highest count
 * of the whole chart, so that all rows have the same scale. Each row is only as high as its highest column.
 */
export function Strip({ counts, most, tone }: { counts: readonly Count[]; most: number; tone?: Tone }) {
  const t = useWords();
  const peak = counts.reduce((best, count, index) => (reach(count) > reach(counts[best]!) ? index : best), 0);
  const highest = counts[peak] ? reach(counts[peak]) : 0;
  const drawn = (value: number): number => (value ? Math.max(1.5, (value / most) * tallest) : 0);
  const height = Math.ceil(16 + drawn(highest));
  const [place, side] = peak < 1 ? [0, ' first'] : peak > counts.length - 2 ? [1, ' last'] : [0.5, ''];
  return (
    <svg class="strip" width="100%" height={height} aria-hidden="true" focusable="false">
      <line class="axis" x1="0" x2="100%" y1={height - 0.5} y2={height - 0.5} />
      {counts.map((count, index) => (
        <Column
          count={count}
          index={index}
          of={counts.length}
          scale={(value) => height - 1 - drawn(value)}
          labelled={false}
          tone={tone}
        />
      ))}
      {highest ? (
        <text
          class={`value${side}`}
          x={percent((peak + Number(place)) / counts.length)}
          y={round(height - drawn(highest) - 5)}
        >
          {countWords(counts[peak]!, t)}
        </text>
      ) : null}
    </svg>
  );
}

export type StripRow = {
  label: Child;
  total: string;
  counts: readonly Count[];
  tone?: Tone;
  inner?: readonly StripRow[];
};

/** Rows that share one axis of time. */
export function Strips({
  rows,
  ticks,
  of,
}: {
  rows: readonly StripRow[];
  ticks: readonly Tick[];
  /** The number of periods. */ of: number;
}) {
  const all = rows.flatMap((row) => row.inner ?? [row]);
  const most = Math.max(1, ...all.flatMap((row) => row.counts.map(reach)));
  const axis = (
    <div class="strip-axis">
      <svg width="100%" height="18" aria-hidden="true" focusable="false">
        {ticks.map((tick) => (
          <text class="tick" x={percent((tick.at + 0.5) / of)} y="13">
            {tick.label}
          </text>
        ))}
      </svg>
    </div>
  );
  // Each group has the axis, because the end of the chart may be off the screen.
  const isGrouped = rows.some((row) => row.inner);
  const line = (row: StripRow) => (
    <>
      <span class={toned('label', row.tone)}>
        {row.label} <span class="total">{row.total}</span>
      </span>
      {row.inner ? (
        <ul class="strips">
          {row.inner.map((one) => (
            <li>{line(one)}</li>
          ))}
        </ul>
      ) : (
        <Strip counts={row.counts} most={most} tone={row.tone} />
      )}
    </>
  );
  return (
    <div class="strip-chart">
      <ul class="strips">
        {rows.map((row) => (
          <li class={row.inner ? 'group' : undefined}>
            {line(row)}
            {row.inner ? axis : null}
          </li>
        ))}
      </ul>
      {isGrouped ? null : axis}
    </div>
  );
}
