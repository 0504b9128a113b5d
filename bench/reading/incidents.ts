import type { Incident, Page } from '../../scripts/corpus/scheme.ts';
import type { Draft, DraftIncident } from '../../src/drafting/schema.ts';
import { mayBeOneDate } from '../../src/record/values/edtf/edtf-compare.ts';
import { compareTerms } from '../../src/record/vocabulary/terms.ts';
import { namesIn } from './names.ts';
import { isSameName, addTallies, share, tally, type Tally } from './measures.ts';

/** Whether two acts are the same, or one is a kind of the other. */
export const isSameAct = (a: string, b: string): boolean => compareTerms('event-type', a, b) !== 'conflicts';

type Pair = { expected: Incident; found: DraftIncident };
/** Whether a found name is one of an entity's names or descriptions on the page. */
const isEntity = (page: Page, id: string | null, name: string): boolean =>
  namesIn(page, id).some((known) => isSameName(known, name)) ||
  page.mentions.some(({ entity, form, text }) => entity === id && form === 'description' && isSameName(text, name));

/**
 * Pairs the incidents of a draft with those of the page. The acts of a pair are equal, or one is a kind of the other.
 * The dates do not conflict. If both incidents have targets, they share at least one. Incidents that share most are
 * paired first.
 */
export function pairs(page: Page, found: readonly DraftIncident[]): Pair[] {
  const fits = page.incidents.flatMap((expected) =>
    found.flatMap((one) => {
      if (!expected.acts.some((act) => isSameAct(act, one.act)) || !mayBeOneDate(expected.date, one.date)) return [];
      const names = expected.targets.flatMap(({ entity, outlet }) => [
        ...namesIn(page, entity),
        ...namesIn(page, outlet),
      ]);
      const same = one.targets.some(({ name }) => names.some((other) => isSameName(other, name)));
      if (!same && names.length > 0 && one.targets.length > 0) return [];
      return [
        {
          expected,
          found: one,
          weight:
            Number(same) * 2 +
            Number(expected.date !== null && expected.date === one.date) * 2 +
            Number(expected.acts.includes(one.act)),
        },
      ];
    }),
  );
  const taken: Pair[] = [];
  // An annotated incident can have several acts, such as an attack with damage. It can be paired with one incident for
  // each act.
  const left = (expected: Incident, one: DraftIncident): boolean => {
    const others = taken.filter((pair) => pair.expected === expected);
    return others.length < expected.acts.length && others.every(({ found: other }) => !isSameAct(other.act, one.act));
  };
  for (const one of fits.sort((a, b) => b.weight - a.weight))
    if (!taken.some(({ found: other }) => other === one.found) && left(one.expected, one.found)) taken.push(one);
  return taken;
}

/**
 * Counts how many values of the incidents are right. Incidents without a pair count only for `incidents` and
 * `targetKnown`.
 */
