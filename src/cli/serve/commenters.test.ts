import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readConfig } from '../../platform/config/config.ts';
import { openApp } from '../../platform/app.ts';
import { systemPrincipal, run, type App } from '../../platform/operation.ts';
import { filesWith } from '../../platform/testing/search-files.ts';
import { openMailServer } from '../../platform/testing/mail-server.ts';
import { tempDir } from '../../platform/testing/temp-dir.ts';
import { keyFolder } from '../../publishing/comments/identity/day-keys.ts';
import { endIdentities } from '../../publishing/comments/identity/end-identities.ts';
import { countOpenings, openIdentity } from '../../publishing/comments/identity/open-identity.ts';
import { decideComments } from '../../publishing/comments/decide-comments.ts';
import { commenter, demandOf, publicationUnderLaw } from '../../publishing/testing/comment-law.factory.ts';
import { routes } from '../../web/routes.ts';
import { composeModules } from '../compose.ts';
import { kronikaServing, useKronika } from '../testing/kronika.ts';

useKronika();

describe('commenters, on a real server with a real mail server', () => {
  const config = {
    KRONIKA_DATA: join(tempDir(), 'data'),
    KRONIKA_EXAMPLE: '0',
    KRONIKA_MAIL_FROM: 'paper@example.org',
  };
  let mails: Awaited<ReturnType<typeof openMailServer>>;
  let env: Record<string, string>;
  let article: number;
  let officer: { recipient: string; identity: string };
  let toKazakhstan: (app: App) => Promise<void>;
  const now = { days: 0 };

  beforeAll(async () => {
    mails = await openMailServer();
    env = { ...config, KRONIKA_SMTP: mails.url };
  });
  afterAll(() => mails.close());

  /** Works on the installation in this process, while no server uses it. */
  const within = async <T>(work: (app: App) => Promise<T>): Promise<T> => {
    const { app, close } = await openApp(
      readConfig(env),
      composeModules(),
      () => new Date(Date.now() + now.days * 86_400_000),
    );
    // The test sets its clock as it needs it.
    delete app.guardsClock;
    return work(app).finally(close);
  };
  const path = () => routes.comments({ number: article });
  const send = (address: string, fields: Record<string, string>, headers = {}) =>
    fetch(address + path(), { method: 'POST', headers, body: new URLSearchParams(fields) });
  const found = () => filesWith(config.KRONIKA_DATA, commenter);

  it('in Czechia: nothing about them is stored in any file', async () => {
    await within(async (app) => {
      const paper = await publicationUnderLaw(app);
      [article, officer] = [paper.article, paper.officer];
      await paper.inCountries('CZ');
      await expect(paper.set()).rejects.toMatchObject({ code: 'invalid_input' });
      await paper.set({ mode: 'anonymous' });
      toKazakhstan = async (later) => {
        const again = demandOf(later, paper.law, officer);
        await again.inCountries('KZ');
        await again.set();
      };
    });
    const server = await kronikaServing(env);
    expect(await (await fetch(server.address + path())).text()).toContain('We store nothing about you');
    // Nothing is stored, even if someone sends more than the form asks.
    const sent = await send(
      server.address,
      { text: 'I was there.', identity: commenter },
      { 'user-agent': commenter, referer: `${server.address}/?${commenter}`, cookie: `who=${commenter}` },
    );
    expect([sent.status, found()]).toEqual([201, []]);
    await server.stop();
    expect([
      mails.received,
      existsSync(join(config.KRONIKA_DATA, keyFolder)),
      found(),
      (server.stdout() + server.stderr()).includes(commenter),
    ]).toEqual([[], false, [], false]);
    // The comment itself is encrypted. The search does find what is in the files.
    expect(filesWith(config.KRONIKA_DATA, 'I was there.')).toEqual([]);
    expect(filesWith(config.KRONIKA_DATA, 'It was opened on 30 March 2018.').length).toBeGreaterThan(0);
  });

  it('in Kazakhstan, with a duty to identify them: the identity is encrypted, opened by the key holder, deleted after 3 months', async () => {
    await within(async (app) => {
      expect(await app.db.read.selectFrom('commenter_identity').selectAll().execute()).toEqual([]);
      await toKazakhstan(app);
    });
    let server = await kronikaServing(env);
    const page = await (await fetch(server.address + path())).text();
    // Before its fields, the form states the law, the period, and who can see the identity.
    const [, before] = /<section class="comment-form[^>]*>([\s\S]*?)<form/.exec(page) ?? [];
    expect([
      before?.includes('Law on mass media, Article 1'),
      page.includes('3 months'),
      page.includes('Only the key holder can'),
    ]).toEqual([true, true, true]);
    expect((await send(server.address, { text: 'Nobody.', identity: 'nobody@refused.example' })).status).toBe(400);
    const sent = await send(server.address, { name: 'Aya', text: 'She was there.', identity: commenter });
    expect([sent.status, (await sent.text()).includes('Check your email')]).toEqual([201, true]);
    const [mail] = mails.received;
    expect([mail!.to, mail!.message.includes('She was there'), mails.received.length, found()]).toEqual([
      [commenter],
      false,
      1,
      [],
    ]);
    const link = new URL(
      /http\S+\/comments\/confirm\/\S+/.exec(mail!.message.replace(/=\r\n/g, '').replace(/=3D/g, '='))![0],
    );

    // A crash between the email and the click loses nothing.
    server.process.kill('SIGKILL');
    await server.ended;
    const said = server.stdout() + server.stderr();
    server = await kronikaServing(env);
    const address = server.address + link.pathname;
    expect((await fetch(address)).status).toBe(200);
    const confirmed = await fetch(address, { method: 'POST', body: new URLSearchParams() });
    expect([
      confirmed.status,
      (await confirmed.text()).includes('It is encrypted'),
      (await fetch(address)).status,
      found(),
    ]).toEqual([200, true, 410, []]);
    await server.stop();
    for (const secret of [commenter, link.pathname])
      expect((said + server.stdout() + server.stderr()).includes(secret)).toBe(false);

    await within(async (app) => {
      const { id: comment } = await app.db.read
        .selectFrom('reader_comment')
        .select('id')
        .orderBy('id', 'desc')
        .executeTakeFirstOrThrow();
      await run(app, decideComments, systemPrincipal, { comments: [{ comment, state: 'published' }] });
      const open = () =>
        openIdentity(app, systemPrincipal, { comment, key: officer.identity, reason: 'A court in Almaty demands it.' });
      const end = () => run(app, endIdentities, systemPrincipal, {});
      expect(await open()).toEqual({ method: 'email', identity: commenter });
      expect(found()).toEqual([]);
      now.days = 85;
      expect(await end()).toMatchObject({ ended: 0, keys: [], kept: [{ count: 1 }] });
      now.days = 95;
      expect(await end()).toMatchObject({ ended: 1, keys: [expect.any(String)], kept: [] });
      await expect(open()).rejects.toMatchObject({ code: 'gone' });
      expect((await countOpenings(app.db.read)).map((one) => one.count)).toEqual([1]);
    });
    expect([found(), readdirSync(join(config.KRONIKA_DATA, keyFolder))]).toEqual([[], ['CACHEDIR.TAG']]);
  });
});
