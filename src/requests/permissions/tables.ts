import type { Generated } from 'kysely';
import type { SecretKind } from '../../law/duties/tables.ts';

export const permissionStates = ['asked', 'given', 'refused', 'withdrawn'] as const;
export type PermissionState = (typeof permissionStates)[number];

/** How an answer came. `link`: by the page that a request leads to. */
export const permissionWays = ['letter', 'mail', 'recording', 'word', 'link'] as const;
export type PermissionWay = (typeof permissionWays)[number];

/** Years until what was refused, taken back or never answered ends; what was given is kept as long as it holds (docs/decisions/0075). */
export const permissionYears = 3;
/** Days in which a link can be answered. */
export const linkDays = 30;

declare module '../../platform/database/tables.ts' {
  interface Tables {
    permission: {
      id: number;
      person_id: number | null;
      person: string;
      document_id: number | null;
      subject: string;
      kinds: SecretKind[];
      state: Generated<PermissionState>;
      way: PermissionWay | null;
      /** Who at the desk asked; who answered and took it back where it was not the person. */
      asked_by: number | null;
      answerer: Generated<string>;
      withdrawer: Generated<string>;
      withdrawn_way: PermissionWay | null;
      asked_on: string | null;
      answered_on: string | null;
      withdrawn_on: string | null;
      wording: string;
      contact: string;
      language: string | null;
      note: string;
      ended_at: Date | null;
      /** Of a sealed one that was taken back: when all it touches was looked through. */
      looked_through_at: Generated<Date | null>;
    };
    permission_link: { permission_id: number; token_hash: Uint8Array; made_at: Date; expires_at: Date };
    /** By which somebody takes back what they gave. */
    permission_return: { permission_id: number; token_hash: Uint8Array; made_at: Date };
    permission_seen: { permission_id: number; document_id: number; at: Date };
  }
}
