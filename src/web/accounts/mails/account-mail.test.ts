import { afterAll, beforeAll, expect, it } from 'vitest';
import { changePassword } from '../../../accounts/change-account.ts';
import { changeLanguage } from '../../../accounts/change-language.ts';
import { removePasskey } from '../../../accounts/factors/passkeys.ts';
import { renewRecoveryCodes } from '../../../accounts/factors/recovery-codes.ts';
import { changeAccount } from '../../../accounts/change-account.ts';
import { removeFactors } from '../../../accounts/factors/remove-factors.ts';
import { inviteAccount } from '../../../accounts/invitations.ts';
import { createPasswordLink } from '../../../accounts/links.ts';
import { confirmMember } from '../../../accounts/teams/suspend.ts';
import { changeTeam, createTeam } from '../../../accounts/teams/change-team.ts';
import { findSession, signIn } from '../../../accounts/sign-in.ts';
import { createToken } from '../../../accounts/tokens/create-token.ts';
import { useLink as spendLink } from '../../../accounts/use-link.ts';
import { run, systemPrincipal, type App } from '../../../platform/operation.ts';
import { onEitherDatabase } from '../../../platform/testing/databases.ts';
import { administrator, editor, testApp } from '../../../platform/testing/test-app.ts';
import { file } from '../../../record/filing/file.ts';
import { limitItem } from '../../../record/teams/limit-item.ts';
import { openAccountMails, subjectOf } from '../../testing/account-mails.ts';
import { bodyOf } from '../../testing/post-office.ts';

const password = 'a few words in a row';
const other = 'several other words here';

