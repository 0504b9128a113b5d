import { beforeAll, expect, it } from 'vitest';
import { inviteAccount } from '../../accounts/invitations.ts';
import { changeTeam, createTeam } from '../../accounts/teams/change-team.ts';
import { createArticles } from '../../documents/create-articles.ts';
import { run, type App, type Principal } from '../../platform/operation.ts';
import { onBothDatabases } from '../../platform/testing/databases.ts';
import { administrator, editor, testApp } from '../../platform/testing/test-app.ts';
import { followLimits } from '../../record/teams/limits.ts';
import { limitItem } from '../../record/teams/limit-item.ts';
import { sightOf } from '../../record/teams/sight-of.ts';
import { findDraftLink, shareDraft } from './share-draft.ts';

onBothDatabases('the link to a draft', (db) => {
  let app: App;
  let member: Principal;
  let other: Principal;
  beforeAll(async () => {
    app = { ...testApp(db(), { listeners: [followLimits] }), sightOf: (accountId, tx) => sightOf(db(), accountId, tx) };
    const person = async (name: string): Promise<Principal> => {
      const { accountId } = await run(app, inviteAccount, administrator, {
        email: `${name}@example.org`,
        name,
        roles: ['editor'],
      });
      return { ...editor, accountId, name, via: 'web', provenAt: app.now() };
    };
    [member, other] = [await person('member'), await person('other')];
  });

  it('shows what the person sees who created it: not what was limited to a team that they are not in', async () => {
    const { id: team } = await run(app, createTeam, administrator, {
      name: 'North',
      members: [member.accountId!, other.accountId!],
    });
    const [made] = await run(app, createArticles, member, {
      articles: [{ headline: { text: 'A text' }, blocks: [{ sentences: [{ text: 'A sentence.' }] }] }],
    });
    const { article } = made!;
    const share = async (who: Principal): Promise<string> =>
      (await run(app, shareDraft, who, { article, forWhom: 'A lawyer', days: 7 })).token;
    const tokens = [await share(member), await share(other)];
    const shown = () =>
      Promise.all(tokens.map(async (token) => (await findDraftLink(db().read, token, app.now()))?.article ?? null));
    await run(app, limitItem, member, { thing: article, team });
    expect(await shown()).toEqual([article, article]);
    const leave = (members: number[], version: number) =>
      run(app, changeTeam, member, { team, name: 'North', members, version });
    await leave([member.accountId!], 1);
    expect(await shown()).toEqual([article, null]);
    await run(app, limitItem, member, { thing: article, team: null });
    expect(await shown()).toEqual([article, article]);
  });
});
