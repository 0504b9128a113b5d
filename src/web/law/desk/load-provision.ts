import { loadLaw, type LawView, type ProvisionView } from '../../../law/views/law.ts';
import { findThing } from '../../../record/refs.ts';
import type { Thing } from '../../../record/things.ts';
import type { Desk } from '../../kit/desk/who.ts';

/** A provision and its law, as the desk sees them. */
export async function loadProvision(desk: Desk, thing: Thing): Promise<{ law: LawView; provision: ProvisionView }> {
  const db = desk.app.db.read;
  const row = await db
    .selectFrom('provision')
    .innerJoin('thing', 'thing.id', 'provision.law_id')
    .select('thing.number')
    .where('provision.id', '=', thing.id)
    .executeTakeFirstOrThrow();
  const law = await loadLaw(db, (await findThing(db, 'law', row.number))!, 'desk');
  const find = (all: readonly ProvisionView[]): ProvisionView | undefined => {
    for (const one of all) {
      const found = one.brief.id === thing.id ? one : find(one.children);
      if (found) return found;
    }
    return undefined;
  };
  return { law, provision: find(law.provisions)! };
}
