import { endsDisagreement } from '../disagreements/answers.ts';
import { proceedingParts } from '../kinds/parts.ts';
import { endedBy, incidentTypeOfEvent } from '../vocabulary/event-types.data.ts';
import { targetRoles } from '../vocabulary/target-roles.ts';
import { compareTerms, lineOf } from '../vocabulary/terms.ts';
import type { DateTime } from '../values/date-time.ts';
import { parseEdtf } from '../values/edtf/edtf.ts';
import { agree, beganInFacts, mostPrecise, type Began } from './began.ts';
import type { Brief } from './briefs.ts';
import type { ClaimView } from './claims.ts';
import { allFacts, type CaseView, type PartView } from './case.ts';
import { roleOf, valuesOf, type FactView, type PropertyView } from './facts.ts';

/**
 * One answer: an actor, law or other value, with the claims that state it. `role`: the role of an actor in the case.
 */
export type Answer = { value: FactView; role: string | null };

/**
 * The answers to the first questions about a case: what happened to whom, where, when, by whom. Each list has the
 * best-supported values first, and is empty if no source answers the question.
 */
export type CaseAnswers = {
  /** Whether the case is about the making of a law. Then `by` has the actors who made the law. */
  aboutLaw: boolean;
  what: FactView[];
  /** The web addresses that the claims behind a value of `what` name, such as the site that was blocked. */
  addresses: ReadonlyMap<FactView, string[]>;
  /** The values of `what` about which sources disagree. */
  disputed: ReadonlySet<FactView>;
  whom: Answer[];
  where: FactView[];
  /** When the case began. An alleged date is included only if there are no others. The page names its speaker. */
  began: Began<FactView>;
  ended: FactView[];
  datesDisagree: boolean;
  law: FactView[];
  by: Answer[];
  status: CaseStatus;
};

/** A charged or suspected actor. `since`: the date that the same claims give. */
export type Accused = { who: FactView; status: FactView; since: FactView | null };

/** The status of one proceeding. Each list can be empty. */
export type ProceedingStatus = {
  brief: Brief;
  kind: FactView[];
  status: FactView[];
  outcome: FactView[];
  /** The targets of the case who brought the proceeding, such as an outlet that asks a court to overturn an order. */
  broughtBy: FactView[];
  /** The court or authority that heard the proceeding. */
  heardBy: FactView[];
  /** When the proceeding ended. */
  closed: FactView[];
  /** If no source says when the proceeding ended: the last ruling that a claim about its status or outcome dates. */
  ruling: DatedEvent | null;
  /** Whether a court decided the proceeding, and no source mentions an appeal in the case. */
  isUnappealed: boolean;
  accused: Accused[];
};

/** The content of an order, its amount, and the values about whether it was carried out. */
export type OrderStatus = { brief: Brief; kind: FactView | null; amount: FactView | null; complied: FactView[] };

/** An event with its dates and the claims that state them. `kind`: its kind, if sources agree on one. */
export type DatedEvent = { brief: Brief; dates: FactView[]; claimIds: number[]; kind: string | null };

/** The status of a case, as far as it is in the record. */
export type CaseStatus = {
  /** The status of the case as a whole, if a source states it. */
  whole: FactView[];
  proceedings: ProceedingStatus[];
  orders: OrderStatus[];
  /** The next hearing. */
  next: { brief: Brief; at: DateTime; value: FactView } | null;
  /**
   * The last blocking or detention, or the event that ended it (`ended`). Null if there is none, or if the blocking or
   * detention itself has an end date.
   */
  lasting: { event: DatedEvent; type: string; ended: boolean } | null;
  /** The last ruling of a court. */
  ruling: DatedEvent | null;
  /** The last event. `only`: the case has no earlier event, so it is about this event. */
  last: (DatedEvent & { only: boolean }) | null;
  /** When the newest source of the case was published (EDTF). Null if no source has a date. */
  asOf: string | null;
  /**
   * When the newest source of the stated statuses was published (EDTF), if that was before `asOf`. Otherwise, or if no
   * source states a status, null.
   */
  statedOn: string | null;
  /** Whether the newest source is more than a year old and no hearing is planned. */
  isOld: boolean;
};

/** The roles of those who bring a proceeding. */
const initiatingRoles = ['plaintiff', 'complainant', 'appellant'];

