import { sql } from 'kysely';
import type { Reader } from '../../platform/database/tx.ts';
import { isListed } from '../../record/views/listed.ts';
import { flat, lawAsOf, type ProvisionAsOf } from './as-of.ts';
import { loadLaw, type LawView } from './law.ts';

/** A provision on a day, with its law. */
export type ProvisionOn = { law: LawView; one: ProvisionAsOf; day: string };

/** A provision without the parts that were added later. Only the page of a whole law shows later parts. */
const withoutLater = (one: ProvisionAsOf): ProvisionAsOf => ({
  ...one,
  children: one.children.filter((child) => child.standing !== 'not-yet').map(withoutLater),
});

/** Provisions as readers see them, each with its law. Provisions that readers may not see are left out. */
export async function loadProvisionsOn<Key>(
  db: Reader,
  asked: ReadonlyMap<Key, { number: number; day: string }>,
): Promise<Map<Key, ProvisionOn>> {
  const numbers = [...new Set([...asked.values()].map(({ number }) => number))];
  if (numbers.length === 0) return new Map();
  const rows = await db
    .selectFrom('thing as found')
    .innerJoin('provision', 'provision.id', 'found.id')
    .innerJoin('thing as t', 't.id', 'provision.law_id')
    .selectAll('t')
    .select(['found.id as provision', 'found.number as asked'])
    .where('found.kind', '=', 'provision')
    .where(sql<boolean>`found.number = any(${numbers}::bigint[])`)
    .where(isListed('public', 'found'))
    .where(isListed('public'))
    .execute();
  const things = new Map(rows.map(({ provision: _, asked: __, ...law }) => [law.id, law]));
  const laws = new Map(
    await Promise.all([...things.values()].map(async (law) => [law.id, await loadLaw(db, law, 'public')] as const)),
  );
  const found = new Map<Key, ProvisionOn>();
  for (const [key, { number, day }] of asked) {
    const row = rows.find((one) => one.asked === number);
    const law = row && laws.get(row.id);
    const one = law && flat(lawAsOf(law, day)).find((each) => each.provision.brief.id === row.provision);
    if (law && one) found.set(key, { law, one: withoutLater(one), day });
  }
  return found;
}
