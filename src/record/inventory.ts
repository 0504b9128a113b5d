import type { ModuleInventory } from '../platform/inventory.ts';
import { photo } from './kinds/photo.ts';
import { recordKinds, textsOf } from './kinds/registry.ts';

export const recordInventory: ModuleInventory = {
  inventory: [
    {
      key: 'record',
      of: 'named',
      where: ['database', 'files'],
      forReaders: true,
      deletedBy: 'desk',
      columns: {
        ...textsOf(recordKinds.filter((kind) => kind !== photo)),
        change: ['before', 'after'],
        desk_tag: ['name'],
        own_list: ['labels'],
        own_term: ['labels'],
        property: ['labels', 'help'],
        disagreement_answer: ['reason'],
        duplicate: ['why'],
        duplicate_key: ['key'],
        merger: ['why'],
        thing: ['withdrawn_reason'],
        sealed_content: [],
        sealed_for: [],
      },
    },
    {
      key: 'photos',
      of: 'named',
      where: ['database', 'files'],
      forReaders: true,
      deletedBy: 'desk',
      columns: photo.textColumns,
    },
  ],
  // `thing_opened`, the log of who opened limited items, contains data about the work of the desk.
  ofOtherEntries: {
    work: { thing_opened: [], proposal: ['input', 'changes', 'made', 'note', 'reason'], proposal_thing: [] },
    accounts: { recovery_share: [] },
  },
  withoutPersonalData: [
    'case_began',
    'derivation',
    'disagreement',
    'duplicate_due',
    'hidden_thing',
    'pdf',
    'recovery_key',
    'rests_elsewhere',
    'team_limit',
    'thing_team',
    'tombstone',
    'town_name',
  ],
};
