import type { Generated } from 'kysely';

declare module '../../platform/database/tables.ts' {
  interface Tables {
    /** The files of items. `size` 0: the bytes were deleted or sealed. */
    held_file: {
      id: Generated<number>;
      thing_id: number;
      position: number;
      name: string;
      media_type: string;
      sha256: string;
      size: number;
      kept_at: Date;
    };
  }
}
