import type { Generated } from 'kysely';
import type { ArchiveFacts } from '../../evidence/archives/types.ts';

/**
 * `receiving`: bytes are missing; `checking`: a job reads the file; `ready`: pages can be chosen; `importing`: a job
 * imports the chosen pages; `failed`: the file cannot be used.
 */
export const uploadStates = ['receiving', 'checking', 'ready', 'importing', 'failed'] as const;
export type UploadState = (typeof uploadStates)[number];
/** `waiting`: chosen, but not imported yet; `known`: it was imported from the same file before. */
export const uploadPageStates = ['listed', 'waiting', 'imported', 'known', 'failed'] as const;
export type UploadPageState = (typeof uploadPageStates)[number];

declare module '../../platform/database/tables.ts' {
  interface Tables {
    /** Web archives that people upload; see docs/decisions/0292. */
    upload: {
      id: Generated<number>;
      folder: Generated<string>;
      account_id: number;
      name: string;
      size: number;
      received: Generated<number>;
      modified: number | null;
      state: Generated<UploadState>;
      facts: ArchiveFacts | null;
      pages_left: Generated<number>;
      error: string | null;
      error_details: unknown;
      team_id: number | null;
      why: Generated<string>;
      created_at: Date;
      changed_at: Date;
      expires_at: Date;
    };
    /** The pages of an uploaded web archive, and what became of those that were chosen. */
    upload_page: {
      id: Generated<number>;
      upload_id: number;
      number: number;
      url: string;
      title: string;
      at: string;
      status: number;
      media_type: string;
      state: Generated<UploadPageState>;
      error: string | null;
      error_details: unknown;
      capture_id: number | null;
      draft_id: number | null;
      /** How many parts the archive lacks, and how many responses set cookies. The capture lists them. */
      missing: Generated<number>;
      setting_cookies: Generated<number>;
    };
  }
}
