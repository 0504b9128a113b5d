import type { Child } from 'hono/jsx';
import { langOf, type InLanguage } from '../../kit/components/own-words.tsx';
import { Disputed, EdtfDate, ZonedTime } from '../../kit/components/values.tsx';
import type { DateTime } from '../../../record/values/date-time.ts';
import { useWords } from '../../kit/view.tsx';
import { axisOf, type Axis } from './axis.ts';
import { marksOf, type Mark } from './marks.ts';

/**
 * A date of an entry. `what` says what happened on this date; it is left out for the date of the event itself. `who`
 * names the source. `mark` has the numbers of footnotes.
 */
export type TimelineValue = { edtf: string; time?: DateTime; what?: string; who?: Child; mark?: Child };

export type Entry = {
  title: string;
  /** The language of the title, if it is not the reader's. */
  titleIn?: InLanguage;
  href?: string;
  /** The context of the entry, such as the case of an event or the outcome of a hearing. */
  of?: Child;
  told: readonly TimelineValue[];
  /** Whether sources give dates that contradict each other. */
  disputed?: boolean;
  /** One text for all dates in `told`. They then share one line. Without it, each date has a line. */
  words?: Child;
  /** The `id` of the element, for links to the entry. */
  id?: string;
  /** The content below the dates. */
  body?: Child;
};

/**
 * A list of entries by date. The dates are in words, and also drawn on one axis: a day as a point, an uncertain day as
 * a span, a period as a line. The words say everything that the pictures show. Entries without a date come last.
 */
export function Chronology({ entries, label }: { entries: readonly Entry[]; label: string }) {
  const t = useWords();
  const drawn = entries
    .map((entry) => ({ entry, marks: entry.told.map((one) => marksOf(one.edtf)) }))
    .filter(({ marks }) => marks.flat().length);
  const undated = entries.filter((entry) => entry.told.length === 0);
  const axis = axisOf(
    t,
    drawn.flatMap(({ marks }) => marks.flat()),
  );
  if (!axis && !undated.length) return null;
  const all = drawn.flatMap(({ marks }) => marks.flat());
  const legend = [
    ...(all.some((mark) => mark.shape === 'within') ? ['within'] : []),
    ...(all.some((mark) => mark.soft) ? ['soft'] : []),
    ...(all.some((mark) => mark.shape === 'during') ? ['during'] : []),
  ];
  return (
    <div class="chronology chart">
      {axis ? <AxisRow axis={axis} /> : null}
      <ol aria-label={label}>
        {drawn
          .toSorted((a, b) => earliest(a.marks) - earliest(b.marks))
          .map(({ entry, marks }) => (
            <li id={entry.id}>
              <What entry={entry} />
              {entry.words ? (
                <div class="told">
                  <p class="when">{entry.words}</p>
                  <Line axis={axis!} marks={marks.flat()} life />
                </div>
              ) : (
                entry.told.map((one, index) => (
                  <div class="told">
                    <p class="when">
                      {one.what ? `${one.what} ` : ''}
                      {one.time ? <ZonedTime value={one.time} /> : <EdtfDate edtf={one.edtf} />}
                      {one.mark}
                      {one.who ? <small> {one.who}</small> : null}
                    </p>
                    <Line axis={axis!} marks={marks[index]!} />
                  </div>
                ))
              )}
              {entry.body}
            </li>
          ))}
        {undated.map((entry) => (
          <li id={entry.id}>
            <What entry={entry} />
            <p class="when">{t('kit.timeline.undated')}</p>
            {entry.body}
          </li>
        ))}
      </ol>
      {legend.length ? (
        <p class="muted legend">
          {legend.map((shape) => (
            <span>
              <svg width="26" height="12" aria-hidden="true" focusable="false">
                {shape === 'during' ? (
                  <line class="during" x1="1" x2="25" y1="6" y2="6" />
                ) : (
                  <rect class={shape === 'soft' ? 'within soft' : 'within'} x="1" y="2" width="24" height="8" />
                )}
              </svg>{' '}
              {t(`search.statistics.mark.${shape}`)}
            </span>
          ))}
        </p>
      ) : null}
    </div>
  );
}

function What({ entry }: { entry: Entry }) {
  return (
    <p class="what">
      {entry.href ? (
        <a href={entry.href} {...langOf(entry.titleIn ?? {})}>
          {entry.title}
        </a>
      ) : entry.titleIn?.language ? (
        <span {...langOf(entry.titleIn)}>{entry.title}</span>
      ) : (
        entry.title
      )}
      {entry.of ? <small> {entry.of}</small> : null}
      {entry.disputed ? (
        <>
          {' '}
          <Disputed />
        </>
      ) : null}
    </p>
  );
}

const earliest = (marks: readonly Mark[][]): number => Math.min(...marks.flat().map((mark) => mark.from));

const percent = (share: number): string => `${Number((share * 100).toFixed(2))}%`;
const height = 18;

function AxisRow({ axis }: { axis: Axis }) {
  return (
    <div class="axis-row" aria-hidden="true">
      <svg width="100%" height="20" focusable="false">
        {axis.ticks.map((tick, index) => (
          <text
            class={`tick${index === 0 ? ' first' : index === axis.ticks.length - 1 ? ' last' : ''}`}
            x={percent(axis.share(tick.at))}
            y="14"
          >
            {tick.label}
          </text>
        ))}
      </svg>
    </div>
  );
}

function Line({ axis, marks, life }: { axis: Axis; marks: readonly Mark[]; life?: boolean }) {
  const [from, to] = [Math.min(...marks.map((mark) => mark.from)), Math.max(...marks.map((mark) => mark.to))];
  return (
    <svg class="marks" width="100%" height={height} aria-hidden="true" focusable="false">
      {axis.ticks.map((tick) => (
        <line class="grid" x1={percent(axis.share(tick.at))} x2={percent(axis.share(tick.at))} y1="0" y2={height} />
      ))}
      {life && to > from ? (
        <line class="life" x1={percent(axis.share(from))} x2={percent(axis.share(to))} y1="9" y2="9" />
      ) : null}
      {marks.map((mark) => (
        <MarkShape mark={mark} axis={axis} />
      ))}
    </svg>
  );
}

function MarkShape({ mark, axis }: { mark: Mark; axis: Axis }) {
  const soft = mark.soft ? ' soft' : '';
  if (mark.shape === 'day')
    return <circle class={`day${soft}`} cx={percent(axis.share(mark.from + 0.5))} cy="9" r="4" />;
  // A span includes its last day, so it is drawn up to the beginning of the next day.
  const [x, end] = [axis.share(mark.start ? axis.first : mark.from), axis.share(mark.end ? axis.last : mark.to + 1)];
  if (mark.shape === 'within' && !mark.start && !mark.end)
    return <rect class={`within${soft}`} x={percent(x)} width={percent(end - x)} y="5" height="8" />;
  return (
    <>
      <line
        class={`during${soft}${mark.start === 'unknown' || mark.end === 'unknown' ? ' faded' : ''}`}
        x1={percent(x)}
        x2={percent(end)}
        y1="9"
        y2="9"
      />
      {mark.end === 'open' ? (
        <svg x="100%" y="0" overflow="visible">
          <path class="arrow" d="M-7 4 0 9-7 14" />
        </svg>
      ) : null}
      {mark.start === 'open' ? (
        <svg x="0" y="0" overflow="visible">
          <path class="arrow" d="M7 4 0 9 7 14" />
        </svg>
      ) : null}
    </>
  );
}
