import type { ModuleInventory } from '../platform/inventory.ts';

export const draftingInventory: ModuleInventory = {
  inventory: [],
  ofOtherEntries: {
    record: {
      draft: ['title', 'content'],
      capture_order: ['url', 'why', 'missing'],
      upload: ['name', 'facts', 'error_details', 'why'],
      upload_page: ['url', 'title', 'error_details'],
    },
  },
  withoutPersonalData: [],
};
