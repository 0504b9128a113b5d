import { expect, it } from 'vitest';
import { changeAccount } from '../../../accounts/change-account.ts';
import { changeAccountEmail, changeOwnEmail } from '../../../accounts/change-email.ts';
import { removeFactors } from '../../../accounts/factors/remove-factors.ts';
import { hashToken } from '../../../accounts/secrets.ts';
import { signIn } from '../../../accounts/sign-in.ts';
import { confirmMember } from '../../../accounts/teams/suspend.ts';
import { changeTeam, createTeam } from '../../../accounts/teams/change-team.ts';
import { securityListener } from '../../../accounts/security-log/listener.ts';
import { accessListener } from '../../../record/lifecycle/log-access.ts';
import { listEntries } from '../../../accounts/security-log/read-log.ts';
import { run } from '../../../platform/operation.ts';
import { prepareJobs } from '../../../platform/jobs/queues.ts';
import { onEitherDatabase } from '../../../platform/testing/databases.ts';
import { administrator, monitor } from '../../../platform/testing/test-app.ts';
import { file } from '../../../record/filing/file.ts';
import { limitItem } from '../../../record/teams/limit-item.ts';
import { loadViewer } from '../../../record/teams/load-viewer.ts';
import { routes } from '../../routes.ts';
import { deskOn } from '../../testing/desk.ts';

