import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { createArticles } from '../../documents/create-articles.ts';
import type { ArticleFormInput } from '../../documents/model/form.ts';
import { saveArticle } from '../../documents/save-article.ts';
import { AppError } from '../../platform/errors.ts';
import { run, type ChangeListener, type App } from '../../platform/operation.ts';
import { onEitherDatabase } from '../../platform/testing/databases.ts';
import { editor, monitor, testApp } from '../../platform/testing/test-app.ts';
import { setVisibility, withdraw } from '../../record/lifecycle/withdraw.ts';
import { searchProjection } from '../../search/index/projection.ts';
import { loadDeskArticle } from './desk-article.ts';
import { forgetSealed } from './delete-sealed.ts';
import { listCitingArticles, listPublicArticles } from './list-articles.ts';
import { loadPublicArticle, publicArticleJson } from '../public/public-article.ts';
import { publishArticle } from './publish-article.ts';
import { fileForArticles, idOf, type Filed } from '../testing/filed.ts';

const good = (filed: Filed): ArticleFormInput => ({
  headline: { text: 'HRW: two outlets face a criminal case', claims: [filed.dated] },
  standfirst: {
    text: '',
    sentences: [
      { text: 'The ground is “disseminating knowingly false information”, HRW wrote.', claims: [filed.quoted] },
    ],
  },
  byline: { names: ['Ada Reporter'] },
  blocks: [
    {
      sentences: [
        { text: 'Kakimzhanov claimed that they were wrong.', claims: [filed.alleged] },
        { text: 'The case was opened on 30 March 2018.', claims: [filed.dated, filed.deskOnly] },
      ],
    },
    {
      sentences: [
        { text: 'Police came at nine.', claims: [filed.hiddenSpeaker] },
        { text: 'The street was empty at noon.', kind: 'own-reporting', reporter: 'Ada Reporter' },
      ],
    },
    { type: 'background', sentences: [{ text: 'Here is what is known.', kind: 'connective' }] },
  ],
  cases: [filed.case],
});

const refused = async (work: Promise<unknown>): Promise<AppError> => {
  const thrown = await work.then(
    () => null,
    (error: unknown) => error,
  );
  expect(thrown).toBeInstanceOf(AppError);
  return thrown as AppError;
};

