import type { Generated } from 'kysely';

declare module '../../platform/database/tables.ts' {
  interface Tables {
    /** `size` 0: its bytes are deleted or sealed. */
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