const actingRoles = [
  'perpetrator',
  'instigator',
  'plaintiff',
  'complainant',
  'appellant',
  'direct-perpetrator',
  'suspected-perpetrator',
  'source-of-threat',
  'prosecutor',
  'investigating-authority',
  'executing-authority',
  'regulator',
  'legislator',
];

/** The events in the making of a law, and the roles of actors in them. */
const lawMaking = ['bill-introduced', 'law-adopted', 'law-signed', 'law-in-force'];
const lawMakingRoles = ['legislator', 'signatory', ...actingRoles];

const keyOf = (value: FactView): string => (value.thing ? `#${value.thing.id}` : JSON.stringify(value.value));

/**
 * Merges equal values, with all their claims. If a value is stated as a fact, the claims that only allege it are left
 * out.
 */
function mergeEqual(values: readonly FactView[]): FactView[] {
  const found = new Map<string, FactView>();
  for (const value of values) {
    const key = keyOf(value);
    const known = found.get(key);
    if (!known || (known.attributed && !value.attributed)) found.set(key, value);
    else if (known.attributed === value.attributed)
      found.set(key, { ...known, claimIds: [...new Set([...known.claimIds, ...value.claimIds])] });
  }
  return [...found.values()];
}

/** Actors in some roles, in the order of the roles. An actor with several roles is listed only with the first. */
function inRoles(values: readonly FactView[], roles: readonly string[]): Answer[] {
  const mine = values
    .filter((value) => value.thing?.kind === 'actor' && roles.includes(roleOf(value)))
    .toSorted((a, b) => roles.indexOf(roleOf(a)) - roles.indexOf(roleOf(b)));
  const first = new Map<number, string>();
  for (const value of mine) if (!first.has(value.thing!.id)) first.set(value.thing!.id, roleOf(value));
  return mergeEqual(mine.filter((value) => first.get(value.thing!.id) === roleOf(value))).map((value) => ({
    value,
    role: roleOf(value) === value.property ? null : roleOf(value),
  }));
}

/** The roles of targets that say more than that they are targets, such as suspect. */
const accusedRoles = targetRoles.filter((role) => role !== 'target' && role !== 'victim');

/**
 * The targets of a case with their roles, such as suspect. Outlets and other organisations are first, then people with
 * such a role, then other people. So a shortened list contains outlets as well as people.
 */
function targetsIn(targets: readonly FactView[], roles: readonly Answer[]): Answer[] {
  const found = targets.map((value): Answer => {
    const known = roles.find((one) => one.value.thing?.id === value.thing?.id && !one.value.attributed);
    if (!known) return { value, role: null };
    const claimIds = [...new Set([...value.claimIds, ...known.value.claimIds])];
    return { value: { ...value, claimIds }, role: known.role };
  });
  const place = ({ value: { thing }, role }: Answer): number => (thing?.sort !== 'person' ? 0 : role ? 1 : 2);
  return found.toSorted((a, b) => place(a) - place(b));
}

/** The values of `what` on which sources disagree: they disagree on the type of an event. */
function disputedIn({ disagreements }: CaseView, what: readonly FactView[]): Set<FactView> {
  const events = disagreements
    .filter(({ property, state }) => property.property === 'event-type' && !endsDisagreement(state))
    .flatMap(({ property }) => property.values.map(({ value }) => String(value)));
  const kinds: Partial<Record<string, string>> = incidentTypeOfEvent;
  const incidents = events.map((event) => kinds[event]);
  return new Set(
    what.filter(({ property, value }) => (property === 'incident-type' ? incidents : events).includes(String(value))),
  );
}

/** The dates of a property: the most precise if they agree, otherwise all. */
function datesOf(fact: PropertyView | undefined): FactView[] {
  if (!fact) return [];
  if (fact.disagrees || !agree(fact.values)) return [...fact.values];
  const best = mostPrecise(fact.values);
  return best ? [best] : [];
}

/** The values of a status that were published last. A status changes with time, so earlier values are outdated. */
export function newest(values: readonly FactView[]): FactView[] {
  const said = (value: FactView): string =>
    value.saidOn
      .flatMap((day) => (day === null ? [] : (parseEdtf(day)?.latest ?? [])))
      .toSorted()
      .at(-1) ?? '';
  const known = values.filter((value) => value.value !== 'unknown');
  const last = known.map(said).toSorted().at(-1);
  return known.filter((value) => said(value) === last);
}

