import { join } from 'node:path';
import { writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { tempDir } from '../platform/testing/temp-dir.ts';
import { kronikaDone, useKronika } from './testing/kronika.ts';

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
    'case/1 is limited to North, and nothing else names it',
  );
  const history = ['history', 'case/1'];
  expect((await kronikaDone(history, of('editor@example.org'))).status).toBe(0);
  expect((await run('teams', 'add', 'North', 'monitor@example.org')).said).toContain(
    'North: editor@example.org, monitor@example.org',
  );
  expect((await run('teams', 'remove', 'North', 'monitor@example.org', 'editor@example.org')).said).toContain(
    'This team has items',
  );
  expect((await run('teams', 'remove', 'North', 'monitor@example.org')).status).toBe(0);
  expect(JSON.parse((await run('teams', 'list', '--json')).stdout)).toEqual([
    { number: 1, name: 'North', closed: false, members: ['editor@example.org'] },
  ]);
  expect((await run('limit', 'case/1', '--open')).said).toContain('open to everyone at the desk');
}, 240_000);
