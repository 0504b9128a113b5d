import type { ModuleInventory } from '../platform/inventory.ts';

export const searchInventory: ModuleInventory = {
  inventory: [],
  // The index contains what the record contains, so its tables are added to the entry `record` of the inventory. Saved
  // searches are part of the account's work.
  more: {
    record: { search_entry: ['title', 'body'], search_name: ['reading'], search_term: ['name'] },
    work: { saved_search: ['name', 'query'] },
  },
  impersonal: [
    'search_key',
    'search_tally',
    'statistic_tally',
    'statistic_change',
    'case_point',
    'case_actor',
    'figure',
    'country_regions',
  ],
  // No row-level security policy limits these tables (record/teams/policies.ts), so a search for one person's data must
  // not count their content.
  repeats: ['search_entry', 'search_name', 'search_term'],
};
