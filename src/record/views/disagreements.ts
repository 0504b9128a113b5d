import type { Reader } from '../../platform/database/tx.ts';
import { findConflicts, findProperty } from '../vocabulary/properties.ts';
import type { Audience } from './briefs.ts';
import { loadFacts, type PropertyView } from './facts.ts';

/** One thing that sources tell differently: every value, those that stand back behind a preferred one too. */
export type Disagreement = { subjectId: number; property: PropertyView };

/**
 * What is disputed of `subjectIds`: properties whose values exclude each other by the catalogue's comparison.
 * A value that the desk prefers does not end a disagreement; the page says which one it is.
 */
export async function loadDisagreements(db: Reader, subjectIds: readonly number[], audience: Audience): Promise<Disagreement[]> {
  const facts = await loadFacts(db, subjectIds, audience, { all: true });
  return subjectIds.flatMap((subjectId) => (facts.get(subjectId) ?? []).flatMap((property) => {
    const inConflict = conflicting(property);
    return inConflict.length ? [{ subjectId, property: { ...property, values: inConflict } }] : [];
  }));
}

/** The values that take part in a conflict: a list of twenty targets with two that exclude each other has two. */
function conflicting({ property, values }: PropertyView): PropertyView['values'] {
  const known = findProperty(property);
  if (!known || values.length < 2) return [];
  const places = new Set(findConflicts(known, values.map((value) => value.value)).flat());
  return values.filter((_, place) => places.has(place));
}
