import { createArticles } from '../../documents/create-articles.ts';
import { run, type App } from '../../platform/operation.ts';
import { editor, monitor } from '../../platform/testing/test-app.ts';
import { changeCommenting } from '../../publishing/comments/change-commenting.ts';
import { decideComments } from '../../publishing/comments/decide-comments.ts';
import { openArticles } from '../../publishing/comments/open-articles.ts';
import { writeComment } from '../../publishing/comments/write-comment.ts';
import { publishArticle } from '../../publishing/articles/publish-article.ts';
import { fileForArticles } from '../../publishing/testing/filed.ts';

/** Publishes an article and a reader's comment on it. @returns the token for the reader to withdraw it */
export async function publishedComment(app: App, text: string): Promise<string> {
  const filed = await fileForArticles(app);
  const [article] = await run(app, createArticles, monitor, {
    articles: [
      {
        headline: { text: 'A case was opened', claims: [filed.dated] },
        blocks: [{ sentences: [{ text: 'It was opened on 30 March 2018.', claims: [filed.dated] }] }],
        cases: [filed.case],
      },
    ],
  });
  await run(app, publishArticle, editor, { article: article!.article, version: 1 });
  await run(app, changeCommenting, editor, { version: 0, to: { mode: 'anonymous' } });
  await run(app, openArticles, editor, { articles: [{ article: article!.article, open: true }] });
  const written = await run(app, writeComment, null, { article: article!.number, text, name: '', marks: ['first'] });
  await run(app, decideComments, editor, { comments: [{ comment: written.comment, state: 'published' }] });
  return written.token;
}
