import { sql } from 'kysely';
import { customPlan } from '../../platform/database/custom-plan.ts';
import type { Reader } from '../../platform/database/tx.ts';
import { caseOf } from '../../record/kinds/within.ts';
import { findFacet } from '../../record/vocabulary/facets.ts';
import { targetProperties, targetRoles } from '../../record/vocabulary/target-roles.ts';
import type { Value } from './count.ts';
import type { Dimension } from './query.ts';
import { partOf, readCells } from './tallies.ts';

/**
 * Readers see the count of a value only if it is at least this number, and if at least this many cases do not have the
 * value. Counts are rounded down to a multiple of this number.
 */
export const minCount = 5;

/**
 * Counts public cases by a property of the people targeted that only the desk sees, such as gender, so that the counts
 * reveal nothing about a single person (docs/decisions/0131-gender-is-for-the-desk.md). Returns a value only if at
 * least `minCount` people and `minCount` cases have it, and at least `minCount` cases do not. Never returns the number of
 * cases with an unknown value. A person counts only if they are public, and a public fact says that they were targeted.
 */
export async function countAlone(db: Reader, dimension: Dimension): Promise<{ total: number; rows: Value[] }> {
  const { key } = findFacet(dimension)!.property!;
  const open = (thing: string) =>
    sql`${sql.ref(`${thing}.visibility`)} = 'public' and ${sql.ref(`${thing}.withdrawn_at`)} is null and ${sql.ref(`${thing}.redacted_at`)} is null`;
  const { rows } = await sql<{ value: string; people: number; cases: number }>`
    with targeted as (
      select distinct g.value_key as value, g.subject_id as person, ${caseOf(sql`s.kind`, sql`s.id`)} as case_id
      from fact g join thing p on p.id = g.subject_id join actor a on a.id = g.subject_id
      join fact f on f.value_thing = g.subject_id join thing s on s.id = f.subject_id
      where g.property = ${key} and g.value_key <> 'unknown' and g.desk_shown and not g.desk_attributed
        and a.kind = 'person' and ${open('p')} and ${open('s')} and f.public_shown and not f.public_attributed
        and (f.property = any(${[...targetProperties]}::text[]) or (f.property = 'involvement' and f.value->>'role' = any(${[...targetRoles]}::text[])))
    )
    select x.value, count(distinct x.person)::int as people, count(distinct e.thing_id)::int as cases
    from targeted x join thing c on c.id = x.case_id join search_entry e on e.thing_id = c.canonical_id and e.kind = 'case' and e.for_public
    group by 1 ${customPlan}`.execute(db);
  const total = (await readCells(db, [partOf.all])).reduce((sum, { n }) => sum + n, 0);
  const given = rows
    .filter(({ people, cases }) => people >= minCount && cases >= minCount && total - cases >= minCount)
    .map(({ value, cases }) => ({ value, label: null, count: cases - (cases % minCount) }));
  return { total, rows: given.toSorted((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1)) };
}