/** Whether a case is about the making of a law, and about nothing else. */
export function isAboutLaw({ facts }: CaseView): boolean {
  const types = valuesOf(facts, 'incident-type');
  return types.length > 0 && types.every(({ value }) => value === 'restrictive-law');
}

/** @param today `YYYY-MM-DD` */
export function caseAnswers(record: CaseView, today: string): CaseAnswers {
  const parts = record.proceedings.flatMap((one): PartView[] => [
    one,
    ...proceedingParts.flatMap(({ list }) => one[list]),
  ]);
  const everywhere = allFacts(record).flat();
  const all = (property: string): FactView[] =>
    everywhere.filter((fact) => fact.property === property).flatMap((fact) => fact.values);
  const targets = valuesOf(record.facts, 'target').length ? valuesOf(record.facts, 'target') : all('target');
  const whom = targets.length
    ? targetsIn(mergeEqual(targets), inRoles(all('involvement'), accusedRoles))
    : inRoles(all('involvement'), targetRoles);
  const aimedAt = new Set(whom.map(({ value }) => value.thing?.id));
  const places = valuesOf(record.facts, 'place').length ? valuesOf(record.facts, 'place') : all('event-place');
  const began = record.facts.find((fact) => fact.property === 'began');
  // A law or provision in the record is better than the words by which a source names it.
  const laws = all('under-law').length ? all('under-law') : [...all('provision'), ...all('legal-basis')];
  const types = valuesOf(record.facts, 'incident-type');
  const aboutLaw = isAboutLaw(record);
  const by = aboutLaw ? lawMakers(record) : [];
  const said = types.length ? [...types] : mergeEqual(all('event-type'));
  const disputed = disputedIn(record, said);
  // Undisputed values are first; among these, values with more independent sources.
  const what = said.toSorted(
    (a, b) => Number(disputed.has(a)) - Number(disputed.has(b)) || (types.length ? b.origins - a.origins : 0),
  );
  return {
    aboutLaw,
    what,
    addresses: addressesIn(what, all('address-affected')),
    disputed,
    whom,
    where: mergeEqual(places),
    began: beganIn(record, began),
    ended: datesOf(record.facts.find((fact) => fact.property === 'ended')),
    datesDisagree: began?.disagrees ?? false,
    law: mergeEqual(laws.length ? laws : all('related-to').filter((value) => value.thing?.kind === 'law')),
    by: (by.length ? by : byWhom(record, all)).filter(({ value }) => !aimedAt.has(value.thing?.id)),
    status: statusOf(record, parts, aimedAt, today),
  };
}

const addressesIn = (what: readonly FactView[], affected: readonly FactView[]): Map<FactView, string[]> =>
  new Map(
    what.map((value) => [
      value,
      affected.flatMap((address) =>
        !address.attributed && address.claimIds.some((id) => value.claimIds.includes(id)) ? String(address.value) : [],
      ),
    ]),
  );

function beganIn(record: CaseView, own: PropertyView | undefined): Began<FactView> {
  const [, ...parts] = allFacts(record);
  const began = beganInFacts(record.facts, parts);
  return began.dates.length ? began : { dates: datesOf(own), steps: false, edtf: null };
}

/** Who introduced, adopted or signed a law. */
function lawMakers({ facts, events }: CaseView): Answer[] {
  const making = events.filter((event) =>
    valuesOf(event.facts, 'event-type').some(({ value }) => lawMaking.includes(String(value))),
  );
  return inRoles(
    [facts, ...making.map((event) => event.facts)].flatMap((one) => valuesOf(one, 'involvement')),
    lawMakingRoles,
  );
}

/** The actors who acted against the targets. If no source names any, the state that is responsible. */
function byWhom(record: CaseView, all: (property: string) => FactView[]): Answer[] {
  const actors = [
    ...inRoles(all('involvement'), actingRoles),
    ...mergeEqual(all('opened-on-complaint-of')).map((value) => ({ value, role: 'complainant' })),
    ...mergeEqual(all('ordered-by')).map((value) => ({ value, role: null })),
  ];
  const seen = new Set<number>();
  const once = actors.filter(({ value }) => {
    const id = value.thing?.id;
    if (id === undefined || seen.has(id)) return false;
    seen.add(id);
    return true;
  });
  return once.length ? once : valuesOf(record.facts, 'state-behind').map((value) => ({ value, role: null }));
}

