import type { Section } from './publication.ts';

declare module '../../platform/database/tables.ts' {
  interface Tables {
    section: { key: string; position: number; names: Section['names'] };
    article_section: { document_id: number; section: string };
  }
}
