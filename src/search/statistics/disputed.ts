import { sql, type RawBuilder } from 'kysely';
import type { Reader } from '../../platform/database/tx.ts';
import { group } from '../../platform/text/group.ts';
import { shownState } from '../../record/claims/counted.ts';
import { unresolvedStates } from '../../record/disagreements/unresolved.ts';
import { caseOf } from '../../record/kinds/within.ts';
import type { Audience } from '../../record/views/briefs.ts';
import { isOpen } from '../../record/views/listed.ts';
import { incidentTypeOfEvent } from '../../record/vocabulary/event-types.data.ts';
import { facetNameOf, facetOf, findFacet } from '../../record/vocabulary/facets.ts';
import { findProperty, properties } from '../../record/vocabulary/properties.ts';
import { lineOf } from '../../record/vocabulary/terms.ts';
import { facetUnder } from './profile.ts';
import { isAlone, isInTime, type Dimension } from './query.ts';

/** The maximum number of disputed values that are read. */
const maxDisputed = 20_000;

type Row = { case_id: number; property: string; value: unknown; value_key: string; types: string[] };

/**
 * For each value of a dimension, the number of its cases in which the value is disputed: sources disagree about it and
 * no editor has resolved this, or a source denies it. A kind of pressure is also disputed if sources disagree about the
 * kind of an event of the case. Values that are disputed in no case are left out.
 * @param condition the condition on `search_entry e` for the cases that count (`matching`)
 */
export async function countDisputed(
  db: Reader,
  by: Dimension | null,
  condition: RawBuilder<boolean>,
  audience: Audience,
): Promise<ReadonlyMap<string, number>> {
  const asked = by === null || isInTime(by) || isAlone(by, audience) ? [] : propertiesOf(by);
  if (by === null || asked.length === 0) return new Map();
  const column = (table: 'd' | 'f', name: string) => sql.ref(`${table}.${audience}_${name}`);
  // The lateral join makes PostgreSQL look up each case by an index, instead of reading all entries.
  const { rows } = await sql<Row>`
    with disputed as (
      select d.subject_id, d.property, null as value_key from disagreement d where d.property = any(${asked}::text[]) and ${column('d', 'state')} = any(${unresolvedStates}::text[])
      union
      select x.canonical_id, s.property, s.value_key from claim c join thing ct on ct.id = c.id join statement s on s.claim_id = c.id join thing x on x.id = s.subject_id
      where c.mode = 'denied' and ${shownState(audience, 'c')} and ${isOpen(audience, 'ct')} and s.property = any(${asked}::text[])
    )
    select distinct e.thing_id as case_id, f.property, f.value, f.value_key, e.types
    from disputed o join thing t on t.id = o.subject_id and ${isOpen(audience)}
      join fact f on f.subject_id = o.subject_id and f.property = o.property and (o.value_key is null or f.value_key = o.value_key) and ${column('f', 'shown')} and not ${column('f', 'attributed')}
      join thing own on own.id = ${caseOf(sql`t.kind`, sql`t.id`)}
      cross join lateral (select e.thing_id, e.types from search_entry e where e.thing_id = own.canonical_id and ${condition} offset 0) e
    limit ${maxDisputed}`.execute(db);
  const counts = new Map<string, number>();
  for (const own of group(rows.map((row) => [Number(row.case_id), row] as const)).values())
    for (const value of disputedIn(by, own)) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}

/**
 * The disputed values of one case. A broad kind of pressure is disputed if all narrower kinds that the case has are.
 */
function disputedIn(by: Dimension, rows: readonly Row[]): ReadonlySet<string> {
  const values = new Set(rows.flatMap((row) => valuesOf(by, row)));
  if (by !== 'group') return values;
  const { types } = rows[0]!;
  const broader = new Set(types.flatMap((type) => lineOf('incident-type', type).slice(1)));
  const groupOf = (type: string): string => lineOf('incident-type', type).at(-1) ?? type;
  const certain = new Set(types.filter((type) => !broader.has(type) && !values.has(type)).map(groupOf));
  return new Set([...values].map(groupOf).filter((one) => !certain.has(one)));
}

/** The properties from which a dimension is counted. For kinds of pressure, this includes the kind of an event. */
function propertiesOf(by: Dimension): string[] {
  const facet = facetUnder(by);
  const own = properties.filter((property) => facetNameOf(property) === facet).map(({ key }) => key);
  return facet === 'type' ? [...own, 'event-type'] : own;
}

function valuesOf(by: Dimension, { property: key, value, value_key: valueKey, types }: Row): string[] {
  const facet = facetUnder(by);
  const incidents: Partial<Record<string, string>> = incidentTypeOfEvent;
  const narrowest = facet === 'type' && key === 'event-type' ? incidents[String(value)] : String(value);
  if (facet === 'type') return narrowest === undefined || !types.includes(narrowest) ? [] : [narrowest];
  const property = findProperty(key);
  const known = property && facetOf(property, { value, valueKey, from: null, to: null });
  if (!known) return [];
  return findFacet(by)?.values.of === 'choice' ? known.values.slice(0, 1) : [...known.values];
}
