import type { ModuleInventory } from '../platform/inventory.ts';

export const searchInventory: ModuleInventory = {
  inventory: [],
  // The index repeats the record, so the entry `record` describes its tables. The entry `work` describes saved
  // searches.
  ofOtherEntries: {
    record: { search_entry: ['title', 'body'], search_name: ['reading'], search_term: ['name'] },
    work: { saved_search: ['name', 'query'] },
  },
  withoutPersonalData: [
    'search_key',
    'search_tally',
    'statistic_tally',
    'statistic_change',
    'case_point',
    'case_actor',
    'figure',
    'country_regions',
  ],
  // A search for one person's data skips these tables: what they repeat is found in the record, and no row-level
  // security policy limits them (record/teams/policies.ts).
  derived: ['search_entry', 'search_name', 'search_term'],
};
