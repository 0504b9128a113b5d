import { describe, expect, it } from 'vitest';
import { onEitherDatabase } from '../../platform/testing/databases.ts';
import { routes } from '../routes.ts';
import { Client, deskOn, password, valueOf } from '../testing/desk.ts';

const cookieOf = (response: Response): string => response.headers.get('set-cookie')!.split(';')[0]!;

onEitherDatabase('accounts at the desk', (db) => {
  it('begin with a link that works once, which creates the first administrator and signs that person in', async () => {
    const { nobody, web, setupToken } = deskOn(db());
    const path = routes.setup({ token: (await setupToken())! });
    const page = await nobody.text(path);
    expect(page).toContain('Create the first account');
    const typed = { name: 'Aliya Nurlan', email: 'aliya@example.org', password, again: 'something else altogether' };
    const wrong = await nobody.post(path, typed);
    expect(wrong.status).toBe(400);
    const again = await wrong.text();
    expect(again).toContain('The passwords do not match');
    expect(again).toContain('value="Aliya Nurlan"');
    const done = await nobody.post(path, { ...typed, again: password });
    expect([done.status, done.headers.get('location')]).toEqual([303, '/desk']);
    expect(done.headers.get('set-cookie')).toMatch(/HttpOnly/i);
    const home = await new Client(web, cookieOf(done)).text('/desk');
    expect(home).toContain('Aliya Nurlan');
    expect(home).toContain('Add a web page');
    const spent = await nobody.get(path);
    expect([spent.status, (await spent.text()).includes('Forgot your password?')]).toEqual([410, true]);
  });

  it('need a sign-in, which returns to the requested page of the desk, but never to another site', async () => {
    const { nobody, join } = deskOn(db());
    const monitor = await join('monitor');
    const sent = await nobody.get('/desk/account?x=1');
    expect([sent.status, sent.headers.get('location')]).toEqual([303, '/desk/sign-in?next=%2Fdesk%2Faccount%3Fx%3D1']);
    const signIn = sent.headers.get('location')!;
    const form = await (await nobody.get(signIn)).text();
    // The page is one of the publication, with its name, menu and imprint.
    expect(form).toMatch(
      /<header class="masthead">.* rel="home".*<main id="main".* type="password".*<footer class="foot">/s,
    );
    expect(form).not.toContain('class="deskhead"');
    const wrong = await nobody.post(signIn, { email: monitor.email, password: 'not the password' });
    expect([wrong.status, wrong.headers.get('set-cookie')]).toEqual([401, null]);
    expect(await wrong.text()).toContain('The email address or the password is not correct');
    const right = await nobody.post(signIn, { email: monitor.email, password });
    expect([right.status, right.headers.get('location')]).toEqual([303, '/desk/account?x=1']);
    const elsewhere = await nobody.post(routes.desk.signIn({ next: '//evil.example' }), {
      email: monitor.email,
      password,
    });
    expect(elsewhere.headers.get('location')).toBe('/desk');
  });

  it('cannot be guessed: after 20 wrong passwords, sign-in is refused for some minutes, and the page says how long', async () => {
    const { nobody } = deskOn(db());
    const guess = () => nobody.post(routes.desk.signIn(), { email: 'tries@example.org', password: 'a wrong password' });
    for (let tries = 0; tries < 20; tries++) expect((await guess()).status).toBe(401);
    const answer = await guess();
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, '180']);
    const html = await answer.text();
    expect(html).toContain('Try again in 3 minutes');
    expect(html).toContain('value="tries@example.org"');
  });

  it('cannot get a password that is easy to guess, wherever one is set', async () => {
    const { nobody, setupToken, join, app } = deskOn(db());
    await app.db.transaction((tx) =>
      tx
        .updateTable('account')
        .set({ roles: ['monitor'] })
        .execute(),
    );
    const weak = { password: 'password2024!', again: 'password2024!' };
    const setup = await nobody.post(routes.setup({ token: (await setupToken())! }), {
      name: 'Kept Name',
      email: 'kept@example.org',
      ...weak,
    });
    const html = await setup.text();
    expect([setup.status, html.includes('This password is easy to guess'), html.includes('value="Kept Name"')]).toEqual(
      [400, true, true],
    );
    expect(html).not.toContain('password2024!');
    const chief = await join('administrator', 'Zarina Akhmet');
    const invited = await chief.post(routes.desk.newAccount(), {
      name: 'Oskar Lind',
      email: 'oskar@example.org',
      roles: ['monitor'],
    });
    const link = /\/join\/[\w-]+/.exec(await invited.text())![0];
    const named = await nobody.post(link, { password: 'my name is oskar', again: 'my name is oskar' });
    expect([named.status, (await named.text()).includes('Leave out “oskar”')]).toEqual([400, true]);
    for (const chosen of ['Kronika for ever', 'zarina and 7 cats', 'unbelievable'])
      expect(
        (await chief.post(routes.desk.account(), { current: password, password: chosen, again: chosen })).status,
        chosen,
      ).toBe(400);
    expect((await nobody.post(link, { password, again: password })).status).toBe(303);
  });

  it('are created by an invitation with a link, and changed and closed by an administrator', async () => {
    const { join, nobody, app } = deskOn(db());
    const chief = await join('administrator');
    const invited = await chief.post(routes.desk.newAccount(), {
      name: 'Timur Bek',
      email: 'timur@example.org',
      roles: ['monitor', 'editor'],
    });
    expect(invited.status).toBe(200);
    const link = /\/join\/[\w-]+/.exec(await invited.text())![0];
    expect(await nobody.text(link)).toContain('Welcome, Timur Bek');
    const joined = await nobody.post(link, { password, again: password });
    expect([joined.status, joined.headers.get('location')]).toEqual([303, '/desk']);
    const timur = new Client(deskOn(db()).web, cookieOf(joined));
    expect((await timur.get('/desk')).status).toBe(200);

    const account = await app.db.read
      .selectFrom('account')
      .select(['id', 'version'])
      .where('email', '=', 'timur@example.org')
      .executeTakeFirstOrThrow();
    const edit = routes.desk.editAccount({ number: account.id });
    const change = {
      name: 'Timur Bekov',
      roles: 'monitor',
      disabled: '1',
      why: 'He has left',
      _version: String(account.version),
    };
    expect((await chief.post(edit, change)).status).toBe(303);
    expect((await timur.get('/desk')).status).toBe(303);
    const late = await chief.post(edit, { ...change, name: 'Another name' });
    const both = await late.text();
    expect([late.status, both.includes('value="Another name"'), both.includes('Timur Bekov')]).toEqual([
      409,
      true,
      true,
    ]);
  });

  it('end all other sessions when the password is changed, and all sessions by “Sign out everywhere”', async () => {
    const { join, nobody, web } = deskOn(db());
    const one = await join('monitor');
    const other = new Client(web, cookieOf(await nobody.post(routes.desk.signIn(), { email: one.email, password })));
    const refused = await one.post(routes.desk.account(), {
      current: 'not mine at all',
      password: 'a new long password',
      again: 'a new long password',
    });
    expect([refused.status, (await refused.text()).includes('The password is not correct')]).toEqual([400, true]);
    const changed = await one.post(routes.desk.account(), {
      current: password,
      password: 'a new long password',
      again: 'a new long password',
    });
    expect(changed.status).toBe(303);
    // This browser has a new session too. Its old cookie no longer opens anything.
    for (const ended of [one, other]) expect((await ended.get('/desk')).status).toBe(303);
    const cookie = cookieOf(changed);
    const here = new Client(web, cookie, valueOf(await new Client(web, cookie).text(routes.desk.account()), '_token')!);
    const out = await here.post(routes.desk.signOutEverywhere());
    expect([out.status, out.headers.get('location')]).toEqual([303, '/desk/sign-in']);
    expect((await here.get('/desk')).status).toBe(303);
  });

  it('list their sessions with their browsers, and can end one of them', async () => {
    const { join, web } = deskOn(db());
    const one = await join('monitor');
    const opened = await web.request(routes.desk.signIn(), {
      method: 'POST',
      headers: { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0' },
      body: new URLSearchParams({ email: one.email, password }),
    });
    const other = new Client(web, cookieOf(opened));
    expect((await other.get('/desk')).status).toBe(200);
    const page = await one.text(routes.desk.account());
    expect([page.includes('Firefox, Linux'), page.includes('Unknown browser')]).toEqual([true, true]);
    const ending = /action="(\/desk\/account\/sessions\/\d+\/end)"/.exec(page)![1]!;
    expect((await one.post(ending)).status).toBe(303);
    expect([(await other.get('/desk')).status, (await one.get('/desk')).status]).toEqual([303, 200]);
    expect((await one.post(ending)).status).toBe(404);
  });

  it('have a security log, which administrators and data protection officers see and export', async () => {
    const { join } = deskOn(db());
    const chief = await join('administrator');
    const page = await chief.text(routes.desk.securityLog());
    expect([page.includes('Signed in'), page.includes(chief.name)]).toEqual([true, true]);
    const file = await chief.get(routes.desk.securityLogFile());
    const entries = (await file.text())
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { entry: { event: string } });
    expect([file.headers.get('content-type'), entries.at(-1)!.entry.event]).toEqual([
      'application/jsonl; charset=utf-8',
      'exported',
    ]);
    const officer = await join('officer');
    expect(await officer.text(routes.desk.account())).toContain(`href="${routes.desk.securityLog()}"`);
    expect(await officer.text(routes.desk.securityLog())).not.toContain(`href="${routes.desk.accounts()}"`);
    for (const role of ['monitor', 'editor'] as const) {
      const who = await join(role);
      for (const path of [routes.desk.securityLog(), routes.desk.securityLogFile()])
        expect((await who.get(path)).status).toBe(403);
    }
  });

  it('can be seen, created and given links only by administrators', async () => {
    const { join } = deskOn(db());
    for (const role of ['monitor', 'editor'] as const) {
      const who = await join(role);
      expect((await who.get(routes.desk.accounts())).status).toBe(403);
      expect((await who.get(routes.desk.newAccount())).status).toBe(403);
      expect(
        (await who.post(routes.desk.newAccount(), { name: 'X', email: 'x@example.org', roles: 'administrator' }))
          .status,
      ).toBe(403);
      expect((await who.post(routes.desk.accountLink({ number: 1 }))).status).toBe(403);
    }
  });

  it('lose no input of a form that is refused for lack of access, but a password is never returned', async () => {
    const { join, nobody, web } = deskOn(db());
    const title = 'A search that took an hour to write down';
    const ended = await nobody.post(routes.desk.newCase(), { title, summary: 'And its summary' });
    const text = await ended.text();
    expect([
      ended.status,
      text.includes(`name="title" rows="1" readonly="">\n${title}`),
      text.includes('And its summary'),
    ]).toEqual([401, true, true]);

    // Someone signs in again and then sends a form with the token of the old session. The page shows the form again,
    // with the new token.
    const monitor = await join('monitor');
    const inCase = await nobody.post(routes.desk.newFromPage({ case: 1 }), { page: 'https://example.org/a' });
    expect(await inCase.text()).toContain(`action="${routes.desk.newFromPage({ case: 1 })}"`);
    const again = await new Client(web, monitor.cookie).post(routes.desk.newCase(), { title });
    const shown = await again.text();
    expect([again.status, valueOf(shown, 'title'), valueOf(shown, '_token')]).toEqual([403, title, monitor.token]);

    const refused = await monitor.post(routes.desk.newAccount(), { name: 'Timur Bek', email: 'timur@example.org' });
    expect([refused.status, (await refused.text()).includes('>\nTimur Bek</textarea>')]).toEqual([403, true]);
    const nowhere = await monitor.post(routes.desk.editCase({ number: 99_999 }), { title });
    expect([nowhere.status, (await nowhere.text()).includes(title)]).toEqual([404, true]);

    const spent = await nobody.post(routes.setup({ token: 'spent' }), {
      name: 'Aliya Nurlan',
      email: 'aliya@example.org',
      password,
      again: password,
    });
    const handed = await spent.text();
    expect([spent.status, handed.includes('Aliya Nurlan'), handed.includes(password)]).toEqual([410, true, false]);
    const changing = await nobody.post(routes.desk.account(), {
      current: password,
      password: 'a new long password',
      again: 'a new long password',
    });
    expect([changing.status, /correct horse battery|a new long password/.test(await changing.text())]).toEqual([
      401,
      false,
    ]);

    const elsewhere = await web.request(routes.desk.newCase(), {
      method: 'POST',
      headers: {
        cookie: monitor.cookie,
        'sec-fetch-site': 'cross-site',
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: new URLSearchParams({ title }).toString(),
    });
    expect([elsewhere.status, (await elsewhere.text()).includes(title)]).toEqual([403, false]);
  });

  it('are protected by a token: a form without it is refused', async () => {
    const { join, web } = deskOn(db());
    const one = await join('monitor');
    expect((await new Client(web, one.cookie).post(routes.desk.signOut())).status).toBe(403);
    expect((await one.get('/desk')).status).toBe(200);
  });
});

describe('URLs of accounts', () => {
  it('distinguish the form of an account from the form for a new one', () => {
    expect(routes.desk.editAccount({ number: 3 })).toBe('/desk/accounts/3/edit');
    expect(routes.desk.newAccount()).toBe('/desk/accounts/new');
  });
});
