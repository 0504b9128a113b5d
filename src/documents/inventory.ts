import type { ModuleInventory } from '../platform/inventory.ts';

export const documentInventory: ModuleInventory = {
  inventory: [
    {
      key: 'articles',
      of: 'named',
      where: ['database', 'files'],
      forReaders: true,
      deletedBy: 'desk',
      columns: {
        document: ['slug', 'description'],
        revision: ['doc', 'headline', 'standfirst', 'byline_names', 'why'],
      },
    },
  ],
  ofOtherEntries: { work: { working_copy: ['content'] } },
  withoutPersonalData: [
    'citation',
    'revision_case',
    'revision_photo',
    'translation',
    'translation_pair',
    'link_round',
    'link_try',
  ],
};
