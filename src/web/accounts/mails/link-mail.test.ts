import { afterAll, beforeAll, expect, it } from 'vitest';
import { securityListener } from '../../../accounts/security-log/listener.ts';
import { inviteAccount } from '../../../accounts/invitations.ts';
import { linkMail } from '../../../accounts/mails/link-mail.ts';
import { onEitherDatabase } from '../../../platform/testing/databases.ts';
import { run } from '../../../platform/operation.ts';
import { openMailServer } from '../../../platform/testing/mail-server.ts';
import { administrator } from '../../../platform/testing/test-app.ts';
import { routes } from '../../routes.ts';
import { openAccountMails, subjectOf } from '../../testing/account-mails.ts';
import { deskOn, password, type Client } from '../../testing/desk.ts';
import { bodyOf, site } from '../../testing/post-office.ts';
import { writeLinkMail } from './link-mail.ts';

const linksIn = (text: string): string[] => [...text.matchAll(/https?:\/\/\S+/g)].map(([link]) => link);
const spent = 410;

onEitherDatabase('emails with invitations and other links', (db) => {
  let at = new Date('2026-03-01T12:00:00Z');
  let mails: Awaited<ReturnType<typeof openAccountMails>>;
  let desk: ReturnType<typeof deskOn>;
  let chief: Awaited<ReturnType<typeof desk.join>>;
  let count = 0;
  beforeAll(async () => {
    mails = await openAccountMails();
    desk = deskOn(db(), { now: () => at, listeners: [securityListener], config: mails.settings });
    await mails.work(desk.app);
    chief = await desk.join('administrator');
  });
  afterAll(() => mails.close());

  const row = (email: string) =>
    db()
      .read.selectFrom('one_time_link')
      .innerJoin('account', 'account.id', 'one_time_link.account_id')
      .selectAll('one_time_link')
      .where('account.email', '=', email)
      .executeTakeFirstOrThrow();
  /** Waits until the job has recorded whether it could send the email to an address. */
  const settled = async (email: string, state: 'sent' | 'failed') => {
    for (;;) {
      const link = await row(email);
      if (link.mail === state) return link;
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  const invite = async (by: Client, fields: Record<string, string> = {}, host = 'example.org') => {
    const email = `invited${++count}@${host}`;
    const sent = await by.post(routes.desk.newAccount(), {
      name: 'Timur Bek',
      email,
      roles: 'monitor',
      delivery: 'mail',
      ...fields,
    });
    return { email, sent, edit: sent.headers.get('location') ?? '' };
  };
  const numberIn = (edit: string) => ({ number: Number(/\d+/.exec(edit)![0]) });
  /** Runs the job of a link again, as the queue does after a failure. */
  const again = (link: number, app = desk.app) =>
    linkMail(writeLinkMail).handler({
      input: { link },
      app,
      log: { info() {}, warn() {}, error() {}, debug() {}, fatal() {} },
      signal: new AbortController().signal,
      last: false,
    });

  it('contain the only copy of a link, which is used up when the form is sent, not when it is opened', async () => {
    const { email, sent, edit } = await invite(chief);
    expect([sent.status, edit]).toEqual([303, expect.stringMatching(/^\/desk\/accounts\/\d+\/edit$/)]);
    const [mail] = await mails.sentTo(email, 1);
    const text = bodyOf(mail!);
    expect(subjectOf(mail!)).toContain('invitation to the desk');
    expect(text).toContain('The link works once, until 8 March 2026 at 12:00 (UTC). Opening it changes nothing yet.');
    const [link, ...others] = linksIn(text);
    expect([link!.startsWith(`${site}/join/`), others]).toEqual([true, []]);
    const token = link!.split('/').at(-1)!;
    await settled(email, 'sent');

    // The token is neither in the queue nor in any table.
    const { rows } = await db().executeSql(
      `select count(*)::int as n from pgboss.job where data::text like '%' || $1 || '%' or output::text like '%' || $1 || '%'`,
      [token],
    );
    const jobs = await db().executeSql(`select data::text as data from pgboss.job where name = 'accounts.linkMail'`);
    expect([rows, jobs.rows.every((one) => /^\{"link": ?\d+\}$/.test((one as { data: string }).data))]).toEqual([
      [{ n: 0 }],
      true,
    ]);
    expect(JSON.stringify(await row(email))).not.toContain(token);

    const page = await chief.text(edit);
    expect(page).toContain(`Emailed to ${email} on 1 Mar 2026, 12:00 UTC: the mail server accepted it`);
    expect(page).not.toContain(token);

    const path = routes.join({ token });
    // Some mail servers open the links in emails. A link that was only opened can still be used.
    for (const method of ['GET', 'HEAD', 'GET']) expect((await desk.web.request(path, { method })).status).toBe(200);
    const joined = await desk.nobody.post(path, { password, again: password });
    expect([joined.status, (await desk.nobody.get(path)).status]).toEqual([303, spent]);
    expect((await desk.nobody.post(path, { password, again: password })).status).toBe(spent);
    expect(await chief.text(edit)).toContain('Accepted on 1 Mar 2026, 12:00 UTC.');
  });

  it('contain a link to the configured public address, never to a host name from a request', async () => {
    const email = `invited${++count}@example.org`;
    const sent = await desk.web.request(`https://evil.example${routes.desk.newAccount()}`, {
      method: 'POST',
      headers: {
        cookie: chief.cookie,
        host: 'evil.example',
        'x-forwarded-host': 'evil.example',
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: new URLSearchParams({ _token: chief.token, name: 'T', email, roles: 'monitor', delivery: 'mail' }),
    });
    expect(sent.status).toBe(303);
    const [mail] = await mails.sentTo(email, 1);
    expect([mail!.message.includes('evil'), linksIn(bodyOf(mail!))[0]]).toEqual([
      false,
      expect.stringContaining(`${site}/join/`),
    ]);
  });

  it('can be sent again, replaced by a link to hand over, and withdrawn; each of these ends the earlier link', async () => {
    const { email, edit } = await invite(chief);
    const number = numberIn(edit);
    const first = linksIn(bodyOf((await mails.sentTo(email, 1))[0]!))[0]!.slice(site.length);
    await settled(email, 'sent');
    expect((await chief.post(routes.desk.renewInvitation(number), { mail: '1' })).status).toBe(303);
    const second = linksIn(bodyOf((await mails.sentTo(email, 2))[1]!))[0]!.slice(site.length);
    await settled(email, 'sent');
    expect([(await desk.nobody.get(first)).status, (await desk.nobody.get(second)).status]).toEqual([spent, 200]);

    const shown = await (await chief.post(routes.desk.renewInvitation(number))).text();
    const third = /https:\/\/paper\.example(\/join\/[\w-]+)/.exec(shown)![1]!;
    expect([(await desk.nobody.get(second)).status, (await desk.nobody.get(third)).status]).toEqual([spent, 200]);
    expect(await chief.text(edit)).toContain('A link to hand over was created on 1 Mar 2026');

    expect((await chief.post(routes.desk.withdrawInvitation(number))).status).toBe(303);
    expect((await desk.nobody.get(third)).status).toBe(spent);
    expect(await chief.text(edit)).toContain('withdrawn or not used in time');
    expect(await chief.text(routes.desk.accounts())).toContain('Invitation ended');
    expect((await chief.post(routes.desk.withdrawInvitation(number))).status).toBe(409);
    expect((await mails.sentTo(email, 2)).length).toBe(2);
    const log = await chief.text(routes.desk.securityLog());
    expect([log.includes('New invitation for Timur Bek'), log.includes('Invitation of Timur Bek withdrawn')]).toEqual([
      true,
      true,
    ]);
  });

  it('contain links that end after seven days', async () => {
    const { email, edit } = await invite(chief);
    const path = linksIn(bodyOf((await mails.sentTo(email, 1))[0]!))[0]!.slice(site.length);
    const then = at;
    await settled(email, 'sent');
    at = new Date(then.getTime() + 7 * 86_400_000);
    try {
      expect((await desk.nobody.get(path)).status).toBe(spent);
      const later = await desk.join('administrator');
      expect(await later.text(edit)).toContain('Ended on 8 Mar 2026, 12:00 UTC');
    } finally {
      at = then;
    }
  });

  it('are marked as not sent if the mail server refuses them, with what to do', async () => {
    const { email, edit } = await invite(chief, {}, 'refused.example');
    const { mail_code: code, id } = await settled(email, 'failed');
    expect(code).toBe(550);
    const page = await chief.text(edit);
    expect(page).toContain('was not sent (last try: 1 Mar 2026, 12:00 UTC)');
    expect(page).toContain('refused it (code 550). Check the email address');
    expect(await chief.text(routes.desk.accounts())).toContain('Invitation not sent');
    // The queue does not try to send this email again.
    const { rows } = await db().executeSql(
      `select state::text as state from pgboss.job where name = 'accounts.linkMail' and data ->> 'link' = $1`,
      [String(id)],
    );
    expect(rows).not.toContainEqual({ state: 'retry' });
  });

  it('are sent later if the server could not be reached, and only once', async () => {
    const gone = await openMailServer();
    await gone.close();
    const { email, edit } = await invite(chief, {}, 'refused.example');
    const { id } = await settled(email, 'failed');
    const unreachable = {
      ...desk.app,
      config: { ...desk.app.config, mail: { ...mails.settings.mail, url: gone.url } },
    };
    await expect(again(Number(id), unreachable)).rejects.toMatchObject({ code: 'mail_refused' });
    expect(await chief.text(edit)).toContain('could not be reached, or can’t accept it now');
    const right = `right${count}@example.org`;
    await db().transaction((tx) =>
      tx.updateTable('account').set({ email: right }).where('email', '=', email).execute(),
    );
    await again(Number(id));
    await settled(right, 'sent');
    await again(Number(id));
    const sent = await mails.sentTo(right, 1);
    expect([sent.length, (await desk.nobody.get(linksIn(bodyOf(sent[0]!))[0]!.slice(site.length))).status]).toEqual([
      1, 200,
    ]);
  });

  it('can be sent only by administrators with a fresh proof, and invite only people who have not joined', async () => {
    const monitor = await desk.join('monitor');
    const { email } = await invite(chief, { delivery: 'hand' });
    const invited = { number: Number((await row(email)).account_id) };
    const joined = { number: monitor.accountId };
    for (const path of [routes.desk.renewInvitation(invited), routes.desk.withdrawInvitation(invited)])
      expect((await monitor.post(path, { mail: '1' })).status).toBe(403);
    expect((await chief.post(routes.desk.renewInvitation(joined), { mail: '1' })).status).toBe(409);
    expect((await chief.post(routes.desk.withdrawInvitation(joined))).status).toBe(409);
    const then = at;
    at = new Date(then.getTime() + 6 * 60_000);
    try {
      const asked = await chief.post(routes.desk.renewInvitation(invited), { mail: '1' });
      expect(await asked.text()).toContain('Confirm that it is you');
    } finally {
      at = then;
    }
    expect(mails.server.received.filter((mail) => mail.to.includes(email))).toEqual([]);
    expect(
      mails.server.received.map(bodyOf).filter((text) => text.includes(monitor.email) && text.includes('/join/')),
    ).toEqual([]);
  });

  it('can contain an administrator’s link for a new password, which ends all access at once', async () => {
    const monitor = await desk.join('monitor');
    const edit = routes.desk.editAccount({ number: monitor.accountId });
    expect(await chief.text(edit)).toContain('Email a link to set a new password');
    const made = await chief.post(routes.desk.accountLink({ number: monitor.accountId }), { mail: '1' });
    expect([made.status, made.headers.get('location')]).toEqual([303, edit]);
    expect((await monitor.get('/desk')).status).toBe(303);
    const link = (await mails.sentTo(monitor.email, 2)).map(bodyOf).flatMap(linksIn)[0]!;
    expect(await desk.nobody.text(link.slice(site.length))).toContain('New password for');
  });

  it('are replaced by links to hand over if there is no mail server or public address, and the page says why', async () => {
    for (const config of [
      { ...mails.settings, mail: null },
      { ...mails.settings, publicUrl: undefined },
    ]) {
      const plain = deskOn(db(), { now: () => at, config });
      const by = await plain.join('administrator');
      const form = await by.text(routes.desk.newAccount());
      expect([form.includes('name="delivery"'), form.includes('no mail server or no public address')]).toEqual([
        false,
        true,
      ]);
      const handed = await invite(by);
      expect(await handed.sent.text()).toMatch(/\/join\/[\w-]{43}/);
      const input = { email: `unmailed${++count}@example.org`, name: 'T', roles: ['monitor' as const], mail: true };
      await expect(run(plain.app, inviteAccount, administrator, input)).rejects.toMatchObject({
        fields: [{ path: 'mail', message: 'errors.field.mail.not_set_up' }],
      });
    }
  });
});
