import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closeServers, webServer } from '../../evidence/fetch/fetch-servers.factory.ts';
import { prepareJobs } from '../../platform/jobs/queues.ts';
import { run, type App } from '../../platform/operation.ts';
import { onEitherDatabase } from '../../platform/testing/databases.ts';
import { editor, monitor, testApp } from '../../platform/testing/test-app.ts';
import { duplicateProjection } from '../../record/duplicates/duplicate-projection.ts';
import { file } from '../../record/filing/file.ts';
import { storeCapture } from '../../record/sources/store-capture.ts';
import { withdraw } from '../../record/lifecycle/withdraw.ts';
import { createArticles } from '../create-articles.ts';
import { hashOf, loadRound } from '../links/load-tries.ts';
import { askToTryLinks, tryLinks, tryLinksJob } from '../links/try-links.ts';
import { readDocument } from '../model/schema.ts';
import { checkArticle } from './check-article.ts';
import { Comparisons } from '../agreement/comparisons.ts';
import { loadContext } from './load-context.ts';
import { findQuotedNames } from './quoted-names.ts';

onEitherDatabase('the check of an article against the record', (db) => {
  let app: App;
  let asked: string[] = [];
  let site = '';
  beforeAll(async () => {
    const port = await webServer((request, response) => {
      asked.push(`${request.method} ${request.url}`);
      if (request.url === '/there') return void response.end('<p>A page.</p>');
      if (request.url === '/moved') return void response.writeHead(302, { location: '/gone' }).end();
      if (request.url === '/large') return void response.setHeader('content-length', 900_000_000).write('x');
      response.writeHead(request.url === '/closed' ? 403 : 404).end('Nothing here');
    });
    site = `http://127.0.0.1:${port}`;
    app = testApp(db(), {
      listeners: [duplicateProjection],
      allowPrivate: [`127.0.0.1:${port}`],
      now: () => new Date(Date.UTC(2026, 10, 26, 9)),
    });
    await prepareJobs(db(), [tryLinksJob]);
  });
  afterAll(closeServers);

  const write = async (sentences: { text: string; claims?: string[]; kind?: 'connective' }[]) => {
    const [made] = await run(app, createArticles, monitor, {
      articles: [
        {
          headline: { text: 'Next steps', kind: 'connective' },
          blocks: [{ sentences: sentences.map((one) => ({ ...one, whole: true })) }],
        },
      ],
    });
    const row = await db()
      .read.selectFrom('thing')
      .innerJoin('revision', 'revision.document_id', 'thing.id')
      .select(['thing.id', 'revision.doc'])
      .where('thing.kind', '=', 'article')
      .where('thing.number', '=', made!.number)
      .executeTakeFirstOrThrow();
    const doc = readDocument(row.doc);
    const check = async () =>
      checkArticle(doc, await loadContext(db().read, doc, { byline: [], language: 'en' }), Comparisons.none);
    const problems = async () => (await check()).sentences.slice(1).map((one) => one.problems);
    return { article: made!.article, id: row.id, check, problems };
  };

  it('does not read a known name in quotation marks as a quotation, in any grammatical case and script', async () => {
    const { claims } = await run(app, file, editor, {
      actors: [
        { key: 'paper', kind: 'outlet', names: [{ text: 'Novaya Gazeta' }], visibility: 'public' },
        { key: 'editor', kind: 'person', names: [{ text: 'Viktor Sidorov' }], visibility: 'public' },
      ],
      sources: [{ key: 'page', kind: 'report', title: 'A report', visibility: 'public' }],
      cases: [{ key: 'case', title: 'The paper', visibility: 'public' }],
      claims: [
        {
          case: '#case',
          wording: 'Police searched the paper.',
          kind: 'paraphrase' as const,
          mode: 'stated' as const,
          checked: true,
          visibility: 'public' as const,
          chain: [{ actor: '#paper', verb: 'wrote' }],
          support: { kind: 'reference' as const, source: '#page' },
          statements: [],
        },
      ],
    });
    const { problems } = await write([
      { text: 'В «Новой газете» прошёл обыск.', claims: [claims[0]!] },
      { text: '«Новая газета» пишет, что это «Виктор Сидоров».', claims: [claims[0]!] },
      { text: '«Новая газета» закрыта «навсегда».', claims: [claims[0]!] },
    ]);
    expect(
      (await problems()).map((all) =>
        all.filter((one) => one.code.startsWith('quotation')).map((one) => [one.code, one.params['quotation']]),
      ),
    ).toEqual([[], [['quotation-unsupported', 'Виктор Сидоров']], [['quotation-unsupported', 'навсегда']]]);
  });

  it('compares the first 500 quotations of an article with names, and checks all further ones as quotations', async () => {
    await run(app, file, editor, { actors: [{ kind: 'outlet', names: [{ text: 'Harbour Gazette' }] }] });
    const words = Array.from({ length: 499 }, (_, index) => `Quoted ${index} words`);
    expect(await findQuotedNames(db().read, [...words, 'Harbour Gazette'])).toEqual(new Set(['Harbour Gazette']));
    expect(await findQuotedNames(db().read, [...words, 'Quoted', 'Harbour Gazette'])).toEqual(new Set());
  });

  it('warns about withdrawn, retracted and disputed claims, and about a person whom no source names', async () => {
    const say = (wording: string, value: string, more: object = {}) => ({
      case: '#case',
      wording,
      kind: 'paraphrase' as const,
      mode: 'stated' as const,
      checked: true,
      visibility: 'public' as const,
      chain: [{ actor: '#hrw', verb: 'wrote' }],
      support: { kind: 'reference' as const, source: '#page' },
      statements: [{ subject: '#event', property: 'date', value }],
      ...more,
    });
    const { claims } = await run(app, file, editor, {
      actors: [{ key: 'hrw', kind: 'organisation', names: [{ text: 'Human Rights Watch' }], visibility: 'public' }],
      sources: [
        { key: 'page', kind: 'report', title: 'A report', visibility: 'public' },
        { key: 'other', kind: 'article', title: 'A wire story', visibility: 'public' },
      ],
      cases: [{ key: 'case', title: 'The search', visibility: 'public' }],
      events: [
        { key: 'event', case: '#case', title: 'A search', visibility: 'public' },
        { key: 'later', case: '#case', title: 'Another', visibility: 'public' },
      ],
      claims: [
        say('The search was on 2 April 2018.', '2018-04-02'),
        say('The search was on 5 April 2018.', '2018-04-05'),
        say('Police took computers.', '2018-05-01', {
          statements: [],
          support: { kind: 'reference', source: '#other' },
        }),
        say('The agency took its story back.', '', {
          statements: [{ subject: '#other', property: 'retracted-by-source', value: true }],
        }),
        say('Aigul Serikova was questioned.', '', { statements: [] }),
      ],
    });
    const [disputed, , retracted, , questioned] = claims as [string, string, string, string, string];
    const { problems, check } = await write([
      { text: 'Police came on 2 April 2018.', claims: [disputed] },
      { text: 'They took computers.', claims: [retracted] },
      { text: 'Aigul Serikova was questioned.', claims: [questioned] },
      { text: 'Marat Asipov was questioned.', claims: [questioned] },
    ]);
    const codes = async () => (await problems()).map((one) => one.map((problem) => problem.code));
    expect(await codes()).toEqual([['claim-disputed'], ['claim-retracted'], [], ['name-unsourced']]);
    expect((await check()).ok).toBe(true);
    await run(app, withdraw, editor, { things: [questioned], reason: 'It was filed twice by mistake.' });
    expect((await codes()).slice(2)).toEqual([['claim-withdrawn'], ['claim-withdrawn', 'name-unsourced']]);
    expect((await check()).ok).toBe(false);
  });

  describe('links', () => {
    it('are checked on request, from text and sources, and broken ones are shown at their sentence', async () => {
      const { claims, sources } = await run(app, file, editor, {
        actors: [{ key: 'hrw', kind: 'organisation', names: [{ text: 'Human Rights Watch' }], visibility: 'public' }],
        sources: [
          { key: 'page', kind: 'report', title: 'A report', addresses: [`${site}/source`], visibility: 'public' },
          { key: 'hidden', kind: 'report', title: 'A letter', addresses: [`${site}/secret`] },
        ],
        claims: ['#page', '#page', '#hidden'].map((source, index) => ({
          wording: `Police came, ${index}.`,
          kind: 'paraphrase' as const,
          mode: 'stated' as const,
          checked: true,
          visibility: 'public' as const,
          chain: [{ actor: '#hrw', verb: 'wrote' }],
          support: { kind: 'reference' as const, source },
        })),
      });
      await run(app, storeCapture, monitor, {
        source: sources[0]!,
        title: 'A report',
        method: 'fetch',
        requestedUrl: `${site}/source`,
        finalUrl: `${site}/source`,
        status: 200,
        mediaType: 'text/html',
        bytes: new TextEncoder().encode('<p>Police came.</p>'),
        text: 'Police came.',
      });
      const { article, id, problems, check } = await write([
        {
          text: `Police came, as [one page](${site}/there), [another](${site}/moved) and [a third](${site}/closed) say.`,
          claims: [claims[0]!],
        },
        { text: `They left again, says [a large page](${site}/large).`, claims: [claims[1]!, claims[2]!] },
        { text: 'More is on [a router](http://127.0.0.2/).', kind: 'connective' },
      ]);
      expect(await loadRound(db().read, id, app.now())).toBeNull();
      expect((await problems()).flat().filter((one) => one.code.includes('link'))).toEqual([]);
      expect(asked).toEqual([]);

      await run(app, askToTryLinks, monitor, { article });
      await run(app, askToTryLinks, monitor, { article });
      expect(await loadRound(db().read, id, app.now())).toMatchObject({ pending: true });
      const jobs = await db().executeSql("select data from pgboss.job where name = 'documents.tryLinks'");
      expect(jobs.rows).toEqual([{ data: { document: id, account: null } }]);
      await tryLinks(app, { document: id, account: null });
      expect(await loadRound(db().read, id, app.now())).toMatchObject({ pending: false });
      // The address of a non-public source is not requested.
      expect(asked.toSorted()).toEqual([
        'GET /closed',
        'GET /gone',
        'GET /large',
        'GET /moved',
        'GET /source',
        'GET /there',
      ]);

      const told = (await problems()).map((one) =>
        one
          .filter((problem) => problem.code.includes('link'))
          .map(({ code, severity, params: { how, status, run: words, on }, held }) => [
            code,
            severity,
            how,
            status,
            words,
            on,
            held && held.source,
          ]),
      );
      const on = '2026-11-26';
      expect(told).toEqual([
        [
          ['link-dead', 'warns', 'gone', '404', 'another', on, null],
          ['link-dead', 'warns', 'closed', '403', 'a third', on, null],
          ['source-link-dead', 'warns', 'gone', '404', undefined, on, Number(sources[0]!.split('/')[1])],
        ],
        [],
        [['link-dead', 'warns', 'private', '', 'a router', on, null]],
      ]);
      expect((await check()).ok).toBe(true);
      // No address is stored in plain text.
      const { rows } = await db().executeSql("select encode(address, 'hex') as hash from link_try");
      expect(rows.map((row) => (row as { hash: string }).hash)).toContain(hashOf(`${site}/there`));
    });
  });
});
