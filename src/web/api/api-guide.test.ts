import { execFile, execFileSync } from 'node:child_process';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { serve } from '@hono/node-server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createToken } from '../../accounts/tokens/create-token.ts';
import { run } from '../../platform/operation.ts';
import { testDatabase, type TestDatabase } from '../../platform/testing/databases.ts';
import { tempDir } from '../../platform/testing/temp-dir.ts';
import { file } from '../../record/filing/file.ts';
import { routes } from '../routes.ts';
import { deskOn } from '../testing/desk.ts';
import { apiExamples } from './api-examples.ts';

const here = (command: string): boolean => {
  try {
    execFileSync(command, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
};

/** What each example prints. */
const expected: Record<string, RegExp> = {
  one: /"schema":"kronika\.case\.v1"/,
  list: /"items":\[.*"next":/s,
  search: /"facets":/,
  all: /^$/,
  since: /"items":\[/,
  etag: /^304\n$/,
  desk: /"desk":\{"version":\d+/,
  desk_list: /"total":1,.*"values":\{"responsible":null\}/,
  properties: /"property":"date"/,
  file: /"cases":\["case\/\d+"\]/,
  change: /^\{"version":\d+\}$/,
  wrong: /"pointer":"\/cases\/0\/visiblity"/,
};

describe.skipIf(!here('curl') || !here('jq'))('the examples in the API guide (with curl and jq)', () => {
  let made: TestDatabase;
  let desk: ReturnType<typeof deskOn>;
  let server: ReturnType<typeof serve>;
  let origin: string;
  let token: string;
  let number: number;
  const folder = tempDir();

  beforeAll(async () => {
    made = await testDatabase('embedded');
    desk = deskOn(made.db);
    const editor = await desk.join('editor');
    token = (
      await run(desk.app, createToken, editor.principal, {
        name: 'examples',
        scopes: ['read:desk', 'write:record', 'publish'],
        days: 1,
      })
    ).token;
    const filed = await run(desk.app, file, editor.principal, {
      actors: [{ key: 'who', kind: 'person', names: [{ text: 'Somebody' }], visibility: 'public' }],
      sources: [{ key: 'page', kind: 'article', title: 'A page', visibility: 'public' }],
      cases: [{ key: 'case', title: 'A case', visibility: 'public' }],
      claims: Array.from({ length: 250 }, (_, index) => ({
        case: '#case',
        wording: `Claim ${index}`,
        kind: 'paraphrase' as const,
        mode: 'stated' as const,
        checked: true,
        visibility: 'public' as const,
        chain: [{ actor: '#who' }],
        support: { kind: 'reference' as const, source: '#page' },
      })),
    });
    number = Number(filed.cases[0]!.split('/')[1]);
    origin = await new Promise((resolve) => {
      server = serve({ fetch: desk.web.fetch, port: 0, hostname: '127.0.0.1' }, (info: AddressInfo) =>
        resolve(`http://127.0.0.1:${info.port}`),
      );
    });
  });
  afterAll(async () => {
    server.close();
    await made.drop();
  });

  it('work exactly as printed', async () => {
    const examples = apiExamples(origin, number);
    expect(Object.keys(expected)).toEqual(examples.map((one) => one.key));
    for (const { key, command } of examples) {
      const { stdout } = await promisify(execFile)('sh', ['-c', command], {
        cwd: folder,
        env: { ...process.env, KRONIKA_TOKEN: token },
      });
      expect([key, stdout]).toEqual([key, expect.stringMatching(expected[key]!)]);
    }
    const lines = execFileSync('wc', ['-l', 'claims.jsonl'], { cwd: folder, encoding: 'utf8' });
    expect(Number(lines.trim().split(' ')[0])).toBe(250);
  });

  it('are on the guide’s page, which is linked from the page about the publication', async () => {
    const html = await (await fetch(`${origin}${routes.apiGuide()}`)).text();
    const text = html
      .replaceAll('&#39;', "'")
      .replaceAll('&quot;', '"')
      .replaceAll('&amp;', '&')
      .replaceAll('&gt;', '>')
      .replaceAll('&lt;', '<');
    for (const { command } of apiExamples(origin, number)) expect(text).toContain(command);
    expect(html).not.toMatch(/api\.(guide|op|act|scope)\./);
    expect(await (await fetch(`${origin}${routes.about()}`)).text()).toContain(`href="${routes.apiGuide()}"`);
    expect((await fetch(`${origin}${routes.apiDescription()}`)).headers.get('content-type')).toContain('openapi');
  });
});
