import type { Child } from 'hono/jsx';
import { langOf } from '../../kit/components/own-words.tsx';
import type { Translate } from '../../../platform/messages/messages.ts';
import {
  distinctEvents,
  type Accused,
  type CaseStatus,
  type DatedEvent,
  type OrderStatus,
  type ProceedingStatus,
} from '../../../record/views/case-answers.ts';
import type { FactView } from '../../../record/views/facts.ts';
import { termLabel } from '../../../record/vocabulary/terms.ts';
import { Filled } from '../../kit/components/filled.tsx';
import { EdtfDate, ZonedTime } from '../../kit/components/values.tsx';
import { useWords } from '../../kit/view.tsx';
import { lowerFirst } from '../../kit/words/lower-first.ts';
import type { Claims } from '../components/facts.tsx';
import { anchorOf, claimsBehind } from '../components/of-record.ts';
import { FirstOf, canBeShown } from '../components/answers.tsx';
import { RecordValue, ThingName } from '../components/record-value.tsx';
import { ValueMarks } from '../components/said.tsx';

/** The maximum number of proceedings, and of accused people, that the status names. The sections below have all. */
const maxNamed = 2;

const hasStatus = (one: ProceedingStatus): boolean => one.status.length > 0 || one.outcome.length > 0;

/**
 * The orders that the status shows, grouped by whether they were carried out. If no source says whether an order was
 * carried out, it is in the group `ordered`. This group is left out if the status already shows the last ruling.
 */
const ordersOf = (status: CaseStatus, claims: Claims): [answer: string, orders: OrderStatus[]][] => {
  const rulingShown = status.ruling !== null && !status.proceedings.some(hasStatus);
  const groups = new Map<string, OrderStatus[]>();
  for (const one of status.orders) {
    const [answer] = one.complied.filter((value) => canBeShown(claims, value));
    if (!answer && rulingShown) continue;
    const key = answer ? String(answer.value) : 'ordered';
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups];
};

/**
 * The events that the status shows: the last ruling, the last blocking or detention (or its end), and the last event.
 */
export function eventsOfStatus({ lasting, ruling, last, proceedings }: CaseStatus): DatedEvent[] {
  const statusKnown = proceedings.some(hasStatus);
  const shown = new Set(proceedings.map((one) => one.ruling?.brief.id));
  return distinctEvents([
    statusKnown ? null : ruling,
    lasting?.event ?? null,
    last?.only || shown.has(last?.brief.id) ? null : last,
  ]);
}

/** The values that the status shows. */
export const valuesOfStatus = ({ whole, proceedings, orders, next }: CaseStatus): FactView[] => [
  ...whole,
  ...proceedings.flatMap((one) => [
    ...one.status,
    ...one.outcome,
    ...one.broughtBy.slice(0, 1),
    ...(one.outcome.length ? [one.heardBy, one.closed].flatMap((values) => (values.length === 1 ? values : [])) : []),
    ...one.accused.map(({ status }) => status),
  ]),
  ...orders.flatMap((one) => [...one.complied, ...(one.kind ? [one.kind] : [])]),
  ...(next ? [next.value] : []),
];

const termOf = (t: Translate, list: string, value: FactView): string =>
  t(termLabel(list as 'case-status', String(value.value)));

/**
 * The date (EDTF) of the newest source about the status, if the case has no source from the last year. The page shows
 * this date instead of “Now”. Otherwise null.
 */
export const statusAsOf = (status: CaseStatus): string | null =>
  status.isOld ? (status.statedOn ?? status.asOf) : null;

