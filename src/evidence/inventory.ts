import type { ModuleInventory } from '../platform/inventory.ts';

export const evidenceInventory: ModuleInventory = {
  inventory: [],
  ofOtherEntries: {
    record: {
      agency_credit: ['agency', 'reason'],
      copy_pair: ['reason'],
      quotation_warning: ['reason'],
      watch: ['url', 'final_url'],
      watch_finding: ['about'],
    },
    accounts: { watch_feed: [], released_capture: [] },
  },
  withoutPersonalData: ['text_sketch', 'daily_root', 'daily_root_stamp', 'rooted'],
};
