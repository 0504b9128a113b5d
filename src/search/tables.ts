import type { Generated } from 'kysely';

declare module '../platform/database/tables.ts' {
  interface Tables {
    search_entry: {
      thing_id: number;
      kind: string;
      for_public: boolean;
      for_desk: boolean;
      title: string;
      tsv: string;
      countries: Generated<string[]>;
      types: Generated<string[]>;
      years: Generated<number[]>;
      statuses: Generated<string[]>;
      languages: Generated<string[]>;
      outlets: Generated<number[]>;
      actors: Generated<number[]>;
      sort_on: Generated<string>;
    };
  }
}
