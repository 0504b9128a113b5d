import { beforeAll, expect, it } from 'vitest';
import { invited } from '../../accounts/testing/invited.ts';
import { createTeam } from '../../accounts/teams/change-team.ts';
import { run, type App, type Principal } from '../../platform/operation.ts';
import { onBothDatabases } from '../../platform/testing/databases.ts';
import { administrator, testApp } from '../../platform/testing/test-app.ts';
import { file } from '../../record/filing/file.ts';
import { reinstate } from '../../record/lifecycle/reinstate.ts';
import { withdraw } from '../../record/lifecycle/withdraw.ts';
import { limitItem } from '../../record/teams/limit-item.ts';
import { followLimits } from '../../record/teams/limits.ts';
import { loadViewer } from '../../record/teams/load-viewer.ts';
import { changeDemand } from './change-demand.ts';
import { fileDemands } from './file-demands.ts';
import { reportDemands } from './report.ts';
import type { demandCounts } from './tables.ts';

type Counted = (typeof demandCounts)[number];

onBothDatabases('demands about items that are limited to a team', (db) => {
  let app: App;
  let member: Principal;
  let team: number;
  beforeAll(async () => {
    app = {
      ...testApp(db(), { listeners: [followLimits] }),
      loadViewer: (accountId, tx) => loadViewer(db(), accountId, tx),
    };
    member = await invited(app, 'member', 'editor');
    team = (await run(app, createTeam, administrator, { name: 'North', members: [member.accountId!] })).id;
  });
  const filed = async () =>
    (
      await run(app, file, member, {
        cases: [{ key: 'c', title: 'A case' }],
        sources: [{ kind: 'letter', title: 'S' }],
      })
    ).cases[0]!;
  const limit = (thing: string) => run(app, limitItem, member, { thing, team });
  const said = (about: string, counted: Counted) => ({
    kind: 'remove' as const,
    what: 'It is to go.',
    received: '2018-04-10',
    about: [about],
    counted,
  });
  const demand = async (about: string, counted: Counted) =>
    (await run(app, fileDemands, member, { demands: [said(about, 'left-out'), said(about, counted)] })).demands[1]!;
  const total = async () => (await reportDemands(db().read)).total;

  it('are refused if the transparency report would count them, when they are filed and when they are changed', async () => {
    const [limited, open] = [await filed(), await filed()];
    await limit(limited);
    const before = await total();
    for (const counted of ['with-authority', 'without-authority'] as const)
      await expect(demand(limited, counted)).rejects.toMatchObject({
        code: 'invalid_input',
        fields: [{ path: 'demands.1.counted', message: 'errors.field.demand.limited' }],
      });
    const hidden = await demand(limited, 'left-out');
    await expect(
      run(app, changeDemand, member, { demand: hidden, version: 1, to: said(limited, 'without-authority') }),
    ).rejects.toMatchObject({ fields: [{ path: 'to.counted', message: 'errors.field.demand.limited' }] });
    expect(await total()).toBe(before);
    const counted = await demand(open, 'with-authority');
    await expect(
      run(app, changeDemand, member, { demand: counted, version: 1, to: said(limited, 'with-authority') }),
    ).rejects.toMatchObject({ fields: [{ path: 'to.counted' }] });
    expect(await total()).toBe(before + 1);
  });

  it('do not allow the item of a counted demand to be limited, and the refusal names the demand', async () => {
    const about = await filed();
    const counted = await demand(about, 'without-authority');
    await expect(limit(about)).rejects.toMatchObject({ code: 'limited_to_team', details: { items: counted } });
    await run(app, withdraw, member, { things: [counted], reason: 'It was filed by mistake.' });
    await limit(about);
    await expect(run(app, reinstate, member, { things: [counted] })).rejects.toMatchObject({
      code: 'limited_to_team',
      details: { items: counted },
    });
    await run(app, changeDemand, member, { demand: counted, version: 2, to: said(about, 'left-out') });
    await run(app, reinstate, member, { things: [counted] });
  });

  it('are not in the transparency report, even if an earlier version of Kronika let them be counted', async () => {
    const about = await filed();
    await limit(about);
    const before = await total();
    await demand(about, 'left-out');
    await db().executeSql(`update demand set counted = 'with-authority' where id = (select max(id) from demand)`);
    expect(await total()).toBe(before);
    await run(app, limitItem, member, { thing: about, team: null });
    expect(await total()).toBe(before + 1);
  });
});
