import { expect, it } from 'vitest';
import { identityOf } from '../../accounts/seal-keys.ts';
import { hashToken } from '../../accounts/secrets.ts';
import { onEitherDatabase } from '../../platform/testing/databases.ts';
import { routes } from '../routes.ts';
import { deskOn, password, valueOf } from '../testing/desk.ts';

const minute = 60_000;

onEitherDatabase('the locked desk', (db) => {
  let at = new Date('2026-01-01T12:00:00Z');
  const later = (minutes: number): void => void (at = new Date(at.getTime() + minutes * minute));
  const open = () => deskOn(db(), { now: () => at, idle: true });
  const bodyOf = async (response: Response, over: Record<string, string>): Promise<FormData> => {
    const data = new FormData();
    for (const [tag] of (await response.text()).matchAll(/<input type="hidden"[^>]*>/g)) {
      const name = /name="([^"]*)"/.exec(tag)![1]!;
      if (!data.has(name)) data.append(name, valueOf(tag, name) ?? '');
    }
    for (const [name, value] of Object.entries(over)) data.set(name, value);
    return data;
  };
  const send = (web: ReturnType<typeof open>['web'], path: string, cookie: string, body: FormData | URLSearchParams) =>
    Promise.resolve(web.request(path, { method: 'POST', headers: { cookie }, body }));

  it('asks for the password instead of any page, and then returns to the page', async () => {
    const { join } = open();
    const one = await join('monitor', 'Aliya Nurlan');
    later(14);
    expect((await one.get('/desk')).status).toBe(200);
    later(15);
    const sent = await one.get('/desk/cases?q=a');
    const path = sent.headers.get('location')!;
    expect([sent.status, path]).toEqual([303, routes.desk.unlock({ next: '/desk/cases?q=a' })]);
    const html = await one.text(path);
    expect([html.includes('<h1>Locked</h1>'), html.includes('Aliya Nurlan'), html.includes('Add a web page')]).toEqual([
      true,
      true,
      false,
    ]);
    const token = { _unlock: one.token };
    const wrong = await one.post(path, { ...token, _password: 'not the password' });
    expect([wrong.status, (await wrong.text()).includes('The password is not correct')]).toEqual([400, true]);
    const none = await one.post(path, token);
    expect([none.status, (await none.text()).includes('Enter the password.')]).toEqual([400, true]);
    expect((await one.post(path, { _unlock: 'of another site', _password: password })).status).toBe(403);
    expect((await one.get('/desk')).status).toBe(303);
    const right = await one.post(path, { ...token, _password: password });
    expect([right.status, right.headers.get('location')]).toEqual([303, '/desk/cases?q=a']);
    expect([(await one.get('/desk')).status, (await one.get(path)).status]).toEqual([200, 303]);
    expect(identityOf(hashToken(one.sessionToken))).not.toBeNull();
  });

  it('leads only to pages of the desk after unlocking, never to another site', async () => {
    const one = await open().join('monitor');
    for (const next of ['//evil.example', '/join/a', 'https://evil.example']) {
      later(15);
      const done = await one.post(routes.desk.unlock({ next }), { _unlock: one.token, _password: password });
      expect(done.headers.get('location')).toBe('/desk');
    }
  });

  it('keeps a form that was sent, without showing its content, and sends it after unlocking', async () => {
    const { join, web } = open();
    const editor = await join('editor');
    later(15);
    const typed = { title: 'A “case” & its name', summary: 'A summary that took an hour' };
    const refused = await editor.post(routes.desk.newCase(), typed);
    expect([refused.status, refused.headers.get('x-kronika-locked')]).toEqual([401, '1']);
    const html = await refused.clone().text();
    expect(html.replaceAll(/<input type="hidden"[^>]*>/g, '')).not.toContain('took an hour');
    const action = /action="(\/desk\/unlock[^"]*)"/.exec(html)![1]!;
    const wrong = await send(web, action, editor.cookie, await bodyOf(refused, { _password: 'not the password' }));
    expect(wrong.status).toBe(400);
    expect(await wrong.clone().text()).not.toContain('not the password');
    const body = await bodyOf(wrong, { _password: password });
    expect([body.get('title'), body.get('summary'), body.get('_token')]).toEqual([
      typed.title,
      typed.summary,
      editor.token,
    ]);
    const done = await send(web, action, editor.cookie, body);
    expect([done.status, done.headers.get('location')]).toEqual([307, routes.desk.newCase()]);
    // The browser follows the redirect (307), and sends the same body again.
    const made = await send(web, done.headers.get('location')!, editor.cookie, body);
    expect(made.status).toBe(303);
    expect(await editor.text(made.headers.get('location')!)).toContain('A summary that took an hour');
  });

  it('runs no form whose token was wrong, and shows no password on the error page', async () => {
    const { join, web } = open();
    const one = await join('monitor');
    later(15);
    const title = 'From an older session';
    const refused = await send(web, routes.desk.newCase(), one.cookie, new URLSearchParams({ title, _token: 'older' }));
    const body = await bodyOf(refused, { _password: password });
    const done = await send(web, '/desk/unlock?next=%2Fdesk%2Fcases%2Fnew', one.cookie, body);
    expect(done.status).toBe(307);
    const shown = await send(web, done.headers.get('location')!, one.cookie, body);
    const html = await shown.text();
    expect([shown.status, valueOf(html, 'title'), html.includes(password)]).toEqual([403, title, false]);
    const nowhere = await send(web, routes.desk.editCase({ number: 99_999 }), one.cookie, body);
    const page = await nowhere.text();
    expect([nowhere.status, page.includes(title), page.includes(password)]).toEqual([404, true, false]);
  });

  it('shows a form with files again after unlocking, because files are not returned', async () => {
    const { join, web } = open();
    const one = await join('editor');
    later(15);
    const data = new FormData();
    data.set('_token', one.token);
    data.set('title', 'With a file');
    data.set('file', new File(['bytes'], 'a.txt'));
    const refused = await send(web, routes.desk.newCase(), one.cookie, data);
    expect(await refused.clone().text()).toContain('select them again');
    const body = await bodyOf(refused, { _password: password });
    expect((await send(web, '/desk/unlock?next=%2Fdesk%2Fcases%2Fnew', one.cookie, body)).status).toBe(307);
    const shown = await send(web, routes.desk.newCase(), one.cookie, body);
    const html = await shown.text();
    expect([shown.status, valueOf(html, 'title'), html.includes('needs your attention')]).toEqual([
      200,
      'With a file',
      false,
    ]);
  });

  it('answers scripts with 401 and a code, and can be unlocked by them', async () => {
    const { join, web } = open();
    const one = await join('monitor');
    const ask = async (path: string, fields?: Record<string, string>) => {
      const response = await web.request(path, {
        headers: { cookie: one.cookie, accept: 'application/json' },
        ...(fields && { method: 'POST', body: new URLSearchParams(fields) }),
      });
      return { status: response.status, ...((await response.json()) as Record<string, unknown>) };
    };
    const state = { account: one.accountId, token: one.token, passkey: false };
    expect(await ask(routes.desk.lock())).toEqual({ status: 200, locked: false, ...state });
    expect((await ask(routes.desk.lock(), {})).status).toBe(403);
    expect(await ask(routes.desk.lock(), { _token: one.token })).toEqual({ status: 200, locked: true });
    expect(await ask(routes.desk.home())).toMatchObject({ status: 401, code: 'session_locked' });
    expect(await ask(routes.desk.noteUse(), { _token: one.token })).toMatchObject({ code: 'session_locked' });
    expect(await ask(routes.desk.lock())).toEqual({ status: 200, locked: true, ...state });
    const unlock = (typed: string) => ask(routes.desk.unlock(), { _unlock: one.token, _password: typed });
    expect(await unlock('not the password')).toMatchObject({ status: 400, code: 'invalid_input' });
    expect(await unlock(password)).toEqual({ status: 200, locked: false });
    for (let tries = 0; tries < 5; tries++) {
      expect(await ask(routes.desk.noteUse(), { _token: one.token })).toMatchObject({ status: 200 });
      later(10);
    }
    expect((await one.get('/desk')).status).toBe(200);
    later(8 * 60);
    expect(await unlock(password)).toMatchObject({ status: 401, code: 'not_signed_in' });
  });

  it('is locked after 15 minutes even if pages save or load again automatically', async () => {
    const { join, web } = open();
    const one = await join('monitor');
    for (let tries = 0; tries < 15; tries++) {
      const saving = await web.request(routes.desk.keepArticle({ number: 99_999 }), {
        method: 'POST',
        headers: { cookie: one.cookie, 'x-kronika-token': one.token, accept: 'application/json' },
        body: '{}',
      });
      const again = await one.get('/desk?waiting=1');
      expect([saving.status === 401, again.status]).toEqual([false, 200]);
      later(1);
    }
    expect((await one.get('/desk?waiting=1')).status).toBe(303);
  });

  it('can be left by signing out', async () => {
    const one = await open().join('monitor');
    later(15);
    const out = await one.post(routes.desk.signOut());
    expect([out.status, out.headers.get('location')]).toEqual([303, routes.desk.signIn()]);
    expect((await one.get('/desk')).headers.get('location')).toMatch(/^\/desk\/sign-in/);
  });
});
