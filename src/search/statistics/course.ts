import { findProperty } from '../../record/vocabulary/properties.ts';
import type { CaseContent, CaseFact } from '../index/read-cases.ts';

/** Roles in an involvement in which an authority or a court acts in a case. */
const actingRoles: ReadonlySet<string> = new Set([
  'perpetrator',
  'instigator',
  'direct-perpetrator',
  'court',
  'prosecutor',
  'plaintiff',
  'complainant',
  'investigating-authority',
  'executing-authority',
  'regulator',
]);
/** Properties whose value is the authority or court that acts. */
const actingProperties: ReadonlySet<string> = new Set(['heard-by', 'ordered-by']);

/** The length of a case counts as known if the shortest and the longest possible differ by at most this many days. */
const vaguest = 62;

/**
 * The ids of actors that act in a case as authorities do: they order, hear, investigate, carry out or sue. Whether such
 * an actor is an authority or a court is looked up when cases are counted.
 * @param counts whether a fact counts; those that are only alleged or denied do not
 */
export function authoritiesOf(content: CaseContent, counts: (fact: CaseFact) => boolean): number[] {
  const found = new Set<number>();
  for (const { facts } of content.parts)
    for (const fact of facts) {
      if (fact.valueThing === null || !counts(fact)) continue;
      const acts =
        actingProperties.has(fact.property) ||
        (fact.property === 'involvement' && actingRoles.has((fact.value as { role?: string }).role ?? ''));
      if (acts) found.add(fact.valueThing);
    }
  return [...found].toSorted((a, b) => a - b);
}

/** Whether only proceedings can have the property. */
function isOfProceeding(property: string): boolean {
  const on = findProperty(property)?.on ?? [];
  return on.length === 1 && on[0] === 'proceeding';
}

/**
 * How many days a case took until it ended, or else until the last of its proceedings was closed. If the dates are not
 * exact, this is the middle between the shortest and the longest possible length. Null if it is unknown when the case
 * ended and a proceeding is still open, if a date is missing, or if the dates are too vague or contradict each other.
 */
export function daysOf(
  content: CaseContent,
  began: { from: string; to: string } | null,
  counts: (fact: CaseFact) => boolean,
): number | null {
  if (!began) return null;
  const dates = (property: string): CaseFact[] =>
    content.parts.flatMap((part) => part.facts.filter((fact) => fact.property === property && counts(fact)));
  const ended = dates('ended');
  const ends = ended.length ? ended : dates('closed');
  const goesOn = content.parts.some(({ facts }) => {
    const own = facts.filter((fact) => counts(fact) && isOfProceeding(fact.property));
    return own.length > 0 && !own.some((fact) => fact.property === 'closed');
  });
  if (!ends.length || (!ended.length && goesOn) || ends.some((fact) => fact.from === null || fact.to === null))
    return null;
  // If sources differ on the end of the case, any of their dates is possible. Of several proceedings, the last one
  // counts.
  const from = ends
    .map((fact) => fact.from!)
    .toSorted()
    .at(ended.length ? 0 : -1)!;
  const to = ends
    .map((fact) => fact.to!)
    .toSorted()
    .at(-1)!;
  const [least, most] = [daysBetween(began.to, from), daysBetween(began.from, to)];
  return most < 0 || most - least > vaguest ? null : Math.max(0, Math.round((least + most) / 2));
}

const daysBetween = (from: string, to: string): number => Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);
