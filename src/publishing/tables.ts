import type { Generated } from 'kysely';
import type { StatisticQuery } from '../search/statistics/query.ts';
import type { FrozenStatistic } from '../search/statistics/table.ts';
import type { FrozenClaim } from './public-claim.ts';

declare module '../platform/database/tables.ts' {
  interface Tables {
    edition: {
      id: Generated<number>;
      document_id: number;
      number: number;
      revision_id: number;
      act: Generated<'publish' | 'correct'>;
      by_account: number | null;
      at: Date;
      note: string | null;
    };
    published_citation: { edition_id: number; claim_id: number; note: number; passage_id: number | null; frozen: FrozenClaim };
    published_override: { edition_id: number; sentence_id: string; reason: string };
    figure: { number: number; query: StatisticQuery; statistic: FrozenStatistic; made_at: Date };
    published_figure: { edition_id: number; figure_number: number };
  }
}
