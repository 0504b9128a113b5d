import type { ModuleInventory } from '../platform/inventory.ts';
import { demand } from './demands/kind.ts';
import { demandYears } from './demands/tables.ts';
import { permission } from './permissions/kind.ts';
import { permissionYears } from './permissions/tables.ts';
import { reply } from './replies/kind.ts';
import { replyYears } from './replies/tables.ts';

export const requestInventory: ModuleInventory = {
  inventory: [
    {
      key: 'permissions',
      of: 'named',
      where: ['database', 'files'],
      forReaders: true,
      deletedBy: 'self',
      columns: {
        ...permission.textColumns,
        held_file: ['name'],
      },
      params: () => ({ years: permissionYears }),
    },
    {
      key: 'demands',
      of: 'named',
      where: ['database', 'files'],
      forReaders: false,
      deletedBy: 'desk',
      columns: demand.textColumns,
      params: () => ({ years: demandYears }),
    },
    {
      key: 'replies',
      of: 'named',
      where: ['database', 'files'],
      forReaders: true,
      deletedBy: 'desk',
      columns: reply.textColumns,
      params: () => ({ years: replyYears }),
    },
  ],
  withoutPersonalData: [],
};
