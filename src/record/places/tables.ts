import { foldText } from '../actors/names/fold.ts';

declare module '../../platform/database/tables.ts' {
  interface Tables {
    /** `key`: the locality, folded. `names`: names by language tag. */
    town_name: { country: string; key: string; locality: string; names: unknown };
  }
}

/** A town or district of the record, with its names by language tag. `locality`: its name as sources write it. */
export type TownNames = { country: string; locality: string; names: Readonly<Record<string, string>> };

/** Towns with the same key are the same town. */
export const keyOf = ({ country, locality }: Pick<TownNames, 'country' | 'locality'>): string =>
  `${country} ${foldText(locality)}`;

/** The most towns with names of the desk. Every process has them in memory. */
export const mostTowns = 5000;
