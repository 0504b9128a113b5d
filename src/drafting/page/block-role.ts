import type { DraftFields, BoilerplateReason } from '../schema.ts';

/** What a block of the page is. `body` blocks are read for claims; `heading` ones stand in the body but claim nothing. */
export type Role =
  | { kind: 'title' | 'standfirst' | 'date' | 'byline' | 'credit' | 'body' | 'heading' }
  | { kind: 'furniture'; reason: BoilerplateReason };
export type Sorted = {
  roles: Role[];
  fields: Partial<DraftFields>;
  extraFurniture: { text: string; reason: BoilerplateReason }[];
};
export const furniture = (reason: BoilerplateReason): Role => ({ kind: 'furniture', reason });
