import { expect, it } from 'vitest';
import { createArticles } from '../../../documents/create-articles.ts';
import { saveArticle } from '../../../documents/save-article.ts';
import { run, type App } from '../../../platform/operation.ts';
import { onEitherDatabase } from '../../../platform/testing/databases.ts';
import { editor, monitor, testApp } from '../../../platform/testing/test-app.ts';
import { file } from '../../../record/filing/file.ts';
import { redactPerson } from '../../../record/protection/redact.ts';
import { setVisibility } from '../../../record/lifecycle/withdraw.ts';
import { searchProjection } from '../../../search/index/projection.ts';
import { searchThings } from '../../../search/query/find.ts';
import { articleIndexer, retractedAmong } from '../article-index.ts';
import { loadClosedArticle } from '../article-actions.ts';
import { correctArticle } from '../correct-article.ts';
import { loadDeskArticle, loadRevision } from '../desk-article.ts';
import { compareEditions } from '../../editions/compare-editions.ts';
import { listPublicArticles } from '../list-articles.ts';
import { listCorrections } from '../list-corrections.ts';
import { loadPublicArticle, publicArticleJson } from '../../public/public-article.ts';
import { publishArticle } from '../publish-article.ts';
import { fileForArticles, idOf } from '../../testing/filed.ts';
import { restoreArticle } from './restore-article.ts';
import { retractArticle } from './retract-article.ts';
import { takeDownArticle } from './take-down-article.ts';
import { unpublishArticle } from './unpublish-article.ts';

const reason = 'The document it rests on proved to be forged.';

