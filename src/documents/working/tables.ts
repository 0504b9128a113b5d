import type { DocumentJson } from '../model/schema.ts';

/** What the editor holds: the text as it stands, and what is said of the article. */
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
    };
  }
}
