import type { Reader } from '../../platform/database/tx.ts';
import { atAddress } from '../../record/views/address.ts';
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
  const found = new Map<Key, ProvisionOn>();
  const laws = new Map<number, LawView | null>();
  for (const [key, { number, day }] of asked) {
    const here = await atAddress(db, 'provision', number, 'public');
    if (here.is !== 'here') continue;
    const { law_id: id, number: lawNumber } = await db
      .selectFrom('provision')
      .innerJoin('thing', 'thing.id', 'provision.law_id')
      .select(['law_id', 'thing.number'])
      .where('provision.id', '=', here.thing.id)
      .executeTakeFirstOrThrow();
    if (!laws.has(id)) {
      const at = await atAddress(db, 'law', lawNumber, 'public');
      laws.set(id, at.is === 'here' ? await loadLaw(db, at.thing, 'public') : null);
    }
    const law = laws.get(id);
    const one = law && flat(lawAsOf(law, day)).find((each) => each.provision.brief.id === here.thing.id);
    if (law && one) found.set(key, { law, one: withoutLater(one), day });
  }
  return found;
}
