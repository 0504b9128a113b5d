import type { Generated } from 'kysely';

declare module '../../platform/database/tables.ts' {
  interface Tables {
    security_entry: { id: Generated<number>; at: Date; hash: Uint8Array; entry: string | null };
  }
}
