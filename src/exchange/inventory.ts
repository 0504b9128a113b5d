import type { ModuleInventory } from '../platform/inventory.ts';

export const exchangeInventory: ModuleInventory = {
  inventory: [],
  ofOtherEntries: {
    record: { import: ['file_name', 'why'], import_fate: ['notes'], import_row: ['identity'] },
    work: { import_mapping: ['name'] },
  },
  withoutPersonalData: ['imported_thing'],
};
