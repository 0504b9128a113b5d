import { afterAll, beforeAll, expect, it } from 'vitest';
import { securityListener } from '../../accounts/security-log/listener.ts';
import { useLink as spendLink } from '../../accounts/use-link.ts';
import { run } from '../../platform/operation.ts';
import { onEitherDatabase } from '../../platform/testing/databases.ts';
import { routes } from '../routes.ts';
import { openAccountMails, subjectOf } from '../testing/account-mails.ts';
import { deskOn, password } from '../testing/desk.ts';
import { bodyOf, site } from '../testing/post-office.ts';

onEitherDatabase('the email address of an account', (db) => {
  let at = new Date('2026-03-01T12:00:00Z');
  let mails: Awaited<ReturnType<typeof openAccountMails>>;
  let desk: ReturnType<typeof deskOn>;
  let count = 0;
  beforeAll(async () => {
    mails = await openAccountMails();
    desk = deskOn(db(), { now: () => at, listeners: [securityListener], config: mails.settings });
    await mails.work(desk.app);
  });
  afterAll(() => mails.close());

  const next = () => `new${++count}@example.org`;
  const confirmIn = (text: string): string => new RegExp(`${site}(/desk/account/email/\\S+)`).exec(text)![1]!;
  const enters = async (email: string, on = desk) =>
    (await on.nobody.post(routes.desk.signIn(), { email, password })).status === 303;
  /** The emails that tell an address about a change of the account's email address. */
  const told = async (email: string) => {
    const found = () =>
      mails.server.received.filter(
        (mail) => mail.to.includes(email) && subjectOf(mail).includes('email address changed'),
      );
    await mails.server.until(() => found().length > 0);
    return found();
  };

  it('changes when its owner confirms a link that was emailed to the new address, and the old address gets an email', async () => {
    const owner = await desk.join('monitor');
    const email = next();
    await desk.nobody.post(routes.desk.recover(), { email: owner.email });
    const recovery = () =>
      mails.server.received
        .filter((mail) => mail.to.includes(owner.email))
        .flatMap((mail) => /https:\/\/paper\.example(\/join\/\S+)/.exec(bodyOf(mail))?.[1] ?? []);
    await mails.server.until(() => recovery().length > 0);
    const asked = await owner.post(routes.desk.ownEmail(), { email });
    expect([asked.status, asked.headers.get('location')]).toEqual([303, routes.desk.ownEmail()]);
    const page = await owner.text(routes.desk.ownEmail());
    expect([
      page.includes('Not confirmed yet'),
      page.includes(email),
      page.includes(`Your address is ${owner.email}`),
    ]).toEqual([true, true, true]);
    expect(page).toContain('The previous address gets an email about the change');
    const link = confirmIn(bodyOf((await mails.sentTo(email, 1))[0]!));
    expect([await enters(owner.email), await enters(email)]).toEqual([true, false]);

    // Opening the link changes nothing. Strangers and colleagues cannot use it, and it cannot set a password.
    expect(await owner.text(link)).toContain(`Use ${email} for your account`);
    const colleague = await desk.join('monitor');
    expect([(await desk.nobody.get(link)).status, (await colleague.get(link)).status]).toEqual([303, 410]);
    expect([(await desk.nobody.post(link)).status, (await colleague.post(link)).status]).toEqual([401, 410]);
    const token = link.split('/').at(-1)!;
    await expect(run(desk.app, spendLink, null, { token, password: 'several other words here' })).rejects.toMatchObject(
      { code: 'account_link_spent' },
    );
    expect((await desk.nobody.get(routes.join({ token }))).status).toBe(410);
    expect((await desk.nobody.get(recovery()[0]!)).status).toBe(200);

    const done = await owner.post(link);
    expect([done.status, done.headers.get('location')]).toEqual([303, routes.desk.account()]);
    expect([await enters(owner.email), await enters(email)]).toEqual([false, true]);
    expect((await owner.post(link)).status).toBe(410);
    expect((await desk.nobody.get(recovery()[0]!)).status).toBe(410);
    const [mail] = await told(owner.email);
    expect(bodyOf(mail!)).toContain('This is the last email to this address');
    expect(bodyOf(mail!)).not.toMatch(/https?:|new\d/);
    const chief = await desk.join('administrator');
    expect(await chief.text(routes.desk.securityLog())).toContain(`Email address of ${owner.name} changed`);
    const history = await chief.text(routes.desk.historyOf({ kind: 'account', number: owner.accountId }));
    expect([history.includes('a new one'), history.includes(email)]).toEqual([true, false]);
  });

  it('is refused if it is not valid, taken or the same, with the input kept, and needs a fresh proof', async () => {
    const [owner, other] = [await desk.join('monitor'), await desk.join('monitor')];
    for (const [email, words] of [
      ['not an address', 'in the correct format'],
      [other.email.toUpperCase(), 'An account already uses this email address'],
      [owner.email, 'already has this email address'],
    ] as const) {
      const refused = await owner.post(routes.desk.ownEmail(), { email });
      const text = await refused.text();
      expect([refused.status, text.includes(words), text.includes(`value="${email}"`)]).toEqual([400, true, true]);
    }
    const then = at;
    at = new Date(then.getTime() + 6 * 60_000);
    try {
      const asked = await owner.post(routes.desk.ownEmail(), { email: next() });
      expect(await asked.text()).toContain('Confirm that it is you');
    } finally {
      at = then;
    }
  });

  it('can be changed again before it is confirmed: only the newest link works, unless the address is taken meanwhile', async () => {
    const owner = await desk.join('monitor');
    const [first, second] = [next(), next()];
    await owner.post(routes.desk.ownEmail(), { email: first });
    const early = confirmIn(bodyOf((await mails.sentTo(first, 1))[0]!));
    await owner.post(routes.desk.ownEmail(), { email: second });
    const late = confirmIn(bodyOf((await mails.sentTo(second, 1))[0]!));
    expect([(await owner.get(early)).status, (await owner.get(late)).status]).toEqual([410, 200]);
    // Meanwhile, another account gets this address.
    const chief = await desk.join('administrator');
    const other = await desk.join('monitor');
    expect((await chief.post(routes.desk.accountEmail({ number: other.accountId }), { email: second })).status).toBe(
      303,
    );
    const refused = await owner.post(late);
    expect([refused.status, (await refused.text()).includes('already uses this email address')]).toEqual([400, true]);
  });

  it('is changed at once by an administrator, who can then send the invitation again', async () => {
    const chief = await desk.join('administrator');
    const [wrong, right] = [`typo${++count}@refused.example`, next()];
    const sent = await chief.post(routes.desk.newAccount(), {
      name: 'Timur Bek',
      email: wrong,
      roles: 'monitor',
      delivery: 'mail',
    });
    const number = Number(/\d+/.exec(sent.headers.get('location')!)![0]);
    const change = routes.desk.accountEmail({ number });
    const changed = await chief.post(change, { email: right });
    expect([changed.status, changed.headers.get('location')]).toEqual([303, routes.desk.editAccount({ number })]);
    expect(await chief.text(routes.desk.editAccount({ number }))).toContain('There is no link that works');
    await chief.post(routes.desk.renewInvitation({ number }), { mail: '1' });
    await mails.sentTo(right, 1);
    const monitor = await desk.join('monitor');
    expect((await monitor.get(change)).status).toBe(403);
    expect((await monitor.post(change, { email: next() })).status).toBe(403);
  });

  it('is changed at once if there is no mail server', async () => {
    const plain = deskOn(db(), { now: () => at });
    const owner = await plain.join('monitor');
    const email = next();
    const page = await owner.text(routes.desk.ownEmail());
    expect([
      page.includes('The previous address gets'),
      page.includes('links that we emailed to the previous'),
    ]).toEqual([false, true]);
    const changed = await owner.post(routes.desk.ownEmail(), { email });
    expect([changed.status, changed.headers.get('location')]).toEqual([303, routes.desk.account()]);
    expect([await enters(owner.email, plain), await enters(email, plain)]).toEqual([false, true]);
  });
});
