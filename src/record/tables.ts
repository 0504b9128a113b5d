import type { Generated } from 'kysely';

export const thingKinds = [
  'actor',
  'case',
  'event',
  'proceeding',
  'charge',
  'order',
  'source',
  'capture',
  'claim',
  'question',
  'article',
  'photo',
  'law',
  'provision',
  'demand',
  'reply',
  'permission',
  'letter',
] as const;
export type ThingKind = (typeof thingKinds)[number];
/** What readers never see as such: correspondence of the desk. */
export const deskKinds: readonly ThingKind[] = ['demand', 'reply', 'permission'];
export type Visibility = 'public' | 'desk' | 'sealed';
export type Mode =
  | 'stated'
  | 'quoted'
  | 'alleged'
  | 'denied'
  | 'ruled'
  | 'ordered'
  | 'estimated'
  | 'acknowledged'
  | 'left-unclear';
/** What is said in these modes never shows without its speaker (design: projections). */
export const attributedModes: readonly Mode[] = ['alleged', 'denied', 'estimated', 'left-unclear'];
export type ClaimState = 'draft' | 'checked' | 'withdrawn';
export type Rank = 'preferred' | 'normal' | 'deprecated';
export type Support = 'passage' | 'reference' | 'direct-word';
export type DerivationKind = 'republishes' | 'cites' | 'translates' | 'compiles';

export type ThingRow = {
  id: number;
  kind: ThingKind;
  number: number;
  visibility: Generated<Visibility>;
  version: Generated<number>;
  merged_into: number | null;
  withdrawn_at: Date | null;
  withdrawn_reason: string | null;
  redacted_at: Date | null;
  example: Generated<boolean>;
  created_at: Date;
  changed_at: Date;
};

declare module '../platform/database/tables.ts' {
  interface Tables {
    thing: ThingRow;
    actor: { id: number; kind: string };
    actor_name: {
      id: Generated<number>;
      actor_id: number;
      position: number;
      text: string;
      kind: 'preferred' | 'alias' | 'transliteration' | 'acronym';
      language: string | null;
      script: string | null;
      keys: string[];
    };
    case: { id: number; title: string; summary: string | null };
    event: { id: number; case_id: number; title: string };
    proceeding: { id: number; case_id: number; title: string };
    charge: { id: number; proceeding_id: number; title: string };
    order: { id: number; proceeding_id: number; title: string };
    source: {
      id: number;
      kind: string;
      title: string;
      publisher_id: number | null;
      published: string | null;
      language: string | null;
      note: string | null;
    };
    source_address: { source_id: number; url: string; address_key: string };
    derivation: { source_id: number; origin_id: number; kind: DerivationKind; basis: string | null };
    capture: {
      id: number;
      source_id: number;
      method: 'fetch' | 'file' | 'text' | 'browser';
      requested_url: string | null;
      final_url: string | null;
      hops: unknown;
      status: number | null;
      headers: unknown;
      media_type: string;
      charset: string | null;
      captured_at: Date;
      bytes_sha256: string;
      bytes_size: number;
      text: string;
      text_sha256: string;
      language: string | null;
    };
    passage: {
      id: Generated<number>;
      capture_id: number;
      start_at: number;
      end_at: number;
      exact: string;
      prefix: string;
      suffix: string;
      visibility: Generated<Visibility>;
    };
    claim: {
      id: number;
      case_id: number | null;
      wording: string;
      kind: 'quotation' | 'paraphrase';
      language: string;
      mode: Mode;
      certainty: Generated<string>;
      state: Generated<ClaimState>;
      support: Support;
      passage_id: number | null;
      source_id: number | null;
      support_note: string | null;
      checked_by: number | null;
      checked_at: Date | null;
      origin: string;
    };
    chain_link: {
      claim_id: number;
      position: number;
      actor_id: number | null;
      as_written: string | null;
      verb: string | null;
      source_id: number | null;
      carried_over: boolean;
      pages_own: boolean;
      visibility: Generated<Visibility>;
    };
    statement: {
      id: Generated<number>;
      claim_id: number;
      subject_id: number;
      property: string;
      value: unknown;
      value_key: string;
      value_thing: number | null;
      rank: Generated<Rank>;
      date_from: string | null;
      date_to: string | null;
    };
    question: {
      id: number;
      case_id: number | null;
      wording: string;
      language: string;
      raised_by: number | null;
      answered_by: number | null;
    };
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
    sealed_content: { thing_id: number; ciphertext: Uint8Array; sealed_at: Date };
    sealed_for: { thing_id: number; account_id: number };
    tombstone: { id: Generated<number>; thing_id: number; at: Date; ground: string };
  }
}
