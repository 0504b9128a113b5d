import type { Reader } from '../../../platform/database/tx.ts';
import { listOrder, listPublicArticles } from '../../../publishing/articles/list-articles.ts';
import type { About } from '../../export/about.ts';
import { articleNodes } from './article-nodes.ts';
import { datasetNode } from './map.ts';

/**
 * The whole record as JSON-LD, based on the earlier export `before`: creates only the nodes of changed articles, and
 * copies all other lines.
 * @param changed ids of the changed articles
 */
export async function renewArticles(
  db: Reader,
  before: string,
  about: About,
  changed: readonly number[],
): Promise<string> {
  const lines = before.split('\n');
  const [head, , ...rest] = lines.slice(0, lines.indexOf(']}'));
  const ofArticle = new RegExp(
    `^\\{"@type":"NewsArticle","@id":${JSON.stringify(`${about.address}/articles/`)
      .slice(0, -1)
      .replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(\\d+)/`,
  );
  const articles = new Map<number, string>();
  const kept: string[] = [];
  for (const line of rest) {
    const node = line.endsWith(',') ? line.slice(0, -1) : line;
    const number = ofArticle.exec(node)?.[1];
    if (number === undefined) kept.push(node);
    else articles.set(Number(number), node);
  }
  const { articles: fresh } = await listPublicArticles(db, { ids: changed, size: changed.length });
  for (const [index, node] of (await articleNodes(db, fresh, about)).entries())
    articles.set(fresh[index]!.number, JSON.stringify(node));
  const order = await listOrder(db);
  const nodes = [
    JSON.stringify(datasetNode(about)),
    ...kept,
    ...order.flatMap((number) => articles.get(Number(number)) ?? []),
  ];
  return `${head}\n${nodes.join(',\n')}\n]}\n`;
}
