import type { FactView } from '../views/facts.ts';
import { parseEdtf } from '../values/edtf/edtf.ts';
import { compareValues, findProperty, type Property } from '../vocabulary/properties.ts';

/** Whether values of this property can contradict each other. The values of other properties need no comparison. */
export const canConflict = (property: Property): boolean =>
  property.comparison === 'exclusive' || ['involvement', 'kinship', 'tie', 'position'].includes(property.value.type);

type Compared = Pick<FactView, 'value' | 'saidOn'>;

/**
 * The indexes of the values that contradict at least one other value in the list. If a property changes with time,
 * values from different times do not contradict each other.
 */
export function conflictingIndexes(key: string, values: readonly Compared[]): Set<number> {
  const places = new Set<number>();
  const property = findProperty(key);
  if (!property || values.length < 2 || !canConflict(property)) return places;
  for (let a = 0; a < values.length; a++)
    for (let b = a + 1; b < values.length; b++) {
      if (compareValues(property, values[a]!.value, values[b]!.value) !== 'conflicts') continue;
      if (property.changes && !atOneTime(values[a]!, values[b]!)) continue;
      places.add(a).add(b);
    }
  return places;
}

export const inConflict = (key: string, values: readonly Compared[]): boolean =>
  conflictingIndexes(key, values).size > 0;

/** Whether two values may be from the same day. An unknown day may be any day. */
function atOneTime(a: Compared, b: Compared): boolean {
  return a.saidOn.some((one) => b.saidOn.some((other) => meet(one, other)));
}

function meet(a: string | null, b: string | null): boolean {
  const [left, right] = [a === null ? null : parseEdtf(a), b === null ? null : parseEdtf(b)];
  if (!left || !right) return true;
  const apart = (first: typeof left, then: typeof left): boolean =>
    first.latest !== null && then.earliest !== null && first.latest < then.earliest;
  return !apart(left, right) && !apart(right, left);
}
