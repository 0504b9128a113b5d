import { expect, it } from 'vitest';
import { AppError } from '../platform/errors.ts';
import { run } from '../platform/operation.ts';
import { onEitherDatabase } from '../platform/testing/databases.ts';
import { editor, monitor, testApp } from '../platform/testing/test-app.ts';
import {
  compareRevisions,
  compareWithSaved,
  loadDeskArticle,
  loadRevision,
} from '../publishing/articles/desk-article.ts';
import { listCitingArticles } from '../publishing/articles/list-articles.ts';
import { fileForArticles, idOf, type Filed } from '../publishing/testing/filed.ts';
import { createArticles } from './create-articles.ts';
import type { ArticleFormInput } from './model/form.ts';
import { saveArticle } from './save-article.ts';

const refused = async (work: Promise<unknown>): Promise<AppError> => {
  const thrown = await work.then(
    () => null,
    (error: unknown) => error,
  );
  expect(thrown).toBeInstanceOf(AppError);
  return thrown as AppError;
};

const article = (filed: Filed): ArticleFormInput => ({
  headline: { text: 'Two outlets face a criminal case', claims: [filed.dated] },
  standfirst: { text: 'The case follows a complaint.' },
  byline: { kind: 'compiled-by', names: ['Ada Reporter', ''] },
  blocks: [
    {
      sentences: [
        { text: 'The case was opened on 30 March 2018, HRW wrote.', claims: [filed.dated] },
        { text: 'Kakimzhanov claimed that they were wrong.', claims: [filed.alleged] },
      ],
    },
  ],
  cases: [filed.case],
});

