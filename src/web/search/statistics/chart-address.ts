import type { StatisticQuery } from '../../../search/statistics/query.ts';
import type { StatisticAddress } from '../../routes.ts';

export function addressOf(query: StatisticQuery): StatisticAddress {
  return {
    by: query.by ?? undefined,
    with: query.with ?? undefined,
    over: query.over ?? undefined,
    q: query.text ?? undefined,
    ...query.filters,
  };
}
