import { expect, it } from 'vitest';
import { identityOf } from '../../../accounts/seal-keys.ts';
import { hashToken } from '../../../accounts/secrets.ts';
import { softPasskey } from '../../../accounts/testing/soft-passkey.ts';
import { onEitherDatabase } from '../../../platform/testing/databases.ts';
import { routes } from '../../routes.ts';
import { Client, deskOn, password } from '../../testing/desk.ts';
import { cookieOf } from '../../testing/factors.ts';

/** The address of the desk in these tests, to which passkeys belong. */
const here = 'http://localhost';

onEitherDatabase('passkeys', (db) => {
  let at = new Date('2018-05-22T09:00:00Z');
  const later = (minutes: number): void => void (at = new Date(at.getTime() + minutes * 60_000));
  const make = () => deskOn(db(), { now: () => at });
  const optionsOf = async (client: Client, use: string): Promise<{ challenge: string; [name: string]: unknown }> =>
    (await client.get(routes.desk.passkeyOptions({ use }))).json();
  const refused = async (response: Response) => [response.status, (await response.text()).includes('not accepted')];

  const joinWithPasskey = async (device = softPasskey(here)) => {
    const desk = make();
    const who = await desk.join('monitor');
    const passkey = device.create(await optionsOf(who, 'register'));
    const done = await who.post(routes.desk.newPasskey(), { name: 'Grey key', passkey });
    expect([done.status, (await done.text()).match(/\b\w{4}-\w{4}-\w{4}-\w{4}\b/g)?.length]).toEqual([200, 10]);
    const begin = async () =>
      new Client(desk.web, cookieOf(await desk.nobody.post(routes.desk.signIn(), { email: who.email, password })));
    return { ...desk, who, device, passkey, begin };
  };
  const signIn = async (client: Client, passkey: string) => client.post(routes.desk.passkeySignIn(), { passkey });

  it('replace the password if the device has checked its owner, but open no sealed items', async () => {
    const { nobody, web, device, who } = await joinWithPasskey();
    const options = await optionsOf(nobody, 'sign-in');
    expect(options).toMatchObject({ rpId: 'localhost', userVerification: 'required' });
    const answer = device.use(options);
    const opened = await signIn(nobody, answer);
    expect([opened.status, opened.headers.get('location')]).toEqual([303, '/desk']);
    const session = new Client(
      web,
      opened.headers
        .getSetCookie()
        .find((one) => one.startsWith('kronika='))!
        .split(';')[0],
    );
    expect(await session.text('/desk')).toContain(who.name);
    // This sign-in used no password. The password encrypts the key to items sealed for this person, so this session
    // does not have that key.
    expect(identityOf(hashToken(who.sessionToken))).not.toBeNull();
    expect(identityOf(hashToken(session.cookie.split('=')[1]!))).toBeNull();
    // The desk refuses an answer that was already used, a made-up answer, and no answer.
    expect(await refused(await signIn(nobody, answer))).toEqual([400, true]);
    expect(await refused(await signIn(nobody, '{"id":"x"}'))).toEqual([400, true]);
    const none = await nobody.post(routes.desk.passkeySignIn(), {});
    expect([none.status, (await none.text()).includes('Passkeys need JavaScript')]).toEqual([400, true]);
  });

  it('can only be a second step if the device has not checked its owner', async () => {
    const { nobody, begin, device } = await joinWithPasskey(softPasskey(here, { checked: false }));
    expect(await refused(await signIn(nobody, device.use(await optionsOf(nobody, 'sign-in'))))).toEqual([400, true]);
    const half = await begin();
    const answer = device.use(await optionsOf(half, 'second-step'));
    const other = await begin();
    // An answer works only in the sign-in that sent its challenge.
    expect(await refused(await other.post(routes.desk.secondStep(), { passkey: answer }))).toEqual([400, true]);
    const done = await half.post(routes.desk.secondStep(), { passkey: answer });
    expect([done.status, done.headers.get('location')]).toEqual([303, '/desk']);
  });

  it('unlock a locked desk if the device has checked its owner, but open no sealed items', async () => {
    const one = await joinWithPasskey();
    const careless = await joinWithPasskey(softPasskey(here, { checked: false }));
    const lock = ({ who }: typeof one) => who.post(routes.desk.lock());
    const unlock = ({ who }: typeof one, passkey: string, more = {}) =>
      who.post(routes.desk.unlock({ next: '/desk/cases' }), { _unlock: who.token, _passkey: passkey, ...more });
    await lock(one);
    expect((await one.who.get('/desk')).status).toBe(303);
    const page = await one.who.text(routes.desk.unlock());
    expect([page.includes('Unlock with a passkey'), page.includes('name="_passkey"')]).toEqual([true, true]);
    const options = await optionsOf(one.who, 'unlock');
    expect(options).toMatchObject({ rpId: 'localhost', userVerification: 'required' });
    // A locked session gets no challenge for another use. It refuses the answer of another session, the answer of
    // another passkey, and no answer.
    expect((await one.who.get(routes.desk.passkeyOptions({ use: 'proof' }))).status).toBe(303);
    const other = await joinWithPasskey();
    await lock(other);
    expect(await refused(await unlock(one, one.device.use(await optionsOf(other.who, 'unlock'))))).toEqual([400, true]);
    expect(await refused(await unlock(one, other.device.use(options)))).toEqual([400, true]);
    expect((await unlock(one, '')).status).toBe(400);
    await lock(careless);
    expect(await refused(await unlock(careless, careless.device.use(await optionsOf(careless.who, 'unlock'))))).toEqual(
      [400, true],
    );
    // After unlocking, the browser sends the refused form again (status 307).
    const answer = one.device.use(options);
    const done = await unlock(one, answer, { title: 'Typed before', _token: one.who.token, _send: '1' });
    expect([done.status, done.headers.get('location')]).toEqual([307, '/desk/cases']);
    expect((await one.who.get('/desk')).status).toBe(200);
    expect(identityOf(hashToken(one.who.sessionToken))).toBeNull();
    // An answer unlocks only once.
    await lock(one);
    expect(await refused(await unlock(one, answer))).toEqual([400, true]);
  });

  it('need the password once after all access has ended, so that a passkey added by a thief opens nothing', async () => {
    const { nobody, begin, device, who, join } = await joinWithPasskey();
    const alone = async () => {
      const answer = await signIn(nobody, device.use(await optionsOf(nobody, 'sign-in')));
      return [answer.status, (await answer.text()).includes('Sign in with your password this time')];
    };
    await who.post(routes.desk.signOutEverywhere());
    expect(await alone()).toEqual([400, true]);
    const half = await begin();
    const done = await half.post(routes.desk.secondStep(), {
      passkey: device.use(await optionsOf(half, 'second-step')),
    });
    expect(done.status).toBe(303);
    expect(await alone()).toEqual([303, false]);
    // An administrator's link for a new password also ends all access.
    const administrator = await join('administrator');
    const link = await administrator.post(routes.desk.accountLink({ number: who.principal.accountId! }));
    expect(link.status).toBe(200);
    expect(await alone()).toEqual([400, true]);
  });

  it('are refused if they answer a challenge after ten minutes', async () => {
    const { nobody, device } = await joinWithPasskey();
    const inTime = await optionsOf(nobody, 'sign-in');
    later(9);
    expect((await signIn(nobody, device.use(inTime))).status).toBe(303);
    const late = await optionsOf(nobody, 'sign-in');
    later(10);
    expect(await refused(await signIn(nobody, device.use(late)))).toEqual([400, true]);
  });

  it('work only for their own account, address and key', async () => {
    const [one, other] = [await joinWithPasskey(), await joinWithPasskey()];
    const half = await one.begin();
    const foreign = other.device.use(await optionsOf(half, 'second-step'));
    expect(await refused(await half.post(routes.desk.secondStep(), { passkey: foreign }))).toEqual([400, true]);
    // A phishing site passes the desk's challenge on. The browser signs the phishing site's own address, so the desk
    // refuses the answer.
    const phished = softPasskey('https://kronika.example');
    const made = await one.who.post(routes.desk.newPasskey(), {
      name: 'Fished',
      passkey: phished.create(await optionsOf(one.who, 'register')),
    });
    expect(await refused(made)).toEqual([400, true]);
    // The answer of another key, with the id of this passkey.
    const answer = JSON.parse(one.device.use(await optionsOf(one.nobody, 'sign-in')));
    const forged = JSON.parse(other.device.use(await optionsOf(one.nobody, 'sign-in')));
    expect(
      await refused(await signIn(one.nobody, JSON.stringify({ ...forged, id: answer.id, rawId: answer.rawId }))),
    ).toEqual([400, true]);
  });

  it('do not work at another address, whose pages say so', async () => {
    const { web, begin, device, nobody } = await joinWithPasskey();
    const half = await begin();
    const headers = { cookie: half.cookie, host: 'kronika7abc.onion' };
    const page = await (await web.request(routes.desk.secondStep(), { headers })).text();
    expect(page).toContain('A passkey works only at the address where you added it');
    expect([page.includes('localhost'), page.includes('data-passkey')]).toEqual([false, false]);
    expect(await half.text(routes.desk.secondStep())).toContain('data-passkey');
    const asked = await web.request(routes.desk.passkeyOptions({ use: 'sign-in' }), { headers });
    const answer = device.use((await asked.json()) as { challenge: string });
    expect(await refused(await signIn(nobody, answer))).toEqual([400, true]);
    const byNumber = { headers: { host: '192.0.2.7:8080' } };
    expect((await web.request(routes.desk.passkeyOptions({ use: 'sign-in' }), byNumber)).status).toBe(404);
  });

  it('are listed with their address, and can be removed; the last one takes the recovery codes with it', async () => {
    const { who, nobody, device, passkey, app } = await joinWithPasskey();
    const second = softPasskey(here);
    expect(await refused(await who.post(routes.desk.newPasskey(), { name: 'Again', passkey }))).toEqual([400, true]);
    const added = await who.post(routes.desk.newPasskey(), {
      name: 'Laptop',
      passkey: second.create(await optionsOf(who, 'register')),
    });
    expect([added.status, added.headers.get('location')]).toEqual([303, routes.desk.twoStep()]);
    const page = await who.text(routes.desk.twoStep());
    for (const words of ['Grey key', 'Laptop', 'localhost', '2 passkeys', 'You have 10 unused codes'])
      expect(page).toContain(words);
    const numbers = [...page.matchAll(/passkeys\/(\d+)\/remove/g)].map(([, number]) => Number(number));
    expect(numbers.length).toBe(2);
    const stranger = await make().join('administrator');
    expect((await stranger.post(routes.desk.removePasskey({ number: numbers[0]! }))).status).toBe(404);
    for (const number of numbers) expect((await who.post(routes.desk.removePasskey({ number }))).status).toBe(303);
    expect(await who.text(routes.desk.twoStep())).not.toContain('recovery code');
    expect(await refused(await signIn(nobody, device.use(await optionsOf(nobody, 'sign-in'))))).toEqual([400, true]);
    const codes = await app.db.read
      .selectFrom('recovery_code')
      .select('account_id')
      .where('account_id', '=', who.accountId)
      .execute();
    expect(codes).toEqual([]);
  });

  it('store nothing when someone only requests a challenge', async () => {
    const { nobody, app } = await joinWithPasskey();
    const before = await app.db.read.selectFrom('used_challenge').select('expires_at').execute();
    for (let asked = 0; asked < 5; asked++) await optionsOf(nobody, 'sign-in');
    expect((await app.db.read.selectFrom('used_challenge').select('expires_at').execute()).length).toBe(before.length);
  });
});