onEitherDatabase('saving articles', (db) => {
  const make = async () => {
    const app = testApp(db());
    const filed = await fileForArticles(app);
    const [made] = await run(app, createArticles, monitor, { articles: [article(filed)] });
    return { app, filed, made: made! };
  };

  it('stores a draft unchanged, for the desk only', async () => {
    const { filed, made } = await make();
    const desk = await loadDeskArticle(db().read, made.number);
    expect(desk).toMatchObject({ article: made.article, version: 1, state: 'draft', revision: 1, editedSince: false });
    expect(desk.form).toMatchObject({
      byline: { kind: 'compiled-by', names: ['Ada Reporter'] },
      language: 'en',
      cases: [filed.case],
    });
    expect(desk.form.blocks[0]!.sentences.map((one) => one.claims)).toEqual([[filed.dated], [filed.alleged]]);
    expect(desk.check.sentences[1]!.problems).toMatchObject([{ code: 'no-citation' }]);
    expect(desk.claims.get(filed.alleged)).toMatchObject({
      unfit: null,
      claim: { wording: 'The outlets published false information.' },
    });
    expect(
      (await db().read.selectFrom('thing').select('visibility').where('id', '=', desk.id).executeTakeFirstOrThrow())
        .visibility,
    ).toBe('desk');
  });

  it('saves each change as a revision with its author and reason, and compares any two revisions', async () => {
    const { app, made } = await make();
    const { form } = await loadDeskArticle(db().read, made.number);
    form.blocks[0]!.sentences[1]!.text = 'Kakimzhanov claimed that they were false.';
    const saved = await run(app, saveArticle, monitor, {
      ...form,
      article: made.article,
      version: 1,
      why: 'His own word',
    });
    expect(saved.version).toBe(2);
    const desk = await loadDeskArticle(db().read, made.number);
    expect(desk.revisions.map((one) => [one.number, one.why])).toEqual([
      [2, 'His own word'],
      [1, null],
    ]);
    const compared = await compareRevisions(db().read, made.number, 1, 2);
    expect(compared.filter((one) => one.change !== 'same')).toMatchObject([
      {
        change: 'changed',
        before: { text: 'Kakimzhanov claimed that they were wrong.' },
        after: { text: 'Kakimzhanov claimed that they were false.' },
      },
    ]);
    expect((await loadRevision(db().read, made.number, 1)).form.blocks[0]!.sentences[1]!.text).toContain('wrong');
    await expect(loadRevision(db().read, made.number, 9)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('writes nothing if nothing changed, or if the same text is sent twice', async () => {
    const { app, made } = await make();
    const { form } = await loadDeskArticle(db().read, made.number);
    expect((await run(app, saveArticle, monitor, { ...form, article: made.article, version: 1 })).version).toBe(1);
    form.blocks[0]!.sentences.push({
      ...form.blocks[0]!.sentences[0]!,
      id: undefined,
      text: 'Nobody has answered yet.',
      claims: [],
      kind: 'connective',
    });
    const send = () => run(app, saveArticle, monitor, { ...structuredClone(form), article: made.article, version: 1 });
    expect((await send()).version).toBe(2);
    expect((await send()).version).toBe(2);
    expect((await loadDeskArticle(db().read, made.number)).revisions).toHaveLength(2);
  });

  it('warns the second of two editors, keeps what was saved, and shows both versions', async () => {
    const { app, made } = await make();
    const { form } = await loadDeskArticle(db().read, made.number);
    const [mine, theirs] = [structuredClone(form), structuredClone(form)];
    theirs.headline.text = 'A criminal case against two outlets';
    mine.blocks[0]!.sentences[0]!.text = 'The case was opened in March.';
    await run(app, saveArticle, monitor, { ...theirs, article: made.article, version: 1 });
    const error = await refused(run(app, saveArticle, editor, { ...mine, article: made.article, version: 1 }));
    expect(error).toMatchObject({ code: 'conflict', details: { version: 2, revision: 2 } });
    const both = await compareWithSaved(db().read, made.number, mine);
    expect(both.filter((one) => one.change !== 'same').map((one) => [one.before?.text, one.after?.text])).toEqual([
      ['A criminal case against two outlets', 'Two outlets face a criminal case'],
      ['The case was opened on 30 March 2018, HRW wrote.', 'The case was opened in March.'],
    ]);
    expect((await loadDeskArticle(db().read, made.number)).form.headline.text).toBe(
      'A criminal case against two outlets',
    );
  });

  it('accepts one of two simultaneous saves', async () => {
    const { app, made } = await make();
    const { form } = await loadDeskArticle(db().read, made.number);
    const send = (headline: string) =>
      run(app, saveArticle, monitor, {
        ...structuredClone({ ...form, headline: { ...form.headline, text: headline } }),
        article: made.article,
        version: 1,
      });
    const outcomes = await Promise.allSettled([send('One headline'), send('Another headline')]);
    expect(outcomes.map((one) => one.status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect((await loadDeskArticle(db().read, made.number)).revisions).toHaveLength(2);
  });

  it('names each wrong claim and case by its path, and saves nothing', async () => {
    const { app, filed } = await make();
    const input = article(filed);
    input.blocks![0]!.sentences![1]!.claims = ['claim/999999'];
    input.cases = ['case/999999', filed.dated];
    const count = async () => (await db().read.selectFrom('document').select('id').execute()).length;
    const before = await count();
    const error = await refused(run(app, createArticles, monitor, { articles: [article(filed), input] }));
    expect(error.fields.map((field) => field.path)).toEqual([
      'articles.1.blocks.0.sentences.1.claims',
      'articles.1.cases.0',
      'articles.1.cases.1',
    ]);
    expect(await count()).toBe(before);
    expect(
      (await refused(run(app, createArticles, monitor, { articles: [{ headline: { text: ' ' } }] }))).fields,
    ).toMatchObject([{ path: 'articles.0.headline.text', message: 'documents.error.headline.missing' }]);
  });

  it('lets a contributor keep an editor’s exception, but not add one', async () => {
    const { app, made } = await make();
    const { form } = await loadDeskArticle(db().read, made.number);
    form.standfirst.sentences[0]!.override = 'Known to everybody in town';
    const error = await refused(
      run(app, saveArticle, monitor, { ...structuredClone(form), article: made.article, version: 1 }),
    );
    expect(error.fields).toMatchObject([
      { path: 'standfirst.sentences.0.override', message: 'documents.error.override.editors' },
    ]);
    await run(app, saveArticle, editor, { ...structuredClone(form), article: made.article, version: 1 });
    const desk = await loadDeskArticle(db().read, made.number);
    expect(desk.check.sentences[1]).toMatchObject({ overridden: true, ok: true });
    desk.form.headline.text = 'A criminal case against two outlets';
    await run(app, saveArticle, monitor, { ...desk.form, article: made.article, version: 2 });
    expect((await loadDeskArticle(db().read, made.number)).check.sentences[1]).toMatchObject({
      overridden: true,
      ok: true,
    });
  });

  it('finds the drafts that cite a claim', async () => {
    const { made, filed } = await make();
    const id = await idOf(db(), filed.dated);
    expect(await listCitingArticles(db().read, [id], 'desk')).toMatchObject([
      { number: made.number, published: false, sentences: [{ claimId: id }, { claimId: id }] },
    ]);
    expect(await listCitingArticles(db().read, [id], 'public')).toEqual([]);
  });

  it('is refused without an account, and for an article that does not exist', async () => {
    const app = testApp(db());
    await expect(run(app, createArticles, null, { articles: [] })).rejects.toMatchObject({ code: 'not_signed_in' });
    await expect(
      run(app, saveArticle, monitor, {
        ...article(await fileForArticles(app)),
        article: 'article/999999',
        version: 1,
      }),
    ).rejects.toMatchObject({ code: 'not_found' });
  });
});
