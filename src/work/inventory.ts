import type { ModuleInventory } from '../platform/inventory.ts';
import { noticeDays } from './tables.ts';

export const workInventory: ModuleInventory = {
  inventory: [
    {
      key: 'assigned',
      of: 'staff',
      where: ['database', 'mail'],
      told: false,
      columns: { assignment: [], follow: [], notice: [], work_mail: [], work_feed: [], selection: ['query'] },
      params: () => ({ days: noticeDays }),
      erased: 'itself',
    },
  ],
  impersonal: [],
};
