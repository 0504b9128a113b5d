import { afterAll, beforeAll, expect, it } from 'vitest';
import { endLockdown } from '../../accounts/lockdown/lockdown.ts';
import { onAccessEnd } from '../../accounts/sessions.ts';
import { createToken } from '../../accounts/tokens/create-token.ts';
import { createArticles } from '../../documents/create-articles.ts';
import { prepareJobs } from '../../platform/jobs/queues.ts';
import { run, systemPrincipal } from '../../platform/operation.ts';
import { onEitherDatabase } from '../../platform/testing/databases.ts';
import { editor, monitor } from '../../platform/testing/test-app.ts';
import { publishArticle } from '../../publishing/articles/publish-article.ts';
import { changeCommenting } from '../../publishing/comments/change-commenting.ts';
import { endLinksOf } from '../../publishing/shared-drafts/end-draft-links.ts';
import { shareDraft } from '../../publishing/shared-drafts/share-draft.ts';
import { fileForArticles } from '../../publishing/testing/filed.ts';
import { lockedHeader } from '../kit/desk/lock.ts';
import { routes } from '../routes.ts';
import { Client, deskOn, password } from '../testing/desk.ts';

const operator = { ...systemPrincipal, via: 'cli' as const };
const said = 'This site is in lockdown.';

