import { afterAll, beforeAll, expect, it } from 'vitest';
import { changeAccount } from '../../accounts/change-account.ts';
import { inviteAccount } from '../../accounts/invitations.ts';
import { askRecovery } from '../../accounts/recover.ts';
import { identityOf } from '../../accounts/seal-keys.ts';
import { hashToken } from '../../accounts/secrets.ts';
import { securityListener } from '../../accounts/security-log/listener.ts';
import { listEntries } from '../../accounts/security-log/read-log.ts';
import { createToken } from '../../accounts/tokens/create-token.ts';
import { findToken } from '../../accounts/tokens/find-token.ts';
import { codeOf, stepAt } from '../../accounts/factors/totp.ts';
import { run } from '../../platform/operation.ts';
import { onEitherDatabase } from '../../platform/testing/databases.ts';
import { administrator } from '../../platform/testing/test-app.ts';
import { routes } from '../routes.ts';
import { openAccountMails, subjectOf } from '../testing/account-mails.ts';
import { Client, deskOn, password, valueOf } from '../testing/desk.ts';
import { cookieOf, fromBase32 } from '../testing/factors.ts';
import { bodyOf } from '../testing/post-office.ts';

const other = 'several other words here';
const chosen = { password: other, again: other };

onEitherDatabase('the request for a new password', (db) => {
  let at = new Date('2026-03-01T12:00:00Z');
  const minutes = (count: number): void => void (at = new Date(at.getTime() + count * 60_000));
  let mails: Awaited<ReturnType<typeof openAccountMails>>;
  let desk: ReturnType<typeof deskOn>;
  let count = 0;
  beforeAll(async () => {
    mails = await openAccountMails();
    desk = deskOn(db(), { now: () => at, listeners: [securityListener], config: mails.settings });
    await mails.work(desk.app);
  });
  afterAll(() => mails.close());

  const forgotten = routes.desk.recover();
  const ask = (email: string, by: Client = desk.nobody) => by.post(forgotten, { email });
  const linksTo = async (email: string, wanted: number): Promise<string[]> => {
    const all = mails.server.received;
    const found = () =>
      all
        .filter((mail) => mail.to.includes(email))
        .flatMap((mail) => [...bodyOf(mail).matchAll(/https:\/\/paper\.example(\/join\/\S+)/g)])
        .map((match) => match[1]!);
    await mails.server.until(() => found().length >= wanted);
    return found();
  };
  /** Waits until all requested emails are sent. It requests one more email, which is sent last. */
  const flush = async (): Promise<void> => {
    const last = await desk.join('monitor');
    await ask(last.email);
    await linksTo(last.email, 1);
  };
  const events = async (accountId: number) =>
    (await listEntries(db().read, { limit: 100, offset: 0 })).rows
      .filter((one) => one.account === accountId)
      .map((one) => one.event)
      .toReversed();

  it('sends a link that sets a new password and ends all access, which an email reports to the owner', async () => {
    const owner = await desk.join('monitor');
    const program = await run(desk.app, createToken, owner.principal, { name: 'F', scopes: ['read:desk'], days: 30 });
    expect(identityOf(hashToken(owner.sessionToken))).not.toBeNull();
    const asked = await ask(owner.email.toUpperCase());
    expect([asked.status, asked.headers.get('location')]).toEqual([303, routes.desk.recover({ sent: '1' })]);
    const [link] = await linksTo(owner.email, 1);
    const letter = mails.server.received.find((mail) => bodyOf(mail).includes(link!))!;
    expect(subjectOf(letter)).toContain('link for a new password');
    expect(bodyOf(letter)).toContain('until 1 March 2026 at 13:00 (UTC)');
    expect(bodyOf(letter)).toContain('do nothing: your password stays valid');

    // Neither the request for the link nor opening the link changes anything.
    for (const method of ['GET', 'HEAD']) expect((await desk.web.request(link!, { method })).status).toBe(200);
    expect((await owner.get('/desk')).status).toBe(200);
    const page = await desk.nobody.text(link!);
    for (const told of [
      'You lose access to items sealed for you',
      'sessions, API tokens, unused links and links to drafts',
    ])
      expect(page).toContain(told);
    const weak = await desk.nobody.post(link!, { password: 'password2024!', again: 'password2024!' });
    expect([weak.status, (await owner.get('/desk')).status]).toEqual([400, 200]);

    const done = await desk.nobody.post(link!, chosen);
    expect([done.status, done.headers.get('location')]).toEqual([303, '/desk']);
    expect((await owner.get('/desk')).status).toBe(303);
    expect(await findToken(db().read, program.token, at)).toBeNull();
    expect(identityOf(hashToken(owner.sessionToken))).toBeNull();
    for (const again of [await desk.nobody.get(link!), await desk.nobody.post(link!, chosen)])
      expect(again.status).toBe(410);
    const enter = async (typed: string) =>
      (await desk.nobody.post(routes.desk.signIn(), { email: owner.email, password: typed })).status;
    expect([await enter(password), await enter(other)]).toEqual([401, 303]);
    await mails.server.until((all) =>
      all.some((mail) => mail.to.includes(owner.email) && subjectOf(mail).includes('password reset')),
    );
    expect((await events(owner.accountId)).filter((one) => /recover/.test(one))).toEqual([
      'recovery-asked',
      'password-recovered',
    ]);
  });

  it('gets the same answer, after the same work, whether an account exists or not', async () => {
    const [owner, closed] = [await desk.join('monitor'), await desk.join('monitor')];
    await run(desk.app, changeAccount, administrator, {
      accountId: closed.accountId,
      version: 2,
      name: 'Closed',
      roles: ['monitor'],
      disabled: true,
    });
    const invited = `never-joined${++count}@example.org`;
    await run(desk.app, inviteAccount, administrator, { email: invited, name: 'I', roles: ['monitor'] });
    const nobody = 'nobody-at-all@example.org';
    const answers = [];
    for (const email of [owner.email, nobody, closed.email, invited]) {
      const jobs = async () =>
        Number(
          (
            (await db().executeSql(`select count(*) as n from pgboss.job where name = 'accounts.recovery'`))
              .rows[0] as { n: number }
          ).n,
        );
      const before = await jobs();
      const asked = await ask(email);
      const shown = await desk.nobody.get(asked.headers.get('location')!);
      answers.push([asked.status, [...asked.headers.keys()], await asked.text(), await shown.text()]);
      // Each request adds one job. Only the job looks for the account.
      expect(await jobs()).toBe(before + 1);
    }
    for (const one of answers) expect(one).toEqual(answers[0]);
    await linksTo(owner.email, 1);
    await flush();
    for (const email of [nobody, closed.email, invited]) expect(await linksTo(email, 0)).toEqual([]);
  });

  it('sends links that work for an hour, and only the newest of them', async () => {
    const owner = await desk.join('monitor');
    await ask(owner.email);
    const [first] = await linksTo(owner.email, 1);
    minutes(30);
    await ask(owner.email);
    const [, second] = await linksTo(owner.email, 2);
    const status = async (link: string) => (await desk.nobody.get(link)).status;
    expect([await status(first!), await status(second!)]).toEqual([410, 200]);
    minutes(59);
    expect(await status(second!)).toBe(200);
    minutes(1);
    expect(await status(second!)).toBe(410);
  });

  it('sends at most two emails an hour for strangers, and more for a browser that the owner has used', async () => {
    const owner = await desk.join('monitor');
    const signedIn = await desk.nobody.post(routes.desk.signIn(), { email: owner.email, password });
    const device = signedIn.headers
      .getSetCookie()
      .map((one) => one.split(';')[0]!)
      .find((one) => one.includes('device'))!;
    await ask(owner.email);
    // Waits for this email. A link that is replaced before its email is sent would never be emailed.
    await linksTo(owner.email, 1);
    for (let times = 0; times < 4; times++) await ask(owner.email);
    await linksTo(owner.email, 2);
    await flush();
    const sent = await linksTo(owner.email, 2);
    expect([sent.length, (await desk.nobody.get(sent[1]!)).status]).toEqual([2, 200]);
    // Strangers have used up their two emails. The owner can still get one.
    await ask(owner.email, new Client(desk.web, device));
    const [, , own] = await linksTo(owner.email, 3);
    expect((await desk.nobody.get(own!)).status).toBe(200);
    // The limit does not apply to signing in.
    expect((await desk.nobody.post(routes.desk.signIn(), { email: owner.email, password })).status).toBe(303);
    // After half an hour, a stranger's request sends an email again.
    minutes(30);
    await ask(owner.email);
    expect(await linksTo(owner.email, 4)).toHaveLength(4);
  });

  it('is accepted at most 20 times an hour from one network address, whether the accounts exist or not', async () => {
    const client = { address: '203.0.113.77', shared: false };
    const one = (who: number) => run(desk.app, askRecovery, null, { email: `guess${who}@example.org`, client });
    for (let times = 0; times < 20; times++) await one(times);
    await expect(one(21)).rejects.toMatchObject({ code: 'too_many_attempts' });
    await run(desk.app, askRecovery, null, { email: 'x@example.org', client: { ...client, address: '203.0.113.78' } });
  });

  it('leads to the second step of an account that has one, without which nothing changes', async () => {
    const owner = await desk.join('monitor');
    const setup = await owner.text(routes.desk.authenticator());
    const secret = fromBase32(valueOf(setup.replace('id="secret"', 'id="secret" name="secret"'), 'secret')!);
    const code = () => codeOf(secret, stepAt(at));
    await owner.post(routes.desk.authenticator(), { setup: valueOf(setup, 'setup')!, code: code() });
    minutes(1);
    await ask(owner.email);
    const [link] = await linksTo(owner.email, 1);
    const begin = async () => {
      const sent = await desk.nobody.post(link!, chosen);
      expect([sent.status, sent.headers.get('location')]).toEqual([303, routes.desk.secondStep({ next: '/desk' })]);
      return new Client(desk.web, cookieOf(sent));
    };
    const thief = await begin();
    const wrong = await thief.post(routes.desk.secondStep(), { code: '000000' });
    expect(wrong.status).toBe(400);
    // The owner's session and old password still work, and so does the link.
    expect([(await owner.get('/desk')).status, (await thief.get('/desk')).status]).toEqual([200, 303]);
    const enter = async (typed: string) => {
      const sent = await desk.nobody.post(routes.desk.signIn(), { email: owner.email, password: typed });
      return [sent.status, sent.headers.get('location')];
    };
    const second = routes.desk.secondStep({ next: '/desk' });
    expect([await enter(password), await enter(other)]).toEqual([
      [303, second],
      [401, null],
    ]);

    const [her, also] = [await begin(), await begin()];
    const done = await her.post(routes.desk.secondStep(), { code: code() });
    expect([done.status, done.headers.get('location')]).toEqual([303, '/desk']);
    const session = done.headers.getSetCookie().find((one) => one.startsWith('__Host-kronika='))!;
    const token = session.split(';')[0]!.split('=')[1]!;
    expect((await new Client(desk.web, session.split(';')[0]).get('/desk')).status).toBe(200);
    // As after signing in, the session has the key to items that are sealed from now on.
    expect(identityOf(hashToken(token))).not.toBeNull();
    expect([(await owner.get('/desk')).status, (await desk.nobody.get(link!)).status]).toEqual([303, 410]);
    // Another browser had begun a second step with the same link. That second step has ended.
    minutes(1);
    const late = await also.post(routes.desk.secondStep(), { code: code() });
    expect(late.headers.get('location')).toContain(routes.desk.signIn());
    expect([await enter(password), await enter(other)]).toEqual([
      [401, null],
      [303, second],
    ]);
    const log = await events(owner.accountId);
    expect(log.filter((one) => /recover|second-step/.test(one))).toEqual([
      'recovery-asked',
      'second-step-failed',
      'password-recovered',
    ]);
  });

  it('sends a link that does not end an administrator’s link, but is ended by one', async () => {
    const [owner, chief] = [await desk.join('monitor'), await desk.join('administrator')];
    const handed = async () =>
      /\/join\/[\w-]+/.exec(await (await chief.post(routes.desk.accountLink({ number: owner.accountId }))).text())![0];
    const link = await handed();
    await ask(owner.email);
    const [asked] = await linksTo(owner.email, 1);
    expect([(await desk.nobody.get(link)).status, (await desk.nobody.get(asked!)).status]).toEqual([200, 200]);
    await handed();
    expect([(await desk.nobody.get(link)).status, (await desk.nobody.get(asked!)).status]).toEqual([410, 410]);
  });

  it('is replaced by a page that says whom to ask if there is no mail server', async () => {
    const plain = deskOn(db(), { now: () => at });
    expect(await plain.nobody.text(routes.desk.signIn())).toContain('Forgot your password?');
    const page = await plain.nobody.text(forgotten);
    expect([page.includes('Ask an administrator for a link'), page.includes('name="email"')]).toEqual([true, false]);
    expect((await ask('x@example.org', plain.nobody)).status).toBe(503);
  });
});
