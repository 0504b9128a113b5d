import { sql } from 'kysely';
import { z } from 'zod';
import { editors } from '../../accounts/tables.ts';
import { AppError } from '../../platform/errors.ts';
import { defineOperation } from '../../platform/operation.ts';
import { foldText } from '../actors/names/fold.ts';
import { tidy } from '../values/simple-types.ts';
import { countrySchema } from '../values/place.ts';
import { isLanguageTag } from '../vocabulary/languages.ts';
import { loadTowns } from './list-towns.ts';
import { keyOf, maxTowns, type TownNames } from './tables.ts';

const townInput = z.object({
  country: countrySchema.describe('The country of the town (ISO 3166-1)'),
  locality: z
    .string('record.value.locality')
    .max(200, 'record.value.locality')
    .transform(tidy)
    .pipe(z.string().min(1, 'record.value.locality'))
    .describe('The name of the town in the record'),
  names: z
    .record(
      z.string().refine(isLanguageTag, 'errors.field.language.bad'),
      z.string().max(200, 'record.places.error.long').transform(tidy),
    )
    .describe('Its names by language tag. A language without a name loses the name it had')
    .transform((names) => Object.fromEntries(Object.entries(names).filter(([, name]) => name))),
  seen: z.string().max(4000).optional().describe('The stamp of the names that you saw (`stampOf`)'),
});

/**
 * Sets the names of towns in several languages. All names of a town are replaced.
 * @throws AppError `conflict` if a town has other names than those that the person saw
 */
export const nameTowns = defineOperation({
  name: 'record.nameTowns',
  permission: editors,
  input: z.object({ towns: z.array(townInput).min(1).max(500) }),
  async write({ tx, input, change }): Promise<void> {
    await sql`lock table town_name in share row exclusive mode`.execute(tx);
    const known = new Map((await loadTowns(tx)).map((town) => [keyOf(town), town]));
    for (const { seen, ...town } of input.towns) {
      const key = foldText(town.locality);
      const before = known.get(keyOf(town));
      const stamp = stampOf(before?.names);
      if (seen !== undefined && seen !== stamp) throw new AppError('conflict');
      if (stampOf(town.names) === stamp) continue;
      if (Object.keys(town.names).length === 0) {
        known.delete(keyOf(town));
        await tx.deleteFrom('town_name').where('country', '=', town.country).where('key', '=', key).execute();
      } else {
        known.set(keyOf(town), town);
        const names = JSON.stringify(town.names);
        await tx
          .insertInto('town_name')
          .values({ country: town.country, key, locality: town.locality, names })
          .onConflict((conflict) => conflict.columns(['country', 'key']).doUpdateSet({ names }))
          .execute();
      }
      change({
        kind: 'setting',
        thingId: 0,
        action: before ? 'changed' : 'created',
        before: before ? forHistory(before) : null,
        after: forHistory(town),
      });
    }
    if (known.size > maxTowns)
      throw new AppError('invalid_input', {
        fields: [{ path: 'towns', message: 'record.places.error.many', params: { most: maxTowns } }],
      });
  },
});

/** A text that differs for different names of a town. It shows whether someone has changed the names meanwhile. */
export const stampOf = (names: TownNames['names'] = {}): string =>
  Object.entries(names)
    .map(([language, name]) => `${language}=${name}`)
    .toSorted()
    .join('|');

/** A town as the history shows it. */
const forHistory = ({ country, locality, names }: TownNames) => ({ town: `${locality}, ${country}`, names });
