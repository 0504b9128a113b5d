import type { Generated } from 'kysely';

export const rhythms = ['hourly', 'daily', 'weekly'] as const;
export type Rhythm = (typeof rhythms)[number];

/** How a watched page stands: as it was last kept, or what became of it. */
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

/** What a finding is known by; which of these depends on its kind. */
export type About = {
  status?: number;
  /** Where a redirect led. */
  to?: string;
  /** How it is known to be blocked: the status for that, words of a block page, a name that leads nowhere public. */
  by?: 'status' | 'words' | 'dns';
  /** The words that a block page was known by. */
  words?: string;
  /** Code of the catalogue of errors, where nothing was answered. */
  failure?: string;
  issuer?: { before: string; after: string };
  /** Paragraphs that are new, and that are no longer there. */
  added?: number;
  removed?: number;
  /** It came back with another text. */
  changed?: boolean;
};

declare module '../../platform/database/tables.ts' {
  interface Tables {
    watch: {
      source_id: number;
      url: string;
      every: Rhythm;
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
