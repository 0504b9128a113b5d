import type { Generated } from 'kysely';
import type { SecretKind } from '../../law/duties/tables.ts';

export const permissionStates = ['asked', 'given', 'refused', 'withdrawn'] as const;
export type PermissionState = (typeof permissionStates)[number];

/** How an answer arrived. `link`: on the page that the link of the request opens. */
export const permissionWays = ['letter', 'mail', 'recording', 'word', 'link'] as const;
export type PermissionWay = (typeof permissionWays)[number];

/**
 * The content of refused, withdrawn and unanswered permissions is deleted after this many years. A valid permission is
 * not deleted (docs/decisions/0075).
 */
export const permissionYears = 3;
/** How many days a link works. */
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
      /** The user who asked the person. */
      asked_by: number | null;
      /** Who answered, if it was not the person. */
      answerer: Generated<string>;
      /** Who withdrew the permission, if it was not the person. */
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
      /** For a sealed permission that was withdrawn: when all affected articles were checked. */
      looked_through_at: Generated<Date | null>;
    };
    permission_link: { permission_id: number; token_hash: Uint8Array; made_at: Date; expires_at: Date };
    /** The link for a person to withdraw a permission. */
    permission_return: { permission_id: number; token_hash: Uint8Array; made_at: Date };
    permission_seen: { permission_id: number; document_id: number; at: Date };
  }
}
