import type { Generated } from 'kysely';
import type { DocumentJson } from '../model/schema.ts';

/** The editor's content: the text, and the data of the article. */
export type WorkingContent = {
  doc: DocumentJson;
  byline: { kind: 'by' | 'compiled-by'; names: string[] };
  language: string;
  cases: string[];
};

declare module '../../platform/database/tables.ts' {
  interface Tables {
    working_copy: {
      document_id: number;
      account_id: number;
      content: WorkingContent | null;
      revision: number;
      version: number;
      kept_at: Date | null;
      seen_at: Date;
      opened_at: Generated<Date | null>;
    };
  }
}
