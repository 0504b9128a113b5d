import { beforeAll, expect, it } from 'vitest';
import { createTeam } from '../../accounts/teams/change-team.ts';
import { inviteAccount } from '../../accounts/invitations.ts';
import { withSight } from '../../platform/database/sight.ts';
import { run, sightFor, type App, type Principal } from '../../platform/operation.ts';
import { prepareJobs } from '../../platform/jobs/jobs.ts';
import { onBothDatabases } from '../../platform/testing/databases.ts';
import { administrator, editor, testApp } from '../../platform/testing/test-app.ts';
import { searchProjection } from '../../search/index/projection.ts';
import { searchThings } from '../../search/query/find.ts';
import { changeCaseEntry } from '../cases/change-case-entry.ts';
import { file } from '../filing/file.ts';
import { setVisibility } from '../lifecycle/withdraw.ts';
import { limitItem } from './limit-item.ts';
import { followLimits } from './limits.ts';
import { sightOf } from './sight-of.ts';

onBothDatabases('items limited to a team', (db) => {
  let app: App;
  let member: Principal;
  let other: Principal;
  let team: number;
  const as = async <T>(who: Principal, work: () => Promise<T>): Promise<T> => withSight(await sightFor(app, who), work);
  beforeAll(async () => {
    app = {
      ...testApp(db(), { listeners: [followLimits, searchProjection()] }),
      sightOf: (accountId) => sightOf(db(), accountId),
    };
    await prepareJobs(db(), []);
    const person = async (name: string): Promise<Principal> => {
      const { accountId } = await run(app, inviteAccount, administrator, {
        email: `${name}@example.org`,
        name,
        roles: ['editor'],
      });
      return { ...editor, accountId, name };
    };
    member = await person('member');
    other = await person('other');
    team = (await run(app, createTeam, administrator, { name: 'North', members: [member.accountId!] })).id;
  });

  const filing = (word: string) => ({
    actors: [{ key: 'a', kind: 'person' as const, names: [{ text: `${word} Person` }] }],
    sources: [{ key: 's', kind: 'article' as const, title: `${word} source` }],
    cases: [{ key: 'c', title: `${word} case` }],
    events: [{ key: 'e', case: '#c', title: `${word} event` }],
    claims: [
      {
        case: '#c',
        wording: `${word} claim`,
        kind: 'paraphrase' as const,
        mode: 'stated' as const,
        checked: true,
        chain: [{ actor: '#a', verb: 'said' }],
        support: { kind: 'reference' as const, source: '#s' },
        statements: [{ subject: '#e', property: 'date', value: '2018-03-30' }],
      },
    ],
  });
  const titles = async (who: Principal) =>
    as(who, async () => (await db().read.selectFrom('case').select('title').execute()).map((row) => row.title));

  it('are seen by its members alone, with all that names them', async () => {
    const made = await run(app, file, editor, filing('Quiet'));
    expect(await titles(other)).toContain('Quiet case');
    await run(app, limitItem, member, { thing: made.cases[0]!, team });
    expect(await titles(other)).not.toContain('Quiet case');
    expect(await titles(member)).toContain('Quiet case');
    const seen = (who: Principal) =>
      as(who, async () => ({
        events: (await db().read.selectFrom('event').select('title').execute()).length,
        claims: (await db().read.selectFrom('claim').select('wording').execute()).length,
        changes: (await db().read.selectFrom('change').select('kind').where('kind', '=', 'case').execute()).length,
        facts: (await db().read.selectFrom('fact').select('property').execute()).length,
      }));
    expect(await seen(other)).toEqual({ events: 0, claims: 0, changes: 0, facts: 0 });
    expect(await seen(member)).toMatchObject({ events: 1, claims: 1 });
    expect((await seen(member)).facts).toBeGreaterThan(0);
    await expect(
      run(app, changeCaseEntry, other, { thing: made.cases[0]!, version: 2, title: 'x', visibility: 'desk' }),
    ).rejects.toMatchObject({
      code: 'not_found',
    });
    await expect(
      run(app, setVisibility, member, { things: [made.cases[0]!], visibility: 'public' }),
    ).rejects.toMatchObject({ code: 'limited_to_team' });
    const found = (who: Principal) =>
      as(who, async () => (await searchThings(db().read, { text: 'Quiet' }, 'desk')).hits.map((hit) => hit.kind));
    expect(await found(other)).not.toContain('case');
    await run(app, limitItem, member, { thing: made.cases[0]!, team: null });
    expect(await titles(other)).toContain('Quiet case');
    expect(await found(other)).toContain('case');
  });

  it('lets someone outside the team write beside them', async () => {
    const made = await run(app, file, editor, filing('Still'));
    await run(app, limitItem, member, { thing: made.sources[0]!, team });
    const more = await run(app, file, other, filing('Loud'));
    expect(more.cases).toHaveLength(1);
    await expect(
      run(app, file, other, {
        ...filing('More'),
        sources: [],
        claims: [{ ...filing('More').claims[0]!, support: { kind: 'reference', source: made.sources[0]! } }],
      }),
    ).rejects.toMatchObject({ code: 'invalid_input' });
    // The case of an open desk keeps what other sources say, not what the limited one does.
    expect(
      (
        await as(other, () =>
          db()
            .read.selectFrom('fact')
            .select('property')
            .where('subject_id', 'in', db().read.selectFrom('event').select('id').where('title', '=', 'Still event'))
            .execute(),
        )
      ).length,
    ).toBe(0);
  });
});
