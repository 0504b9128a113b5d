import { join } from 'node:path';
import { writeFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { tempDir } from '../platform/testing/temp-dir.ts';
import { kronikaDone, kronikaServing, useKronika } from './testing/kronika.ts';

useKronika();
const folder = tempDir();
const env = { KRONIKA_DATA: join(folder, 'data'), KRONIKA_EXAMPLE: '0' };
const of = (email: string) => ({ ...env, KRONIKA_AS: email });

it('teams are created and changed, and items limited and opened, from the command line', async () => {
  for (const [email, role] of [
    ['editor@example.org', 'editor'],
    ['monitor@example.org', 'monitor'],
  ] as const)
    expect((await kronikaDone(['account', 'add', email, '--name', email, '--role', role], env)).status).toBe(0);
  // Commands that use a running server need not open the data each time.
  const server = await kronikaServing(env);
  const run = async (...args: string[]) => {
    const done = await kronikaDone(args, env);
    return { ...done, said: done.stdout + done.stderr };
  };
  expect((await run('teams', 'list')).said).toContain('There are no teams');
  expect((await run('teams', 'create', 'North', '--member', 'nobody@example.org')).said).toContain('no account');
  expect((await run('teams', 'create', 'North', '--member', 'editor@example.org')).said).toContain('North is created');
  const filing = join(folder, 'filing.json');
  writeFileSync(filing, JSON.stringify({ cases: [{ title: 'A case of the north' }] }));
  expect((await kronikaDone(['import', filing], of('editor@example.org'))).status).toBe(0);
  expect((await run('limit', 'case/1', 'South')).said).toContain('There is no team with this name');
  expect((await run('limit', 'case/1')).status).toBe(2);
  expect((await run('limit', 'case/1', 'North')).said).toContain(
    'case/1 is limited to North. No other item refers to it.',
  );
  const history = ['history', 'case/1'];
  expect((await kronikaDone(history, of('editor@example.org'))).status).toBe(0);
  const added = (await run('teams', 'add', 'North', 'monitor@example.org')).said;
  expect(added).toContain('North: editor@example.org, monitor@example.org');
  expect(added).not.toContain('Ask ');
  expect((await run('teams', 'remove', 'North', 'monitor@example.org', 'editor@example.org')).said).toContain(
    'Items are limited to this team',
  );
  expect((await run('teams', 'remove', 'North', 'monitor@example.org')).status).toBe(0);
  expect(JSON.parse((await run('teams', 'list', '--json')).stdout)).toEqual([
    { number: 1, name: 'North', closed: false, members: ['editor@example.org'], unconfirmed: [] },
  ]);
  expect((await run('limit', 'case/1', '--open')).said).toContain('open to everyone at the desk');
  expect(await server.stop()).toBe(0);
});

describe('--team', () => {
  const own = tempDir();
  const data = { KRONIKA_DATA: join(own, 'data'), KRONIKA_EXAMPLE: '0' };
  const as = (who: string) => ({ ...data, KRONIKA_AS: `${who}@example.org` });
  const written = (name: string, text: string): string => {
    const path = join(own, name);
    writeFileSync(path, text);
    return path;
  };
  const page = written('page.html', '<title>A page of the north</title><p>It says something about a court.');
  const filing = written('filing.json', JSON.stringify({ cases: [{ title: 'A case of the north' }] }));
  const table = written('north.csv', 'id;date;city;country\n1;03.02.2020;Алматы;KZ\n');
  let server: Awaited<ReturnType<typeof kronikaServing>>;
  const signedIn = new Map<string, string>();

  /** Sets a password by means of a link, and returns the cookie of the session. */
  const usedLink = async (link: string): Promise<string> => {
    const sent = await fetch(`${server.address}${new URL(link).pathname}`, {
      method: 'POST',
      redirect: 'manual',
      body: new URLSearchParams({ password: 'correct horse battery', again: 'correct horse battery' }),
    });
    return /^[^;]+/.exec(sent.headers.get('set-cookie')!)![0];
  };

  beforeAll(async () => {
    for (const who of ['member', 'outsider']) {
      const added = await kronikaDone(
        ['account', 'add', `${who}@example.org`, '--name', who, '--role', 'editor', 'administrator', '--json'],
        data,
      );
      signedIn.set(who, (JSON.parse(added.stdout) as { link: string }).link);
    }
    await kronikaDone(['teams', 'create', 'North', '--member', 'member@example.org'], data);
    server = await kronikaServing(data);
    for (const [who, link] of signedIn) {
      signedIn.set(who, await usedLink(link));
    }
    return async () => void (await server.stop());
  });

  const shown = async (who: string): Promise<string[]> => {
    const titles: string[] = [];
    for (const path of ['/desk/sources', '/desk/cases', '/desk/imports', '/desk/history']) {
      const answer = await fetch(`${server.address}${path}`, { headers: { cookie: signedIn.get(who)! } });
      expect(answer.status, path).toBe(200);
      const html = await answer.text();
      titles.push(
        ...['page of the north', 'case of the north', 'north.csv', 'Алматы'].filter((one) => html.includes(one)),
      );
    }
    return [...new Set(titles)].sort();
  };

  it.each([
    ['capture', page],
    ['import', filing],
    ['import', table, '--suggested'],
  ])('is refused for a team that does not exist or that the account is not in: kronika %s %s', async (...args) => {
    for (const [who, team] of [
      ['outsider', 'North'],
      ['member', 'South'],
    ] as const) {
      const refused = await kronikaDone([...args, '--team', team], as(who));
      expect([refused.status, refused.stderr]).toEqual([1, expect.stringContaining('in no open team with this name')]);
    }
    for (const who of ['member', 'outsider']) expect(await shown(who)).toEqual([]);
  });

  it('cannot be used for public items, or with commands that store nothing', async () => {
    for (const args of [
      ['import', table, '--suggested', '--public'],
      ['import', filing, '--example'],
      ['capture', 'https://example.org/', '--out', join(own, 'page.wacz')],
      ['import', written('record.jsonl', '{"type":"kronika"}\n')],
    ]) {
      const refused = await kronikaDone([...args, '--team', 'North'], as('member'));
      expect([args[1], refused.status]).toEqual([args[1], 2]);
      expect(refused.stderr).toContain('--team');
    }
    const claims = {
      claims: [
        {
          wording: 'It says so.',
          kind: 'paraphrase',
          mode: 'stated',
          chain: [{ asWritten: 'x', verb: 'said' }],
          support: { kind: 'direct-word', note: 'She told us.' },
        },
      ],
    };
    const alone = await kronikaDone(
      ['import', written('claims.json', JSON.stringify(claims)), '--team', 'North'],
      as('member'),
    );
    expect([alone.status, alone.stderr]).toEqual([1, expect.stringContaining('Only a new case or source')]);
  });

  it('limits what capture and import add from the start', async () => {
    expect((await kronikaDone(['capture', page, '--team', 'North'], as('member'))).status).toBe(0);
    expect((await kronikaDone(['import', filing, '--team', 'North'], as('member'))).status).toBe(0);
    const imported = await kronikaDone(['import', table, '--suggested', '--team', 'North'], as('member'));
    expect([imported.status, imported.stderr]).toEqual([0, '']);
    expect(await shown('member')).toEqual(['case of the north', 'north.csv', 'page of the north', 'Алматы']);
    expect(await shown('outsider')).toEqual([]);
  });

  it('says who should be asked whether they chose their password themselves, if someone handed over the link', async () => {
    // The member used the link while they were the only one in the team.
    const words = 'Ask member@example.org whether they chose the password themselves';
    expect((await kronikaDone(['teams', 'list'], data)).stdout).toContain(words);
    const created = ['teams', 'create', 'South', '--member', 'member@example.org', 'outsider@example.org'];
    expect((await kronikaDone(created, data)).stdout).toContain(
      'Ask member@example.org, outsider@example.org whether they chose their passwords themselves',
    );
    expect((await kronikaDone(['limit', 'case/1', 'North'], data)).stdout).toContain('Ask member whether');
  });

  it("exports the desk's record as the person in --as sees it", async () => {
    const exported = async (who: 'member' | 'outsider'): Promise<boolean> => {
      const { status, stdout } = await kronikaDone(['export', '--format', 'jsonl', '--audience', 'desk'], as(who));
      expect(status).toBe(0);
      return stdout.includes('A case of the north');
    };
    expect([await exported('member'), await exported('outsider')]).toEqual([true, false]);
    const history = async (who: 'member' | 'outsider') => (await kronikaDone(['history', 'case/1'], as(who))).status;
    expect([await history('member'), (await history('outsider')) === 0]).toEqual([0, false]);
  });

  it('limits an article that a program creates through the API about a limited case', async () => {
    const added = await kronikaDone(
      ['token', 'add', 'Program', '--scope', 'read:desk', 'write:articles', '--days', '1', '--json'],
      as('member'),
    );
    const { token } = JSON.parse(added.stdout) as { token: string };
    const ask = async (path: string, body?: object): Promise<unknown> => {
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
      const answer = await fetch(`${server.address}/api/v1${path}`, {
        headers,
        ...(body && { method: 'POST', body: JSON.stringify(body) }),
      });
      expect([path, answer.ok]).toEqual([path, true]);
      return answer.json();
    };
    const { items } = (await ask('/cases?audience=desk')) as { items: { number: number; title: string }[] };
    const about = items.find((one) => one.title === 'A case of the north')!;
    const articles = [{ headline: { text: 'From the north' }, cases: [`case/${about.number}`], blocks: [] }];
    const [made] = (await ask('/acts/create-articles', { articles })) as { article: string }[];
    for (const [who, status] of [
      ['member', 200],
      ['outsider', 404],
    ] as const) {
      const path = `${server.address}/desk/articles/${made!.article.split('/')[1]}`;
      const answer = await fetch(path, { headers: { cookie: signedIn.get(who)! } });
      expect([who, answer.status]).toEqual([who, status]);
    }
  });

  it('shows nothing limited to a member with a new password until `teams add` confirms the member', async () => {
    const { stdout } = await kronikaDone(['account', 'password', 'member@example.org', '--json'], data);
    signedIn.set('member', await usedLink((JSON.parse(stdout) as { link: string }).link));
    expect(await shown('member')).toEqual([]);
    const added = await kronikaDone(['teams', 'add', 'North', 'member@example.org'], data);
    expect([added.status, added.stdout]).toEqual([0, expect.stringContaining('Ask member@example.org whether')]);
    expect((await kronikaDone(['teams', 'list'], data)).stdout).not.toContain('Ask ');
    expect(await shown('member')).toContain('case of the north');
  });
});
