import type { ModuleInventory } from '../platform/inventory.ts';

export const lawInventory: ModuleInventory = {
  inventory: [],
  ofOtherEntries: { work: { kept_advice: [], kept_advice_for: [] }, record: { secret_word: ['phrase'] } },
  withoutPersonalData: [
    'law',
    'amendment',
    'provision',
    'provision_version',
    'provision_text',
    'provision_summary',
    'duty',
    'duty_claim',
  ],
};