export function scoreIncidents(page: Page, draft: Pick<Draft, 'incidents'>): Record<string, Tally> {
  const { incidents } = draft;
  const paired = pairs(page, incidents);
  const of = <Gold, Value>(
    expected: (one: Incident) => Gold | null,
    found: (one: DraftIncident) => Value | null,
    same: (expected: Gold, found: Value) => boolean,
  ): Tally =>
    paired
      .map((pair) => {
        const [a, b] = [expected(pair.expected), found(pair.found)];
        return tally(a !== null && b !== null && same(a, b) ? 1 : 0, b === null ? 0 : 1, a === null ? 0 : 1);
      })
      .reduce(addTallies, tally());
  const equal = <Value>(expected: Value, found: Value): boolean => expected === found;
  const oneOf = (list: readonly string[]): readonly string[] | null => (list.length > 0 ? list : null);
  const isOne = (ids: readonly string[], name: string): boolean => ids.some((id) => isEntity(page, id, name));
  /** The annotated targets of the pairs. `mine` is the same target in the draft, if the draft has it. */
  const matched = paired.flatMap((pair) =>
    pair.expected.targets.map((target) => ({
      target,
      mine: pair.found.targets.find(({ name }) => isEntity(page, target.entity, name)),
    })),
  );
  const targets = page.incidents.flatMap((incident) => incident.targets.map(({ entity }) => entity));
  const named = incidents.flatMap((incident) => incident.targets.map(({ name }) => name));
  return {
    incidents: tally(
      paired.length,
      incidents.length,
      page.incidents.length + paired.length - new Set(paired.map(({ expected }) => expected)).size,
    ),
    targetKnown: share(named.filter((name) => isOne(targets, name)).length, named.length),
    incidentDate: of(
      ({ date }) => date,
      ({ date }) => date,
      equal,
    ),
    incidentPlace: of(
      ({ place }) => place,
      ({ place }) => place,
      (id, name) => isEntity(page, id, name),
    ),
    incidentCountry: of(
      ({ country }) => country,
      ({ country }) => country,
      equal,
    ),
    incidentAuthority: of(
      ({ authorities }) => oneOf(authorities),
      ({ authority }) => authority,
      isOne,
    ),
    incidentLaw: of(
      ({ laws }) => oneOf(laws),
      ({ law }) => law,
      isOne,
    ),
    incidentOutcome: of(
      ({ outcomes }) => oneOf(outcomes.map(({ kind, value }) => `${kind} ${value}`)),
      ({ outcome }) => outcome && `${outcome.kind} ${outcome.value}`,
      (all, one) => all.includes(one),
    ),
    incidentRole: matched
      .flatMap(({ target, mine }) =>
        mine && target.role ? [tally(mine.role === target.role ? 1 : 0, mine.role ? 1 : 0, 1)] : [],
      )
      .reduce(addTallies, tally()),
    incidentOutlet: matched
      .flatMap(({ target, mine }) =>
        mine && target.outlet
          ? [tally(mine.outlet && isEntity(page, target.outlet, mine.outlet) ? 1 : 0, mine.outlet ? 1 : 0, 1)]
          : [],
      )
      .reduce(addTallies, tally()),
    incidentBackground: share(
      paired.filter(({ expected, found }) => expected.background === found.background).length,
      paired.length,
    ),
  };
}

/** Lists, in one line each, incidents that a draft misses or invents, and pairs with different values. */
export function errorsOfIncidents(page: Page, { incidents }: Pick<Draft, 'incidents'>): string[] {
  const paired = pairs(page, incidents);
  const words = (incident: Incident): string =>
    incident.spans.map(({ field, text }) => `${field} “${text.replace(/\s+/g, ' ')}”`).join(', ');
  const describeFound = (one: DraftIncident): string =>
    `${one.act} ${one.date ?? '–'} [${one.targets.map(({ name, role, outlet }) => `${name}/${role ?? ''}/${outlet ?? ''}`).join('; ')}] by ${one.authority ?? '–'} in ${one.place ?? '–'} ${one.country ?? ''} law ${one.law ?? '–'} → ${one.outcome ? `${one.outcome.kind} ${one.outcome.value ?? ''}` : '–'}${one.background ? ' (background)' : ''}`;
  const describeExpected = (one: Incident): string =>
    `${one.acts.join('+')} ${one.date ?? '–'} [${one.targets.map(({ entity, role, outlet }) => `${namesIn(page, entity)[0] ?? entity}/${role ?? ''}/${namesIn(page, outlet)[0] ?? ''}`).join('; ')}] by ${one.authorities.map((id) => namesIn(page, id)[0] ?? id).join(', ') || '–'} in ${namesIn(page, one.place)[0] ?? '–'} ${one.country ?? ''} law ${one.laws.map((id) => namesIn(page, id)[0] ?? id).join(', ') || '–'} → ${one.outcomes.map(({ kind, value }) => `${kind} ${value ?? ''}`).join(', ') || '–'}${one.background ? ' (background)' : ''}`;
  return [
    ...page.incidents
      .filter((expected) => !paired.some((pair) => pair.expected === expected))
      .map((expected) => `incident missing: ${describeExpected(expected)} – ${words(expected)}`),
    ...incidents
      .filter((found) => !paired.some((pair) => pair.found === found))
      .map((found) => `incident invented: ${describeFound(found)}`),
    ...paired.flatMap(({ expected, found }) => {
      const [a, b] = [describeExpected(expected), describeFound(found)];
      return a === b ? [] : [`incident differs: ${b}\n          from ${a}`];
    }),
  ];
}
