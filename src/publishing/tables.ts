import type { Generated } from 'kysely';
import type { DocumentState } from '../documents/tables.ts';
import type { StatisticQuery } from '../search/statistics/query.ts';
import type { FrozenStatistic } from '../search/statistics/table.ts';
import type { FrozenClaim } from './public/public-claim.ts';

/** The kinds of editions: the first publication or an update (`publish`), a correction, or a minor edit (`slip`). */
export const editionActions = ['publish', 'correct', 'slip'] as const;
export type EditionAction = (typeof editionActions)[number];

/** Actions on a published article that create no edition. */
export const articleActions = ['retract', 'take-down', 'unpublish', 'restore'] as const;
export type ArticleAction = (typeof articleActions)[number];

declare module '../platform/database/tables.ts' {
  interface Tables {
    edition: {
      id: Generated<number>;
      document_id: number;
      number: number;
      revision_id: number;
      act: Generated<EditionAction>;
      by_account: number | null;
      at: Date;
      note: string | null;
      /** The number of independent sources at publication. Null for editions of versions that did not store it. */
      origins: number | null;
    };
    published_citation: {
      edition_id: number;
      claim_id: number;
      note: number;
      passage_id: number | null;
      frozen: FrozenClaim;
    };
    published_override: { edition_id: number; sentence_id: string; reason: string };
    correction: {
      id: Generated<number>;
      document_id: number;
      edition_id: number;
      since_edition: number;
      wrong: string;
      put_right: string;
    };
    article_act: {
      id: Generated<number>;
      document_id: number;
      act: ArticleAction;
      state_before: Exclude<DocumentState, 'draft'>;
      at: Date;
      by_account: number | null;
      reason: string | null;
      demanded_by: string | null;
      tell_who: Generated<boolean>;
      demanded_on: string | null;
      law: string | null;
      order_id: number | null;
      demand_id: number | null;
    };
    figure: { number: number; query: StatisticQuery; statistic: FrozenStatistic; made_at: Date };
    published_figure: { edition_id: number; figure_number: number };
  }
}
