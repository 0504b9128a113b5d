import type { Generated } from 'kysely';

export const watchIntervals = ['hourly', 'daily', 'weekly'] as const;
export type WatchInterval = (typeof watchIntervals)[number];

/** The status of a watched page. `seen`: the page is there; the others say what happened to it. */
export type WatchState = 'seen' | 'gone' | 'blocked' | 'redirected' | 'unreachable';

export const findingKinds = [
  'altered',
  'gone',
  'blocked',
  'redirected',
  'unreachable',
  'certificate',
  'restored',
] as const;
export type FindingKind = (typeof findingKinds)[number];

/** The details of an alert; they depend on its kind. */
export type About = {
  status?: number;
  /** The target of a redirect. */
  to?: string;
  /**
   * How a block was recognised: by an HTTP status that means a block, by the words of a block page, or because the host
   * name resolves to no public address.
   */
  by?: 'status' | 'words' | 'dns';
  /** The words by which a block page was recognised. */
  words?: string;
  /** The code of the error if there was no response. */
  failure?: string;
  issuer?: { before: string; after: string };
  /** How many paragraphs were added, and how many removed. */
  added?: number;
  removed?: number;
  /** Whether a page that was gone is back with another text. */
  changed?: boolean;
};

declare module '../../platform/database/tables.ts' {
  interface Tables {
    watch: {
      source_id: number;
      url: string;
      every: WatchInterval;
      until: Date | null;
      set_by: number | null;
      set_at: Date;
      next_at: Date;
      looked_at: Date | null;
      state: Generated<WatchState>;
      failures: Generated<number>;
      capture_id: number | null;
      final_url: string | null;
      issuer: string | null;
      seen_at: Date | null;
      away_since: Date | null;
      back_since: Date | null;
    };
    watch_finding: {
      id: Generated<number>;
      source_id: number;
      at: Date;
      kind: FindingKind;
      about: Generated<About>;
      before_id: number | null;
      after_id: number | null;
      state: Generated<'open' | 'event' | 'dismissed'>;
      event_id: number | null;
      told: Generated<boolean>;
      decided_by: number | null;
      decided_at: Date | null;
    };
    watch_feed: { account_id: number; nonce: Uint8Array };
  }
}
