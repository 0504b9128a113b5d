import type { ModuleInventory } from '../platform/inventory.ts';

export const exchangeInventory: ModuleInventory = {
  inventory: [],
  more: {
    record: { import: ['file_name', 'why'], import_fate: ['notes'], import_row: ['identity'] },
    work: { import_mapping: ['name'] },
  },
  impersonal: ['imported_thing'],
};
