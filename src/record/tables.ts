import type { Generated, GeneratedAlways } from 'kysely';
import type { ThingKind } from './kinds/kind.ts';

export type { ThingKind } from './kinds/kind.ts';
export type Visibility = 'public' | 'desk' | 'sealed';
/** How the source makes a claim: stated as a fact, alleged, denied, and so on. */
export const claimModes = [
  'stated',
  'quoted',
  'alleged',
  'denied',
  'ruled',
  'ordered',
  'estimated',
  'acknowledged',
  'left-unclear',
] as const;
export type Mode = (typeof claimModes)[number];
/** Values in these modes are never shown without their speaker. */
export const attributedModes: readonly Mode[] = ['alleged', 'denied', 'estimated', 'left-unclear'];
export type ClaimState = 'draft' | 'imported' | 'checked' | 'withdrawn';
export type Rank = 'preferred' | 'normal' | 'deprecated';
export type Support = 'passage' | 'reference' | 'direct-word';

export type ThingRow = {
  id: number;
  kind: ThingKind;
  number: number;
  visibility: Generated<Visibility>;
  version: Generated<number>;
  merged_into: number | null;
  /** The item into which this item was merged; for other items, their own id. */
  canonical_id: GeneratedAlways<number>;
  withdrawn_at: Date | null;
  withdrawn_reason: string | null;
  redacted_at: Date | null;
  /**
   * When the item was sealed while it was public. Readers then see a note that it is no longer public. Null if this
   * never happened, or if the item is public again.
   */
  closed_at: Date | null;
  example: Generated<boolean>;
  /** Whether the item is invented, to show how the software works. Pages and exports mark it. */
  invented: Generated<boolean>;
  /** The language of our own words about the item. Null: the language of its case, or else of the publication. */
  written_in: Generated<string | null>;
  created_at: Date;
  changed_at: Date;
};

declare module '../platform/database/tables.ts' {
  interface Tables {
    thing: ThingRow;
    fact: {
      subject_id: number;
      property: string;
      value_key: string;
      value: unknown;
      value_thing: number | null;
      date_from: string | null;
      date_to: string | null;
      public_shown: boolean;
      public_attributed: boolean;
      public_origins: number;
      desk_shown: boolean;
      desk_attributed: boolean;
      desk_origins: number;
    };
    sealed_content: {
      thing_id: number;
      ciphertext: Uint8Array;
      sealed_at: Date;
      /**
       * The recovery key that can decrypt the content. Null if the item was sealed before there was a recovery key, and
       * has not been opened since.
       */
      recovery_key_id: number | null;
    };
    recovery_key: {
      id: Generated<number>;
      /** The public half of the recovery key. */
      recipient: string;
      threshold: number;
      test_content: Uint8Array;
      created_at: Date;
      tested_at: Generated<Date | null>;
      replaced_at: Generated<Date | null>;
      /** Whether the shares of the key are lost. */
      lost: Generated<boolean>;
    };
    recovery_share: {
      key_id: number;
      number: number;
      digest: Uint8Array;
      account_id: number | null;
      created_at: Date;
      tested_at: Generated<Date | null>;
    };
    sealed_for: {
      thing_id: number;
      account_id: number;
      /** The public key of the account for which the item is encrypted; null if the account has a new key since. */
      recipient: string | null;
    };
    tombstone: { id: Generated<number>; thing_id: number; at: Date; ground: string };
  }
}
