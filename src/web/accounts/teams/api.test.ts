import { expect, it } from 'vitest';
import { createTeam } from '../../../accounts/teams/change-team.ts';
import { createToken } from '../../../accounts/tokens/create-token.ts';
import { prepareJobs } from '../../../platform/jobs/queues.ts';
import { run } from '../../../platform/operation.ts';
import { onEitherDatabase } from '../../../platform/testing/databases.ts';
import { administrator } from '../../../platform/testing/test-app.ts';
import { routes } from '../../routes.ts';
import { deskOn } from '../../testing/desk.ts';

onEitherDatabase('teams in the API', (db) => {
  it('limit items and lift limits, show members the teams and openings of an item, and are hidden from others', async () => {
    const desk = deskOn(db());
    await prepareJobs(db(), []);
    const programOf = async (name: string) => {
      const who = await desk.join('editor', name);
      const { token } = await run(desk.app, createToken, who.principal, {
        name: 'script',
        scopes: ['read:desk', 'write:record', 'write:articles'],
        days: 1,
      });
      const ask = (path: string, body?: unknown): Promise<Response> =>
        Promise.resolve(
          desk.web.request(routes.api() + path, {
            method: body === undefined ? 'GET' : 'POST',
            headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
            ...(body === undefined ? {} : { body: JSON.stringify(body) }),
          }),
        );
      return { ...who, ask, json: async (path: string) => (await ask(path)).json() as Promise<Record<string, never>> };
    };
    const [member, other] = [await programOf('Member'), await programOf('Other')];
    const { id: team } = await run(desk.app, createTeam, administrator, { name: 'North', members: [member.accountId] });
    expect(await member.json('/teams')).toEqual({
      items: [{ schema: 'kronika.team.v1', team, name: 'North', closed: false, unconfirmed: [] }],
    });
    expect(await other.json('/teams')).toEqual({ items: [] });

    const filed = (await (
      await member.ask('/acts/file', { cases: [{ title: 'From the start' }, { title: 'Later' }] })
    ).json()) as { cases: string[] };
    const made = (await (await member.ask('/acts/file', { cases: [{ title: 'Hidden at once' }], team })).json()) as {
      cases: string[];
    };
    const path = `/${made.cases[0]!.replace('case', 'cases')}?audience=desk`;
    expect((await other.ask(path)).status).toBe(404);
    expect((await other.ask('/acts/file', { cases: [{ title: 'Not mine' }], team })).status).toBe(400);
    expect((await member.json(path))['desk']).toMatchObject({
      limited: { teams: [{ team, name: 'North' }], openings: [] },
    });
    expect((await member.json(path))['desk']).toMatchObject({ limited: { openings: [{ by: 'Member' }] } });

    const later = filed.cases[1]!;
    const address = `/${later.replace('case', 'cases')}?audience=desk`;
    expect((await other.ask('/acts/limit-item', { thing: later, team })).status).toBe(400);
    expect((await member.ask('/acts/limit-item', { thing: later, team })).status).toBe(204);
    expect((await other.ask(address)).status).toBe(404);
    expect(JSON.stringify(await other.json('/cases?audience=desk'))).not.toContain('Later');
    expect((await member.ask('/acts/limit-item', { thing: later, team: null })).status).toBe(204);
    expect((await other.json(address))['desk']).not.toHaveProperty('limited');
    const article = (await (
      await member.ask('/acts/create-articles', { articles: [{ headline: { text: 'Hidden article' } }], team })
    ).json()) as { number: number }[];
    expect((await member.json(`/articles/${article[0]!.number}/draft`))['limited']).toMatchObject({
      teams: [{ name: 'North' }],
    });
    expect((await other.ask(`/articles/${article[0]!.number}/draft`)).status).toBe(404);
  });
});
