import { beforeAll, expect, it } from 'vitest';
import { invited } from '../../accounts/testing/invited.ts';
import { createTeam } from '../../accounts/teams/change-team.ts';
import { createArticles } from '../../documents/create-articles.ts';
import { run, runAsViewer, type App, type Principal } from '../../platform/operation.ts';
import { onBothDatabases } from '../../platform/testing/databases.ts';
import { administrator, testApp } from '../../platform/testing/test-app.ts';
import { followLimits } from '../../record/teams/limits.ts';
import { limitItem } from '../../record/teams/limit-item.ts';
import { loadViewer } from '../../record/teams/load-viewer.ts';
import { changeTag } from './change-tag.ts';
import { dropTag } from './drop-tag.ts';
import { listTags } from './queries.ts';
import { tagArticles } from './tag-articles.ts';

onBothDatabases('a tag that only limited articles have', (db) => {
  let app: App;
  let member: Principal;
  let other: Principal;
  beforeAll(async () => {
    app = {
      ...testApp(db(), { listeners: [followLimits] }),
      loadViewer: (accountId, tx) => loadViewer(db(), accountId, tx),
    };
    [member, other] = [await invited(app, 'member', 'editor'), await invited(app, 'other', 'editor')];
    const { id: team } = await run(app, createTeam, administrator, { name: 'North', members: [member.accountId!] });
    await article(member, 'Quiet', async (made) => run(app, limitItem, member, { thing: made, team }));
    await article(other, 'Loud');
  });
  const article = async (who: Principal, tag: string, then?: (made: string) => Promise<unknown>): Promise<string> => {
    const [made] = await run(app, createArticles, who, {
      articles: [{ headline: { text: 'A text' }, blocks: [{ sentences: [{ text: 'A sentence.' }] }] }],
    });
    await then?.(made!.article);
    await run(app, tagArticles, who, { articles: [{ article: made!.article, add: [tag] }] });
    return made!.article;
  };
  const tags = async (who: Principal): Promise<string[]> =>
    runAsViewer(app, who, async () => (await listTags(db().read)).map((one) => one.name));
  const told = async (who: Principal): Promise<string> =>
    runAsViewer(app, who, async () =>
      JSON.stringify(await db().read.selectFrom('change').select(['before', 'after']).execute()),
    );

  it('is seen and changed only by the team; the history does not show others the changes', async () => {
    expect([await tags(member), await tags(other)]).toEqual([['Loud', 'Quiet'], ['Loud']]);
    await run(app, changeTag, member, { tag: 'quiet', name: 'Quieter' });
    for (const attempt of [
      () => run(app, changeTag, other, { tag: 'quiet', name: 'X' }),
      () => run(app, dropTag, other, { tag: 'quiet' }),
    ])
      await expect(attempt()).rejects.toMatchObject({ code: 'not_found' });
    expect([await tags(member), await tags(other)]).toEqual([['Loud', 'Quieter'], ['Loud']]);
    expect([(await told(member)).includes('Quieter'), (await told(other)).includes('Quieter')]).toEqual([true, false]);
    await run(app, changeTag, other, { tag: 'loud', name: 'Louder' });
    expect(await told(member)).toContain('Louder');
  });

  it('is seen and changed by others too, once one of their articles has it', async () => {
    await article(other, 'quieter');
    expect(await tags(other)).toEqual(['Louder', 'Quieter']);
    await run(app, dropTag, other, { tag: 'quiet' });
    expect(await tags(member)).toEqual(['Louder']);
  });
});
