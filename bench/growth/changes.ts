import { createArticles } from '../../src/documents/create-articles.ts';
import { composeModules } from '../../src/cli/compose.ts';
import { rebuildSearch } from '../../src/cli/search-index.ts';
import { openExport } from '../../src/exchange/export/open-export.ts';
import { importTable } from '../../src/exchange/import/testing.factory.ts';
import { createLog } from '../../src/platform/log/log.ts';
import { messages } from '../../src/platform/messages/messages.ts';
import { run, systemPrincipal } from '../../src/platform/operation.ts';
import { editor } from '../../src/platform/testing/test-app.ts';
import { publishArticle } from '../../src/publishing/articles/publish-article.ts';
import { licenceOf } from '../../src/publishing/publication/licences.ts';
import { changeCaseEntry } from '../../src/record/cases/change-case-entry.ts';
import { findDuplicates } from '../../src/record/duplicates/find.ts';
import { file } from '../../src/record/filing/file.ts';
import type { FilingInput } from '../../src/record/filing/schema.ts';
import { undo } from '../../src/record/history/undo/undo.ts';
import { merge } from '../../src/record/lifecycle/merge.ts';
import { withdraw } from '../../src/record/lifecycle/withdraw.ts';
import { redactPerson } from '../../src/record/protection/redact.ts';
import { findThing, parseRef } from '../../src/record/refs.ts';
import { addressOfThing } from '../../src/web/record/components/of-record.ts';
import { fileCases } from '../fill/cases.ts';
import { casesOf } from '../fill/records.ts';
import { formOf } from '../mirror/fill.ts';
import type { Measure } from './measures.ts';
import type { Site } from './site.ts';

/** New cases with a claim each, all of them about one new actor. */
function newCases(name: string, count: number, source: string): FilingInput {
  const keys = Array.from({ length: count }, (_, index) => index);
  return {
    actors: [{ key: 'who', kind: 'person', names: [{ text: `Zhumabek ${name}` }], visibility: 'public' }],
    cases: keys.map((key) => ({ key: `c${key}`, title: `The ${name} case ${key}`, visibility: 'public' as const })),
    claims: keys.map((key) => ({
      case: `#c${key}`,
      wording: `Zhumabek ${name} was questioned, ${key}.`,
      kind: 'paraphrase' as const,
      mode: 'stated' as const,
      checked: true,
      visibility: 'public' as const,
      chain: [{ actor: '#who', verb: 'said' }],
      support: { kind: 'reference' as const, source },
      statements: [{ subject: `#c${key}`, property: 'target', value: '#who' }],
    })),
  };
}

const reason = 'It was filed by mistake.';