onEitherDatabase('the site in lockdown', (db) => {
  let desk: ReturnType<typeof deskOn>;
  let chief: Awaited<ReturnType<typeof desk.join>>;
  let writer: typeof chief;
  let article: { number: number; slug: string };
  let draft: string;
  let program: string;
  const json = { accept: 'application/json' };

  beforeAll(async () => {
    onAccessEnd(endLinksOf);
    desk = deskOn(db());
    const { app } = desk;
    await prepareJobs(db(), []);
    [chief, writer] = [await desk.join('administrator'), await desk.join('monitor')];
    const { dated } = await fileForArticles(app);
    const text = (headline: string) => ({
      headline: { text: headline, claims: [dated] },
      blocks: [{ sentences: [{ text: 'The case was opened on 30 March 2018.', claims: [dated] }] }],
    });
    const [first, second] = await run(app, createArticles, monitor, {
      articles: [text('A case was opened'), text('A case is waiting')],
    });
    await run(app, publishArticle, editor, { article: first!.article, version: first!.version });
    article = { number: first!.number, slug: 'a-case-was-opened' };
    await run(app, changeCommenting, editor, { version: 0, to: { mode: 'anonymous' } });
    const shared = await run(app, shareDraft, editor, { article: second!.article, forWhom: 'the lawyer', days: 7 });
    draft = routes.draft({ token: shared.token });
    const scopes = ['read:desk' as const, 'write:record' as const];
    program = (await run(app, createToken, chief.principal, { name: 'Feed', scopes, days: 30 })).token;
  });
  afterAll(() => run(desk.app, endLockdown, operator, {}));

  it('is started by an administrator with one button, without entering the password again', async () => {
    expect((await desk.nobody.get(draft)).status).toBe(200);
    expect((await writer.get(routes.desk.lockdown())).status).toBe(403);
    expect((await writer.post(routes.desk.lockdown())).status).toBe(403);
    expect((await new Client(desk.web, chief.cookie).post(routes.desk.lockdown())).status).toBe(403);
    await db().transaction((tx) => tx.updateTable('session').set({ proven_at: null }).execute());
    expect(await chief.text(routes.desk.account())).toContain(`href="${routes.desk.lockdown()}"`);
    const page = await chief.text(routes.desk.lockdown());
    expect([page.includes('Lock down now'), page.includes('kronika lockdown --end')]).toEqual([true, true]);
    const done = await chief.post(routes.desk.lockdown());
    expect([done.status, done.headers.get('location')]).toEqual([303, '/desk']);
    expect(done.headers.get('set-cookie')).toMatch(/kronika=; Max-Age=0/);
  });

  it('says on every page of the desk that it is in lockdown, and lets no one sign in', async () => {
    for (const who of [chief, writer, desk.nobody])
      for (const path of ['/desk', routes.desk.account(), routes.desk.signIn(), routes.desk.unlock()]) {
        const answer = await who.get(path);
        const html = await answer.text();
        expect([answer.status, html.includes('<h1>Lockdown</h1>'), html.includes(said)], path).toEqual([
          503,
          true,
          true,
        ]);
        expect([answer.headers.get('cache-control'), html.includes(chief.name)]).toEqual(['no-store', false]);
      }
    const signIn = await desk.nobody.post(routes.desk.signIn(), { email: chief.email, password });
    const html = await signIn.text();
    expect([signIn.status, signIn.headers.get('set-cookie'), html.includes(said)]).toEqual([503, null, true]);
    expect(html).not.toContain(password);
  });

  it('ends links to drafts, and refuses all secret links', async () => {
    expect((await desk.nobody.get(draft)).status).toBe(503);
    expect(await db().read.selectFrom('draft_link').select('id').execute()).toEqual([]);
    for (const path of [routes.setup({ token: 'a' }), routes.join({ token: 'a' }), routes.signLetter({ token: 'a' })])
      expect((await desk.nobody.get(path)).status).toBe(503);
  });

  it('still serves readers', async () => {
    for (const path of [
      '/',
      routes.article(article),
      routes.cases(),
      routes.search({ q: 'case' }),
      '/feed.xml',
      '/api/v1/cases',
    ])
      expect((await desk.nobody.get(path)).status, path).toBe(200);
  });

  it('refuses the comment that a reader sent, and shows its text again', async () => {
    const answer = await desk.nobody.post(routes.comments({ number: article.number }), {
      name: 'Aya',
      text: 'I was there.',
    });
    const html = await answer.text();
    expect([answer.status, html.includes(said), html.includes('I was there.'), html.includes('Aya')]).toEqual([
      503,
      true,
      true,
      true,
    ]);
  });

  it('shows what someone at the desk sent again, and tells open pages to hide their content', async () => {
    const sent = await writer.post(routes.desk.newFromPage(), { url: 'https://example.org/a-long-address' });
    const html = await sent.text();
    expect([sent.status, html.includes(said), html.includes('https://example.org/a-long-address')]).toEqual([
      503,
      true,
      true,
    ]);
    expect(sent.headers.get(lockedHeader)).toBe('1');
    const kept = await desk.web.request(routes.desk.keepArticle({ number: article.number }), {
      method: 'POST',
      headers: { ...json, cookie: writer.cookie },
      body: new URLSearchParams({ _token: writer.token }),
    });
    expect([kept.status, kept.headers.get(lockedHeader)]).toEqual([503, '1']);
    expect(await kept.json()).toMatchObject({ code: 'lockdown', title: 'Lockdown' });
  });

  it('shows returned values under the labels of their form, and no technical values', async () => {
    const typedOn = async (who: Client, path: string, typed: Record<string, string>) => {
      const html = await (await who.post(path, typed)).text();
      const rows = [...html.matchAll(/<dt>(.*?)<\/dt><dd>(.*?)<\/dd>/gs)].map((row) =>
        row.slice(1).map((part) => part.replaceAll(/<[^>]*>/g, '').trim()),
      );
      for (const [name, value] of Object.entries(typed))
        expect(
          html.includes(`<input type="hidden" name="${name}" value="${value}"/>`) ||
            (html.includes(`name="${name}" rows="1" readonly`) && html.includes(`\n${value}</textarea>`)),
          name,
        ).toBe(true);
      return rows;
    };
    expect(
      await typedOn(writer, routes.desk.newQuestion(), {
        wording: 'Who ordered it?',
        language: 'ru',
        visibility: 'desk',
        strange_detail: 'By hand',
        version: '3',
        _version: '4',
      }),
    ).toEqual([
      ['Question', 'Who ordered it?'],
      ['Language', 'Russian'],
      ['Access', 'Desk only'],
      ['Strange detail', 'By hand'],
    ]);
    // The form depends on an item that is not loaded. So the name of the field serves as its label.
    expect(
      await typedOn(writer, routes.desk.act({ kind: 'actor', number: 1, act: 'merge' }), { into: 'Ratel' }),
    ).toEqual([['Into', 'Ratel']]);
    // Several forms share this address. This one is the form for redaction, whose labels are known.
    expect(
      await typedOn(writer, routes.desk.act({ kind: 'actor', number: 1, act: 'redact' }), {
        'alsoErase[0].text': 'Her nickname',
      }),
    ).toEqual([['Other words that identify this person or organisation, 1 · Word', 'Her nickname']]);
    expect(
      await typedOn(writer, routes.desk.newActor(), { 'names[1].text': 'Ratel', 'names[1].kind': 'acronym' }),
    ).toEqual([
      ['Names, 2 · Name', 'Ratel'],
      ['Names, 2 · Kind of name', 'Acronym'],
    ]);
    expect(await typedOn(desk.nobody, routes.comments({ number: article.number }), { text: 'I was there.' })).toEqual([
      ['Comment', 'I was there.'],
    ]);
  });

  it('refuses programs, with the reason', async () => {
    const headers = { authorization: `Bearer ${program}`, 'content-type': 'application/json' };
    for (const request of [
      { headers },
      { method: 'POST', headers, body: '{}' },
      { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' },
    ]) {
      const answer = await desk.web.request(
        request.method ? '/api/v1/acts/file' : '/api/v1/cases?audience=desk',
        request,
      );
      expect([answer.status, answer.headers.get('content-type')]).toEqual([503, 'application/problem+json']);
      expect(await answer.json()).toMatchObject({ code: 'lockdown', type: 'urn:kronika:error:lockdown' });
    }
  });

  it('lets everyone sign in again after its end, but earlier sessions, tokens and links stay ended', async () => {
    await run(desk.app, endLockdown, operator, {});
    expect((await chief.get('/desk')).headers.get('location')).toBe('/desk/sign-in?next=%2Fdesk');
    expect((await desk.nobody.get(draft)).status).toBe(410);
    expect((await desk.web.request('/api/v1/cases', { headers: { authorization: `Bearer ${program}` } })).status).toBe(
      401,
    );
    const signIn = await desk.nobody.post(routes.desk.signIn(), { email: chief.email, password });
    expect(signIn.status).toBe(303);
  });
});
