import { expect, it } from 'vitest';
import { createTeam } from '../../../accounts/teams/change-team.ts';
import { createPasswordLink } from '../../../accounts/links.ts';
import { hashToken } from '../../../accounts/secrets.ts';
import { listEntries } from '../../../accounts/security-log/read-log.ts';
import { securityListener } from '../../../accounts/security-log/listener.ts';
import { membersOf } from '../../../accounts/teams/teams.ts';
import { createToken } from '../../../accounts/tokens/create-token.ts';
import { useLink as spendLink } from '../../../accounts/use-link.ts';
import { prepareJobs } from '../../../platform/jobs/queues.ts';
import { run, systemPrincipal } from '../../../platform/operation.ts';
import { onEitherDatabase } from '../../../platform/testing/databases.ts';
import { administrator } from '../../../platform/testing/test-app.ts';
import { file } from '../../../record/filing/file.ts';
import { parseRef } from '../../../record/refs.ts';
import { routes } from '../../routes.ts';
import { deskOn } from '../../testing/desk.ts';

onEitherDatabase('people whose password an administrator could know', (db) => {
  const make = async () => {
    const desk = deskOn(db(), { listeners: [securityListener] });
    await prepareJobs(db(), []);
    return desk;
  };
  type Person = Awaited<ReturnType<ReturnType<typeof deskOn>['join']>>;
  const versionOf = async (team: number): Promise<string> =>
    String(
      (await db().read.selectFrom('team').select('version').where('id', '=', team).executeTakeFirstOrThrow()).version,
    );
  /** Sets a password with a link that was emailed to the person. */
  const chooseOwn = async (app: Parameters<typeof run>[0], { accountId }: Person): Promise<void> => {
    const token = `emailed-${accountId}`;
    await db().executeSql(
      `insert into one_time_link (token_hash, purpose, account_id, created_at, expires_at, mail)
       values ($1, 'recovery', $2, now(), now() + interval '1 day', 'sent')`,
      [hashToken(token), accountId],
    );
    await run(app, spendLink, null, { token, password: 'words of their own choice' });
  };
  const askedIn = (html: string): string => /name="asked" value="([\d,]*)"/.exec(html)![1]!;

  it('are named by the form that adds them, and the member who adds them confirms that they chose their password', async () => {
    const { app, join } = await make();
    const [member, handed, own, factor] = [
      await join('monitor'),
      await join('monitor'),
      await join('monitor'),
      await join('monitor'),
    ];
    await chooseOwn(app, own);
    await db().executeSql(
      'insert into authenticator (account_id, secret, last_step, created_at) values ($1, $2, 0, now())',
      [factor.accountId, new Uint8Array(20)],
    );
    const { id: team } = await run(app, createTeam, administrator, { name: 'Plain', members: [member.accountId] });
    const form = await member.text(routes.desk.editTeam({ number: team }));
    expect(form).toContain(`Ask ${handed.name} whether they chose the password themselves`);
    expect(form).toContain(`If you add ${handed.name}, you confirm that they did`);
    for (const who of [own, factor, member]) expect(form).not.toContain(`Ask ${who.name} whether`);
    const all = [member, handed, own, factor].map((one) => String(one.accountId));
    const added = await member.post(routes.desk.editTeam({ number: team }), {
      name: 'Plain',
      members: all,
      asked: askedIn(form),
      _version: '1',
    });
    expect(added.status).toBe(303);
    const page = await handed.text(routes.desk.team({ number: team }));
    expect(page).not.toContain(`Confirm ${handed.name}`);
    // An administrator added the first member. So the page asks the other members to confirm that person.
    expect(page).toContain(`Confirm ${member.name}`);
    expect(page).toContain('Ask the person whether they chose the password themselves');
    const history = await handed.text(routes.desk.historyOf({ kind: 'team', number: team }));
    expect(history).toMatch(new RegExp(`Confirmed that they chose the password themselves[^]{0,200}${handed.name}`));
    const { rows } = await listEntries(db().read, { limit: 2, offset: 0 });
    expect(rows.map(({ event, byName, accountName }) => [event, byName, accountName])).toEqual([
      ['vouched', member.name, handed.name],
      ['team-changed', member.name, null],
    ]);
  });

  it('are confirmed only by another member, or by a member who adds them with a form that names them', async () => {
    const { join } = await make();
    const [chief, member, handed, later] = [
      await join('administrator'),
      await join('monitor'),
      await join('monitor'),
      await join('monitor'),
    ];
    const create = await chief.text(routes.desk.newTeam());
    expect(create).toContain(`Kronika tells them to ask ${handed.name} whether they chose it themselves`);
    const made = await chief.post(routes.desk.newTeam(), {
      name: 'Asked',
      members: [member, handed].map((one) => String(one.accountId)),
      // Someone outside the team cannot vouch for its members.
      asked: String(handed.accountId),
    });
    const team = Number(/\d+$/.exec(made.headers.get('location')!)![0]);
    const page = routes.desk.team({ number: team });
    const confirm = async (who: Person, account: number): Promise<number> =>
      (await who.post(routes.desk.confirmMember({ number: team, account: String(account) }))).status;
    expect(await member.text(page)).toContain(`Confirm ${handed.name}`);
    expect(await handed.text(page)).not.toContain(`Confirm ${handed.name}`);
    expect([await confirm(chief, handed.accountId), await confirm(handed, handed.accountId)]).toEqual([404, 404]);
    // The form does not name `later`: their link was handed over after the form was opened. So `later` is not
    // confirmed.
    const stale = {
      name: 'Asked',
      members: [member, handed, later].map((one) => String(one.accountId)),
      asked: '',
      _version: await versionOf(team),
    };
    expect((await member.post(routes.desk.editTeam({ number: team }), stale)).status).toBe(303);
    expect(await member.text(page)).toContain(`Confirm ${later.name}`);
    expect(await confirm(member, handed.accountId)).toBe(303);
    expect(await member.text(page)).not.toContain(`Confirm ${handed.name}`);
    const { rows } = await listEntries(db().read, { limit: 1, offset: 0 });
    expect(rows[0]).toMatchObject({ event: 'vouched', byName: member.name, accountName: handed.name });
    expect(await confirm(member, member.accountId)).toBe(404);
  });

  it('are named wherever something can be limited to their team, until they are confirmed', async () => {
    const { app, join, web } = await make();
    const [member, handed] = [await join('editor'), await join('monitor')];
    const { id: team } = await run(app, createTeam, administrator, {
      name: 'Limits',
      members: [member, handed].map((one) => one.accountId),
    });
    const { cases } = await run(app, file, member.principal, { cases: [{ title: 'To be limited' }] });
    const { number } = parseRef(cases[0]!)!;
    const limitPage = routes.desk.act({ kind: 'case', number, act: 'limit' });
    const { token } = await run(app, createToken, member.principal, { name: 'script', scopes: ['read:desk'], days: 1 });
    const told = async (): Promise<unknown[]> => {
      const answer = await web.request(`${routes.api()}/teams`, { headers: { authorization: `Bearer ${token}` } });
      const { items } = (await answer.json()) as { items: { team: number; unconfirmed: string[] }[] };
      const words = `Before you limit something to Limits, ask ${handed.name} whether they chose the password themselves`;
      return [
        (await member.text(limitPage)).includes(words),
        (await member.text(routes.desk.newCase())).includes(words),
        (await member.text(routes.desk.newSource())).includes(words),
        items.find((one) => one.team === team)!.unconfirmed,
      ];
    };
    expect(await told()).toEqual([true, true, true, [handed.name]]);
    await member.post(routes.desk.confirmMember({ number: team, account: String(handed.accountId) }));
    expect(await told()).toEqual([false, false, false, []]);
  });

  it('are named to someone who joins a team in which they were alone', async () => {
    const { app, join } = await make();
    const [alone, joining] = [await join('monitor'), await join('monitor')];
    // The operator of the server has vouched for the member. After another link is handed over and used, that no longer
    // counts.
    const one = [alone.accountId];
    const { id: team } = await run(app, createTeam, systemPrincipal, { name: 'Alone', members: one, asked: one });
    expect((await membersOf(db().read, team)).map(({ unconfirmed }) => unconfirmed)).toEqual([false]);
    const link = await run(app, createPasswordLink, administrator, { accountId: alone.accountId });
    await run(app, spendLink, null, { token: link.token!, password: 'another correct horse' });
    await run(app, createTeam, administrator, { name: 'Other', members: [joining.accountId] });
    await db().executeSql('insert into team_member (team_id, account_id, since) values ($1, $2, now())', [
      team,
      joining.accountId,
    ]);
    expect(await joining.text(routes.desk.team({ number: team }))).toContain(`Confirm ${alone.name}`);
    expect(await joining.text(routes.desk.newCase())).toContain(`to Alone, ask ${alone.name} whether`);
  });
});
