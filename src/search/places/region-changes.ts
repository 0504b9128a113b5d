import type { Reader } from '../../platform/database/tx.ts';
import { addRegions } from './add-regions.ts';
import { removeRegions } from './remove-regions.ts';
import type { CountryWithRegions } from './stored-regions.ts';

/**
 * A change of a country's regions. `by`: null for a command on the server. `regions`: the number of regions after it.
 */
export type RegionChange = {
  at: Date;
  by: string | null;
  is: 'added' | 'replaced' | 'removed';
  country: string;
  regions: number | null;
  why: string | null;
};

const maxShown = 20;

/** The latest changes, newest first. */
export async function loadRegionChanges(db: Reader): Promise<RegionChange[]> {
  const rows = await db
    .selectFrom('change_set')
    .innerJoin('change', 'change.change_set_id', 'change_set.id')
    .leftJoin('account', 'account.id', 'change_set.account_id')
    .select(['change_set.at', 'account.name as by', 'change_set.why', 'change.before', 'change.after'])
    .where('change_set.operation', 'in', [addRegions.name, removeRegions.name])
    .orderBy('change_set.id', 'desc')
    .limit(maxShown)
    .execute();
  return rows.flatMap(({ at, by, why, before, after }): RegionChange[] => {
    const [was, is] = [before as CountryWithRegions | null, after as CountryWithRegions | null];
    const one = is ?? was;
    return one
      ? [
          {
            at,
            by,
            why,
            is: !is ? 'removed' : was ? 'replaced' : 'added',
            country: one.country,
            regions: is?.regions ?? null,
          },
        ]
      : [];
  });
}
