import type { ModuleInventory } from '../platform/inventory.ts';

export const draftingInventory: ModuleInventory = {
  inventory: [],
  ofOtherEntries: { record: { draft: ['title', 'content'], capture_order: ['url', 'why', 'missing'] } },
  withoutPersonalData: [],
};