onEitherDatabase('an article', (db) => {
  const make = async (suitor?: string) => {
    let hour = 0;
    const app = testApp(db(), {
      listeners: [searchProjection([articleIndexer])],
      now: () => new Date(Date.UTC(2018, 4, 22, hour++)),
    });
    const filed = await fileForArticles(app, suitor);
    const [made] = await run(app, createArticles, monitor, {
      articles: [
        {
          headline: { text: 'Zettelkasten: two outlets face a criminal case', claims: [filed.dated] },
          blocks: [{ sentences: [{ text: 'The case was opened on 30 March 2018.', claims: [filed.dated] }] }],
          cases: [filed.case],
        },
      ],
    });
    await run(app, publishArticle, editor, { article: made!.article, version: 1 });
    return { app, filed, ...made!, version: 2 };
  };
  const edit = async (app: App, number: number, text: string) => {
    const { form, article, version } = await loadDeskArticle(db().read, number);
    form.blocks[0]!.sentences[0]!.text = text;
    return run(app, saveArticle, monitor, { ...form, article, version });
  };
  const versionOf = async (number: number): Promise<number> => (await loadDeskArticle(db().read, number)).version;
  const found = async (number: number) =>
    (await searchThings(db().read, { text: 'zettelkasten', kind: ['article'] }, 'public')).hits.some(
      (hit) => hit.number === number,
    );
  const listed = async (caseId: number) =>
    (await listPublicArticles(db().read, { caseIds: [caseId] })).articles.map((one) => [one.number, one.retracted]);

  it('is corrected with what was wrong, since when, and what is right; the wrong edition stays readable with the difference', async () => {
    const { app, article, number, version } = await make();
    await edit(app, number, 'The case was opened in March 2018.');
    const told = { wrong: 'The article gave a day.', right: 'Only the month is known.' };
    await expect(
      run(app, correctArticle, editor, { article, version: version + 1, ...told, since: 2 }),
    ).rejects.toMatchObject({ fields: [{ path: 'since' }] });
    await expect(
      run(app, correctArticle, editor, { article, version: version + 1, ...told, wrong: ' ', since: 1 }),
    ).rejects.toMatchObject({ fields: [{ path: 'wrong' }] });
    await expect(
      run(app, correctArticle, monitor, { article, version: version + 1, ...told, since: 1 }),
    ).rejects.toMatchObject({ code: 'not_permitted' });
    expect(await run(app, correctArticle, editor, { article, version: version + 1, ...told, since: 1 })).toMatchObject({
      edition: 2,
    });
    const shown = await publicArticleJson(db().read, number);
    expect(shown).toMatchObject({
      edition: 2,
      editions: [
        { number: 2, act: 'correct' },
        { number: 1, act: 'publish' },
      ],
      corrections: [{ edition: 2, since: 1, ...told }],
      acts: [],
    });
    expect((await loadPublicArticle(db().read, number, 1)).blocks[0]).toMatchObject({
      sentences: [{ text: 'The case was opened on 30 March 2018.' }],
    });
    const { changes } = await compareEditions(db().read, number, 2);
    expect(changes).toMatchObject({
      from: 1,
      to: 2,
      changes: [
        {
          change: 'changed',
          before: 'The case was opened on 30 March 2018.',
          after: 'The case was opened in March 2018.',
        },
      ],
    });
    await expect(compareEditions(db().read, number, 1)).rejects.toMatchObject({ code: 'not_found' });
    const { corrections } = await listCorrections(db().read, { size: 1 });
    expect(corrections).toMatchObject([
      { number, article: { headline: 'Zettelkasten: two outlets face a criminal case' }, correction: told, act: null },
    ]);
  });

  it('gets a public correction for an earlier change that was not marked as one', async () => {
    const { app, article, number, version } = await make();
    expect(
      await run(app, correctArticle, editor, {
        article,
        version,
        wrong: 'The first hour’s text gave another day.',
        right: 'It is 30 March.',
        since: 1,
      }),
    ).toMatchObject({ edition: 2 });
    expect((await loadPublicArticle(db().read, number)).corrections).toHaveLength(1);
  });

  it('is retracted: the text stays, marked on its page and in lists, and is not published again until it is restored', async () => {
    const { app, filed, article, number, version } = await make();
    await expect(run(app, retractArticle, editor, { article, version, reason: 'no' })).rejects.toMatchObject({
      fields: [{ path: 'reason' }],
    });
    await expect(run(app, retractArticle, monitor, { article, version, reason })).rejects.toMatchObject({
      code: 'not_permitted',
    });
    await run(app, retractArticle, editor, { article, version, reason });
    expect(await loadPublicArticle(db().read, number)).toMatchObject({
      state: 'retracted',
      acts: [{ act: 'retract', reason }],
      blocks: [{ sentences: [{ text: 'The case was opened on 30 March 2018.' }] }],
    });
    expect(await listed(await idOf(db(), filed.case))).toEqual([[number, true]]);
    expect([await found(number), await retractedAmong(db().read, [await idOf(db(), article)])]).toEqual([
      true,
      new Set([await idOf(db(), article)]),
    ]);
    await edit(app, number, 'The case was opened in spring.');
    const now = await versionOf(number);
    await expect(
      run(app, publishArticle, editor, { article, version: now, change: 'update', note: 'News' }),
    ).rejects.toMatchObject({ code: 'act_impossible', details: { state: 'retracted' } });
    await run(app, restoreArticle, editor, { article, version: now, reason: 'The document is genuine after all.' });
    expect(await loadPublicArticle(db().read, number)).toMatchObject({
      state: 'published',
      acts: [
        { act: 'restore', reason: 'The document is genuine after all.' },
        { act: 'retract', reason },
      ],
    });
  });

  it('is removed after a legal demand: readers, lists and search have no edition left, the desk keeps all, and the note stays when it is restored', async () => {
    const { app, filed, article, number, version } = await make();
    expect(await found(number)).toBe(true);
    await run(app, retractArticle, editor, { article, version, reason });
    const demand = {
      demandedBy: 'Almaty District Court No. 2',
      demandedOn: '2018-05-20',
      law: 'Civil Code, article 143',
    };
    await expect(
      run(app, takeDownArticle, editor, { article, version: version + 1, ...demand, demandedOn: 'yesterday' }),
    ).rejects.toMatchObject({ fields: [{ path: 'demandedOn' }] });
    await expect(
      run(app, takeDownArticle, editor, { article, version: version + 1, ...demand, order: 'order/999999' }),
    ).rejects.toMatchObject({ fields: [{ path: 'order' }] });
    const court = await run(app, file, editor, {
      cases: [{ key: 'c', title: 'The suit over the article', visibility: 'public' }],
      proceedings: [{ key: 'p', case: '#c', title: 'The civil suit', visibility: 'public' }],
      orders: [{ key: 'o', proceeding: '#p', title: 'The removal of the article', visibility: 'public' }],
    });
    await run(app, takeDownArticle, editor, { article, version: version + 1, ...demand, order: court.orders[0]! });
    for (const edition of [undefined, 1])
      await expect(loadPublicArticle(db().read, number, edition)).rejects.toMatchObject({
        code: 'taken_down',
        status: 451,
      });
    expect(await loadClosedArticle(db().read, number)).toEqual({
      number,
      state: 'taken-down',
      at: expect.any(String),
      reason: null,
      example: false,
      demand: {
        by: demand.demandedBy,
        on: demand.demandedOn,
        law: demand.law,
        order: {
          number: expect.any(Number),
          title: 'The removal of the article',
          case: { number: expect.any(Number), title: 'The suit over the article' },
        },
      },
    });
    expect([await listed(await idOf(db(), filed.case)), await found(number)]).toEqual([[], false]);
    expect((await loadRevision(db().read, number, 1)).form.blocks[0]!.sentences[0]!.text).toBe(
      'The case was opened on 30 March 2018.',
    );
    // After the case is hidden, the link to the order is hidden too.
    await run(app, setVisibility, editor, { things: [court.cases[0]!], visibility: 'desk' });
    expect((await loadClosedArticle(db().read, number)).demand!.order).toBeNull();
    const { corrections } = await listCorrections(db().read, { size: 1 });
    expect(corrections).toMatchObject([
      { number, article: null, act: { act: 'take-down', demand: { by: demand.demandedBy } } },
    ]);
    expect(JSON.stringify(corrections)).not.toContain('Zettelkasten');
    await run(app, restoreArticle, editor, {
      article,
      version: await versionOf(number),
      reason: 'The court of appeal lifted the order.',
    });
    // The article was retracted before it was removed. So after restoring, it is retracted again.
    expect(await loadPublicArticle(db().read, number)).toMatchObject({
      state: 'retracted',
      acts: [{ act: 'restore' }, { act: 'take-down', demand: { law: demand.law } }, { act: 'retract' }],
    });
  });

  it('does not say who demands its removal, nor names the order, if the order forbids it', async () => {
    const { app, article, number, version } = await make();
    await run(app, takeDownArticle, editor, {
      article,
      version,
      demandedBy: 'The Committee of Silence',
      tellWho: false,
      demandedOn: '2018-05',
      law: 'Law on Secrets',
    });
    const closed = await loadClosedArticle(db().read, number);
    expect(closed.demand).toEqual({ by: null, on: '2018-05', law: 'Law on Secrets', order: null });
    const desk = await loadDeskArticle(db().read, number);
    expect(desk.acts).toMatchObject([{ demand: { by: 'The Committee of Silence', tellWho: false } }]);
    await run(app, restoreArticle, editor, { article, version: version + 1, reason: 'The order ran out in June.' });
    expect(
      JSON.stringify([await publicArticleJson(db().read, number), await listCorrections(db().read)]),
    ).not.toContain('Silence');
  });

  it('is unpublished with a reason, but only if it was published', async () => {
    const { app, filed, article, number, version } = await make();
    await run(app, unpublishArticle, editor, { article, version, reason: 'A draft was published by mistake.' });
    await expect(loadPublicArticle(db().read, number)).rejects.toMatchObject({ code: 'gone', status: 410 });
    expect(await loadClosedArticle(db().read, number)).toMatchObject({
      state: 'unpublished',
      reason: 'A draft was published by mistake.',
      demand: null,
    });
    expect([await listed(await idOf(db(), filed.case)), await found(number)]).toEqual([[], false]);
    await expect(run(app, unpublishArticle, editor, { article, version: version + 1, reason })).rejects.toMatchObject({
      code: 'act_impossible',
    });
    const [draft] = await run(app, createArticles, monitor, {
      articles: [{ headline: { text: 'A draft', kind: 'connective' }, blocks: [] }],
    });
    for (const act of [retractArticle, unpublishArticle, restoreArticle])
      await expect(run(app, act, editor, { article: draft!.article, version: 1, reason })).rejects.toMatchObject({
        code: 'act_impossible',
        details: { state: 'draft' },
      });
    await expect(loadClosedArticle(db().read, draft!.number)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('records a change for each action, on the version that the editor saw', async () => {
    const { app, article, number, version } = await make();
    await expect(run(app, retractArticle, editor, { article, version: version - 1, reason })).rejects.toMatchObject({
      code: 'conflict',
    });
    await run(app, retractArticle, editor, { article, version, reason });
    const { id } = await loadDeskArticle(db().read, number);
    const changes = await db()
      .read.selectFrom('change')
      .innerJoin('change_set', 'change_set.id', 'change.change_set_id')
      .select(['action', 'before', 'after', 'operation'])
      .where('thing_id', '=', id)
      .orderBy('change_set_id', 'desc')
      .limit(1)
      .execute();
    expect(changes).toMatchObject([
      {
        action: 'retracted',
        operation: 'publishing.retractArticle',
        before: { state: 'published' },
        after: { state: 'retracted', reason },
      },
    ]);
  });

  it('has a redacted person’s name removed from editions, notes, corrections and reasons', async () => {
    const { app, filed, article, number, version } = await make('Zeinulla Onlyhereov');
    await edit(app, number, 'Zeinulla Onlyhereov said the case was opened on 30 March 2018.');
    await run(app, correctArticle, editor, {
      article,
      version: version + 1,
      wrong: 'Zeinulla Onlyhereov was not named.',
      right: 'Zeinulla Onlyhereov said it.',
      since: 1,
    });
    await run(app, retractArticle, editor, {
      article,
      version: version + 2,
      reason: 'Zeinulla Onlyhereov never said it.',
    });
    await redactPerson(app, editor, { actor: filed.suitor, ground: 'A court ordered the erasure.' });
    const everything = JSON.stringify([
      await publicArticleJson(db().read, number),
      await publicArticleJson(db().read, number, 1),
      await loadDeskArticle(db().read, number),
      await listCorrections(db().read),
      (await compareEditions(db().read, number, 2)).changes,
      await db().read.selectFrom('change').select(['before', 'after']).execute(),
    ]);
    expect(everything).toContain('never said it');
    expect(everything).not.toContain('Onlyhereov');
  });
});
