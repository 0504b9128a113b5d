import { loadLaw } from '../../../law/views/law.ts';
import { listLaws, loadLawLines } from '../../../law/views/list.ts';
import type { Reader } from '../../../platform/database/tx.ts';
import { listPublicArticles } from '../../../publishing/articles/list-articles.ts';
import { findThing } from '../../../record/refs.ts';
import { loadClaims } from '../../../record/views/claims.ts';
import { isNarrowed, type About, type Asked, type Report } from '../../export/about.ts';
import { prefetch, pageSize } from '../../export/pages.ts';
import { loadCases } from '../../export/records.ts';
import { select, withContext, type ExportKind, type Selection } from '../../export/select.ts';
import { streamJson } from '../stream-json.ts';
import { actorTable, partTables, sourceTable, withFacts } from '../tables/things.ts';
import { articleNodes } from './article-nodes.ts';
import { actorNode, caseNode, claimNode, datasetNode, lawNodes, partNode, sourceNode, type Node } from './map.ts';

type Make = (db: Reader, ids: readonly number[], about: About) => Promise<Node[]>;

const makers: readonly (readonly [ExportKind, Make])[] = [
  ['actor', async (db, ids, about) => (await actorTable.load(db, ids, about)).map(actorNode)],
  ['source', async (db, ids, about) => (await sourceTable.load(db, ids, about)).map(sourceNode)],
  [
    'case',
    async (db, ids, about) => (await withFacts(db, await loadCases(db, ids, about.audience), about)).map(caseNode),
  ],
  ['event', async (db, ids, about) => (await partTables.event.load(db, ids, about)).map(partNode)],
  ['proceeding', async (db, ids, about) => (await partTables.proceeding.load(db, ids, about)).map(partNode)],
  ['hearing', async (db, ids, about) => (await partTables.hearing.load(db, ids, about)).map(partNode)],
];

/** schema.org JSON-LD: one graph, whose first node describes the data set. */
export async function* jsonLd(
  db: Reader,
  asked: Asked,
  about: About,
  report: Report = () => {},
): AsyncGenerator<string> {
  const selection = await select(db, asked, about.audience);
  yield* streamJson({ '@context': 'https://schema.org' }, ['@graph'], nodes(db, selection, asked, about, report));
}

async function* nodes(
  db: Reader,
  selection: Selection,
  asked: Asked,
  about: About,
  report: Report,
): AsyncGenerator<Node[]> {
  const total = makers.reduce((sum, [kind]) => sum + selection.found[kind].size, selection.found.claim.size);
  let done = 0;
  yield [datasetNode(about)];
  const named = new Set<number>();
  const claims: Make = async (some, ids) => {
    const shown = (await loadClaims(some, ids, about.audience)).filter(
      (claim) => claim.withdrawn === null && claim.visibility !== 'sealed',
    );
    for (const { subject } of shown.flatMap((claim) => claim.statements))
      if (!subject.hidden && (subject.kind === 'law' || subject.kind === 'provision')) named.add(subject.id);
    return shown.map((claim) => claimNode(claim, about));
  };
  for (const [kind, make] of [...makers, ['claim', claims] as const]) {
    const ids = await withContext(db, selection, kind);
    for await (const { page, count } of prefetch(ids.pages(pageSize), async (some) => ({
      page: await make(db, some, about),
      count: some.length,
    }))) {
      yield page;
      report((done += count), total);
    }
  }
  yield* laws(db, isNarrowed(asked) ? await lawsOf(db, [...named]) : null, about);
  yield* articles(db, selection, asked, about);
}

/** The laws to which `named` refers, directly or by one of their provisions. */
async function lawsOf(db: Reader, named: readonly number[]): Promise<number[]> {
  if (named.length === 0) return [];
  const rows = await db
    .selectFrom('law')
    .leftJoin('provision', 'provision.law_id', 'law.id')
    .select('law.id')
    .distinct()
    .where((eb) => eb.or([eb('law.id', 'in', [...named]), eb('provision.id', 'in', [...named])]))
    .execute();
  return rows.map((row) => row.id);
}

/** Laws with their provisions: some of them, or all. */
async function* laws(db: Reader, ids: readonly number[] | null, about: About): AsyncGenerator<Node[]> {
  for (let offset = 0; ; offset += pageSize) {
    const lines = ids
      ? await loadLawLines(db, ids.slice(offset, offset + pageSize), about.audience)
      : (await listLaws(db, { audience: about.audience, limit: pageSize, offset })).laws;
    for (const { law } of lines) {
      const thing = await findThing(db, 'law', law.number);
      if (!thing) continue;
      // `loadLaw` leaves out provisions whose claims the audience may not see.
      const view = await loadLaw(db, thing, about.audience);
      yield lawNodes(view, about);
    }
    if ((ids ? ids.length - offset : lines.length) < pageSize) return;
  }
}

/** All published articles, or, if the query has filters, only the articles about the found cases. */
async function* articles(db: Reader, { found }: Selection, asked: Asked, about: About): AsyncGenerator<Node[]> {
  const seen = new Set<number>();
  const cases = isNarrowed(asked) ? [...found.case.pages(pageSize)] : [undefined];
  for (const caseIds of cases)
    for (let page = 1; ; page++) {
      const { articles: some } = await listPublicArticles(db, { caseIds, page, size: pageSize });
      yield await articleNodes(
        db,
        some.filter((article) => !seen.has(article.number)),
        about,
      );
      for (const article of some) seen.add(article.number);
      if (some.length < pageSize) break;
    }
}
