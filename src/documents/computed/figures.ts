import type { Reader } from '../../platform/database/tx.ts';
import { countCases, type Statistic } from '../../search/statistics/count.ts';
import { parseStatistic, statisticKey } from '../../search/statistics/query.ts';
import type { EmbedRef } from '../model/schema.ts';
import type { Placed } from '../model/sentences.ts';

/** The charts from which sentences are calculated, by `statisticKey`. */
export type Figures = ReadonlyMap<string, Statistic>;

/** The key of the statistic that a sentence's basis names; null if the basis is no statistic. */
export function figureKey(basis: string | null): string | null {
  const query = basis === null ? null : parseStatistic(basis);
  return query && statisticKey(query);
}

/**
 * A basis in its canonical form. If it is the address of a statistic, the address is normalised; any other text is
 * unchanged.
 */
export function tidyBasis(basis: string): string {
  const key = figureKey(basis);
  return key === null ? basis : `/statistics?${key}`;
}

/** Counts the statistics of calculated sentences and charts again, over what the public sees now. */
export async function loadFigures(
  db: Reader,
  sentences: readonly Placed[],
  embeds: readonly EmbedRef[],
): Promise<Figures> {
  const figures = new Map<string, Statistic>();
  const bases = [
    ...sentences.flatMap((one) => (one.kind === 'computed' && one.basis !== null ? [one.basis] : [])),
    ...embeds.flatMap((one) => (one.kind === 'statistic' ? [one.ref] : [])),
  ];
  for (const basis of bases) {
    const query = parseStatistic(basis);
    if (query && !figures.has(statisticKey(query)))
      figures.set(statisticKey(query), await countCases(db, query, 'public'));
  }
  return figures;
}
