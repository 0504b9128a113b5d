import type { Reader } from '../../../platform/database/tx.ts';
import { listPublicArticles } from '../../../publishing/list-articles.ts';
import { loadClaims } from '../../../record/views/claims.ts';
import { isNarrowed, type About, type Asked, type Report } from '../../export/about.ts';
import { ahead } from '../../export/pages.ts';
import { loadCases } from '../../export/records.ts';
import { select, withContext, type ExportKind, type Selection } from '../../export/select.ts';
import { streamJson } from '../stream-json.ts';
import { actorTable, eventTable, proceedingTable, sourceTable, withFacts } from '../tables/things.ts';
import { actorNode, articleNode, caseNode, claimNode, datasetNode, partNode, sourceNode, type Node } from './map.ts';

type Make = (db: Reader, ids: readonly number[], about: About) => Promise<Node[]>;

const makers: readonly (readonly [ExportKind, Make])[] = [
  ['actor', async (db, ids, about) => (await actorTable.load(db, ids, about)).map(actorNode)],
  ['source', async (db, ids, about) => (await sourceTable.load(db, ids, about)).map(sourceNode)],
  ['case', async (db, ids, about) => (await withFacts(db, await loadCases(db, ids, about.audience), about)).map(caseNode)],
  ['event', async (db, ids, about) => (await eventTable.load(db, ids, about)).map(partNode)],
  ['proceeding', async (db, ids, about) => (await proceedingTable.load(db, ids, about)).map(partNode)],
  ['claim', async (db, ids, about) => (await loadClaims(db, ids, about.audience)).filter((claim) => claim.withdrawn === null && claim.visibility !== 'sealed').map((claim) => claimNode(claim, about))],
];

const pageSize = 300;

/** schema.org JSON-LD: one graph, whose first node describes the data set. */
export async function* jsonLd(db: Reader, asked: Asked, about: About, report: Report = () => {}): AsyncGenerator<string> {
  const selection = await select(db, asked, about.audience);
  yield* streamJson({ '@context': 'https://schema.org' }, ['@graph'], nodes(db, selection, asked, about, report));
}

async function* nodes(db: Reader, selection: Selection, asked: Asked, about: About, report: Report): AsyncGenerator<Node[]> {
  const total = makers.reduce((sum, [kind]) => sum + selection.found[kind].size, 0);
  let done = 0;
  yield [datasetNode(about)];
  for (const [kind, make] of makers) {
    const ids = await withContext(db, selection, kind);
    for await (const { page, count } of ahead(ids.pages(pageSize), async (some) => ({ page: await make(db, some, about), count: some.length }))) {
      yield page;
      report((done += count), total);
    }
  }
  yield* articles(db, selection, asked, about);
}

/** Published articles: all of them, or those about the cases found. */
async function* articles(db: Reader, { found }: Selection, asked: Asked, about: About): AsyncGenerator<Node[]> {
  const seen = new Set<number>();
  const cases = isNarrowed(asked) ? [...found.case.pages(pageSize)] : [undefined];
  for (const caseIds of cases)
    for (let page = 1; ; page++) {
      const { articles: some } = await listPublicArticles(db, { caseIds, page, size: pageSize });
      yield some.filter((article) => !seen.has(article.number)).map((article) => articleNode(article, about));
      for (const article of some) seen.add(article.number);
      if (some.length < pageSize) break;
    }
}
