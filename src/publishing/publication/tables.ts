import type { Generated } from 'kysely';
import type { PageText, Policy } from './pages/change-page.ts';
import type { Section } from './publication.ts';

declare module '../../platform/database/tables.ts' {
  interface Tables {
    section: { key: string; position: number; names: Section['names'] };
    article_section: { document_id: number; section: string };
    page: {
      key: string;
      position: Generated<number>;
      version: Generated<number>;
      texts: Readonly<Record<string, PageText>>;
      in_menu: boolean;
      policy: Policy | null;
      public: boolean;
      was_public: boolean;
      changed_at: Date;
    };
    former_address: { path: string; target: string; followed: Generated<number>; created_at: Date };
  }
}
