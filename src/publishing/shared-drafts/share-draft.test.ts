import { beforeAll, expect, it } from 'vitest';
import { invited } from '../../accounts/testing/invited.ts';
import { createPasswordLink } from '../../accounts/links.ts';
import { securityListener } from '../../accounts/security-log/listener.ts';
import { listEntries } from '../../accounts/security-log/read-log.ts';
import { onAccessEnd } from '../../accounts/sessions.ts';
import { changeTeam, createTeam } from '../../accounts/teams/change-team.ts';
import { createArticles } from '../../documents/create-articles.ts';
import { run, type App, type Principal } from '../../platform/operation.ts';
import { onEitherDatabase } from '../../platform/testing/databases.ts';
import { administrator, testApp } from '../../platform/testing/test-app.ts';
import { accessListener } from '../../record/lifecycle/log-access.ts';
import { followLimits } from '../../record/teams/limits.ts';
import { limitItem } from '../../record/teams/limit-item.ts';
import { loadViewer } from '../../record/teams/load-viewer.ts';
import { endDraftLinks, endLinksOf } from './end-draft-links.ts';
import { findDraftLink, listDraftLinks, shareDraft } from './share-draft.ts';

onEitherDatabase('the link to a draft', (db) => {
  let app: App;
  let member: Principal;
  let other: Principal;
  beforeAll(async () => {
    onAccessEnd(endLinksOf);
    app = {
      ...testApp(db(), { listeners: [followLimits, securityListener, accessListener] }),
      loadViewer: (accountId, tx) => loadViewer(db(), accountId, tx),
    };
    [member, other] = [await invited(app, 'member', 'editor'), await invited(app, 'other', 'editor')];
  });

  it('shows the draft only while its creator may see it', async () => {
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

  it('ends with the access of its creator; the security log says when it began and ended', async () => {
    const [made] = await run(app, createArticles, member, {
      articles: [{ headline: { text: 'Another text' }, blocks: [{ sentences: [{ text: 'A sentence.' }] }] }],
    });
    const { article } = made!;
    const share = (who: Principal) => run(app, shareDraft, who, { article, forWhom: 'A lawyer', days: 7 });
    const [own, others] = [await share(member), await share(other)];
    const linked = async ({ token }: { token: string }) =>
      (await findDraftLink(db().read, token, app.now()))?.article ?? null;
    await run(app, createPasswordLink, administrator, { accountId: member.accountId! });
    expect([await linked(own), await linked(others)]).toEqual([null, article]);
    const [{ id } = { id: 0 }] = await listDraftLinks(db().read, await idOf(article), app.now());
    await run(app, endDraftLinks, other, { article, links: [id] });
    expect(await linked(others)).toBeNull();
    const { rows } = await listEntries(db().read, { limit: 100, offset: 0 });
    const links = rows.filter(({ event }) => event.startsWith('draft-link')).toReversed();
    expect(links.slice(-3).map(({ event, byName }) => [event, byName])).toEqual([
      ['draft-link', 'member'],
      ['draft-link', 'other'],
      ['draft-link-ended', 'other'],
    ]);
  });

  const idOf = async (ref: string): Promise<number> =>
    (
      await db()
        .read.selectFrom('thing')
        .select('id')
        .where('kind', '=', 'article')
        .where('number', '=', Number(ref.split('/')[1]))
        .executeTakeFirstOrThrow()
    ).id;
});
