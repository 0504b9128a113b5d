import type { Child } from 'hono/jsx';
import { langOf } from '../../kit/components/own-words.tsx';
import { FoldedSection } from '../../kit/components/page-parts.tsx';
import type { Translate } from '../../../platform/messages/messages.ts';
import type { Reader } from '../../../platform/database/tx.ts';
import { proceedingParts } from '../../../record/kinds/parts.ts';
import type { DateTime } from '../../../record/values/date-time.ts';
import type { ActorView } from '../../../record/views/actor.ts';
import type { Audience, Brief } from '../../../record/views/briefs.ts';
import type { CaseView, EventView, PartView } from '../../../record/views/case.ts';
import { loadClaims, type ClaimView } from '../../../record/views/claims.ts';
import {
  answerKey,
  endsDisagreement,
  loadAnswers,
  stateOf,
  type GivenAnswer,
} from '../../../record/disagreements/answers.ts';
import { dateProperties, loadDates, type DateView } from '../../../record/views/dates.ts';
import { valuesOf, type PropertyView } from '../../../record/views/facts.ts';
import { plainValues, type CaseLine } from '../../../record/views/lists.ts';
import { findConflicts, findProperty } from '../../../record/vocabulary/properties.ts';
import { termLabel } from '../../../record/vocabulary/terms.ts';
import { isPlain } from './chain.tsx';
import { addressIn, addressOf, anchorOf, claimsBehind, distinctClaims, nameOf } from './of-record.ts';
import { ValueMarks, Sayer } from './said.tsx';
import { parseEdtf } from '../../../record/values/edtf/edtf.ts';
import { edtfWords } from '../../../record/values/edtf/edtf-words.ts';
import { useWords } from '../../kit/view.tsx';
import { Chronology, type Entry, type TimelineValue } from '../../search/charts/chronology.tsx';

/** The minimum number of entries of a timeline. */
const minEntries = 2;

const placeOf = (property: string): number => (dateProperties as readonly string[]).indexOf(property);
export const isDate = (property: string): boolean => placeOf(property) >= 0;

/** The word for what happened on a date, such as "filed". Undefined for `date` and `began`, which need no word. */
const whatOf = (t: Translate, property: string): string | undefined =>
  property === 'date' || property === 'began' ? undefined : t(`search.statistics.told.${property}`);

/**
 * The dates among facts. Speakers are named if a property has several dates, or if a date is only alleged, for example.
 */
const attributedDates = (
  t: Translate,
  facts: readonly PropertyView[],
  claims: ReadonlyMap<number, ClaimView>,
): TimelineValue[] =>
  datesOf(t, facts, claims, (behind, several, attributed) => ({
    who: several || attributed ? sayers(t, behind) : undefined,
  }));

function datesOf(
  t: Translate,
  facts: readonly PropertyView[],
  claims: ReadonlyMap<number, ClaimView>,
  saidBy: (behind: readonly ClaimView[], several: boolean, attributed: boolean) => Pick<TimelineValue, 'who' | 'mark'>,
): TimelineValue[] {
  return facts
    .filter((fact) => isDate(fact.property))
    .toSorted((a, b) => placeOf(a.property) - placeOf(b.property))
    .flatMap((fact) =>
      fact.values.flatMap((value): TimelineValue[] => {
        const behind = distinctClaims(claimsBehind(claims, value.claimIds));
        if (value.attributed && !behind.length) return [];
        const time = fact.property === 'hearing-time' ? (value.value as DateTime) : undefined;
        return [
          {
            edtf: time ? time.at.slice(0, 10) : String(value.value),
            time,
            what: whatOf(t, fact.property),
            ...saidBy(behind, fact.values.length > 1, value.attributed),
          },
        ];
      }),
    );
}

/** The dates among facts, each with its note numbers. Speakers are also named if a property has several dates. */
export const notedDates = (
  t: Translate,
  facts: readonly PropertyView[],
  claims: ReadonlyMap<number, ClaimView>,
): TimelineValue[] =>
  datesOf(t, facts, claims, (behind, several) => ({ mark: <ValueMarks claims={behind} named={several} /> }));

