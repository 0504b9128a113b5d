import type { ModuleInventory } from '../platform/inventory.ts';

export const searchInventory: ModuleInventory = {
  inventory: [],
  // The index contains what the record contains; saved searches belong to their account.
  more: {
    record: { search_entry: ['title', 'body'], search_name: ['reading'], search_term: ['name'] },
    work: { saved_search: ['name', 'query'] },
  },
  impersonal: ['search_key', 'search_tally', 'figure'],
  // No policy limits them (record/teams/policies.ts), so they must not be counted either.
  repeats: ['search_entry', 'search_name', 'search_term'],
};