/** What to measure for the desk's operations: some on a few new items, some on the whole record. */
export async function operations({ app, cases, base }: Site): Promise<Measure[]> {
  const { source } = (await casesOf(app)).at(-1)!;
  let made = 0;
  const names = ['Aitbayev', 'Baizhanov', 'Chokayev', 'Dulatov', 'Esimov', 'Fazylov', 'Galiyev', 'Khamitov'];
  const nameOf = (): string =>
    `${names[made % names.length]!}${'abcdefghijklmnopqrstuvwxyz'[Math.floor(made++ / names.length)]!}`;
  const fileNew = (count: number) => run(app, file, systemPrincipal, newCases(nameOf(), count, source));
  const compareAll = async (): Promise<void> => {
    while ((await run(app, findDuplicates, systemPrincipal, {})).left > 0);
  };
  const measure = (name: string, prepare: Measure['prepare'], more: Partial<Measure> = {}): Measure => ({
    name,
    warmUps: 1,
    prepare,
    ...more,
  });
  return [
    measure('file 10 cases with a claim each', async () => () => fileNew(10), { warmUps: 3 }),
    measure(
      'file a claim to a case',
      async () => {
        const filed = await fileNew(1);
        const { actors: _, cases: __, claims } = newCases(nameOf(), 1, source);
        return () =>
          run(app, file, systemPrincipal, {
            claims: claims!.map((claim) => ({
              ...claim,
              case: filed.cases[0]!,
              chain: [{ actor: filed.actors[0]!, verb: 'said' }],
              statements: [],
            })),
          });
      },
      { warmUps: 3 },
    ),
    measure(
      'change the title of a case',
      async () => {
        const ref = (await fileNew(1)).cases[0]!;
        const { version } = (await findThing(app.db.read, 'case', parseRef(ref)!.number))!;
        return () =>
          run(app, changeCaseEntry, systemPrincipal, {
            thing: ref,
            version,
            title: 'Another title',
            visibility: 'public',
          });
      },
      { warmUps: 3 },
    ),
    measure(
      'publish an article',
      async () => {
        const filed = await fileNew(1);
        const [draft] = await run(app, createArticles, systemPrincipal, {
          articles: [formOf(2_000_000 + made, { case: filed.cases[0]!, claims: [filed.claims[0]!, filed.claims[0]!] })],
        });
        return () => run(app, publishArticle, systemPrincipal, { article: draft!.article, version: draft!.version });
      },
      { warmUps: 3 },
    ),
    measure('withdraw a case', async () => {
      const filed = await fileNew(1);
      return () => run(app, withdraw, editor, { things: filed.cases, reason });
    }),
    measure('merge two cases', async () => {
      const [from, into] = (await fileNew(2)).cases;
      return () => run(app, merge, systemPrincipal, { from: from!, into: into! });
    }),
    measure('undo a change of 20 cases', async () => {
      await fileNew(20);
      const { rows } = await app.db.executeSql('select max(id)::int as id from change_set');
      const { id } = rows[0] as { id: number };
      return () => undo(app, systemPrincipal, { target: { set: id }, reason });
    }),
    measure('import a table of 20 rows', async () => {
      const name = nameOf();
      const rows = Array.from(
        { length: 20 },
        (_, index) => `${name}-${index},2020-03-0${1 + (index % 9)},KZ,Physical Attack,${name} ${index}`,
      );
      const text = `id,date,country,category,journalist\n${rows.join('\n')}\n`;
      return () => importTable(app, systemPrincipal, { text }, { name: `${name}.csv` });
    }),
    measure('redact a person with one claim', async () => {
      const { actors } = await fileNew(1);
      return () => redactPerson(app, editor, { actor: actors[0]!, ground: 'A court ordered it.' });
    }),
    measure(
      'search for duplicates of 500 cases',
      async () => {
        await compareAll();
        await fileCases(app, base, { from: cases, to: cases + 500 });
        return () => run(app, findDuplicates, systemPrincipal, {});
      },
      { warmUps: 0 },
    ),
    measure(
      'export cases.csv',
      async () => async () => {
        const about = {
          paper: 'Bench',
          language: 'en',
          licence: licenceOf(undefined),
          address: 'https://paper.example',
          at: app.now(),
          query: { words: 'everything public', path: '/export' },
          audience: 'public' as const,
          t: messages(),
          links: addressOfThing,
        };
        for await (const _ of openExport(app, { file: 'cases.csv', query: {}, about }));
      },
      { warmUps: 0, whole: true },
    ),
    measure('rebuild the search index', async () => () => run(app, rebuildSearch, systemPrincipal, {}), {
      warmUps: 0,
      whole: true,
    }),
  ];
}

/** Scheduled jobs, when they have nothing new to do. */
export async function jobs({ app }: Site): Promise<Measure[]> {
  const signal = new AbortController().signal;
  return composeModules()
    .jobs.filter((job) => job.everyHours !== undefined && job.name !== 'record.duplicates')
    .map((job) => ({
      name: `job ${job.name}`,
      warmUps: 2,
      prepare: async () => () => job.handler({ input: {}, app, log: createLog('silent'), signal, last: false }),
    }));
}
