import { insertRows } from '../../platform/database/insert-rows.ts';
import type { Tx } from '../../platform/database/tx.ts';
import { cellOf, type Place } from '../../record/values/place.ts';
import { findProperty } from '../../record/vocabulary/properties.ts';
import type { CaseContent } from '../index/read-cases.ts';
import type { CasePoint } from './tables.ts';

export async function insertPoints(tx: Tx, points: readonly CasePoint[]): Promise<void> {
  await insertRows(tx, 'case_point', points);
}

/** The places of a case and its parts in facts that readers may see without a speaker. */
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
