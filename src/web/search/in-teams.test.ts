import { expect, it } from 'vitest';
import { createTeam } from '../../accounts/teams/change-team.ts';
import { limitedShown } from '../../search/query/limited.ts';
import { prepareJobs } from '../../platform/jobs/queues.ts';
import { run } from '../../platform/operation.ts';
import { onEitherDatabase } from '../../platform/testing/databases.ts';
import { administrator } from '../../platform/testing/test-app.ts';
import { file } from '../../record/filing/file.ts';
import { limitItem } from '../../record/teams/limit-item.ts';
import { routes } from '../routes.ts';
import { deskOn } from '../testing/desk.ts';

onEitherDatabase('the desk’s search, for a member of a team', (db) => {
  it('lists matching items of their teams separately, and does not count them', async () => {
    const { app, join } = deskOn(db());
    await prepareJobs(db(), []);
    const [member, other] = [await join('editor'), await join('editor')];
    const { id: team } = await run(app, createTeam, administrator, { name: 'North', members: [member.accountId] });
    const { id: south } = await run(app, createTeam, administrator, { name: 'South', members: [other.accountId] });
    const many = Array.from({ length: limitedShown + 1 }, (_, index) => ({ title: `Raincoat number ${index + 1}` }));
    const { cases } = await run(app, file, member.principal, { cases: many, team });
    await run(app, limitItem, other.principal, {
      thing: (await run(app, file, other.principal, { cases: [{ title: 'Raincoat of the south' }] })).cases[0]!,
      team: south,
    });
    await run(app, file, other.principal, {
      cases: [{ title: 'Raincoat for everyone' }],
      sources: [{ kind: 'article', title: 'Umbrella' }],
    });
    const asked = { q: 'raincoats' };
    const page = await member.text(routes.desk.search(asked));
    expect(page).toContain('In your teams');
    expect(page).toMatch(/<p class="meta" role="status">1 result/);
    expect(page.match(/Raincoat number/g)).toHaveLength(limitedShown);
    for (const words of ['Raincoat of the south']) expect(page).not.toContain(words);
    const all = /href="(\/desk\/search\/teams\?[^"]*)"/.exec(page)![1]!.replaceAll('&amp;', '&');
    const [first, second] = [await member.text(all), await member.text(`${all}&page=2`)];
    expect(first.match(/Raincoat number/g)!.length + second.match(/Raincoat number/g)!.length).toBe(many.length);
    expect(second.match(/Raincoat number/g)).toHaveLength(1);
    // The filters of the search also apply to the list of the teams' items.
    expect(await member.text(routes.desk.search({ ...asked, kind: ['case'] }))).toContain('In your teams');
    expect(await member.text(routes.desk.search({ ...asked, kind: ['source'] }))).not.toContain('In your teams');
    expect(await member.text(routes.desk.search({ q: 'umbrella' }))).not.toContain('In your teams');
    const outside = await other.text(routes.desk.search(asked));
    expect(outside).not.toContain('Raincoat number');
    expect(outside.match(/Raincoat of the south/g)).toHaveLength(1);
    expect(await other.text(all)).not.toContain('Raincoat number');
    // The cases were filed together. After the first case's limit is lifted, everyone finds all of them in the normal
    // results.
    await run(app, limitItem, member.principal, { thing: cases[0]!, team: null });
    const lifted = await other.text(routes.desk.search(asked));
    expect(lifted).toContain(`<p class="meta" role="status">${many.length + 1} results`);
    expect(lifted).toContain(`Raincoat number ${many.length}<`);
  });
});