/** The attributions in one line: "Human Rights Watch; alleged by Zeinulla Kakimzhanov, according to Eurasianet". */
const sayers = (t: Translate, claims: readonly ClaimView[]): Child => (
  <>
    {claims.map((claim, index) => (
      <>
        {index ? '; ' : ''}
        {isPlain(claim.mode) ? '' : `${t(`record.public.said.mode.${claim.mode}`)} `}
        <Sayer claim={claim} />
      </>
    ))}
  </>
);

const disputed = (facts: readonly PropertyView[]): boolean =>
  facts.some((fact) => isDate(fact.property) && fact.disagrees);

/** The outcome of a hearing in words. Empty if no source states one, and for other parts of a case. */
export const outcomeOf = (t: Translate, part: PartView): string =>
  plainValues(part, 'hearing-outcome')
    .map(({ value }) => t(termLabel('hearing-outcome', String(value))))
    .join(', ');

/**
 * The entries of the timeline of a case: all events, and each proceeding, charge, order and hearing that has a date on
 * which the case has no event.
 */
export function timelineParts(view: CaseView): (EventView | PartView)[] {
  const days = new Set(view.events.flatMap((event) => valuesOf(event.facts, 'date').map((one) => one.value)));
  const further = view.proceedings
    .flatMap((one) => [one, ...proceedingParts.flatMap(({ list }) => one[list])])
    .filter((part) =>
      part.facts.some((fact) => isDate(fact.property) && fact.values.some((one) => !days.has(one.value))),
    );
  return [...view.events, ...further].toSorted((a, b) => firstDay(a).localeCompare(firstDay(b)));
}

/** The sort key of a part of a case: the earliest day of its dates. Parts without a date come last. */
const firstDay = (part: PartView): string =>
  part.facts
    .filter((fact) => isDate(fact.property))
    .flatMap((fact) => fact.values.flatMap((value) => value.from ?? []))
    .toSorted()[0] ?? '9999';

/** The timeline of a case and its parts. Each entry links to its place on the page of the case (`page`). */
export function CaseTimeline({ view, page }: { view: CaseView; page: string }) {
  const t = useWords();
  const entries = timelineParts(view)
    .map((part): Entry => ({
      title: nameOf(t, part.brief),
      titleIn: part.brief,
      href: `${page}#${anchorOf(part.brief)}`,
      of: outcomeOf(t, part),
      told: attributedDates(t, part.facts, view.claims),
      disputed: disputed(part.facts),
    }))
    .filter((entry) => entry.told.length);
  if (entries.length < minEntries) return null;
  return <Chronology entries={entries} label={t('search.statistics.timeline.case')} />;
}

/** The maximum number of entries in an actor's timeline. Older entries are left out. */
const maxEntries = 60;

/**
 * `of`: the dates of items, by the item's id. `claims`: the claims that state these dates. `answers`: the decisions of
 * editors about dates on which sources disagree.
 */
export type Dates = {
  of: ReadonlyMap<number, readonly DateView[]>;
  claims: ReadonlyMap<number, ClaimView>;
  answers: ReadonlyMap<string, GivenAnswer>;
};

export async function loadTimeline(db: Reader, thingIds: readonly number[], audience: Audience): Promise<Dates> {
  const of = await loadDates(db, thingIds, audience);
  const ids = [...new Set([...of.values()].flatMap((dates) => dates.flatMap((date) => date.claimIds)))];
  const differing = [...of].flatMap(([id, dates]) => (disagreeing(id, dates) ? id : []));
  const [claims, answers] = await Promise.all([loadClaims(db, ids, audience), loadAnswers(db, differing)]);
  return { of, claims: new Map(claims.map((claim) => [claim.id, claim])), answers };
}

