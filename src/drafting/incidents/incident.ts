import { mayBeOneDate } from '../../record/values/edtf/edtf-compare.ts';
import { compareTerms } from '../../record/vocabulary/terms.ts';
import type { Span } from '../reading/sentences.ts';
import type { DraftIncident } from '../schema.ts';

export type Act = DraftIncident['act'];
export type Target = DraftIncident['targets'][number];
export type Outcome = NonNullable<DraftIncident['outcome']>;
/** A value, with the place of the words that state it. */
export type Stated<Value> = Span & { value: Value };

/** What one sentence says about an act. A field is null or empty if the words of the sentence do not say it. */
export type ReportedAct = {
  act: Act;
  place: Span;
  date: Stated<string> | null;
  where: Stated<string> | null;
  country: Stated<string> | null;
  targets: readonly Stated<Target>[];
  /** The places of people without a name: "two reporters". */
  unnamed: readonly Span[];
  authority: Stated<string> | null;
  law: Stated<string> | null;
  outcome: Stated<Outcome> | null;
  /**
   * Whether the sentence mentions the act as an earlier one. `yes`: "was fined once before". `perhaps`: "had been
   * fined", which may also be the news itself, in reported speech.
   */
  earlier: 'no' | 'perhaps' | 'yes';
  /** Earlier acts on the page that may have led to this act as their outcome: "gave him seven days" ends an arrest. */
  ends: readonly Act[];
  /** Whether the sentence is the headline, which names no dates and few people. */
  headline: boolean;
};

type Field = DraftIncident['spans'][number]['field'];

/** An incident with only its act. */
const emptyIncident = (act: Act): DraftIncident => ({
  act,
  background: null,
  date: null,
  place: null,
  country: null,
  targets: [],
  authority: null,
  law: null,
  outcome: null,
  spans: [],
});

/** Adds the place of words that state a field of the incident, if it is not there yet. */
const addSpan = ({ spans }: DraftIncident, field: Field, { start, end }: Span): void => {
  if (!spans.some((span) => span.field === field && span.start === start)) spans.push({ field, start, end });
};

/** Acts that are never merged with a broader or narrower act, such as an earlier detention. */
const separateActs: ReadonlySet<Act> = new Set(['house-arrest', 'imprisonment', 'sentence', 'conviction', 'acquittal']);
/** The narrower of two acts, if one is a kind of the other. If they are equal, this act. Otherwise null. */
function narrower(a: Act, b: Act): Act | null {
  if (a === b) return a;
  if (separateActs.has(a) || separateActs.has(b)) return null;
  const relation = compareTerms('event-type', a, b);
  return relation === 'refines' ? a : relation === 'refined-by' ? b : null;
}
/**
 * Acts that a headline may give in place of each other: the headline says "convicted", and the text says "sentenced".
 */
const related: readonly (readonly Act[])[] = [
  ['sentence', 'conviction', 'imprisonment'],
  ['suspension', 'registration-revoked'],
  ['blocking', 'removal'],
];

type Draftable = { incident: DraftIncident; reports: ReportedAct[] };

/**
 * Merges the acts that a page reports into incidents. Two mentions belong to one incident if they report the same act,
 * if their dates are compatible, and if they share a target. If one of them names no target, a shared target is not
 * needed.
 */
export function mergeActs(reports: readonly ReportedAct[], published: string | null): DraftIncident[] {
  const found: Draftable[] = [];
  const body = reports.filter((one) => !one.headline);
  for (const one of [...body, ...reports.filter(({ headline }) => headline)]) {
    const ended = one.ends.length > 0 && found.findLast((other) => isEnd(other, one));
    if (ended) {
      setOutcome(ended.incident, one.outcome);
      continue;
    }
    const same = found.filter((other) => isSame(other, one));
    const known = (one.earlier !== 'no' ? same.findLast((other) => other.incident.date) : null) ?? same.at(0);
    // If a headline fits several incidents, it belongs to the first. If it fits none and names no one, it is left out.
    if (!known && one.headline && one.targets.length === 0 && one.unnamed.length === 0) continue;
    const draftable = known ?? { incident: emptyIncident(one.act), reports: [] };
    if (!known) found.push(draftable);
    fill(draftable, one);
  }
  const incidents = found.map(({ incident }) => incident);
  for (const { incident, reports: mentions } of found)
    incident.background = isBackground(incident, mentions, found, published);
  for (const { spans } of incidents) spans.sort((a, b) => a.start - b.start);
  return incidents.sort((a, b) => first(a) - first(b));
}

const first = ({ spans }: DraftIncident): number => spans.find(({ field }) => field === 'act')!.start;