onEitherDatabase('emails about an account', (db) => {
  const at = new Date('2026-01-01T12:34:00Z');
  let mails: Awaited<ReturnType<typeof openAccountMails>>;
  let app: App;
  let count = 0;
  beforeAll(async () => {
    mails = await openAccountMails();
    const plain = testApp(db(), { now: () => at });
    app = { ...plain, config: { ...plain.config, ...mails.settings } };
    await mails.work(app);
  });
  afterAll(() => mails.close());

  const join = async () => {
    const email = `told${++count}@example.org`;
    const { token: link, accountId } = await run(app, inviteAccount, administrator, {
      email,
      name: 'Aida',
      roles: ['monitor'],
    });
    const { device } = await run(app, spendLink, null, { token: link!, password });
    return { email, accountId, device: device!.token };
  };
  const enter = async (email: string, device?: string, typed = password) => {
    const opened = await run(app, signIn, null, { email, password: typed, device, browser: 'Firefox, Linux' });
    if (!opened || opened.secondStep) throw new Error('Not signed in.');
    return { ...opened, principal: (await findSession(db().read, opened.token, at))!.principal };
  };

  it('report a sign-in from a browser that is new to the account, but none from a known browser', async () => {
    const { email, device } = await join();
    // The account was set up in this browser, so the browser is known.
    await enter(email, device);
    await enter(email);
    await enter(email, device);
    const { principal } = await enter(email, device);
    await run(app, createToken, principal, { name: 'Script', scopes: ['read:desk'], days: 1 });
    const sent = await mails.sentTo(email, 2);
    expect(sent.map(subjectOf).toSorted()).toEqual([
      expect.stringContaining('new API token'),
      expect.stringContaining('sign-in from a new browser'),
    ]);
    const text = bodyOf(sent.find((mail) => subjectOf(mail).includes('browser'))!);
    expect(text).toContain('Browser: Firefox, Linux');
    expect(text).toContain('1 January 2026 at 12:34');
    expect(text).toContain('If this was not you');
    for (const mail of sent) expect(bodyOf(mail)).not.toMatch(/https?:|127\.0\.0\.1|Script/);
  });

  it('report a changed and a reset password, with dates in the language of the account', async () => {
    const { email, device, accountId } = await join();
    const { token, principal } = await enter(email, device);
    await run(app, changeLanguage, principal, { language: 'ru' });
    await run(app, changePassword, principal, { current: password, password: other, token, device });
    const link = (await run(app, createPasswordLink, administrator, { accountId })).token;
    await run(app, spendLink, null, { token: link!, password });
    const words = (await mails.sentTo(email, 3)).map(bodyOf).join('\n');
    for (const part of [
      'Кто-то сменил пароль вашей учётной записи',
      'Администратор создал ссылку',
      'Кто-то по ссылке задал новый пароль',
      '1 января 2026',
    ])
      expect(words).toContain(part);
  });

  it('report that a second step was removed, and that new recovery codes were created', async () => {
    const { email, device, accountId } = await join();
    const { principal: entered } = await enter(email, device);
    const principal = { ...entered, provenAt: at };
    const add = () =>
      db().transaction((tx) =>
        tx
          .insertInto('passkey')
          .values({
            account_id: accountId,
            credential: `credential ${++count}`,
            public_key: new Uint8Array(1),
            counter: 0,
            transports: [],
            host: 'localhost',
            name: 'Grey key',
            created_at: at,
            used_at: null,
          })
          .returning('id')
          .executeTakeFirstOrThrow(),
      );
    const { id: passkey } = await add();
    await run(app, renewRecoveryCodes, principal, {});
    await run(app, removePasskey, principal, { passkey });
    await add();
    await run(app, removeFactors, administrator, { accountId });
    const sent = await mails.sentTo(email, 3);
    expect(
      sent
        .map(subjectOf)
        .map((subject) => subject.replace(/^.*: /, ''))
        .toSorted(),
    ).toEqual(['an administrator removed your second step', 'new recovery codes', 'two-step sign-in changed']);
    for (const mail of sent) expect(bodyOf(mail)).not.toMatch(/https?:|Grey key|\w{4}-\w{4}-\w{4}/);
    const ofAdministrator = bodyOf(sent.find((mail) => subjectOf(mail).includes('administrator'))!);
    expect(ofAdministrator).toContain('talk to them at once');
  });

  it('report to the members of a team that someone was added or left, without naming the team or people', async () => {
    const [staying, joining] = [await join(), await join()];
    const { id: team } = await run(app, createTeam, administrator, {
      name: 'Northern Lights',
      members: [staying.accountId],
    });
    const change = (version: number, members: number[], name = 'Northern Lights') =>
      run(app, changeTeam, administrator, { team, version, name, members });
    await change(1, [staying.accountId, joining.accountId]);
    await change(2, [staying.accountId, joining.accountId], 'Northern Light');
    await change(3, [staying.accountId]);
    const subjects = async (email: string, count: number) =>
      (await mails.sentTo(email, count)).map(subjectOf).toSorted();
    const [changed, joined, left] = [
      'the members of a team have changed',
      'you are in a new team',
      'you are no longer in a team',
    ].map((words) => expect.stringContaining(words) as unknown);
    expect(await subjects(staying.email, 3)).toEqual([changed, changed, joined]);
    expect(await subjects(joining.email, 2)).toEqual([joined, left]);
    for (const mail of [...(await mails.sentTo(staying.email, 3)), ...(await mails.sentTo(joining.email, 2))]) {
      expect(bodyOf(mail)).not.toMatch(/https?:|Northern/);
      expect(bodyOf(mail)).toContain('If you did not expect this');
    }
    // Closing an account also ends the person's membership.
    const closing = await join();
    await change(4, [staying.accountId, closing.accountId]);
    const { version, name } = await db()
      .read.selectFrom('account')
      .select(['version', 'name'])
      .where('id', '=', closing.accountId)
      .executeTakeFirstOrThrow();
    await run(app, changeAccount, administrator, {
      accountId: closing.accountId,
      version,
      name,
      roles: ['monitor'],
      disabled: true,
    });
    expect(await subjects(staying.email, 5)).toEqual([changed, changed, changed, changed, joined]);
  });

  it('ask the other members of a team to confirm someone, and tell that person when they are confirmed', async () => {
    const [member, reset] = [await join(), await join()];
    const { id: team } = await run(app, createTeam, administrator, {
      name: 'Southern Lights',
      members: [member.accountId, reset.accountId],
    });
    const { cases } = await run(app, file, editor, { cases: [{ title: 'A case' }] });
    await run(app, limitItem, systemPrincipal, { thing: cases[0]!, team });
    const { token } = await run(app, createPasswordLink, administrator, { accountId: reset.accountId });
    await run(app, spendLink, null, { token: token!, password: other });
    await run(app, confirmMember, systemPrincipal, { team, account: reset.accountId });
    const [mail] = (await mails.sentTo(member.email, 3)).filter((one) => subjectOf(one).includes('confirm a member'));
    expect(bodyOf(mail!)).toContain('until another member confirms');
    expect(bodyOf(mail!)).not.toMatch(/https?:|Southern/);
    expect((await mails.sentTo(reset.email, 4)).map(subjectOf)).toContainEqual(
      expect.stringContaining('you can see the items of a team again'),
    );
  });

  it('do not report the confirmation of a member who was not suspended', async () => {
    const [member, asked, joining] = [await join(), await join(), await join()];
    const { id: team } = await run(app, createTeam, administrator, {
      name: 'Eastern Lights',
      members: [member.accountId, asked.accountId],
    });
    await run(app, confirmMember, systemPrincipal, { team, account: asked.accountId });
    const members = [member.accountId, asked.accountId, joining.accountId];
    await run(app, changeTeam, administrator, { team, version: 2, name: 'Eastern Lights', members });
    for (const { email } of [member, asked])
      expect((await mails.sentTo(email, 2)).map(subjectOf).toSorted()).toEqual([
        expect.stringContaining('the members of a team have changed'),
        expect.stringContaining('you are in a new team'),
      ]);
  });

  it('are not sent if a sign-in fails or there is no mail server', async () => {
    const { email } = await join();
    const silent = { ...app, config: { ...app.config, mail: null } };
    await run(silent, signIn, null, { email, password });
    await expect(run(app, signIn, null, { email, password: 'not the password' })).resolves.toBeNull();
    const last = await join();
    await enter(last.email);
    await mails.sentTo(last.email, 1);
    expect(mails.server.received.filter((mail) => mail.to.includes(email))).toEqual([]);
  });
});
