import type { Reader } from '../../platform/database/tx.ts';
import { foldText } from '../../record/actors/names/fold.ts';
import { nameKeys } from '../../record/actors/names/keys.ts';
import { parseEdtf } from '../../record/values/edtf/edtf.ts';
import { incidentTypeOfEvent } from '../../record/vocabulary/event-types.data.ts';
import { compareTerms } from '../../record/vocabulary/terms.ts';
import {
  casesAt,
  casesOfActors,
  detailsOfCases,
  type CaseDetails,
  type CaseLink,
  type InCase,
  type PlaceAndDays,
} from './case-links.ts';
import type { NearActor } from './near.ts';
import type { Cast, Content, StoredIncident } from './schema.ts';

/** Why a case is suggested. `names`: the names or the place that the case shares with the page. */
export type CaseReason = {
  of: 'journalist' | 'person' | 'outlet' | 'body' | 'place' | 'day' | 'near' | 'month' | 'act';
  names: string[];
};
export type CaseCandidate = { ref: string; title: string; reasons: CaseReason[] };
export type CaseCandidates = {
  /** For the key of each open incident, the cases it may belong to, the likeliest first. */
  ofIncident: ReadonlyMap<string, CaseCandidate[]>;
  /** The cases that the page as a whole may belong to. */
  ofPage: CaseCandidate[];
};

const [shownOfIncident, shownOfPage] = [4, 6];
/** The maximum number of actors that are looked up, and of cases that are compared. */
const [maxActors, maxCases] = [80, 80];

/** A name on the page that may be an actor of the record. */
type SearchedName = { name: string; as: 'target' | 'outlet' | 'other'; role: string | null };
type CaseSearch = {
  names: SearchedName[];
  date: string | null;
  place: string | null;
  country: string | null;
  act: StoredIncident['act'] | null;
};

/** Every name by which cases are searched for incidents. */
export const namesOfIncidents = (incidents: readonly StoredIncident[]): string[] => [
  ...new Set(
    incidents.flatMap(({ targets, authority }) => [
      ...targets.flatMap(({ name, outlet }) => (outlet ? [name, outlet] : [name])),
      ...(authority ? [authority] : []),
    ]),
  ),
];

/**
 * The cases in the record to which a draft's open incidents, and the page as a whole, may belong. Targets count most,
 * then their outlets, days and place. The publisher and the agency of the page count only if they are a target's
 * outlet. An actor counts less the more cases name it, unless it is a person who is a target.
 */
export async function candidateCases(
  db: Reader,
  content: Content,
  near: ReadonlyMap<string, readonly NearActor[]>,
): Promise<CaseCandidates> {
  const open = content.incidents.filter((one) => one.decision === 'open');
  // All incidents and the page itself have a case, so nothing is suggested.
  if (open.length === 0 && content.cases[0]!.use) return { ofIncident: new Map(), ofPage: [] };
  const searches = new Map(open.map((one) => [one.key, ofIncident(content, one)]));
  const all = [...searches.values(), ofPage(content)];
  const whose = new Actors(content, near);
  const asked = [...new Set(all.flatMap(({ names }) => names.flatMap((one) => whose.of(one).map(({ ref }) => ref))))];
  const links = await casesOfActors(
    db,
    asked.slice(0, maxActors).map((ref) => Number(ref.slice('actor/'.length))),
  );
  const found = all.map((one) => ({ one, people: peopleIn(one, whose, links) }));
  const there = new Set<number>();
  for (const { people } of found)
    for (const [id] of [...people].toSorted(([, a], [, b]) => b.score - a.score).slice(0, 20))
      if (there.size < maxCases) there.add(id);
  for (const id of await casesAt(db, all.flatMap(placeAndDays))) if (there.size < maxCases) there.add(id);
  const cases = await detailsOfCases(db, [...there]);
  const ranked = found.map(({ one, people }) => rank(one, people, cases));
  return {
    ofIncident: new Map([...searches.keys()].map((key, index) => [key, ranked[index]!.slice(0, shownOfIncident)])),
    ofPage: ranked.at(-1)!.slice(0, shownOfPage),
  };
}

const targetsIn = ({ targets }: StoredIncident): SearchedName[] =>
  targets.flatMap(({ name, role, outlet }) => [
    { name, as: 'target', role },
    ...(outlet ? [{ name: outlet, as: 'outlet' as const, role: null }] : []),
  ]);

