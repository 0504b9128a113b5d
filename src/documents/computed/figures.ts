import type { Reader } from '../../platform/database/tx.ts';
import { countCases, type Statistic } from '../../search/statistics/count.ts';
import { parseStatistic, statisticKey } from '../../search/statistics/query.ts';
import type { EmbedAttrs } from '../model/schema.ts';
import type { Placed } from '../model/sentences.ts';

/** The figures that sentences are computed from, by `statisticKey`. */
export type Figures = ReadonlyMap<string, Statistic>;

/** Which statistic a sentence's basis names; null where it names none. */
export function figureKey(basis: string | null): string | null {
  const query = basis === null ? null : parseStatistic(basis);
  return query && statisticKey(query);
}

/** A basis in its one written form: a statistic's address is made canonical, other words stay. */
export function tidyBasis(basis: string): string {
  const key = figureKey(basis);
  return key === null ? basis : `/statistics?${key}`;
}

/** Counts what computed sentences cite and charts show, as readers may see it now. */
export async function loadFigures(
  db: Reader,
  sentences: readonly Placed[],
  embeds: readonly EmbedAttrs[],
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