/** The timeline of the cases and parts of cases in which an actor has a role. `dates`: the dates of these. */
export function ActorTimeline({ record, dates }: { record: ActorView; dates: Dates }) {
  const t = useWords();
  const seen = new Map<number, { brief: Brief; inCase: Brief }>();
  for (const one of record.appears)
    if (one.claimIds.length || !one.attributed) seen.set(one.in.id, { brief: one.in, inCase: one.case });
  const entries = [...seen.values()].flatMap(({ brief, inCase }): (Entry & { on: string })[] => {
    const all = dates.of.get(brief.id) ?? [];
    const own = all
      .map((date) => ({ ...date, behind: distinctClaims(claimsBehind(dates.claims, date.claimIds)) }))
      .filter((date) => !date.attributed || date.behind.length);
    if (!own.length) return [];
    const isCase = brief.id === inCase.id;
    return [
      {
        title: nameOf(t, brief),
        titleIn: brief,
        href: isCase ? addressOf(brief) : addressIn(brief, inCase),
        of: isCase ? undefined : <span {...langOf(inCase)}>{nameOf(t, inCase)}</span>,
        told: own.map((date) => ({
          edtf: date.edtf,
          time: date.time,
          what: whatOf(t, date.property),
          who: date.behind.length ? sayers(t, date.behind) : undefined,
        })),
        disputed: disagreeing(brief.id, own, dates.answers),
        on: own[0]!.to ?? own[0]!.from ?? '',
      },
    ];
  });
  if (entries.length < minEntries) return null;
  const newest = entries.toSorted((a, b) => b.on.localeCompare(a.on)).slice(0, maxEntries);
  return (
    <FoldedSection id="in-time" title={t('search.statistics.timeline.heading')} count={newest.length}>
      {entries.length > maxEntries ? (
        <p class="muted">{t('search.statistics.timeline.newest', { shown: maxEntries, of: entries.length })}</p>
      ) : null}
      <Chronology entries={newest} label={t('search.statistics.timeline.heading')} />
    </FoldedSection>
  );
}

/** Whether dates of the same property contradict each other, and no editor has resolved this. */
const disagreeing = (
  id: number,
  dates: readonly DateView[],
  answers: ReadonlyMap<string, GivenAnswer> = new Map(),
): boolean =>
  dateProperties.some((key) => {
    const own = dates.filter((date) => date.property === key);
    const conflicts = findConflicts(
      findProperty(key),
      own.map((date) => date.time ?? date.edtf),
    );
    if (!conflicts.length) return false;
    const weighed = own.map(({ mark }) => ({ marks: [mark], preferred: false }));
    return !endsDisagreement(stateOf(weighed, answers.get(answerKey(id, key))));
  });

/**
 * A timeline of cases. All dates of a case are drawn, and its text has the months of its beginning and its last date.
 */
export function CasesTimeline({
  cases,
  dates,
  label,
}: {
  cases: readonly Pick<CaseLine, 'case' | 'began'>[];
  dates: ReadonlyMap<number, readonly DateView[]>;
  label: string;
}) {
  const t = useWords();
  const entries = cases.flatMap(({ case: brief, began }): Entry[] => {
    const own = dates.get(brief.id) ?? [];
    return own.length && !brief.hidden
      ? [
          {
            title: brief.title,
            titleIn: brief,
            href: addressOf(brief),
            told: own.map(({ edtf }) => ({ edtf })),
            words: lifeWords(t, began, own),
          },
        ]
      : [];
  });
  if (entries.length < minEntries) return null;
  return <Chronology entries={entries} label={label} />;
}

/**
 * The months of the beginning and of the last date of a case in words: "December 2016 – April 2018". If the last date
 * is not later than the beginning, only the date of the beginning.
 */
function lifeWords(t: Translate, began: string | null, dates: readonly DateView[]): string {
  const ends = dates.flatMap(({ from, to }) => to ?? from ?? []).toSorted();
  const first = (began && parseEdtf(began)?.earliest) ?? dates[0]!.from ?? ends[0];
  const last = ends.at(-1);
  if (first === undefined || last === undefined || last <= first) return edtfWords(t, began ?? dates[0]!.edtf).text;
  const [from, to] = [first.slice(0, 7), last.slice(0, 7)];
  return edtfWords(t, from === to ? from : `${from}/${to}`).text;
}
