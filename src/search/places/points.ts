import { insertRows } from '../../platform/database/insert-rows.ts';
import type { Tx } from '../../platform/database/tx.ts';
import type { Place } from '../../record/values/place.ts';
import { findProperty } from '../../record/vocabulary/properties.ts';
import type { CaseContent } from '../index/read-cases.ts';
import type { CasePoint } from './tables.ts';

/** Steps in a degree. One step is about 5.5 km from north to south, so a point says which town, and not which house. */
export const pointSteps = 20;

/** A position on maps, in steps. */
export type Cell = { latitude: number; longitude: number };

/**
 * The position of a place on maps, or null. A place without a locality has none: its coordinates would say more than
 * its words.
 */
export function cellOf({ locality, point }: Place): Cell | null {
  if (!locality || !point) return null;
  return {
    latitude: Math.round(point.latitude * pointSteps),
    longitude: Math.round(point.longitude * pointSteps),
  };
}

export async function insertPoints(tx: Tx, points: readonly CasePoint[]): Promise<void> {
  await insertRows(tx, 'case_point', points);
}

/** Where a case and its events took place, as far as readers see it without a speaker. */
export function pointsOf(content: CaseContent): CasePoint[] {
  const points = new Map<string, CasePoint>();
  for (const part of content.parts)
    for (const fact of part.facts) {
      if (!fact.plainPublic || findProperty(fact.property)?.value.type !== 'place') continue;
      const { country } = fact.value as Place;
      const cell = cellOf(fact.value as Place);
      const key = cell && `${country} ${cell.latitude} ${cell.longitude}`;
      if (key && !points.has(key)) points.set(key, { case_id: content.id, country, ...cell, subject_id: part.id });
    }
  return [...points.values()];
}
