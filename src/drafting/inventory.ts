import type { ModuleInventory } from '../platform/inventory.ts';

export const draftingInventory: ModuleInventory = {
  inventory: [],
  more: { record: { draft: ['title', 'content'], capture_order: ['url', 'why'] } },
  impersonal: [],
};
