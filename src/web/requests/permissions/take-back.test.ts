import { beforeAll, expect, it } from 'vitest';
import { createArticles } from '../../../documents/create-articles.ts';
import { askPermission } from '../../../requests/permissions/ask-permission.ts';
import { filePermissions } from '../../../requests/permissions/file-permissions.ts';
import { run } from '../../../platform/operation.ts';
import { onOneDatabase } from '../../../platform/testing/databases.ts';
import { fileForArticles } from '../../../publishing/testing/filed.ts';
import { sealThing } from '../../../record/protection/seal.ts';
import { haveRecoveryKey } from '../../../record/testing/recovery-key.ts';
import { routes } from '../../routes.ts';
import { deskOn, valueOf } from '../../testing/desk.ts';

onOneDatabase('the answer to a request for a permission', (db) => {
  let desk: ReturnType<typeof deskOn>;
  let dana: Awaited<ReturnType<typeof desk.join>>;
  let other: typeof dana;
  let article: { article: string; number: number };
  beforeAll(async () => {
    desk = deskOn(db());
    [dana, other] = [await desk.join('editor', 'Dana'), await desk.join('editor', 'Marat')];
    const { dated, case: of } = await fileForArticles(desk.app);
    const said = { text: 'The case was opened on 30 March 2018.', claims: [dated] };
    article = (
      await run(desk.app, createArticles, dana.principal, {
        articles: [
          {
            headline: { text: 'Of a witness', claims: [dated] },
            standfirst: { sentences: [said] },
            cases: [of],
            blocks: [{ sentences: [said] }],
          },
        ],
      })
    )[0]!;
  });
  const file = async (over: object): Promise<string> =>
    (
      await run(desk.app, filePermissions, dana.principal, {
        permissions: [{ person: 'Aigul Serikova', article: article.article, kinds: ['medical'], ...over }],
      })
    ).permissions[0]!;

  it('can be withdrawn at the link of the request, even in a browser that is signed in at the desk', async () => {
    const ref = await file({ wording: 'May we write that you were in hospital in May?' });
    const { token } = await run(desk.app, askPermission, dana.principal, { permission: ref, version: 1 });
    const path = routes.permission({ token });
    // The page is the same for everyone. So its form has no session token, and the server accepts the form without one.
    const send = (fields: Record<string, string>): Promise<Response> =>
      Promise.resolve(
        desk.web.request(path, {
          method: 'POST',
          headers: { cookie: dana.cookie, 'content-type': 'application/x-www-form-urlencoded' },
          body: new URLSearchParams(fields).toString(),
        }),
      );
    const answered = await send({ state: 'given' });
    expect([answered.status, await answered.text()]).toEqual([
      200,
      expect.stringContaining('Save the web address of this page'),
    ]);
    const page = await desk.nobody.text(path);
    expect(page).toContain('Withdraw your agreement');
    expect(page).not.toMatch(/hospital|Aigul|medical/);
    expect((await send({})).status).toBe(200);
    const spent = await desk.nobody.get(path);
    expect([spent.status, (await spent.text()).includes('password')]).toEqual([410, false]);
    expect(await dana.text(routes.desk.article(article))).toContain(
      'A permission that this text is based on was withdrawn',
    );
  });

  it('is only yes or no if the permission is sealed, and no other words are stored', async () => {
    const ref = await file({ person: 'Waiting Witness', wording: 'May we write that you saw it, waitword?' });
    const { token } = await run(desk.app, askPermission, dana.principal, { permission: ref, version: 1 });
    await haveRecoveryKey(desk.app);
    await sealThing(desk.app, dana.principal, { thing: ref, for: [dana.accountId] });
    const path = routes.permission({ token });
    const page = await desk.nobody.text(path);
    expect(page).toContain('It is in the message that contained this link.');
    expect(page).not.toMatch(/waitword|name="said"|name="by"/);
    expect((await desk.nobody.post(path, { state: 'refused', by: 'waitword', said: 'waitword' })).status).toBe(200);
    const told = (
      await db().executeSql('select to_jsonb(p) as p from permission p union all select to_jsonb(c) from change c')
    ).rows;
    expect(JSON.stringify(told)).not.toMatch(/waitword/);
    expect(await dana.text(routes.desk.permission({ number: Number(ref.split('/')[1]) }))).toContain('Refused');
  });

  it('can be withdrawn in a sealed permission, and only those who can open it see which articles it concerns', async () => {
    const ref = await file({ person: 'Sealed Witness', answer: { state: 'given', on: '2018-05-01', way: 'letter' } });
    await haveRecoveryKey(desk.app);
    await sealThing(desk.app, dana.principal, { thing: ref, for: [dana.accountId] });
    const number = Number(ref.split('/')[1]);
    const [path, back] = [routes.desk.permission({ number }), routes.desk.recordWithdrawal({ number })];
    expect(await other.text(path)).not.toContain(back);
    expect((await other.get(back)).status).toBe(403);
    expect(await dana.text(path)).toContain(back);
    const version = valueOf(await dana.text(back), '_version')!;
    const wrong = await dana.post(back, { _version: version, way: 'letter', on: 'soon' });
    expect([wrong.status, await wrong.text()]).toEqual([400, expect.stringContaining('soon')]);
    expect(
      (await dana.post(back, { _version: version, way: 'letter', on: '2018-05-20' })).headers.get('location'),
    ).toBe(path);

    expect((await dana.get(back)).status).toBe(404);
    const publish = routes.desk.publishArticle(article);
    const open = routes.desk.act({ kind: 'permission', number, act: 'open' });
    expect(await other.text(routes.desk.requests())).toContain('1 sealed permission was withdrawn');
    expect(await other.text(routes.desk.requests())).not.toContain(open);
    expect(await other.text(publish)).not.toContain('sealed permission');
    expect(await dana.text(publish)).toContain(open);
    const opened = await (await dana.post(open)).text();
    expect(opened).toContain('Of a witness');
    expect(opened).toContain('Mark all as checked');
    expect(opened).not.toContain('Withdrawn by the desk');
    expect(opened).toContain('Withdrawn');
    await dana.post(routes.desk.passOverWithdrawn({ number }), {});
    expect(await dana.text(publish)).not.toContain(open);
    expect(await dana.text(routes.desk.home())).not.toContain('sealed permission');
  });
});
