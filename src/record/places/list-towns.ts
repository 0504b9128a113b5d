import { sql } from 'kysely';
import type { Reader } from '../../platform/database/tx.ts';
import { caseOf } from '../kinds/within.ts';
import { isOpen } from '../views/listed.ts';
import { keyOf, type TownNames } from './tables.ts';

/** The towns to which the desk has given names. */
export async function loadTowns(db: Reader): Promise<TownNames[]> {
  const rows = await db
    .selectFrom('town_name')
    .select(['country', 'locality', 'names'])
    .orderBy('country')
    .orderBy('key')
    .execute();
  return rows.map((row) => ({ ...row, names: row.names as TownNames['names'] }));
}

/** A town with the number of public facts about it, and the names that the desk has given to it. */
export type TownOfRecord = TownNames & { facts: number };

/**
 * At most this many names of towns are taken from facts: those with the most facts. Towns to which the desk has given
 * names are always listed.
 */
const maxListed = 1000;

/**
 * The towns in public facts about public items, and the towns to which the desk has given names. Other towns are left
 * out, because they may be known only from cases that are limited to a team.
 */
export async function listTowns(db: Reader): Promise<TownOfRecord[]> {
  const { rows } = await sql<{ country: string; locality: string; facts: number }>`
    select f.value ->> 'country' as country, f.value ->> 'locality' as locality, count(*)::int as facts
    from fact f join thing s on s.id = f.subject_id
    left join thing c on c.id = (select o.canonical_id from thing o where o.id = ${caseOf(sql`s.kind`, sql`s.id`)})
    where f.public_shown and f.value ? 'locality' and ${isOpen('public', 's')} and (c.id is null or ${isOpen('public', 'c')})
    group by 1, 2 order by 3 desc, 1, 2 limit ${maxListed}`.execute(db);
  const named = new Map((await loadTowns(db)).map((town) => [keyOf(town), town]));
  const listed = new Map<string, TownOfRecord>();
  for (const row of rows) {
    const key = keyOf(row);
    const known = listed.get(key);
    if (known) known.facts += row.facts;
    else listed.set(key, { ...row, names: named.get(key)?.names ?? {} });
  }
  for (const [key, town] of named) if (!listed.has(key)) listed.set(key, { ...town, facts: 0 });
  return [...listed.values()];
}
