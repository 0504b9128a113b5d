import { expect, it } from 'vitest';
import { invited } from '../../accounts/testing/invited.ts';
import { createArticles } from '../../documents/create-articles.ts';
import { addProposable, type Proposable } from '../../record/proposals/proposable.ts';
import { listProposals } from '../../record/proposals/list.ts';
import { run, type Principal } from '../../platform/operation.ts';
import { onEitherDatabase } from '../../platform/testing/databases.ts';
import { editor, testApp } from '../../platform/testing/test-app.ts';
import { publishArticle } from '../articles/publish-article.ts';
import { fileForArticles } from '../testing/filed.ts';
import { tagArticles } from './tag-articles.ts';

onEitherDatabase('proposed tags of a published article', (db) => {
  it('are done when the article has exactly these tags, although the state of an article has no tags', async () => {
    addProposable([tagArticles] as unknown as Proposable[]);
    const app = testApp(db());
    const mo: Principal = { ...(await invited(app, 'mo', 'monitor')), proposes: { note: '' } };
    const { dated } = await fileForArticles(app);
    const [made] = await run(app, createArticles, editor, {
      articles: [
        {
          headline: { text: 'A case was opened', claims: [dated] },
          blocks: [{ sentences: [{ text: 'The case was opened on 30 March 2018.', claims: [dated] }] }],
        },
      ],
    });
    const { article } = made!;
    await run(app, publishArticle, editor, { article, version: 1 });
    const tag = (who: Principal, tags: string[]) => run(app, tagArticles, who, { articles: [{ article, tags }] });
    await expect(tag(mo, ['Courts', 'Searches'])).rejects.toMatchObject({ code: 'proposed' });
    const states = async () =>
      (await listProposals(db().read, { state: 'done', accountId: null, limit: 9, offset: 0 })).total;
    await tag(editor, ['Courts']);
    expect(await states()).toBe(0);
    await tag(editor, ['Courts', 'Searches', 'Third']);
    expect(await states()).toBe(0);
    await tag(editor, ['Searches', 'Courts']);
    expect(await states()).toBe(1);
  });
});
