import type { DraftFields, BoilerplateReason } from '../schema.ts';

/**
 * The role of a block. `body` blocks are read for claims; `heading` blocks are in the body but contain no claims.
 * `furniture`: boilerplate, such as menus and advertisements.
 */
export type Role =
  | { kind: 'title' | 'standfirst' | 'date' | 'byline' | 'credit' | 'body' | 'heading' }
  | { kind: 'furniture'; reason: BoilerplateReason };
export type Sorted = {
  roles: Role[];
  fields: Partial<DraftFields>;
  extraFurniture: { text: string; reason: BoilerplateReason }[];
};
export const furniture = (reason: BoilerplateReason): Role => ({ kind: 'furniture', reason });