onEitherDatabase('publishing articles', (db) => {
  const make = async (form: (filed: Filed) => ArticleFormInput = good, listeners: ChangeListener[] = []) => {
    let day = 22;
    const app = testApp(db(), { listeners, now: () => new Date(Date.UTC(2018, 4, day++, 9)) });
    const filed = await fileForArticles(app);
    const [made] = await run(app, createArticles, monitor, { articles: [form(filed)] });
    return { app, filed, ...made! };
  };
  const publish = (app: App, article: string, version: number, note?: string) =>
    run(app, publishArticle, editor, { article, version, note, change: note ? 'update' : undefined });
  const edit = async (
    app: App,
    number: number,
    change: (form: Awaited<ReturnType<typeof loadDeskArticle>>['form']) => void,
    by = monitor,
  ) => {
    const { form, article, version } = await loadDeskArticle(db().read, number);
    change(form);
    return run(app, saveArticle, by, { ...form, article, version });
  };

  it('shows readers each sentence with its sources, and nothing that is not public', async () => {
    const { app, filed, article, number } = await make();
    await expect(loadPublicArticle(db().read, number)).rejects.toMatchObject({ code: 'not_found' });
    expect(await publish(app, article, 1)).toEqual({ article, number, version: 2, edition: 1 });
    const shown = await publicArticleJson(db().read, number);
    expect(shown).toMatchObject({
      number,
      state: 'published',
      language: 'en',
      byline: { kind: 'by', names: ['Ada Reporter'] },
      edition: 1,
      cases: [{ title: 'The investigation of two outlets' }],
      example: false,
      headline: { text: 'HRW: two outlets face a criminal case', kind: 'cited', notes: [1], override: null },
      standfirst: [{ notes: [2] }],
      blocks: [
        { type: 'paragraph', sentences: [{ notes: [3] }, { notes: [1] }] },
        { type: 'paragraph', sentences: [{ notes: [4] }, { notes: [], reporter: 'Ada Reporter' }] },
        { type: 'background', items: [{ sentences: [{ kind: 'connective' }] }] },
      ],
    });
    expect(shown.notes.map((note) => [note.number, note.status])).toEqual([
      [1, 'stands'],
      [2, 'stands'],
      [3, 'stands'],
      [4, 'stands'],
    ]);
    expect(shown.notes[2]!.claim).toMatchObject({
      wording: 'The outlets published false information.',
      mode: 'alleged',
      attributed: true,
      support: 'reference',
      chain: [
        { speaker: { name: 'Zeinulla Kakimzhanov', kind: 'person' }, verb: 'claimed' },
        { speaker: { name: 'Human Rights Watch' }, verb: 'cited' },
      ],
      source: {
        title: 'Criminal probe of media outlets',
        publisher: { name: 'Human Rights Watch' },
        published: '2018-04-06',
      },
    });
    // Nothing of this is public: the name of a person known to the desk, a desk-only claim, and the fact that something
    // was said on the telephone.
    expect(shown.notes[3]!.claim).toMatchObject({
      chain: [{ speaker: null, hidden: true, asWritten: null }],
      source: null,
    });
    const everything = JSON.stringify(shown);
    for (const secret of ['Serikova', 'Aigul', 'telephone', 'Computers were taken', filed.deskOnly])
      expect(everything).not.toContain(secret);
  });

  it('lists published articles, and those that cite a claim', async () => {
    const { app, filed, article, number } = await make();
    const before = (await listPublicArticles(db().read)).total;
    await publish(app, article, 1);
    const { articles, total } = await listPublicArticles(db().read, { caseIds: [await idOf(db(), filed.case)] });
    expect([total, articles]).toMatchObject([
      1,
      [{ number, headline: 'HRW: two outlets face a criminal case', byline: { kind: 'by' } }],
    ]);
    expect((await listPublicArticles(db().read, { size: 1 })).total).toBe(before + 1);
    const citing = await listCitingArticles(db().read, [await idOf(db(), filed.dated)], 'public');
    expect(citing).toMatchObject([{ number, published: true }]);
    expect(citing[0]!.sentences).toHaveLength(2);
  });

  it('is refused with what is missing of each sentence', async () => {
    const { app, filed, article, number } = await make((one) => ({
      headline: { text: 'A case', claims: [one.dated] },
      blocks: [
        {
          sentences: [
            { text: 'Nobody knows why.' },
            { text: 'Police searched four homes.', claims: [one.draft] },
            { text: 'The ground is “spreading false information”, HRW wrote.', claims: [one.quoted] },
          ],
        },
      ],
    }));
    const error = await refused(publish(app, article, 1));
    const ids = (await loadDeskArticle(db().read, number)).check.sentences.map((one) => one.sentenceId);
    expect(error).toMatchObject({ code: 'publication_blocked', status: 422, details: { count: 3 } });
    expect(error.fields).toMatchObject([
      { path: ids[1], message: 'documents.problem.no-citation' },
      { path: ids[2], message: 'documents.problem.claim-draft', params: { claim: filed.draft.slice(6) } },
      { path: ids[3], message: 'documents.problem.quotation-differs', params: { run: 'spreading false information' } },
    ]);
    expect(await loadDeskArticle(db().read, number)).toMatchObject({ state: 'draft', version: 1, editions: [] });
    const empty = await make(() => ({ headline: { text: 'What now', kind: 'connective' } }));
    expect((await refused(publish(empty.app, empty.article, 1))).fields).toMatchObject([
      { path: 'blocks', message: 'documents.error.body.missing' },
    ]);
  });

  it('shows readers the reason for an exception', async () => {
    const { app, article, number } = await make((one) => ({
      headline: { text: 'A case', claims: [one.dated] },
      blocks: [{ sentences: [{ text: 'Nobody knows why.' }] }],
    }));
    await edit(app, number, (form) => (form.blocks[0]!.sentences[0]!.override = 'Nobody answered the desk'), editor);
    await publish(app, article, 2);
    const shown = await loadPublicArticle(db().read, number);
    expect(shown.blocks[0]).toMatchObject({
      sentences: [{ text: 'Nobody knows why.', notes: [], override: 'Nobody answered the desk' }],
    });
    expect(shown.headline.override).toBeNull();
  });

  it('is an editor’s action, on the version that was shown', async () => {
    const { app, article, number } = await make();
    await expect(run(app, publishArticle, monitor, { article, version: 1 })).rejects.toMatchObject({
      code: 'not_permitted',
    });
    await edit(app, number, (form) => (form.blocks[1]!.sentences[1]!.text = 'The street was empty at dusk.'));
    await expect(publish(app, article, 1)).rejects.toMatchObject({ code: 'conflict' });
  });

  it('creates another edition after edits, keeps earlier ones readable, and writes nothing if nothing changed', async () => {
    const { app, article, number } = await make();
    await publish(app, article, 1);
    expect(await publish(app, article, 2)).toMatchObject({ edition: 1, version: 2 });
    await edit(app, number, (form) => (form.headline.text = 'HRW: a criminal case'));
    expect((await loadPublicArticle(db().read, number)).headline.text).toBe('HRW: two outlets face a criminal case');
    expect(await loadDeskArticle(db().read, number)).toMatchObject({
      editedSince: true,
      state: 'published',
      version: 3,
    });
    expect(await publish(app, article, 3, 'A shorter headline')).toMatchObject({ edition: 2, version: 4 });
    const shown = await loadPublicArticle(db().read, number);
    expect(shown).toMatchObject({
      headline: { text: 'HRW: a criminal case' },
      edition: 2,
      editions: [
        { number: 2, note: 'A shorter headline' },
        { number: 1, note: null },
      ],
    });
    expect(shown.publishedAt < shown.editionAt).toBe(true);
    expect((await loadPublicArticle(db().read, number, 1)).headline.text).toBe('HRW: two outlets face a criminal case');
    await expect(loadPublicArticle(db().read, number, 3)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('keeps what claims said when the article was published, and says what happened to them later', async () => {
    const { app, filed, article, number } = await make();
    await publish(app, article, 1);
    await sql`update claim set wording = 'It was opened in April.' where id = ${await idOf(db(), filed.dated)}`.execute(
      db().read,
    );
    await run(app, withdraw, editor, { things: [filed.alleged], reason: 'Filed twice by mistake' });
    const { notes } = await loadPublicArticle(db().read, number);
    expect(notes.map((note) => [note.status, note.claim?.wording])).toEqual([
      ['changed', 'The investigation was opened on 30 March 2018.'],
      ['stands', 'disseminating knowingly false information'],
      ['withdrawn', 'The outlets published false information.'],
      ['stands', 'Police came at nine.'],
    ]);
    const desk = await loadDeskArticle(db().read, number);
    expect(desk.drifted.map((note) => note.number)).toEqual([1, 3]);
    // Two sentences block publication: one cites the withdrawn claim, and the other cites a claim that now has another
    // date.
    const blocking = desk.check.sentences.filter((one) => !one.ok);
    expect(blocking.flatMap((one) => one.problems.map(({ code }) => code))).toEqual([
      'claim-withdrawn',
      'claim-not-shown',
      'contradicted',
    ]);
    expect(desk.check).toMatchObject({ ok: false, blocking: 2 });
  });

  it('hides in every edition what is no longer public', async () => {
    const { app, filed, article, number } = await make();
    await publish(app, article, 1);
    await run(app, setVisibility, editor, { things: [filed.suitor, filed.quoted], visibility: 'desk' });
    const { notes } = await loadPublicArticle(db().read, number);
    expect(notes[1]).toEqual({ number: 2, status: 'closed', claim: null });
    expect(notes[2]!.claim!.chain).toMatchObject([
      { speaker: null, hidden: true },
      { speaker: { name: 'Human Rights Watch' }, hidden: false },
    ]);
    await run(app, setVisibility, editor, { things: [filed.page], visibility: 'desk' });
    const later = await loadPublicArticle(db().read, number);
    expect(later.notes[2]!.claim!.source).toBeNull();
    expect(JSON.stringify(later.notes)).not.toContain('hrw.org');
  });

  it('removes sealed content from the frozen citations in the database', async () => {
    const { app, filed, article, number } = await make(good, [forgetSealed]);
    await publish(app, article, 1);
    // Real sealing needs accounts with keys. This test sets only the effect of sealing.
    for (const ref of [filed.suitor, filed.dated]) {
      const [kind, id] = [ref.split('/')[0]!, await idOf(db(), ref)];
      await db().transaction((tx) =>
        forgetSealed.onChange!(tx, {
          id: 1,
          at: app.now(),
          accountId: null,
          via: 'web',
          operation: 'record.seal',
          why: null,
          changes: [{ kind, thingId: id, action: 'sealed', before: null, after: null }],
        }),
      );
    }
    const { notes } = await loadPublicArticle(db().read, number);
    expect(notes[0]).toMatchObject({ status: 'erased', claim: null });
    expect(notes[2]!.claim!.chain[0]).toMatchObject({ speaker: null, hidden: true });
    const kept = await db()
      .read.selectFrom('published_citation')
      .innerJoin('edition', 'edition.id', 'published_citation.edition_id')
      .innerJoin('thing', 'thing.id', 'edition.document_id')
      .select('frozen')
      .where('thing.number', '=', number)
      .where('thing.kind', '=', 'article')
      .execute();
    expect(JSON.stringify(kept)).not.toMatch(/Kakimzhanov|30 March/);
  });

  it('records a change with the number of the edition', async () => {
    const { app, article, number } = await make();
    await publish(app, article, 1);
    const { id } = await loadDeskArticle(db().read, number);
    const changes = await db()
      .read.selectFrom('change')
      .select(['action', 'after'])
      .where('thing_id', '=', id)
      .orderBy('change_set_id')
      .execute();
    expect(changes).toMatchObject([
      { action: 'created' },
      { action: 'published', after: { state: 'published', edition: 1, revision: 1, overrides: 0 } },
    ]);
  });

  it('refuses to change a published text without saying what kind of change it is', async () => {
    const { app, article, number } = await make();
    await publish(app, article, 1);
    await edit(app, number, (form) => (form.blocks[0]!.sentences[0]!.text = 'Kakimzhanov claimed they were wrong.'));
    const refusal = async (input: { change?: 'update' | 'slip'; note?: string }) =>
      (await refused(run(app, publishArticle, editor, { article, version: 3, ...input }))).fields;
    expect(await refusal({})).toMatchObject([{ path: 'change', message: 'publishing.error.change' }]);
    expect(await refusal({ change: 'update' })).toMatchObject([{ path: 'note', message: 'publishing.error.note' }]);
    expect(await run(app, publishArticle, editor, { article, version: 3, change: 'slip' })).toMatchObject({
      edition: 2,
    });
    expect((await loadPublicArticle(db().read, number)).editions[0]).toMatchObject({
      number: 2,
      act: 'slip',
      note: null,
    });

    await edit(app, number, (form) => (form.blocks[0]!.sentences[1]!.text = 'The case was opened in March 2018.'));
    expect(await refused(run(app, publishArticle, editor, { article, version: 5, change: 'slip' }))).toMatchObject({
      fields: [{ path: 'change', message: 'publishing.error.slip', params: { count: 1 } }],
    });
    await edit(app, number, (form) => (form.blocks[0]!.sentences[1]!.text = 'The case was opened on 30 March 2018.'));
    await edit(app, number, (form) => void form.blocks[0]!.sentences.pop());
    expect(await refused(run(app, publishArticle, editor, { article, version: 7, change: 'slip' }))).toMatchObject({
      fields: [{ path: 'change' }],
    });
  });

  it('shows lists, links, a timeline and a chart; an embed that is not public prevents publication', async () => {
    const blocks = (filed: Filed): ArticleFormInput['blocks'] => [
      {
        type: 'bullet',
        sentences: [{ text: 'It was opened on [30 March 2018](https://police.example/1).', claims: [filed.dated] }],
      },
      { type: 'number', sentences: [{ text: 'Here is what is known.', kind: 'connective' }] },
      { type: 'timeline', ref: filed.case },
      { type: 'statistic', ref: '/statistics?over=year' },
    ];
    const { app, filed, article, number } = await make(
      (filed) => ({ ...good(filed), blocks: blocks(filed) }),
      [searchProjection()],
    );
    await run(app, setVisibility, editor, { things: [filed.case], visibility: 'desk' });
    const thrown = await refused(publish(app, article, 1));
    expect(thrown.fields).toContainEqual({
      path: filed.case,
      message: 'documents.problem.embed-hidden',
      params: { ref: filed.case },
    });
    await run(app, setVisibility, editor, { things: [filed.case], visibility: 'public' });
    await publish(app, article, 1);
    const shown = await publicArticleJson(db().read, number);
    expect(shown.blocks).toMatchObject([
      {
        type: 'bullets',
        items: [
          {
            sentences: [
              {
                text: 'It was opened on 30 March 2018.',
                links: [{ start: 17, end: 30, href: 'https://police.example/1' }],
              },
            ],
          },
        ],
      },
      { type: 'numbers', items: [{ sentences: [{ links: [] }] }] },
      {
        type: 'timeline',
        case: { number: Number(filed.case.split('/')[1]), title: 'The investigation of two outlets' },
      },
      { type: 'statistic', figure: shown.figures[0]!.number },
    ]);
    await run(app, setVisibility, editor, { things: [filed.case], visibility: 'desk' });
    expect((await publicArticleJson(db().read, number)).blocks.map((block) => block.type)).toEqual([
      'bullets',
      'numbers',
      'statistic',
    ]);
  });
});