/** The names of the actors in the given claims of a draft. */
function namesInClaims(content: Content, isWanted: (claim: Content['claims'][number]) => boolean): SearchedName[] {
  const keys = new Set<string>();
  for (const claim of content.claims) {
    if (claim.decision === 'skipped' || !isWanted(claim)) continue;
    for (const { actor } of claim.chain) if (actor) keys.add(actor);
    for (const { value } of claim.statements)
      for (const key of JSON.stringify(value).match(/#a\d+/g) ?? []) keys.add(key);
  }
  return content.cast.flatMap(({ key, name }) => (keys.has(`#${key}`) ? [{ name, as: 'other', role: null }] : []));
}

/** Removes repeated names. The first entry of each name stays. */
const once = (names: readonly SearchedName[]): SearchedName[] =>
  names.filter(({ name }, index) => names.findIndex((other) => other.name === name) === index);

function ofIncident(content: Content, incident: StoredIncident): CaseSearch {
  const { authority, date, place, country, act, key } = incident;
  return {
    names: once([
      ...targetsIn(incident),
      ...(authority ? [{ name: authority, as: 'other' as const, role: null }] : []),
      ...namesInClaims(content, ({ about }) => about?.length === 1 && about[0] === key),
    ]),
    date,
    place,
    country,
    act,
  };
}

function ofPage(content: Content): CaseSearch {
  const news = content.incidents.filter(({ background }) => !background);
  const only = news.length === 1 ? news[0]! : null;
  return {
    names: once([...news.flatMap(targetsIn), ...namesInClaims(content, () => true)]),
    date: only?.date ?? null,
    place: only?.place ?? null,
    country: only?.country ?? null,
    act: only?.act ?? null,
  };
}

/** Finds the actors of the record that a name on the page may mean. */
class Actors {
  private readonly cast: ReadonlyMap<string, Cast>;
  private readonly agencies: ReadonlySet<string>;

  constructor(
    content: Content,
    private readonly near: ReadonlyMap<string, readonly NearActor[]>,
  ) {
    this.cast = new Map(content.cast.map((one) => [one.name, one]));
    this.agencies = new Set(
      [content.source.publisher, content.voice].flatMap((ref) => {
        const own = content.cast.find(({ key }) => `#${key}` === ref);
        return [ref, own?.use, own?.name].filter((one) => typeof one === 'string');
      }),
    );
  }

  of({ name, as }: SearchedName): { ref: string; kind: string; title: string; likeness: number }[] {
    if (as === 'other' && this.agencies.has(name)) return [];
    const use = this.cast.get(name)?.use;
    const found = (this.near.get(name) ?? []).filter(({ ref }) => !use?.includes('/') || ref === use);
    const exact = found.filter((one) => one.exact);
    return (exact.length ? exact : found)
      .filter(({ ref }) => as !== 'other' || !this.agencies.has(ref))
      .map(({ ref, kind, title, exact: same }) => ({ ref, kind, title, likeness: same || use === ref ? 1 : 0.6 }));
  }
}

type People = { score: number; reasons: CaseReason[] };
const inCaseWeight: Record<InCase, number> = { target: 1, named: 0.7, speaks: 0.4 };

/** The score of an actor that a case and the page have in common, if `count` cases name the actor. */
function worth({ as }: SearchedName, kind: string, count: number): number {
  if (as === 'target') return kind === 'person' ? 6 : 4 / Math.sqrt(count);
  if (as === 'outlet') return 3 / Math.sqrt(count);
  return kind === 'person' ? 2 / Math.sqrt(count) : 1.5 / count;
}

const reasonOf = ({ as, role }: SearchedName, kind: string): CaseReason['of'] =>
  kind === 'person'
    ? as === 'target' && role && isJournalist(role)
      ? 'journalist'
      : 'person'
    : kind === 'outlet'
      ? 'outlet'
      : 'body';
const isJournalist = (role: string): boolean => !['lawyer', 'source', 'other'].includes(role);

function peopleIn(
  { names }: CaseSearch,
  whose: Actors,
  links: ReadonlyMap<number, readonly CaseLink[]>,
): Map<number, People> {
  const found = new Map<number, People>();
  for (const one of names) {
    const best = new Map<number, { score: number; of: CaseReason['of']; title: string }>();
    for (const { ref, kind, title, likeness } of whose.of(one)) {
      const cases = links.get(Number(ref.slice('actor/'.length))) ?? [];
      for (const link of cases) {
        const score = worth(one, kind, cases.length) * inCaseWeight[link.inCase] * likeness;
        if (score > (best.get(link.case)?.score ?? 0)) best.set(link.case, { score, of: reasonOf(one, kind), title });
      }
    }
    for (const [id, { score, of, title }] of best) {
      const people = found.get(id) ?? { score: 0, reasons: [] };
      people.score += score;
      // A name with little weight is no reason.
      if (score >= 0.4) addReason(people.reasons, of, title);
      found.set(id, people);
    }
  }
  return found;
}

function addReason(reasons: CaseReason[], of: CaseReason['of'], name?: string): void {
  const there = reasons.find((one) => one.of === of);
  if (!there) reasons.push({ of, names: name === undefined ? [] : [name] });
  else if (name !== undefined && !there.names.includes(name)) there.names.push(name);
}

const day = 86_400_000;
const daysOf = (date: string | null): { from: string; to: string } | null => {
  const read = date === null ? null : parseEdtf(date);
  return read?.earliest && read.latest ? { from: read.earliest, to: read.latest } : null;
};
const shifted = (date: string, days: number): string =>
  new Date(Date.parse(date) + days * day).toISOString().slice(0, 10);

function placeAndDays({ place, country, date }: CaseSearch): PlaceAndDays[] {
  const days = daysOf(date);
  if (!place || !country || !days) return [];
  return [{ place: `${country} ${foldText(place)}`, from: shifted(days.from, -3), to: shifted(days.to, 3) }];
}

/** The number of days between two periods; 0 if they overlap. */
const daysApart = (a: { from: string; to: string }, b: { from: string; to: string }): number =>
  Math.max(0, (Date.parse(b.from) - Date.parse(a.to)) / day, (Date.parse(a.from) - Date.parse(b.to)) / day);

function isPlace(place: string, localities: ReadonlySet<string>): boolean {
  const keys = new Set(nameKeys(place));
  return [...localities].some((one) => foldText(one) === foldText(place) || nameKeys(one).some((key) => keys.has(key)));
}

const isAct = (act: NonNullable<CaseSearch['act']>, types: ReadonlySet<string>): boolean =>
  (incidentTypeOfEvent[act] !== undefined && types.has(incidentTypeOfEvent[act])) ||
  [...types].some((type) => type === act || ['refines', 'refined-by'].includes(compareTerms('event-type', act, type)));

function rank(
  search: CaseSearch,
  people: ReadonlyMap<number, People>,
  cases: ReadonlyMap<number, CaseDetails>,
): CaseCandidate[] {
  const found: (CaseCandidate & { score: number })[] = [];
  for (const [id, one] of cases) {
    const shared = people.get(id);
    const reasons: CaseReason[] = structuredClone(shared?.reasons ?? []);
    let score = shared?.score ?? 0;
    const isPlaceShared = search.place !== null && isPlace(search.place, one.localities);
    if (isPlaceShared) {
      score += 2;
      addReason(reasons, 'place', search.place!);
    }
    if (search.country && one.countries.size > 0 && !one.countries.has(search.country)) score -= 3;
    const days = daysOf(search.date);
    const apart = days ? Math.min(...one.days.map((other) => daysApart(days, other))) : Infinity;
    if (apart <= 31) {
      score += apart <= 3 ? 3 : 1.5;
      addReason(reasons, apart === 0 ? 'day' : apart <= 3 ? 'near' : 'month');
    }
    // Days and acts are never a reason of their own: many cases share them.
    if (!((shared?.score ?? 0) >= 1 || (isPlaceShared && apart <= 3)) || reasons.length === 0) continue;
    if (search.act && isAct(search.act, one.types)) {
      score += 1;
      addReason(reasons, 'act');
    }
    found.push({ ref: one.ref, title: one.title, reasons, score });
  }
  return found
    .toSorted((a, b) => b.score - a.score || numberOf(b.ref) - numberOf(a.ref))
    .map(({ ref, title, reasons }) => ({ ref, title, reasons }));
}

const numberOf = (ref: string): number => Number(ref.split('/')[1]);
