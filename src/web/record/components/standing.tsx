import type { Translate } from '../../../platform/messages/messages.ts';
import type { Brief } from '../../../record/views/briefs.ts';
import { distinctEvents, statusEvents } from '../../../record/views/case-answers.ts';
import type { CaseStatusLine } from '../../../record/views/case-statuses.ts';
import { valuesOf, type FactView } from '../../../record/views/facts.ts';
import { termLabel } from '../../../record/vocabulary/terms.ts';
import { EdtfDate } from '../../kit/components/values.tsx';
import { useView } from '../../kit/view.tsx';
import { lowerFirst } from '../../kit/words/lower-first.ts';
import { addressIn } from './of-record.ts';
import { ThingName } from './record-value.tsx';

/** The status of a case and of its proceedings in one line. Undefined if no source states it. */
export function statusWords(t: Translate, status: CaseStatusLine | undefined): string | undefined {
  if (!status) return undefined;
  const term = (list: string, value: FactView | null): string[] =>
    value ? [t(termLabel(list as 'case-status', String(value.value)))] : [];
  const lines = [
    ...term('case-status', status.whole),
    ...status.proceedings.map((one) => {
      const [began, ...more] = [...term('proceeding-status', one.status), ...term('proceeding-outcome', one.outcome)];
      const words = [began, ...more.map((each) => lowerFirst(t, each))].join(', ');
      const [kind] = term('proceeding-kind', one.kind);
      return kind === undefined ? words : `${kind}: ${lowerFirst(t, words)}`;
    }),
  ];
  const [first, ...rest] = lines;
  return first === undefined ? undefined : [first, ...rest.map((line) => lowerFirst(t, line))].join('; ');
}

/** Whether `StatusInWords` says anything about a case: its status, or what happened last. */
export const hasStatusWords = (t: Translate, status: CaseStatusLine | undefined): boolean =>
  statusWords(t, status) !== undefined || (status?.events.some(({ facts }) => valuesOf(facts, 'date').length) ?? false);

/**
 * The status of a case, with the same words as on its page. If no source states it: the last ruling, the last blocking
 * or detention, and the last event.
 */
export function StatusInWords({ of, status }: { of: Brief; status: CaseStatusLine | undefined }) {
  const { t, today } = useView();
  const words = statusWords(t, status);
  if (words !== undefined) return <>{words}</>;
  const { ruling, lasting, last } = statusEvents(status?.events ?? [], today);
  const events = distinctEvents([ruling, lasting?.event ?? null, last]);
  if (!events.length) return <>{lowerFirst(t, t('record.public.case.answer.status_unknown'))}</>;
  return (
    <>
      {events.map((event, index) => (
        <>
          {index ? '; ' : ''}
          <ThingName brief={event.brief} href={addressIn(event.brief, of)} />
          {event.dates.length === 1 ? (
            <>
              {', '}
              <EdtfDate edtf={String(event.dates[0]!.value)} />
            </>
          ) : null}
        </>
      ))}
      {lasting && !lasting.ended ? `. ${t(`record.public.case.lasting.${lasting.type}`)}` : ''}
    </>
  );
}
