import type { ModuleInventory } from '../platform/inventory.ts';

export const searchInventory: ModuleInventory = {
  inventory: [],
  // What is in the index is what is in the record; searches that somebody keeps are theirs.
  more: {
    record: { search_entry: ['title', 'body'], search_name: ['reading'], search_term: ['name'] },
    work: { saved_search: ['name', 'query'] },
  },
  impersonal: ['search_key', 'search_tally', 'figure'],
};
