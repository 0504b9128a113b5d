import { expect, it } from 'vitest';
import { createToken } from '../../../accounts/tokens/create-token.ts';
import type { Scope } from '../../../accounts/tokens/tables.ts';
import { createArticles } from '../../../documents/create-articles.ts';
import { prepareJobs } from '../../../platform/jobs/queues.ts';
import { run } from '../../../platform/operation.ts';
import { onEitherDatabase } from '../../../platform/testing/databases.ts';
import { publishArticle } from '../../../publishing/articles/publish-article.ts';
import { fileForArticles } from '../../../publishing/testing/filed.ts';
import { routes } from '../../routes.ts';
import { deskOn } from '../../testing/desk.ts';

type Draft = { version: number; form: { headline: object; blocks: object } };

onEitherDatabase('the draft of an article in the API', (db) => {
  const ground = async () => {
    const desk = deskOn(db());
    await prepareJobs(db(), []);
    const editor = await desk.join('editor');
    const program = async (...scopes: Scope[]) => {
      const { token } = await run(desk.app, createToken, editor.principal, { name: 'script', scopes, days: 1 });
      return (path: string, headers: Record<string, string> = {}, body?: unknown): Promise<Response> =>
        Promise.resolve(
          desk.web.request(routes.api() + path, {
            method: body === undefined ? 'GET' : 'POST',
            headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
            ...(body === undefined ? {} : { body: JSON.stringify(body) }),
          }),
        );
    };
    const { dated } = await fileForArticles(desk.app);
    const [made] = await run(desk.app, createArticles, editor.principal, {
      articles: [
        {
          headline: { text: 'HRW: two outlets face a criminal case', claims: [dated] },
          blocks: [{ sentences: [{ text: 'Here is what is known.', kind: 'connective' }] }],
        },
      ],
    });
    return { desk, editor, program, ...made!, path: `/articles/${made!.number}/draft` };
  };

  it('is the saved text, which a program changes and saves at the version that it read', async () => {
    const { program, article, number, path } = await ground();
    const ask = await program('read:desk', 'write:articles');
    const draft = async () => (await ask(path)).json() as Promise<Draft>;
    const read = await draft();
    expect(read).toMatchObject({
      article,
      number,
      version: 1,
      state: 'draft',
      revision: 1,
      form: {
        headline: { text: 'HRW: two outlets face a criminal case' },
        blocks: [{ sentences: [{ text: 'Here is what is known.', kind: 'connective' }] }],
      },
    });
    expect(read).not.toHaveProperty('limited');
    const save = (headline: string) =>
      ask('/acts/save-article', {}, { ...read.form, article, version: read.version, headline: { text: headline } });
    expect((await save('Three outlets face a criminal case')).status).toBe(200);
    const now = await draft();
    expect(now).toMatchObject({
      version: 2,
      revision: 2,
      form: { headline: { text: 'Three outlets face a criminal case' } },
    });
    expect(now.form.blocks).toEqual(read.form.blocks);
    expect((await save('Four outlets face a criminal case')).status).toBe(409);
    expect((await draft()).form.headline).toEqual(now.form.headline);
  });

  it('has an ETag, with which it is read again only if it has changed, and saved only if it has not', async () => {
    const { program, article, path } = await ground();
    const ask = await program('read:desk', 'write:articles');
    const first = await ask(path);
    const etag = first.headers.get('etag')!;
    expect([first.headers.get('cache-control'), etag]).toEqual([
      'private, no-cache, no-transform',
      expect.stringMatching(/^"v1-/),
    ]);
    expect((await ask(path, { 'if-none-match': etag })).status).toBe(304);
    const { form } = (await first.json()) as Draft;
    const save = (headline: string) =>
      ask('/acts/save-article', { 'if-match': etag }, { ...form, article, headline: { text: headline } });
    expect((await save('Three outlets face a criminal case')).status).toBe(200);
    expect((await ask(path, { 'if-none-match': etag })).status).toBe(200);
    expect((await save('Four outlets face a criminal case')).status).toBe(412);
  });

  it('says whether the text was saved since its newest edition, while readers get the edition', async () => {
    const { desk, editor, program, article, number, path } = await ground();
    const ask = await program('read:desk', 'write:articles');
    await run(desk.app, publishArticle, editor.principal, { article, version: 1 });
    const draft = async () => (await ask(path)).json() as Promise<Draft>;
    const published = await draft();
    expect(published).toMatchObject({ state: 'published', editedSince: false });
    const { form, version } = published;
    const changed = { ...form, article, version, headline: { text: 'Three outlets face a criminal case' } };
    expect((await ask('/acts/save-article', {}, changed)).status).toBe(200);
    expect(await draft()).toMatchObject({
      state: 'published',
      editedSince: true,
      form: { headline: { text: 'Three outlets face a criminal case' } },
    });
    const shown = JSON.stringify(await (await ask(`/articles/${number}`)).json());
    expect([shown.includes('HRW: two outlets'), shown.includes('Three outlets')]).toEqual([true, false]);
  });

  it('is only for programs with the scope to read the desk', async () => {
    const { desk, program, path } = await ground();
    expect((await desk.web.request(routes.api() + path)).status).toBe(401);
    const other = await (await program('write:articles', 'publish'))(path);
    expect([other.status, await other.json()]).toEqual([403, expect.objectContaining({ code: 'scope_missing' })]);
    expect((await (await program('read:desk'))('/articles/999999999/draft')).status).toBe(404);
  });
});
