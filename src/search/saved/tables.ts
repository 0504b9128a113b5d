import type { Generated } from 'kysely';

/** How often an account gets an email about changes in a saved search. */
export const digests = ['none', 'daily', 'weekly'] as const;
export type Digest = (typeof digests)[number];

declare module '../../platform/database/tables.ts' {
  interface Tables {
    saved_search: {
      key: string;
      account_id: number;
      name: string;
      query: string;
      digest: Digest;
      stop_key: string;
      created_at: Date;
      told_until: Date;
      /** The list that `query` is a view of, such as `claim`; null for a search. */
      list: string | null;
      /** Whether everyone at the desk sees the view. */
      shared: Generated<boolean>;
    };
  }
}
