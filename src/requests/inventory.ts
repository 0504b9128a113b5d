import type { ModuleInventory } from '../platform/inventory.ts';
import { demandYears } from './demands/tables.ts';
import { permissionYears } from './permissions/tables.ts';
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
        permission: ['person', 'subject', 'wording', 'contact', 'note', 'answerer', 'withdrawer'],
        permission_link: [],
        permission_return: [],
        permission_seen: [],
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
      columns: { demand: ['law', 'what', 'about_words', 'outcome_reason'], demand_about: [] },
      params: () => ({ years: demandYears }),
    },
    {
      key: 'replies',
      of: 'named',
      where: ['database', 'files'],
      told: true,
      erased: 'desk',
      columns: { reply: ['asker', 'contact', 'asked', 'words', 'reason'] },
      params: () => ({ years: replyYears }),
    },
  ],
  impersonal: [],
};
