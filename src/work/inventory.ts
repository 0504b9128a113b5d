import type { ModuleInventory } from '../platform/inventory.ts';
import { assignmentDays, noticeDays } from './tables.ts';

export const workInventory: ModuleInventory = {
  inventory: [
    {
      key: 'assigned',
      of: 'staff',
      where: ['database', 'mail'],
      forReaders: false,
      columns: {
        assignment: [],
        assignment_change: [],
        follow: [],
        notice: [],
        work_mail: [],
        work_feed: [],
        selection: ['query'],
      },
      params: () => ({ days: noticeDays, history: assignmentDays }),
      deletedBy: 'itself',
    },
  ],
  withoutPersonalData: [],
};
