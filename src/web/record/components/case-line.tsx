import { SampleWord } from './example.tsx';
import type { Child } from 'hono/jsx';
import type { CaseLine } from '../../../record/views/lists.ts';
import { plainValues } from '../../../record/views/lists.ts';
import { termLabel } from '../../../record/vocabulary/terms.ts';
import { Filled } from '../../kit/components/filled.tsx';
import { useWords } from '../../kit/view.tsx';
import { Dotted } from '../../kit/components/page-parts.tsx';
import { Thumbnail } from '../photos/photo.tsx';
import { RecordValue, ThingName } from './record-value.tsx';
import { EdtfDate, Pill } from '../../kit/components/values.tsx';

/**
 * A list of cases, each with title, place, time and type. `lastEvent` also shows the day of a case's last event, unless
 * the case began on that day. `below` returns content to show under a case.
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
    ...(lastEvent !== null && lastEvent !== began
      ? [
          <Filled message="search.public.search.last_event" name="date">
            <EdtfDate edtf={lastEvent} />
          </Filled>,
        ]
      : []),
    ...types.map((value) => t(termLabel('incident-type', String(value.value)))),
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
