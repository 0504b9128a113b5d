import type { Generated, GeneratedAlways } from 'kysely';

/** The number of public cases with the values `a` and `b` that may have begun in `span` (`statistics/tallies.ts`). */
type StatisticTally = { part: string; a: string; b: string; span: string; n: number };

declare module '../platform/database/tables.ts' {
  interface Tables {
    search_entry: {
      thing_id: number;
      kind: string;
      for_public: boolean;
      for_desk: boolean;
      title: string;
      tsv: string;
      body: string;
      countries: Generated<string[]>;
      types: Generated<string[]>;
      years: Generated<number[]>;
      statuses: Generated<string[]>;
      languages: Generated<string[]>;
      outlets: Generated<number[]>;
      actors: Generated<number[]>;
      terms: number[];
      sort_on: Generated<string>;
      changed_at: Date;
      serial: GeneratedAlways<number>;
    };
    search_key: {
      thing_id: number;
      changed_at: Date;
      sort_on: string;
      for_public: boolean;
      for_desk: boolean;
      kind: string;
      terms: number[];
      codes: string;
      actors: number[];
    };
    search_term: { code: Generated<number>; name: string };
    search_tally: { for_public: boolean; kind: string; code: number; n: number };
    search_name: { actor_id: number; reading: string };
    statistic_tally: StatisticTally;
    statistic_change: StatisticTally;
  }
}
