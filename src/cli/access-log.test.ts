import { expect, it } from 'vitest';
import '../web/kinds.ts';
import { invited } from '../accounts/testing/invited.ts';
import { listEntries } from '../accounts/security-log/read-log.ts';
import { createTeam } from '../accounts/teams/change-team.ts';
import { createLaws } from '../law/create-laws.ts';
import { makeLetter } from '../letters/testing/published.ts';
import { postQueue } from '../letters/post/queue.ts';
import { prepareJobs } from '../platform/jobs/queues.ts';
import { run } from '../platform/operation.ts';
import { onBothDatabases } from '../platform/testing/databases.ts';
import { administrator, editor, testApp } from '../platform/testing/test-app.ts';
import { file } from '../record/filing/file.ts';
import { accessListener } from '../record/lifecycle/log-access.ts';
import { setVisibility } from '../record/lifecycle/withdraw.ts';
import { limitItem } from '../record/teams/limit-item.ts';
import { followLimits } from '../record/teams/limits.ts';
import { changeDemand } from '../requests/demands/change-demand.ts';
import { endDemands } from '../requests/demands/end-demands.ts';
import { fileDemands } from '../requests/demands/file-demands.ts';

onBothDatabases('the security log of laws, demands and letters', (db) => {
  let at = new Date('2018-05-22T09:00:00Z');
  const app = () => testApp(db(), { listeners: [followLimits, accessListener], now: () => at });
  const entries = () => listEntries(db().read, { limit: 10, offset: 0 });
  const logged = async (work: () => Promise<unknown>) => {
    const before = (await entries()).total;
    await work();
    const { rows, total } = await entries();
    return rows.slice(0, total - before).map(({ event, count }) => [event, count]);
  };

  it('has an entry if a law becomes public or desk only, and none if a desk-only law is created, limited or not', async () => {
    const member = await invited(app(), 'member', 'editor');
    const { id: team } = await run(app(), createTeam, administrator, { name: 'North', members: [member.accountId] });
    const { claims, sources } = await run(app(), file, member, {
      sources: [{ key: 's', kind: 'article', title: 'A gazette' }],
      claims: [
        {
          wording: 'It was enacted.',
          kind: 'paraphrase',
          mode: 'stated',
          checked: true,
          chain: [{ pagesOwn: true }],
          support: { kind: 'reference', source: '#s' },
        },
      ],
    });
    let law = '';
    const enact = (visibility: 'public' | 'desk') => async () =>
      void (law = (
        await run(app(), createLaws, member, {
          laws: [
            {
              title: 'On the press',
              language: 'en',
              visibility,
              changes: [
                {
                  sort: 'enactment',
                  title: 'The enactment',
                  claim: claims[0]!,
                  instructions: [{ act: 'enacts', provision: 'art_1', label: 'Article 1' }],
                },
              ],
            },
          ],
        })
      ).laws[0]!);
    expect(await logged(enact('desk'))).toEqual([]);
    expect(await logged(() => run(app(), setVisibility, editor, { things: [law], visibility: 'public' }))).toEqual([
      ['visibility', 1],
    ]);
    expect(await logged(() => run(app(), setVisibility, editor, { things: [law], visibility: 'desk' }))).toEqual([
      ['visibility', 1],
    ]);
    expect(await logged(enact('public'))).toEqual([['visibility', 2]]);
    await run(app(), setVisibility, editor, { things: [law], visibility: 'desk' });
    await run(app(), limitItem, member, { thing: sources[0]!, team });
    expect(await logged(enact('desk'))).toEqual([]);
  });

  it('has an entry if the transparency report begins or stops counting a demand', async () => {
    const said = (counted: 'without-authority' | 'left-out') => ({
      kind: 'remove' as const,
      what: 'It is to go.',
      received: '2018-04-10',
      counted,
    });
    let demand = '';
    const demands = (counted: 'without-authority' | 'left-out') => async () =>
      void (demand = (await run(app(), fileDemands, editor, { demands: [said(counted)] })).demands[0]!);
    expect(await logged(demands('without-authority'))).toEqual([['visibility', 1]]);
    expect(await logged(demands('left-out'))).toEqual([]);
    const count = (version: number, counted: 'without-authority' | 'left-out') =>
      run(app(), changeDemand, editor, { demand, version, to: said(counted) });
    expect(await logged(() => count(1, 'without-authority'))).toEqual([['visibility', 1]]);
    expect(await logged(() => count(2, 'without-authority'))).toEqual([]);
    expect(await logged(() => count(3, 'left-out'))).toEqual([['visibility', 1]]);
    await count(4, 'without-authority');
    await db().executeSql(`update demand set outcome = 'refused', outcome_on = '2018-05-01'`);
    at = new Date('2030-01-01T00:00:00Z');
    expect(await logged(() => run(app(), endDemands, { ...editor, roles: ['system'] }, {}))).toEqual([]);
    at = new Date('2018-05-22T09:00:00Z');
  });

  it('has an entry if a letter is opened for signatures, and another if it is published', async () => {
    await prepareJobs(db(), [postQueue]);
    expect(await logged(() => makeLetter(app(), { open: true }))).toEqual([['visibility', 1]]);
    expect(await logged(() => makeLetter(app()))).toEqual([
      ['visibility', 1],
      ['visibility', 1],
    ]);
  });
});