/** The first choice that is not a broader term of another one. Null if there are no choices. */
const narrowest = (values: readonly FactView[], list: 'order-kind'): FactView | null =>
  values.find(
    ({ value }) => !values.some((other) => compareTerms(list, String(other.value), String(value)) === 'refines'),
  ) ?? null;

/** The actors charged in a proceeding, with the newest status of the charge. Charges without a status are left out. */
const accusedIn = ({ charges }: Pick<CaseView['proceedings'][number], 'charges'>): Accused[] =>
  charges.flatMap(({ facts }) => {
    const [status] = newest(valuesOf(facts, 'charge-status'));
    if (!status) return [];
    const since = datesOf(facts.find(({ property }) => property === 'date')).find(({ claimIds }) =>
      claimIds.some((id) => status.claimIds.includes(id)),
    );
    return mergeEqual(valuesOf(facts, 'charged')).map((who) => ({ who, status, since: since ?? null }));
  });

/** An event with its facts. */
export type EventFacts = { brief: Brief; facts: readonly PropertyView[] };
type PastEvent = DatedEvent & { day: string; types: string[]; over: boolean };

const hasTypes = ({ types }: PastEvent, wanted: readonly string[]): boolean =>
  types.some((type) => wanted.includes(type));

/** The events with a date that is not in the future, the last one first. */
function pastEvents(events: readonly EventFacts[], today: string): PastEvent[] {
  return events
    .flatMap((event): PastEvent[] => {
      const date = event.facts.find((fact) => fact.property === 'date');
      const dates = datesOf(date);
      const day = dates
        .flatMap((value) => value.to ?? value.from ?? [])
        .toSorted()
        .at(-1);
      if (!date || day === undefined || dates.every(({ from }) => (from ?? '') > today)) return [];
      const claimIds = date.values.flatMap((value) => value.claimIds);
      const kinds = valuesOf(event.facts, 'event-type');
      const kind = kinds.length === 1 && !kinds[0]!.attributed ? String(kinds[0]!.value) : null;
      const types = kinds.flatMap(({ value }) => lineOf('event-type', String(value)));
      const over = valuesOf(event.facts, 'end-date').length > 0;
      return [{ brief: event.brief, dates, claimIds, kind, day, types, over }];
    })
    .toSorted((one, other) => other.day.localeCompare(one.day));
}

/** The last ruling whose date is stated by a claim that also states one of the values. */
const rulingOn = (values: readonly FactView[], past: readonly PastEvent[]): DatedEvent | null =>
  past.find(
    (event) =>
      hasTypes(event, ['ruling']) &&
      event.dates.length === 1 &&
      values.some(({ claimIds }) => claimIds.some((id) => event.claimIds.includes(id))),
  ) ?? null;

/**
 * The past events that show the status of a case.
 * @param today `YYYY-MM-DD`
 */
export function statusEvents(
  events: readonly EventFacts[],
  today: string,
): Pick<CaseStatus, 'lasting' | 'ruling' | 'last'> {
  const past = pastEvents(events, today);
  const [last] = past;
  return {
    lasting: lastingIn(past),
    ruling: past.find((event) => hasTypes(event, ['ruling'])) ?? null,
    last: last ? { ...last, only: events.length === 1 } : null,
  };
}

/** The events that are not null, each once. */
export const distinctEvents = (events: readonly (DatedEvent | null)[]): DatedEvent[] => [
  ...new Map(events.flatMap((event) => (event ? [[event.brief.id, event] as const] : []))).values(),
];

function lastingIn(past: readonly PastEvent[]): CaseStatus['lasting'] {
  const index = past.findIndex(({ types }) => types.some((type) => type in endedBy));
  const event = past[index];
  if (!event || event.over) return null;
  const type = event.types.find((one) => one in endedBy)!;
  const end = past.find((one) => one.day >= event.day && one.types.includes(endedBy[type]!));
  return { event: end ?? event, type, ended: end !== undefined };
}