/** The status of a case, with a line for each part of it that sources state. */
export function CaseStatusSummary({
  status,
  claims,
  laws,
  related,
}: {
  status: CaseStatus;
  claims: Claims;
  laws: readonly Child[];
  /** The link to the section with related cases, which may say more. */ related: string | undefined;
}) {
  const t = useWords();
  const shown = status.proceedings.filter(hasStatus);
  const orders = ordersOf(status, claims);
  const events = eventsOfStatus(status);
  const lines: Child[] = [
    ...status.whole.map((value) => (
      <b>
        {termOf(t, 'case-status', value)}
        <ValueMarks claims={claimsBehind(claims, value.claimIds)} />
      </b>
    )),
    ...laws,
    ...shown.slice(0, maxNamed).map((one) => <Proceeding one={one} claims={claims} />),
    ...(shown.length > maxNamed
      ? [
          <a class="no-print" href="#proceedings">
            {t('record.public.case.answer.more_proceedings', { count: shown.length - maxNamed })}
          </a>,
        ]
      : []),
    ...accusedLines(t, status, claims),
    ...orders.map(([answer, list]) => <Orders answer={answer} orders={list} claims={claims} />),
    ...events.map((event) => (
      <>
        {event.brief.id === status.last?.brief.id && !status.last.only ? `${t('record.public.case.answer.last')} ` : ''}
        <EventLine event={event} claims={claims} brief={shown.length > 0} />
        {event.brief.id === status.lasting?.event.brief.id && !status.lasting.ended
          ? `. ${t(`record.public.case.lasting.${status.lasting.type}`)}`
          : ''}
      </>
    )),
  ];
  if (status.next)
    lines.push(
      <>
        {t('record.public.case.answer.next')}{' '}
        <a href={`#${anchorOf(status.next.brief)}`}>
          <ZonedTime value={status.next.at} />
        </a>
        <ValueMarks claims={claimsBehind(claims, status.next.value.claimIds)} />
      </>,
    );
  const answered = lines.length > 0;
  const since = !answered && status.last ? (status.asOf ?? String(status.last.dates[0]?.value)) : null;
  const labelled = statusAsOf(status);
  const days = [
    { message: 'record.public.case.answer.status_as_of', edtf: since ? null : status.statedOn },
    { message: 'record.public.case.answer.as_of', edtf: since || (labelled && events.length) ? null : status.asOf },
  ].flatMap(({ message, edtf }) => (edtf === null || edtf === labelled ? [] : { message, edtf }));
  const silent = status.proceedings.length - shown.length;
  if (silent && !answered) lines.push(<>{t('record.public.case.answer.proceedings_unknown', { count: silent })}</>);
  const orderUnknown = orders.some(([answer]) => answer === 'ordered');
  return (
    <>
      {lines.map((line) => (
        <p>{line}</p>
      ))}
      {orderUnknown ? (
        <p class="muted">
          {t('record.public.case.complied.not_recorded')}
          {related ? (
            <span class="no-print">
              {' '}
              <a href={related}>{t('record.public.case.complied.related')}</a>
            </span>
          ) : null}
        </p>
      ) : null}
      {labelled && since ? (
        <p>{t('record.public.case.answer.nothing_further')}</p>
      ) : since ? (
        <p>
          <Filled message="record.public.case.answer.nothing_since" name="date">
            <EdtfDate edtf={since} />
          </Filled>
        </p>
      ) : lines.length ? null : (
        <p class="muted">{t('record.public.case.answer.status_unknown')}</p>
      )}
      {days.length ? (
        <p class="muted">
          {days.map(({ message, edtf }, index) => (
            <>
              {index ? '. ' : ''}
              <Filled message={message} name="date">
                <EdtfDate edtf={edtf} />
              </Filled>
            </>
          ))}
        </p>
      ) : null}
    </>
  );
}

/** An event with its date. `brief`: whether the kind of the event (“letter sent”) is shown instead of its title. */
function EventLine({ event, claims, brief }: { event: DatedEvent; claims: Claims; brief: boolean }) {
  const t = useWords();
  const kind = brief && event.kind !== 'other' ? event.kind : null;
  return (
    <>
      <a href={`#${anchorOf(event.brief)}`} {...(kind === null ? langOf(event.brief) : {})}>
        {kind === null ? event.brief.title : lowerFirst(t, t(termLabel('event-type', kind)))}
      </a>
      {event.dates.length === 1 ? (
        <>
          {', '}
          <EdtfDate edtf={String(event.dates[0]!.value)} />
        </>
      ) : null}
      <ValueMarks claims={claimsBehind(claims, event.claimIds)} />
    </>
  );
}

