import { sql } from 'kysely';
import type { Reader } from '../../platform/database/tx.ts';
import { conflictingPlaces } from '../../record/disagreements/conflicts.ts';
import { viewValue, type ValueView } from '../../record/views/values.ts';

/** What the front page says of a case or a law. None of these values names another item. */
const properties = [
  'case-status',
  'began',
  'place',
  'incident-type',
  'jurisdiction',
  'law-kind',
  'adopted',
  'signed',
  'in-force',
  'struck-down',
  'repealed',
] as const;
export type FrontProperty = (typeof properties)[number];

/** The values of an item that can be shown without their speaker. */
export type PlainFacts = Partial<Record<FrontProperty, ValueView[]>>;

/**
 * Plain values of cases and laws, by id, in one query. Values that are merely alleged are left out, and so are all
 * values of a property if sources disagree, because a line has no room to say who says what.
 */
export async function loadPlainFacts(db: Reader, ids: readonly number[]): Promise<Map<number, PlainFacts>> {
  const found = new Map<number, PlainFacts>();
  if (!ids.length) return found;
  const { rows } = await sql<{ id: number; property: FrontProperty; value: unknown; attributed: boolean }>`
    select f.subject_id as id, f.property, f.value, f.public_attributed as attributed from fact f
    where f.subject_id = any(${[...ids]}::bigint[]) and f.property = any(${[...properties]}::text[]) and f.public_shown and f.value_thing is null
    order by f.subject_id, f.property, f.date_from nulls last, f.value_key`.execute(db);
  for (const { id, property } of rows) {
    const facts = found.get(Number(id)) ?? {};
    found.set(Number(id), facts);
    if (facts[property]) continue;
    const all = rows.filter((row) => row.id === id && row.property === property);
    const disagrees =
      conflictingPlaces(
        property,
        all.map(({ value }) => ({ value, saidOn: [null] })),
      ).size > 0;
    facts[property] = disagrees
      ? []
      : all.filter((row) => !row.attributed).map(({ value }) => viewValue(property, value, null, 'public'));
  }
  return found;
}
