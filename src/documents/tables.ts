import type { Generated } from 'kysely';
import type { Byline } from './model/form.ts';
import type { DocumentJson } from './model/schema.ts';

/**
 * The states of a document. Actions, which are recorded, set the last three states. A published document never becomes
 * a `draft` again.
 */
export const documentStates = ['draft', 'published', 'retracted', 'taken-down', 'unpublished'] as const;
export type DocumentState = (typeof documentStates)[number];

/** The message key of a state. */
export const stateLabel = (state: DocumentState): string => `documents.state.${state}`;

declare module '../platform/database/tables.ts' {
  interface Tables {
    document: {
      id: number;
      state: Generated<DocumentState>;
      revision_id: number;
      edition_id: number | null;
      first_published_at: Date | null;
      /** When the article was first published on the previous website. */
      elsewhere_at: Date | null;
      news_seen_at: Date | null;
      /** The last part of the article's address. Null if it comes from the headline. */
      slug: string | null;
      /** What search results and shared links say about the article. Null if they show its standfirst. */
      description: string | null;
    };
    revision: {
      id: number;
      document_id: number;
      number: number;
      doc: DocumentJson;
      headline: string;
      standfirst: string;
      language: string;
      byline_kind: Byline['kind'];
      byline_names: string[];
      by_account: number | null;
      at: Date;
      why: string | null;
    };
    citation: { revision_id: number; sentence_id: string; position: number; claim_id: number; inherited: boolean };
    revision_photo: { revision_id: number; position: number; photo_id: number };
    revision_case: { revision_id: number; position: number; case_id: number };
  }
}