function Proceeding({ one, claims }: { one: ProceedingStatus; claims: Claims }) {
  const t = useWords();
  const parts = [
    ...one.status.map((value) => ({ value, words: termOf(t, 'proceeding-status', value) })),
    ...one.outcome.map((value) => ({ value, words: termOf(t, 'proceeding-outcome', value) })),
  ];
  return (
    <>
      <a href={`#${anchorOf(one.brief)}`}>
        {one.kind[0] && !one.kind[0].attributed ? termOf(t, 'proceeding-kind', one.kind[0]) : one.brief.title}
      </a>
      {one.broughtBy[0] ? (
        <>
          {', '}
          <Filled message="record.public.case.answer.brought_by" name="name">
            <ThingName brief={one.broughtBy[0].thing!} />
          </Filled>
          <ValueMarks claims={claimsBehind(claims, one.broughtBy[0].claimIds)} />
        </>
      ) : null}
      {': '}
      {parts.map(({ value, words }, index) => (
        <>
          {index ? ', ' : ''}
          <b>{lowerFirst(t, words)}</b>
          <ValueMarks claims={claimsBehind(claims, value.claimIds)} />
        </>
      ))}
      {hasStatus(one) ? <DecidedBy one={one} claims={claims} /> : null}
      {one.isUnappealed ? `. ${t('record.public.case.answer.no_appeal')}` : ''}
    </>
  );
}

/**
 * The court that decided, and when: “ (City Court, 23 June 2026)”, or the ruling: “ (judgment, 4 April 2017)”. Courts
 * and dates on which sources disagree are left out.
 */
function DecidedBy({ one, claims }: { one: ProceedingStatus; claims: Claims }) {
  const t = useWords();
  const [court, day] = [one.heardBy, one.closed].map((values) =>
    one.outcome.length && values.length === 1 ? values[0] : undefined,
  );
  const parts = [
    ...(court?.thing ? [{ claimIds: court.claimIds, words: <ThingName brief={court.thing} /> }] : []),
    ...(day ? [{ claimIds: day.claimIds, words: <EdtfDate edtf={String(day.value)} /> }] : []),
    ...(one.ruling
      ? [
          {
            claimIds: one.ruling.claimIds,
            words: (
              <>
                <a href={`#${anchorOf(one.ruling.brief)}`}>{lowerFirst(t, t(termLabel('event-type', 'ruling')))}</a>
                {', '}
                <EdtfDate edtf={String(one.ruling.dates[0]!.value)} />
              </>
            ),
          },
        ]
      : []),
  ];
  if (!parts.length) return null;
  return (
    <>
      {' ('}
      {parts.map(({ claimIds, words }, index) => (
        <>
          {index ? ', ' : ''}
          {words}
          <ValueMarks claims={claimsBehind(claims, claimIds)} />
        </>
      ))}
      {')'}
    </>
  );
}

/** A line for each person who is suspected or charged, for at most `maxNamed` people. */
function accusedLines(t: Translate, { proceedings }: CaseStatus, claims: Claims): Child[] {
  const all = proceedings
    .flatMap((one) => one.accused)
    .filter(({ who, status }) => who.thing && canBeShown(claims, who) && canBeShown(claims, status));
  return [
    ...all.slice(0, maxNamed).map((one) => <AccusedLine one={one} claims={claims} />),
    ...(all.length > maxNamed
      ? [
          <a class="no-print" href="#proceedings">
            {t('record.public.case.answer.more', { count: all.length - maxNamed })}
          </a>,
        ]
      : []),
  ];
}

function AccusedLine({ one: { who, status, since }, claims }: { one: Accused; claims: Claims }) {
  const t = useWords();
  return (
    <>
      <ThingName brief={who.thing!} />
      {': '}
      <b>{lowerFirst(t, termOf(t, 'charge-status', status))}</b>
      {since ? (
        <>
          {', '}
          <Filled message="record.public.case.answer.since" name="date">
            <EdtfDate edtf={String(since.value)} />
          </Filled>
        </>
      ) : null}
      <ValueMarks claims={claimsBehind(claims, status.claimIds)} />
    </>
  );
}

/** A group of orders, each with its note numbers. `answer`: whether they were carried out. */
function Orders({ answer, orders, claims }: { answer: string; orders: readonly OrderStatus[]; claims: Claims }) {
  const t = useWords();
  return (
    <>
      {t(`record.public.case.complied.${answer}`)}{' '}
      <FirstOf
        more="#proceedings"
        parts={orders.map(({ brief, kind, amount, complied }) => (
          <>
            <a href={`#${anchorOf(brief)}`}>{kind ? lowerFirst(t, termOf(t, 'order-kind', kind)) : brief.title}</a>
            {amount && canBeShown(claims, amount) ? (
              <>
                {', '}
                <RecordValue view={amount} />
              </>
            ) : null}
            <ValueMarks
              claims={claimsBehind(claims, [
                ...new Set(
                  (answer === 'ordered' ? [kind, amount] : complied).flatMap((value) => value?.claimIds ?? []),
                ),
              ])}
            />
          </>
        ))}
      />
    </>
  );
}