onEitherDatabase('teams at the desk', (db) => {
  const make = async () => {
    const desk = deskOn(db(), { listeners: [securityListener, accessListener] });
    await prepareJobs(db(), []);
    return desk;
  };
  const numberIn = (response: Response): number =>
    Number(/\/desk\/teams\/(\d+)$/.exec(response.headers.get('location')!)![1]);
  const aCase = async (app: Parameters<typeof run>[0], title: string, who = monitor) =>
    (await run(app, file, who, { cases: [{ title }] })).cases[0]!;
  const versionOf = async (team: number) =>
    (await db().read.selectFrom('team').select('version').where('id', '=', team).executeTakeFirstOrThrow()).version;

  it('are created by administrators, changed by members, and hidden from everyone else', async () => {
    const { join } = await make();
    const [chief, member, other] = [await join('administrator'), await join('monitor'), await join('monitor')];
    expect(await member.text(routes.desk.teams())).toContain('You are in no team');
    expect((await member.get(routes.desk.newTeam())).status).toBe(403);
    expect(
      (await member.post(routes.desk.newTeam(), { name: 'Mine', members: [String(member.accountId)] })).status,
    ).toBe(403);
    const nobody = await chief.post(routes.desk.newTeam(), { name: 'North' });
    const html = await nobody.text();
    expect([nobody.status, html.includes('Choose at least one person'), html.includes('value="North"')]).toEqual([
      400,
      true,
      true,
    ]);
    const team = numberIn(
      await chief.post(routes.desk.newTeam(), { name: 'North', members: [String(member.accountId)] }),
    );
    const same = await chief.post(routes.desk.newTeam(), { name: 'North', members: [String(member.accountId)] });
    expect([same.status, (await same.text()).includes('Another team has this name')]).toEqual([400, true]);
    const page = await member.text(routes.desk.team({ number: team }));
    expect(page).toContain('Nothing is limited to this team');
    expect(page).toContain(member.name);
    // Other people at the desk do not see that the team exists.
    expect(await other.text(routes.desk.teams())).not.toContain('North');
    for (const path of [
      routes.desk.team({ number: team }),
      routes.desk.editTeam({ number: team }),
      routes.desk.historyOf({ kind: 'team', number: team }),
    ])
      expect((await other.get(path)).status, path).toBe(404);
    const edit = { name: 'North-East', members: [String(member.accountId), String(other.accountId)], _version: '1' };
    expect((await member.post(routes.desk.editTeam({ number: team }), edit)).status).toBe(303);
    expect((await member.post(routes.desk.editTeam({ number: team }), { ...edit, name: 'South' })).status).toBe(409);
    const history = await other.text(routes.desk.historyOf({ kind: 'team', number: team }));
    for (const words of ['North-East', member.name, other.name]) expect(history).toContain(words);
    const left = await other.post(routes.desk.editTeam({ number: team }), {
      name: 'North-East',
      members: [String(member.accountId)],
      _version: '2',
    });
    expect(left.headers.get('location')).toBe(routes.desk.teams());
    expect((await other.get(routes.desk.team({ number: team }))).status).toBe(404);
  });

  it('with items show them only to members, and only members can add people', async () => {
    const { app, join } = await make();
    const [chief, member] = [await join('administrator'), await join('editor')];
    const { id: team } = await run(app, createTeam, administrator, { name: 'West', members: [member.accountId] });
    const thing = await aCase(app, 'A case of the west');
    await run(app, limitItem, member.principal, { thing, team });
    expect(await member.text(routes.desk.team({ number: team }))).toContain('A case of the west');
    const outside = await chief.text(routes.desk.team({ number: team }));
    expect(outside).not.toContain('A case of the west');
    expect(outside).toContain('You are not in this team');
    const both = { name: 'West', members: [String(member.accountId), String(chief.accountId)], _version: '1' };
    const refused = await chief.post(routes.desk.editTeam({ number: team }), both);
    expect([refused.status, (await refused.text()).includes('only its members can add people')]).toEqual([400, true]);
    expect((await member.post(routes.desk.editTeam({ number: team }), both)).status).toBe(303);
    expect(await chief.text(routes.desk.team({ number: team }))).toContain('A case of the west');
    const { rows } = await listEntries(db().read, { limit: 3, offset: 0 });
    expect(rows.map(({ event, count, change }) => [event, count, change !== undefined])).toEqual([
      ['team-changed', undefined, true],
      ['limited', 1, false],
      ['team-created', undefined, true],
    ]);
    await run(app, limitItem, member.principal, { thing, team: null });
    expect((await listEntries(db().read, { limit: 1, offset: 0 })).rows[0]).toMatchObject({
      event: 'unlimited',
      count: 1,
    });
    expect(await chief.text(routes.desk.securityLog())).toContain('1 item opened to the whole desk');
  });

  it('with items can be left by each member, but only an editor in the team can remove others', async () => {
    const { app, join } = await make();
    const [chief, member, colleague, boss] = [
      await join('administrator'),
      await join('monitor'),
      await join('monitor'),
      await join('editor'),
    ];
    const all = [member.accountId, colleague.accountId, boss.accountId];
    const { id: team } = await run(app, createTeam, administrator, { name: 'South', members: all });
    const kept = async (who: typeof member, members: readonly number[]) => {
      const answer = await who.post(routes.desk.editTeam({ number: team }), {
        name: 'South',
        members: members.map(String),
        _version: String(await versionOf(team)),
      });
      return [answer.status, (await answer.text()).includes('only an editor who is in it can remove other members')];
    };
    await run(app, limitItem, boss.principal, { thing: await aCase(app, 'A case of the south'), team });
    for (const who of [member, chief]) expect(await kept(who, [member.accountId])).toEqual([400, true]);
    // A member who leaves the team cannot remove others in the same step.
    expect(await kept(member, [boss.accountId])).toEqual([400, true]);
    expect(await kept(member, [colleague.accountId, boss.accountId])).toEqual([303, false]);
    expect(await kept(boss, [boss.accountId])).toEqual([303, false]);
    expect((await boss.get(routes.desk.team({ number: team }))).status).toBe(200);
  });

  it('suspend a member whom an administrator could sign in as, until another member confirms them', async () => {
    const { app, join, nobody } = await make();
    const [chief, member, colleague] = [await join('administrator'), await join('monitor'), await join('monitor')];
    const { id: team } = await run(app, createTeam, administrator, {
      name: 'Coast',
      members: [member.accountId, colleague.accountId],
    });
    const thing = await aCase(app, 'A case of the coast', colleague.principal);
    // A member is suspended even in a team without items. Otherwise, the administrator could wait for the first item.
    const { id: early } = await run(app, createTeam, administrator, {
      name: 'Early',
      members: [member.accountId, colleague.accountId],
    });
    await run(app, limitItem, colleague.principal, { thing, team });
    const page = routes.desk.team({ number: team });
    const sees = async (): Promise<boolean> => (await loadViewer(db(), member.accountId)).teams.includes(team);
    const confirm = async (who: typeof member, account = member.accountId): Promise<number> =>
      (await who.post(routes.desk.confirmMember({ number: team, account: String(account) }))).status;
    const link = async () => {
      const shown = await (await chief.post(routes.desk.accountLink({ number: member.accountId }))).text();
      return /\/join\/[\w-]+/.exec(shown)![0];
    };
    const reset = async (path: string, choice = 'another correct horse'): Promise<number> =>
      (await nobody.post(path, { password: choice, again: choice })).status;

    expect(await chief.text(routes.desk.editAccount({ number: member.accountId }))).toContain(
      'does not see what is limited to their teams until another member of each team has confirmed who they are',
    );
    const path = await link();
    // The member is not suspended until someone uses the link.
    expect(await sees()).toBe(true);
    const seesEarly = async () => (await loadViewer(db(), member.accountId)).teams.includes(early);
    expect(await seesEarly()).toBe(true);
    expect(await nobody.text(path)).toContain('once another member confirms you');
    expect([await reset(path), await sees(), await seesEarly()]).toEqual([303, false, false]);
    const { token } = (await run(app, signIn, null, {
      email: member.email,
      password: 'another correct horse',
    })) as { token: string };
    const inTheirName = { ...member.principal, provenAt: app.now(), access: { session: hashToken(token) } };
    for (const attempt of [
      () => run(app, limitItem, inTheirName, { thing, team: null }),
      () => run(app, confirmMember, inTheirName, { team, account: member.accountId }),
      () => run(app, changeTeam, inTheirName, { team, version: 1, name: 'Coast', members: [member.accountId] }),
    ])
      await expect(attempt()).rejects.toMatchObject({ code: 'not_found' });
    expect([await confirm(chief), await confirm(colleague, chief.accountId)]).toEqual([404, 404]);
    // This change would leave only the suspended member in the team.
    const alone = await colleague.post(routes.desk.editTeam({ number: team }), {
      name: 'Coast',
      members: [String(member.accountId)],
      _version: String(await versionOf(team)),
    });
    expect([alone.status, (await alone.text()).includes('Keep at least one member')]).toEqual([400, true]);
    expect(await colleague.text(page)).toContain(`Confirm ${member.name}`);
    expect([await confirm(colleague), await sees()]).toEqual([303, true]);
    expect(await colleague.text(routes.desk.historyOf({ kind: 'team', number: team }))).toContain(
      'Members to be confirmed',
    );

    await run(app, changeAccountEmail, administrator, {
      accountId: member.accountId,
      email: 'elsewhere@example.org',
    });
    expect(await sees()).toBe(false);
    await confirm(colleague);
    // The administrator may read emails to this address, and may request a link later. So emailed links suspend the
    // member too.
    let emails = 0;
    const emailed = async (purpose: 'recovery' | 'password' = 'recovery'): Promise<string> => {
      const token = `${purpose}-${emails++}`;
      await db().executeSql(
        `insert into one_time_link (token_hash, purpose, account_id, created_at, expires_at, mail)
         values ($1, $2, $3, now(), now() + interval '1 day', 'sent')`,
        [hashToken(token), purpose, member.accountId],
      );
      return routes.join({ token });
    };
    expect(await nobody.text(await emailed())).toContain('once another member confirms you');
    expect([await reset(await emailed(), 'a second correct horse'), await sees()]).toEqual([303, false]);
    await confirm(colleague);
    expect([await reset(await emailed('password'), 'one more correct horse'), await sees()]).toEqual([303, false]);
    await confirm(colleague);
    // The suspension ends when the owner sets their own address.
    const again = (await run(app, signIn, null, {
      email: 'elsewhere@example.org',
      password: 'one more correct horse',
    })) as { token: string };
    const owner = { ...member.principal, provenAt: app.now(), access: { session: hashToken(again.token) } };
    await run(app, changeOwnEmail, owner, { email: 'own@example.org' });
    expect([await reset(await emailed(), 'their own correct horse'), await sees()]).toEqual([303, true]);
    // With two-step sign-in, an administrator cannot sign in as the member without first removing the second step.
    await db().executeSql(
      'insert into authenticator (account_id, secret, last_step, created_at) values ($1, $2, 0, now())',
      [member.accountId, new Uint8Array(20)],
    );
    expect(await nobody.text(await link())).not.toContain('once another member confirms you');
    expect([await reset(await link(), 'a third correct horse'), await sees()]).toEqual([303, true]);
    await run(app, removeFactors, administrator, { accountId: member.accountId });
    expect(await sees()).toBe(false);
    // The operator of the server can confirm the member too.
    await run(app, confirmMember, { ...administrator, via: 'cli' }, { team, account: member.accountId });
    expect(await sees()).toBe(true);
  });

  it('can be closed only without items, and items cannot be limited to a closed team', async () => {
    const { app, join } = await make();
    const member = await join('monitor');
    const { id: team } = await run(app, createTeam, administrator, { name: 'East', members: [member.accountId] });
    const thing = await aCase(app, 'A case of the east', member.principal);
    await run(app, limitItem, member.principal, { thing, team });
    const close = { name: 'East', members: [String(member.accountId)], closed: '1', _version: '1' };
    const refused = await member.post(routes.desk.editTeam({ number: team }), close);
    expect([refused.status, (await refused.text()).includes('Open them to the whole desk first')]).toEqual([400, true]);
    await run(app, limitItem, member.principal, { thing, team: null });
    expect((await member.post(routes.desk.editTeam({ number: team }), close)).status).toBe(303);
    expect(await member.text(routes.desk.teams())).toContain('Closed');
    await expect(run(app, limitItem, member.principal, { thing, team })).rejects.toMatchObject({
      fields: [{ path: 'team', message: 'errors.field.team.closed' }],
    });
    const again = { name: close.name, members: close.members, _version: '2' };
    expect((await member.post(routes.desk.editTeam({ number: team }), again)).status).toBe(303);
    await run(app, limitItem, member.principal, { thing, team });
  });

  it('lose a member whose account is closed, unless no one else could see their items', async () => {
    const { app, join } = await make();
    const [leaving, staying] = [await join('monitor'), await join('monitor')];
    const { id: team } = await run(app, createTeam, administrator, { name: 'Centre', members: [leaving.accountId] });
    const { id: empty } = await run(app, createTeam, administrator, { name: 'Empty', members: [leaving.accountId] });
    const thing = await aCase(app, 'A case of the centre', leaving.principal);
    await run(app, limitItem, leaving.principal, { thing, team });
    const account = await db()
      .read.selectFrom('account')
      .select('version')
      .where('id', '=', leaving.accountId)
      .executeTakeFirstOrThrow();
    const close = () =>
      run(app, changeAccount, administrator, {
        accountId: leaving.accountId,
        version: account.version,
        name: leaving.name,
        roles: ['monitor'],
        disabled: true,
      });
    await expect(close()).rejects.toMatchObject({
      fields: [{ path: 'disabled', message: 'errors.field.team.lastMemberCloses' }],
    });
    await run(app, changeTeam, leaving.principal, {
      team,
      version: await versionOf(team),
      name: 'Centre',
      members: [leaving.accountId, staying.accountId],
    });
    await close();
    const left = await db()
      .read.selectFrom('team_member')
      .select(['team_id', 'account_id'])
      .where('team_id', 'in', [team, empty])
      .execute();
    expect(left.map((row) => [Number(row.team_id), Number(row.account_id)])).toEqual([[team, staying.accountId]]);
    expect(await staying.text(routes.desk.historyOf({ kind: 'team', number: team }))).toContain(leaving.name);
  });
});
