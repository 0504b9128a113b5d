import type { Generated } from 'kysely';

declare module '../../platform/database/tables.ts' {
  interface Tables {
    tag: { id: Generated<number>; slug: string; name: string; about: string | null };
    article_tag: { document_id: number; tag_id: number };
  }
}
