import { expect, it } from 'vitest';
import { createArticles } from '../../documents/create-articles.ts';
import { saveArticle } from '../../documents/save-article.ts';
import { run, type App } from '../../platform/operation.ts';
import { onEitherDatabase } from '../../platform/testing/databases.ts';
import { editor, monitor, testApp } from '../../platform/testing/test-app.ts';
import { answerQuestion } from '../../record/cases/answer-question.ts';
import { checkClaims } from '../../record/claims/check-claims.ts';
import { file } from '../../record/filing/file.ts';
import { setVisibility } from '../../record/lifecycle/withdraw.ts';
import { retractArticle } from '../articles/actions/retract-article.ts';
import { loadDeskArticle } from '../articles/desk-article.ts';
import { publishArticle } from '../articles/publish-article.ts';
import { fileForArticles, numberOf, type Filed } from '../testing/filed.ts';
import { loadNews } from './load-news.ts';
import { passOverNews } from './pass-over-news.ts';

onEitherDatabase('news of what articles are about', (db) => {
  const make = async () => {
    let hour = 0;
    const app = testApp(db(), { now: () => new Date(Date.UTC(2018, 4, 22, hour++)) });
    const filed = await fileForArticles(app);
    const asked = await run(app, file, editor, {
      questions: [
        { case: filed.case, wording: 'Who signed the complaint?', raisedBy: filed.dated, visibility: 'public' },
      ],
    });
    const [made] = await run(app, createArticles, monitor, {
      articles: [
        {
          headline: { text: 'A case was opened', claims: [filed.dated] },
          blocks: [{ sentences: [{ text: 'It was opened on 30 March 2018.', claims: [filed.dated] }] }],
          cases: [filed.case],
        },
      ],
    });
    await run(app, publishArticle, editor, { article: made!.article, version: 1 });
    return { app, filed, question: asked.questions[0]!, ...made! };
  };
  const news = async (app: App, number: number) => (await loadNews(db().read, { now: app.now(), number }))[0] ?? null;
  const claim = (filed: Filed, wording: string, over: object = {}) => ({
    case: filed.case,
    wording,
    kind: 'paraphrase' as const,
    mode: 'stated' as const,
    checked: true,
    visibility: 'public' as const,
    chain: [{ actor: filed.hrw, verb: 'wrote' }],
    support: { kind: 'reference' as const, source: filed.page },
    ...over,
  });
  const fileOne = async (app: App, one: ReturnType<typeof claim>) =>
    (await run(app, file, editor, { claims: [one] })).claims[0]!;

  it('are claims that are public since the edition; not older ones, drafts, or desk-only ones', async () => {
    const { app, filed, number, article } = await make();
    expect(await news(app, number)).toBeNull();
    const draft = await fileOne(app, claim(filed, 'A draft.', { checked: false }));
    const desk = await fileOne(app, claim(filed, 'For the desk.', { visibility: 'desk' }));
    expect(await news(app, number)).toBeNull();
    await run(app, checkClaims, editor, { claims: [draft] });
    await run(app, setVisibility, editor, { things: [desk], visibility: 'public' });
    expect(await news(app, number)).toMatchObject({
      article,
      headline: 'A case was opened',
      claims: [{ number: numberOf(desk) }, { number: numberOf(draft) }],
      answered: [],
    });
  });

  it('include claims about the case wherever they were filed, and about its events', async () => {
    const { app, filed, number } = await make();
    const more = await run(app, file, editor, {
      events: [{ key: 'e', case: filed.case, title: 'The search', visibility: 'public' }],
      claims: [
        claim(filed, 'It was on 2 April.', {
          case: undefined,
          statements: [{ subject: '#e', property: 'date', value: '2018-04-02' }],
        }),
      ],
    });
    expect((await news(app, number))!.claims.map((one) => one.number)).toEqual([numberOf(more.claims[0]!)]);
  });

  it('are claims that the newest draft does not cite, and that no one has passed over', async () => {
    const { app, filed, article, number } = await make();
    const [first, second] = [
      await fileOne(app, claim(filed, 'Police came back.')),
      await fileOne(app, claim(filed, 'They left at noon.')),
    ];
    const { form, version } = await loadDeskArticle(db().read, number);
    form.blocks[0]!.sentences.push({ text: 'Police came back.', kind: 'cited', claims: [first] } as never);
    await run(app, saveArticle, monitor, { ...form, article, version });
    expect((await news(app, number))!.claims.map((one) => one.number)).toEqual([numberOf(second)]);
    const shown = app.now();
    const third = await fileOne(app, claim(filed, 'Filed while the list was read.'));
    await run(app, passOverNews, monitor, { articles: [{ article, until: shown }] });
    expect((await news(app, number))!.claims.map((one) => one.number)).toEqual([numberOf(third)]);
    await run(app, passOverNews, monitor, { articles: [{ article, until: app.now() }] });
    expect(await news(app, number)).toBeNull();
  });

  it('include the answer to a question that the article leaves open', async () => {
    const { app, filed, number, question } = await make();
    const answer = await fileOne(app, claim(filed, 'A deputy minister signed it.'));
    await run(app, answerQuestion, editor, { question, answeredBy: answer });
    expect(await news(app, number)).toMatchObject({
      claims: [],
      answered: [
        {
          question: { number: numberOf(question), wording: 'Who signed the complaint?' },
          answer: { number: numberOf(answer) },
        },
      ],
    });
    // The answer is desk only, so there is nothing new to publish.
    await run(app, setVisibility, editor, { things: [answer], visibility: 'desk' });
    expect(await news(app, number)).toBeNull();
  });

  it('do not exist for a retracted article', async () => {
    const { app, filed, article, number } = await make();
    await fileOne(app, claim(filed, 'Police came back.'));
    const { version } = await loadDeskArticle(db().read, number);
    await run(app, retractArticle, editor, { article, version, reason: 'The document was forged.' });
    expect(await news(app, number)).toBeNull();
  });
});
