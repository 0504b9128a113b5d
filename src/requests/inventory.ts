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
      told: true,
      erased: 'self',
      columns: {
        ...permission.texts,
        held_file: ['name'],
      },
      params: () => ({ years: permissionYears }),
    },
    {
      key: 'demands',
      of: 'named',
      where: ['database', 'files'],
      told: false,
      erased: 'desk',
      columns: demand.texts,
      params: () => ({ years: demandYears }),
    },
    {
      key: 'replies',
      of: 'named',
      where: ['database', 'files'],
      told: true,
      erased: 'desk',
      columns: reply.texts,
      params: () => ({ years: replyYears }),
    },
  ],
  impersonal: [],
};