function statusOf(
  record: CaseView,
  parts: readonly PartView[],
  aimedAt: ReadonlySet<number | undefined>,
  today: string,
): CaseStatus {
  const past = pastEvents(record.events, today);
  const appealed =
    past.some((event) => hasTypes(event, ['appeal-filed', 'appeal-decided'])) ||
    record.proceedings.some(({ facts }) => valuesOf(facts, 'appeal-of').length > 0);
  const stated = record.proceedings.map((one) => ({
    one,
    status: newest(valuesOf(one.facts, 'proceeding-status')),
    outcome: newest(valuesOf(one.facts, 'proceeding-outcome')),
    closed: datesOf(one.facts.find(({ property }) => property === 'closed')).filter(({ attributed }) => !attributed),
  }));
  const proceedings = stated.map(({ one, status, outcome, closed }) => ({
    brief: one.brief,
    kind: valuesOf(one.facts, 'proceeding-kind').slice(0, 1),
    status,
    outcome,
    closed,
    ruling: closed.length ? null : rulingOn([...status, ...outcome], past),
    isUnappealed: !appealed && status.some(({ value, attributed }) => value === 'decided' && !attributed),
    broughtBy: inRoles(valuesOf(one.facts, 'involvement'), initiatingRoles).flatMap(({ value }) =>
      aimedAt.has(value.thing?.id) && !value.attributed ? value : [],
    ),
    heardBy: mergeEqual(valuesOf(one.facts, 'heard-by')).filter(({ attributed }) => !attributed),
    accused: accusedIn(one),
  }));
  const whole = newest(valuesOf(record.facts, 'case-status'));
  const asOf = newestDay(record.claims.values());
  const hearings = parts
    .flatMap((part) =>
      valuesOf(part.facts, 'hearing-time').map((value) => ({
        brief: part.brief,
        at: value.value as DateTime,
        value,
        over: valuesOf(part.facts, 'hearing-outcome').length > 0,
      })),
    )
    .filter(({ at, over }) => !over && at.at.slice(0, 10) >= today)
    .toSorted((a, b) => a.at.at.localeCompare(b.at.at));
  const [next] = hearings;
  return {
    whole,
    proceedings,
    orders: record.proceedings.flatMap((one) =>
      one.orders.map(({ brief, facts }) => ({
        brief,
        kind: narrowest(valuesOf(facts, 'order-kind'), 'order-kind'),
        amount: exactFirst(valuesOf(facts, 'amount'))[0] ?? null,
        complied: newest(valuesOf(facts, 'complied')),
      })),
    ),
    next: next ? { brief: next.brief, at: next.at, value: next.value } : null,
    ...statusEvents(record.events, today),
    asOf,
    statedOn: statedBefore(asOf, [
      ...whole,
      ...proceedings.flatMap((one) => [...one.status, ...one.outcome, ...one.accused.map(({ status }) => status)]),
    ]),
    isOld: !next && asOf !== null && isOverAYearBefore(today, asOf),
  };
}

/** Whether a date (EDTF) was more than a year before a day (`YYYY-MM-DD`). */
export function isOverAYearBefore(day: string, edtf: string): boolean {
  const latest = parseEdtf(edtf)?.latest;
  return latest !== undefined && latest !== null && latest < `${Number(day.slice(0, 4)) - 1}${day.slice(4)}`;
}

/** When the newest source of some values was published, if that was before a day. */
function statedBefore(day: string | null, values: readonly FactView[]): string | null {
  const said = newestOf(values.flatMap(({ saidOn }) => saidOn));
  const isBefore = said && day && (parseEdtf(said)?.latest ?? '') < (parseEdtf(day)?.earliest ?? '');
  return isBefore ? said : null;
}

/** Sorts amounts of money: exact amounts first, then those with "about". */
const exactFirst = (values: readonly FactView[]): FactView[] =>
  values.toSorted((a, b) => Number(isAbout(a.value)) - Number(isAbout(b.value)));
const isAbout = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && 'about' in value && value.about === true;

/**
 * When the newest source of some claims was published (EDTF). Null if no source has a date. A source of 21 May counts
 * as newer than a source of May, which may be from 1 May.
 */
export const newestDay = (claims: Iterable<ClaimView>): string | null =>
  newestOf([...claims].map(({ published }) => published));

/** The newest of some dates (EDTF), by the first day that each can mean. */
export const newestOf = (days: readonly (string | null)[]): string | null =>
  days
    .flatMap((day) => {
      const earliest = day && parseEdtf(day)?.earliest;
      return earliest ? [{ day, earliest }] : [];
    })
    .toSorted((a, b) => a.earliest.localeCompare(b.earliest))
    .at(-1)?.day ?? null;
