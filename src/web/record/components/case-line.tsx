import { SampleWord } from './example.tsx';
import type { Child } from 'hono/jsx';
import type { CaseLine } from '../../../record/views/lists.ts';
import { plainValues } from '../../../record/views/lists.ts';
import { termLabel } from '../../../record/vocabulary/terms.ts';
import { Filled } from '../../kit/components/filled.tsx';
import { useView, useWords } from '../../kit/view.tsx';
import { Dotted } from '../../kit/components/page-parts.tsx';
import { Thumbnail } from '../photos/photo.tsx';
import { RecordValue, ThingName } from './record-value.tsx';
import { Disputed, EdtfDate, Pill } from '../../kit/components/values.tsx';

/**
 * A list of cases, each with title, place, time and type. `lastEvent`: whether to show the day of the last event of a
 * case, unless the case began on this day. `below`: returns the content to show below a case.
 */
export function CaseLines({
  lines,
  heading = 3,
  lastEvent,
  below,
}: {
  lines: readonly CaseLine[];
  heading?: 2 | 3;
  lastEvent?: (line: CaseLine) => string | null | undefined;
  below?: (line: CaseLine) => Child;
}) {
  return (
    <ul class="list cases">
      {lines.map((line, index) => (
        <li>
          {line.picture ? <Thumbnail photo={line.picture} eager={heading === 2 && index < 2} /> : null}
          <CaseHeading line={line} heading={heading} />
          <CaseMeta line={line} lastEvent={lastEvent?.(line) ?? null} />
          {below?.(line)}
        </li>
      ))}
    </ul>
  );
}

function CaseHeading({ line, heading }: { line: CaseLine; heading: 2 | 3 }) {
  const link = <ThingName brief={line.case} />;
  return heading === 2 ? <h2>{link}</h2> : <h3>{link}</h3>;
}

/** A kind of pressure, with a mark if sources disagree on it. */
export function IncidentType({ type, disputed }: { type: string; disputed: ReadonlySet<string> | undefined }) {
  const t = useWords();
  return (
    <>
      {t(termLabel('incident-type', type))}
      {disputed?.has(type) ? (
        <>
          {' '}
          <Disputed />
        </>
      ) : null}
    </>
  );
}

/** The day of the last event of a case, or of the next one if the day is in the future. @param day `YYYY-MM-DD` */
export function LastEvent({ day }: { day: string }) {
  const { today } = useView();
  return (
    <Filled message={`search.public.search.${day > today ? 'next_event' : 'last_event'}`} name="date">
      <EdtfDate edtf={day} />
    </Filled>
  );
}

function CaseMeta({ line, lastEvent }: { line: CaseLine; lastEvent: string | null }) {
  const t = useWords();
  const stated = (property: string) => plainValues(line, property);
  const [status] = stated('case-status');
  const { began } = line;
  const places = stated('place').slice(0, 2);
  const types = stated('incident-type').slice(0, 3);
  const parts = [
    ...places.map((value) => <RecordValue view={value} />),
    ...(began ? [<EdtfDate edtf={began} />] : []),
    ...(lastEvent !== null && lastEvent !== began ? [<LastEvent day={lastEvent} />] : []),
    ...types.map((value) => <IncidentType type={String(value.value)} disputed={line.disputed} />),
    ...(line.example ? [<SampleWord item={line.case.ref} />] : []),
  ];
  return (
    <p class="meta">
      {status ? (
        <>
          <Pill shape={status.value === 'ongoing' ? 'open' : undefined} kind="plain">
            {t(termLabel('case-status', String(status.value)))}
          </Pill>
          {parts.length ? ' · ' : ''}
        </>
      ) : null}
      <Dotted parts={parts} />
    </p>
  );
}
