import { foldText } from '../actors/names/fold.ts';

declare module '../../platform/database/tables.ts' {
  interface Tables {
    /** `key`: the locality, normalised with `foldText`. `names`: names by language tag. */
    town_name: { country: string; key: string; locality: string; names: unknown };
  }
}

/** A town or district of the record, with its names by language tag. `locality`: its name as sources write it. */
export type TownNames = { country: string; locality: string; names: Readonly<Record<string, string>> };

/** Towns with the same key are the same town. */
export const keyOf = ({ country, locality }: Pick<TownNames, 'country' | 'locality'>): string =>
  `${country} ${foldText(locality)}`;

/** The maximum number of towns to which the desk can give names. Every process has them in memory. */
export const maxTowns = 5000;
