import { expect, it } from 'vitest';
import { codeOf, stepAt } from '../../../accounts/factors/totp.ts';
import { onEitherDatabase } from '../../../platform/testing/databases.ts';
import { routes } from '../../routes.ts';
import { Client, deskOn, password, valueOf } from '../../testing/desk.ts';
import { cookieOf, fromBase32 } from '../../testing/factors.ts';

onEitherDatabase('two-step sign-in', (db) => {
  let at = new Date('2018-05-22T09:00:00Z');
  const minute = 60_000;
  const later = (ms: number): void => void (at = new Date(at.getTime() + ms));
  const deskNow = () => deskOn(db(), { now: () => at });

  /** Creates an account, and sets up an authenticator app through the pages. */
  const joinWithApp = async () => {
    const desk = deskNow();
    const who = await desk.join('monitor');
    const page = await who.text(routes.desk.authenticator());
    const secret = fromBase32(valueOf(page.replace('id="secret"', 'id="secret" name="secret"'), 'secret')!);
    const code = (): string => codeOf(secret, stepAt(at));
    const typed = { setup: valueOf(page, 'setup')! };
    const wrong = await who.post(routes.desk.authenticator(), { ...typed, code: '12345' });
    const again = await wrong.text();
    // After a wrong code, the page shows the same key, because the app already contains it.
    expect([wrong.status, valueOf(again, 'setup'), again.includes('This code is not correct')]).toEqual([
      400,
      typed.setup,
      true,
    ]);
    const done = await who.post(routes.desk.authenticator(), { ...typed, code: code() });
    const codes = (await done.text()).match(/\b\w{4}-\w{4}-\w{4}-\w{4}\b/g)!;
    expect([done.status, codes.length]).toEqual([200, 10]);
    later(minute);
    return { ...desk, who, code, codes };
  };

  it('asks for a code after the password, and then opens the requested page', async () => {
    const { nobody, web, who, code } = await joinWithApp();
    const first = await nobody.post(routes.desk.signIn({ next: '/desk/cases?x=1' }), { email: who.email, password });
    const second = routes.desk.secondStep({ next: '/desk/cases?x=1' });
    expect([first.status, first.headers.get('location')]).toEqual([303, second]);
    const half = new Client(web, cookieOf(first));
    expect(first.headers.get('set-cookie')).toMatch(/^kronika-second-step=.*HttpOnly; SameSite=Strict/);
    // Before the second step, the token opens nothing, not even in the cookie of a session.
    for (const client of [half, new Client(web, half.cookie.replace('-second-step', ''))])
      expect((await client.get('/desk')).status).toBe(303);
    const wrong = await half.post(second, { code: '000000' });
    expect([wrong.status, (await wrong.text()).includes('This code is not correct')]).toEqual([400, true]);
    const empty = await half.post(second, {});
    expect([empty.status, (await empty.text()).includes('Enter the code')]).toEqual([400, true]);
    const right = await half.post(second, { code: code() });
    expect([right.status, right.headers.get('location')]).toEqual([303, '/desk/cases?x=1']);
    const session = right.headers.getSetCookie().find((one) => one.startsWith('kronika='))!;
    expect((await new Client(web, session.split(';')[0]!).get('/desk')).status).toBe(200);
    // Without the first step, the page of the second step redirects to the sign-in.
    for (const client of [nobody, half]) {
      const sent = await client.get(second);
      expect([sent.status, sent.headers.get('location')]).toEqual([
        303,
        routes.desk.signIn({ next: '/desk/cases?x=1' }),
      ]);
    }
  });

  it('also asks for a code after a link for a new password, which opens no session by itself', async () => {
    const { nobody, web, who, codes, join } = await joinWithApp();
    const chief = await join('administrator');
    const made = await chief.post(routes.desk.accountLink({ number: who.accountId }));
    const link = /\/join\/[\w-]+/.exec(await made.text())![0];
    const joined = await nobody.post(link, { password: 'a new long password', again: 'a new long password' });
    expect(joined.headers.get('location')).toBe(routes.desk.secondStep({ next: '/desk' }));
    const half = new Client(web, cookieOf(joined));
    const right = await half.post(routes.desk.secondStep(), { code: codes[0]! });
    expect([right.status, right.headers.get('location')]).toEqual([303, '/desk']);
  });

  it('shows what is set up, creates new recovery codes, and can be removed', async () => {
    const { who, codes } = await joinWithApp();
    const page = await who.text(routes.desk.twoStep());
    expect([page.includes('You have 10 unused codes'), page.includes('Replace authenticator app')]).toEqual([
      true,
      true,
    ]);
    const renewed = await (await who.post(routes.desk.recoveryCodes())).text();
    expect([renewed.match(/\b\w{4}-\w{4}-\w{4}-\w{4}\b/g)!.length, renewed.includes(codes[0]!)]).toEqual([10, false]);
    expect((await who.post(routes.desk.removeAuthenticator())).status).toBe(303);
    const after = await who.text(routes.desk.twoStep());
    expect([after.includes('Set up authenticator app'), after.includes('recovery code')]).toEqual([true, false]);
  });
});
