import type { Node } from 'prosemirror-model';
import type { Reader } from '../../platform/database/tx.ts';
import type { Statistic } from '../../search/statistics/count.ts';
import { numbersOf } from '../../search/statistics/numbers.ts';
import type { Problem } from '../checks/problem.ts';
import { mapEmbeds, embedsOf } from '../model/sentences.ts';
import { checkComputed } from './check-computed.ts';
import { figureKey, loadFigures } from './figures.ts';

/**
 * Checks the headline that an editor wrote for a chart: each number in it must be in the chart. It may have no number
 * at all.
 */
export const checkFinding = (text: string, statistic: Statistic): Problem[] =>
  checkComputed(text, statistic).filter(({ code }) => code !== 'no-number');

/** Stores with each new headline of a chart the numbers that the chart has now. */
export async function settleFindings(db: Reader, doc: Node): Promise<Node> {
  const isNew = ({ finding }: (typeof embeds)[number]): boolean => finding !== null && finding.numbers === '';
  const embeds = embedsOf(doc);
  if (!embeds.some(isNew)) return doc;
  const figures = await loadFigures(db, [], embeds.filter(isNew));
  return mapEmbeds(doc, (embed) => {
    const statistic = isNew(embed) ? figures.get(figureKey(embed.ref) ?? '') : undefined;
    return statistic ? { ...embed, finding: { ...embed.finding!, numbers: numbersOf(statistic) } } : embed;
  });
}
