import type { Reader } from '../../platform/database/tx.ts';
import { loadCases, type LoadedCase } from '../../record/duplicates/like-cases.ts';
import { RefResolver } from '../../record/refs.ts';
import { parseEdtf } from '../../record/values/edtf/edtf.ts';
import { likelyCases } from './load-draft.ts';
import type { NearActor } from './near.ts';
import type { StoredIncident } from './schema.ts';

/** The reason why an incident may belong to a case. */
type CaseGround = 'target' | 'outlet' | 'day' | 'month' | 'place';
export type IncidentCase = { ref: string; title: string; grounds: CaseGround[] };

const shown = 4;

/** Every name by which cases are searched for incidents. */
export const namesOfIncidents = (incidents: readonly StoredIncident[]): string[] => [
  ...new Set(
    incidents.flatMap(({ targets }) => targets.flatMap(({ name, outlet }) => (outlet ? [name, outlet] : [name]))),
  ),
];

/**
 * The cases in the record to which an incident may belong: cases that involve one of its targets or a target's outlet.
 * Cases with the same days and place come first, cases of other years last.
 */
export async function casesOfIncident(
  db: Reader,
  incident: StoredIncident,
  near: ReadonlyMap<string, readonly NearActor[]>,
): Promise<IncidentCase[]> {
  const refsOf = (names: readonly (string | null)[]): string[] =>
    names.flatMap((name) => (name === null ? [] : (near.get(name) ?? []).map(({ ref }) => ref)));
  const targets = refsOf(incident.targets.map(({ name }) => name));
  const outlets = refsOf(incident.targets.map(({ outlet }) => outlet));
  const likely = await likelyCases(db, [...targets, ...outlets], 20);
  if (likely.length === 0) return [];
  const known = new RefResolver();
  await known.look(db, [...likely.map(({ ref }) => ref), ...targets]);
  const idOf = (ref: string): number => known.find(ref, 'case')?.id ?? 0;
  const cases = await loadCases(
    db,
    likely.map(({ ref }) => idOf(ref)),
  );
  const targetIds = new Set(targets.map(idOf));
  return likely
    .map(({ ref, title }): IncidentCase => {
      const found = cases.get(idOf(ref));
      const grounds = found ? groundsOf(incident, found, targetIds) : [];
      return { ref, title, grounds: grounds.length > 0 ? grounds : ['outlet'] };
    })
    .toSorted((a, b) => weightOf(b) - weightOf(a))
    .slice(0, shown);
}

const weights: Record<CaseGround, number> = { target: 4, outlet: 1, day: 4, month: 2, place: 1 };
const weightOf = ({ grounds }: IncidentCase): number => grounds.reduce((sum, ground) => sum + weights[ground], 0);

function groundsOf(incident: StoredIncident, found: LoadedCase, targets: ReadonlySet<number>): CaseGround[] {
  const date = incident.date ? parseEdtf(incident.date) : null;
  const days =
    date?.earliest && date.latest && found.from
      ? daysApart({ from: date.earliest, to: date.latest }, { from: found.from, to: found.to ?? found.from })
      : null;
  return [
    [...targets].some((id) => found.targets.has(id) || found.actors.has(id)) ? 'target' : 'outlet',
    ...(days !== null && days <= 3 ? ['day' as const] : days !== null && days <= 31 ? ['month' as const] : []),
    ...(incident.place && found.localities.has(incident.place.toLowerCase()) ? ['place' as const] : []),
  ];
}

type Days = { from: string; to: string };
const daysApart = (a: Days, b: Days): number => {
  const gap = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / 86_400_000;
  return Math.max(0, gap(a.to, b.from), gap(b.to, a.from));
};
