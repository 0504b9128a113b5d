import { expect, it } from 'vitest';
import { createArticles } from '../../documents/create-articles.ts';
import { run } from '../../platform/operation.ts';
import { onEitherDatabase } from '../../platform/testing/databases.ts';
import { editor, monitor, testApp } from '../../platform/testing/test-app.ts';
import { answerQuestion } from '../../record/cases/answer-question.ts';
import { file } from '../../record/filing/file.ts';
import { setVisibility } from '../../record/lifecycle/withdraw.ts';
import { publicArticleJson } from './public-article.ts';
import { publishArticle } from '../articles/publish-article.ts';
import { fileForArticles } from '../testing/filed.ts';

onEitherDatabase('the summary of sources under an article', (db) => {
  async function make() {
    const app = testApp(db());
    const filed = await fileForArticles(app);
    const { questions } = await run(app, file, editor, {
      questions: [
        { case: filed.case, wording: 'Who ordered the search?', raisedBy: filed.alleged, visibility: 'public' },
        { case: filed.case, wording: 'How many computers were taken?', raisedBy: filed.dated, visibility: 'public' },
        {
          case: filed.case,
          wording: 'A question that presumes what readers may not know?',
          raisedBy: filed.deskOnly,
          visibility: 'public',
        },
        { case: filed.case, wording: 'A question of the desk?', raisedBy: filed.dated },
      ],
    });
    const [made] = await run(app, createArticles, monitor, {
      articles: [
        {
          headline: { text: 'HRW: two outlets face a criminal case', claims: [filed.dated] },
          byline: { names: ['Ada Reporter'] },
          cases: [filed.case],
          blocks: [
            {
              sentences: [
                { text: 'Police came at nine.', claims: [filed.hiddenSpeaker] },
                { text: 'The street was empty at noon.', kind: 'own-reporting', reporter: 'Ada Reporter' },
              ],
            },
          ],
        },
      ],
    });
    await run(app, publishArticle, editor, { article: made!.article, version: made!.version });
    return { app, filed, questions, shown: () => publicArticleJson(db().read, made!.number) };
  }

  it('counts its sources, preserved copies, independent sources, and sentences without a source', async () => {
    const { app, filed, shown } = await make();
    expect((await shown()).sourcing).toEqual({
      claims: 2,
      sources: 1,
      held: 0,
      hidden: 0,
      direct: 1,
      origins: 2,
      originsThen: 2,
      own: 1,
      computed: 0,
      overrides: 0,
    });
    await run(app, setVisibility, editor, { things: [filed.dated], visibility: 'desk' });
    expect((await shown()).sourcing).toMatchObject({ claims: 1, sources: 0, direct: 1, origins: 1, originsThen: 2 });
  });

  it('names open questions; one that the text itself calls open stays there with its answer', async () => {
    const { app, filed, questions, shown } = await make();
    const told = async () =>
      (await shown()).questions.map((one) => [one.wording, one.raisedBy.number, one.answeredBy?.wording ?? null]);
    const number = (ref: string): number => Number(ref.split('/')[1]);
    expect(await told()).toEqual([
      ['Who ordered the search?', number(filed.alleged), null],
      ['How many computers were taken?', number(filed.dated), null],
    ]);
    await run(app, answerQuestion, editor, { question: questions[0]!, answeredBy: filed.quoted });
    await run(app, answerQuestion, editor, { question: questions[1]!, answeredBy: filed.quoted });
    expect(await told()).toEqual([
      ['How many computers were taken?', number(filed.dated), 'disseminating knowingly false information'],
    ]);
    // If the answer is not public, the question is hidden, and so is any sign of it.
    await run(app, setVisibility, editor, { things: [filed.quoted], visibility: 'desk' });
    expect(await told()).toEqual([]);
  });
});