function isSame({ incident, reports }: Draftable, one: ReportedAct): boolean {
  const act =
    narrower(incident.act, one.act) ??
    (one.headline && related.some((acts) => acts.includes(incident.act) && acts.includes(one.act)));
  if (!act || !mayBeOneDate(incident.date, one.date?.value ?? null)) return false;
  // In "was arrested on Sunday … had been arrested before", the earlier arrest has no date. It is not the arrest on
  // Sunday.
  if (one.earlier === 'yes' && !one.date && incident.date && !reports.some(({ earlier }) => earlier === 'yes'))
    return false;
  if (one.earlier === 'no' && !one.date && incident.date && reports.every(({ earlier }) => earlier === 'yes'))
    return false;
  const names = one.targets.map(({ value }) => value.name);
  if (names.length === 0 || incident.targets.length === 0)
    return one.unnamed.length === 0 || reports.some(({ unnamed }) => unnamed.length > 0) || one.headline;
  return incident.targets.some(({ name, outlet }) =>
    one.targets.some(({ value }) => value.name === name || value.name === outlet || value.outlet === name),
  );
}

const isEnd = ({ incident }: Draftable, { ends, targets }: ReportedAct): boolean =>
  ends.includes(incident.act) &&
  (targets.length === 0 || incident.targets.some(({ name }) => targets.some(({ value }) => value.name === name)));

function setOutcome(incident: DraftIncident, outcome: Stated<Outcome> | null): void {
  if (incident.outcome !== null || !outcome) return;
  incident.outcome = outcome.value;
  addSpan(incident, 'outcome', outcome);
}

function fill({ incident, reports }: Draftable, one: ReportedAct): void {
  reports.push(one);
  incident.act = narrower(incident.act, one.act) ?? incident.act;
  addSpan(incident, 'act', one.place);
  const set = <Value>(
    field: Field,
    said: Stated<Value> | null,
    has: Value | null,
    put: (value: Value) => void,
  ): void => {
    if (!said || (has !== null && has !== said.value)) return;
    put(said.value);
    addSpan(incident, field, said);
  };
  // A more exact date replaces "in March".
  const date = one.date && (!incident.date || one.date.value.length >= incident.date.length) ? one.date : null;
  if (date && incident.date !== date.value) {
    incident.spans = incident.spans.filter(({ field }) => field !== 'date');
    incident.date = date.value;
  }
  if (date) addSpan(incident, 'date', date);
  set('place', one.where, incident.place, (value) => (incident.place = value));
  set('country', one.country, incident.country, (value) => (incident.country = value));
  set('authority', one.authority, incident.authority, (value) => (incident.authority = value));
  set('law', one.law, incident.law, (value) => (incident.law = value));
  setOutcome(incident, one.outcome);
  for (const { value, ...span } of one.targets) {
    const known = incident.targets.find(({ name }) => name === value.name);
    if (known) {
      known.role ??= value.role;
      known.outlet ??= value.outlet;
      known.kind ??= value.kind;
    } else incident.targets.push({ ...value });
    addSpan(incident, 'target', span);
  }
}

/** The approximate last day of a date, in days since 1970; null if the date cannot be read. */
const dayOf = (edtf: string | null): number | null => {
  const [, year, month, day] = /(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?[~?]?\]?$/.exec(edtf ?? '') ?? [];
  if (!year) return null;
  const inMonth = month && Number(month) <= 12 ? Number(month) : 12;
  return Date.UTC(Number(year), inMonth - 1, day ? Number(day) : 28) / 86_400_000;
};

const laws: ReadonlySet<Act> = new Set(['law-adopted', 'law-signed', 'law-in-force', 'law-repealed']);

/**
 * Whether an incident is background rather than news: the page says so, or the incident was long before the latest one.
 */
function isBackground(
  incident: DraftIncident,
  mentions: readonly ReportedAct[],
  all: readonly Draftable[],
  published: string | null,
): boolean {
  if (mentions.some(({ headline }) => headline) || all.length === 1) return false;
  const own = dayOf(incident.date);
  const news = Math.max(...all.map(({ incident: other }) => dayOf(other.date) ?? 0));
  const main = Math.max(news, Math.min(dayOf(published) ?? news, news + 30));
  if (laws.has(incident.act) && incident !== all[0]!.incident) return own === null || main - own > 45;
  if (all[0]!.incident === incident) return false;
  if (mentions.every(({ earlier }) => earlier !== 'no')) return own === null || main - own > 3;
  // A page about three people or more may be a list of cases, in which incidents of the last 500 days are also news.
  const victims = new Set(all.flatMap(({ incident: { targets } }) => targets.slice(0, 1).map(({ name }) => name)));
  return own !== null && main - own > (victims.size < 3 ? 80 : 500);
}
