import { beforeAll, describe, expect, it } from 'vitest';
import { listEntries } from '../../accounts/security-log/read-log.ts';
import { createToken } from '../../accounts/tokens/create-token.ts';
import { revokeToken } from '../../accounts/tokens/revoke-token.ts';
import type { Scope } from '../../accounts/tokens/tables.ts';
import { changeAccount } from '../../accounts/change-account.ts';
import { run } from '../../platform/operation.ts';
import { onEitherDatabase } from '../../platform/testing/databases.ts';
import { administrator } from '../../platform/testing/test-app.ts';
import { readNetwork } from '../../platform/config/networks.ts';
import { deskOn } from '../testing/desk.ts';
import { routes } from '../routes.ts';
import { readInTurn } from '../kit/reading-turns.ts';

type Desk = ReturnType<typeof deskOn>;
type Json = Record<string, never> & { items: Record<string, never>[]; next: string | null };

const at = (path: string): string => routes.api() + path;

onEitherDatabase('the API', (db) => {
  let desk: Desk;
  let now = new Date('2018-05-22T09:00:00Z');
  let monitor: Awaited<ReturnType<Desk['join']>>;
  let editor: Awaited<ReturnType<Desk['join']>>;
  let cases: string[];

  /** Counts the requests. Each request has another client address. So one test does not use up the limit of another. */
  let asked = 0;
  const ask = (path: string, init: RequestInit = {}, address = `192.0.2.${(asked++ % 250) + 1}`): Promise<Response> =>
    Promise.resolve(
      desk.web.request(path.startsWith('/api') ? path : at(path), init, {
        incoming: { socket: { remoteAddress: address } },
      }),
    );
  const json = async (path: string, init?: RequestInit): Promise<Json> =>
    (await ask(path, init)).json() as Promise<Json>;
  const bearer = (token: string): Record<string, string> => ({ authorization: `Bearer ${token}` });
  const post = (act: string, body: unknown, token: string, headers: Record<string, string> = {}): Promise<Response> =>
    ask(`/acts/${act}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...bearer(token), ...headers },
      body: JSON.stringify(body),
    });
  const tokenFor = async (who: typeof monitor, scopes: Scope[], days = 30) =>
    run(desk.app, createToken, who.principal, { name: 'a script', scopes, days });

  beforeAll(async () => {
    desk = deskOn(db(), { now: () => now });
    monitor = await desk.join('monitor');
    editor = await desk.join('editor');
    const { token } = await tokenFor(editor, ['write:record', 'publish']);
    const made = await post(
      'file',
      {
        actors: [
          {
            key: 'hrw',
            kind: 'organisation',
            names: [{ text: 'Human Rights Watch' }, { text: 'HRW', kind: 'acronym' }],
            visibility: 'public',
          },
        ],
        sources: [
          {
            key: 'page',
            kind: 'report',
            title: 'A report',
            publisher: '#hrw',
            addresses: ['https://www.example.org/report?utm_source=x'],
            language: 'en',
            visibility: 'public',
          },
        ],
        cases: Array.from({ length: 7 }, (_, index) => ({
          key: `c${index}`,
          title: `The case of the number ${index}`,
          visibility: index === 6 ? 'desk' : 'public',
        })),
        claims: Array.from({ length: 7 }, (_, index) => ({
          case: `#c${index}`,
          wording: `Claim ${index}`,
          kind: 'paraphrase',
          mode: 'stated',
          checked: index !== 5,
          visibility: 'public',
          chain: [{ actor: '#hrw', verb: 'wrote' }],
          support: { kind: 'reference', source: '#page' },
          statements: [{ subject: `#c${index}`, property: 'place', value: { country: index % 2 ? 'KZ' : 'RS' } }],
        })),
        why: 'From a script.',
      },
      token,
    );
    if (made.status !== 201) throw new Error(await made.text());
    cases = ((await made.json()) as { cases: string[] }).cases;
  });

  it('adds items to the record in the name of the token’s owner, with the given reason', async () => {
    const set = await db()
      .read.selectFrom('change_set')
      .selectAll()
      .where('operation', '=', 'record.file')
      .orderBy('id', 'desc')
      .executeTakeFirstOrThrow();
    expect(set).toMatchObject({ via: 'api', why: 'From a script.', account_id: editor.accountId });
  });

  it('gives every list page by page without losing or repeating an item, in each order', async () => {
    // One of the six public cases has no country, because its only claim is not checked.
    for (const [path, count] of [
      ['/cases', 6],
      ['/cases?country=KZ&country=RS', 5],
      ['/cases?q=number', 6],
      ['/actors', 1],
      ['/sources', 1],
      ['/claims', 6],
      ['/articles', 0],
    ] as const)
      for (const sort of ['number', '-number', 'changed', '-changed']) {
        const whole = (await json(`${path}${path.includes('?') ? '&' : '?'}limit=200&sort=${sort}`)).items;
        const numbers: number[] = [];
        let next: string | null = `${path}${path.includes('?') ? '&' : '?'}limit=2&sort=${sort}`;
        for (let turn = 0; next && turn < 20; turn++) {
          const answer: Response = await ask(next);
          const page = (await answer.json()) as Json;
          expect(page.items.length).toBeLessThanOrEqual(2);
          numbers.push(...page.items.map((item) => item['number'] as unknown as number));
          next = page.next;
          expect(answer.headers.get('link')).toBe(next && `<${next}>; rel="next"`);
        }
        expect([path, sort, numbers, numbers.length]).toEqual([path, sort, whole.map((item) => item['number']), count]);
        const byNumber = numbers.toSorted((a, b) => a - b);
        expect([path, sort, numbers]).toEqual([path, sort, sort.startsWith('-') ? byNumber.toReversed() : byNumber]);
      }
  });

  it('filters lists, without revealing to readers that a public claim belongs to a hidden case', async () => {
    expect((await json('/cases?country=kz')).items.length).toBe(2);
    expect((await json('/actors?q=human+rights')).items.length).toBe(1);
    expect((await json('/sources?address=http://example.org/report')).items.length).toBe(1);
    const numberOf = (ref: string) => ref.split('/')[1];
    expect((await json(`/claims?case=${numberOf(cases[0]!)}`)).items.length).toBe(1);
    // The claim is public, but its case is not. So the filter must not reveal to readers that the two belong together.
    expect((await json(`/claims?case=${numberOf(cases[6]!)}`)).items).toEqual([]);
    const { token } = await tokenFor(monitor, ['read:desk']);
    expect(
      (await json(`/claims?case=${numberOf(cases[6]!)}&audience=desk`, { headers: bearer(token) })).items.length,
    ).toBe(1);
    expect((await json('/claims?state=draft')).items).toEqual([]);
    expect((await json('/claims?state=draft&audience=desk', { headers: bearer(token) })).items.length).toBe(1);
    expect((await json('/cases?changedSince=2018-05-22T09:00:00Z')).items.length).toBe(6);
    expect((await json('/cases?changedSince=2018-05-23T09:00:00Z')).items).toEqual([]);
  });

  it('notes in the security log that a program reads data of the desk, once a day', async () => {
    const exports = async () =>
      (await listEntries(db().read, { limit: 100, offset: 0 })).rows
        .filter(({ event }) => event === 'exported')
        .map(({ byName, via }) => [byName, via]);
    const before = await exports();
    const [first, second] = [await tokenFor(monitor, ['read:desk']), await tokenFor(editor, ['read:desk'])];
    const read = async (token: string, audience = 'desk') =>
      expect((await ask(`/cases?audience=${audience}`, { headers: bearer(token) })).status).toBe(200);
    await read(first.token, 'public');
    expect(await exports()).toEqual(before);
    for (const token of [first.token, first.token, second.token]) await read(token);
    const of = ({ principal }: typeof monitor) => [principal.name, 'api'];
    expect(await exports()).toEqual([of(editor), of(monitor), ...before]);
    const then = now;
    now = new Date(now.getTime() + 86_400_000);
    await read(first.token);
    now = then;
    expect(await exports()).toEqual([of(monitor), of(editor), of(monitor), ...before]);
  });

  it('refuses an invalid cursor, a cursor of another list, and unknown parameters', async () => {
    const { next } = await json('/cases?limit=2');
    const cursor = new URL(next!, 'http://x').searchParams.get('cursor')!;
    for (const path of [
      `/cases?cursor=${cursor.slice(0, -3)}`,
      '/cases?cursor=abc',
      '/cases?cursor=%00',
      `/claims?cursor=${cursor}`,
      `/cases?sort=changed&cursor=${cursor}`,
      `/cases?country=KZ&cursor=${cursor}`,
    ]) {
      const answer = await ask(path);
      expect([path, answer.status, answer.headers.get('content-type'), await answer.json()]).toMatchObject([
        path,
        400,
        'application/problem+json',
        { code: path.endsWith('%00') ? 'bad_address' : 'bad_cursor' },
      ]);
    }
    expect(await json('/sources?address=abc')).toMatchObject({
      code: 'invalid_input',
      errors: [{ parameter: 'address', message: expect.stringContaining('Enter a web address') }],
    });
    // A request with another page size continues where the last page ended.
    expect((await ask(`/cases?limit=3&cursor=${cursor}`)).status).toBe(200);
    expect(await json('/cases?limit=500&contry=KZ&sort=a&sort=b')).toMatchObject({
      status: 400,
      code: 'invalid_input',
      errors: [
        { parameter: 'contry', message: expect.stringContaining('no parameter with this name') },
        { parameter: 'sort', message: expect.stringContaining('takes one value') },
        { parameter: 'limit', message: 'Give a whole number from 1 to 200.' },
      ],
    });
  });

  it('returns 304 for the ETag of an item that has not changed', async () => {
    const number = cases[0]!.split('/')[1];
    const first = await ask(`/cases/${number}`);
    const etag = first.headers.get('etag')!;
    expect([first.status, etag.startsWith('W/"')]).toEqual([200, true]);
    const again = await ask(`/cases/${number}`, { headers: { 'if-none-match': `"x", ${etag}` } });
    expect([again.status, await again.text(), again.headers.get('etag')]).toEqual([304, '', etag]);
  });

  it('changes an item at the version that was read, and returns 412 or 409 if it has changed since', async () => {
    const { token } = await tokenFor(editor, ['read:desk', 'write:record', 'publish']);
    const [thing] = cases;
    const read = await ask(`/cases/${thing!.split('/')[1]}?audience=desk`, { headers: bearer(token) });
    const etag = read.headers.get('etag')!;
    const { desk: head } = (await read.json()) as { desk: { version: number } };
    expect([read.headers.get('cache-control'), etag]).toEqual([
      'private, no-cache, no-transform',
      expect.stringMatching(new RegExp(`^"v${head.version}-`)),
    ]);
    const change = { thing, title: 'Another title', visibility: 'public' };
    const done = await post('change-dossier', change, token, { 'if-match': etag });
    expect([done.status, await done.json()]).toEqual([200, { version: head.version + 1 }]);
    for (const [extra, headers, status, code] of [
      [{}, { 'if-match': etag }, 412, 'precondition_failed'],
      [{ version: head.version }, {}, 409, 'conflict'],
      [{}, { 'if-match': '"never ours"' }, 412, 'precondition_failed'],
      [{}, {}, 400, 'invalid_input'],
    ] as const) {
      const late = await post('change-dossier', { ...change, ...extra }, token, headers as Record<string, string>);
      expect([late.status, await late.json()]).toMatchObject([status, { code }]);
    }
    expect(((await json(`/cases/${thing!.split('/')[1]}`)) as { title?: string }).title).toBe('Another title');
  });

  it('names the place of each error in a body, and refuses unknown fields', async () => {
    const { token } = await tokenFor(monitor, ['write:record']);
    const wrong = await post(
      'file',
      {
        cases: [{ title: 'x', visiblity: 'public' }],
        claims: [{ support: { kind: 'reference', source: 'source/1', nota: '' } }],
      },
      token,
    );
    expect([wrong.status, await wrong.json()]).toMatchObject([
      400,
      {
        errors: [
          { pointer: '/cases/0/visiblity', message: expect.stringContaining('no field with this name') },
          { pointer: '/claims/0/support/nota' },
        ],
      },
    ]);
    const missing = await post(
      'file',
      { cases: [{ title: '' }], events: [{ case: 'case/999999', title: 'x' }] },
      token,
    );
    expect([missing.status, await missing.json()]).toMatchObject([400, { errors: [{ pointer: '/cases/0/title' }] }]);
    const unknown = await post('file', { events: [{ case: 'case/999999', title: 'x' }] }, token);
    expect([unknown.status, await unknown.json()]).toMatchObject([
      400,
      { errors: [{ pointer: '/events/0/case', message: expect.stringContaining('case/999999') }] },
    ]);
    const headers = { ...bearer(token), 'content-type': 'application/json' };
    expect((await ask('/acts/file', { method: 'POST', headers, body: '{"cases": [' })).status).toBe(400);
    expect(
      (await ask('/acts/file', { method: 'POST', headers: { ...headers, 'content-type': 'text/plain' }, body: '{}' }))
        .status,
    ).toBe(415);
    expect(
      (await ask('/acts/file', { method: 'POST', headers, body: `{"why":"${'x'.repeat(11 * 1024 * 1024)}"}` })).status,
    ).toBe(413);
  });

  it('lists the properties of a kind, with the schema of their values', async () => {
    const { items } = (await json('/properties?on=event')) as unknown as {
      items: { property: string; on: string[]; value: { enum?: string[]; properties?: object } }[];
    };
    expect(items.length).toBeGreaterThan(5);
    expect(items.every((one) => one.on.includes('event'))).toBe(true);
    expect(items.find((one) => one.property === 'event-type')!.value.enum).toContain('newsroom-search');
    expect(Object.keys(items.find((one) => one.property === 'involvement')!.value.properties!)).toEqual([
      'actor',
      'role',
      'employment',
      'beat',
      'reason',
    ]);
  });

  describe('a token', () => {
    it('is stored as a hash, with the day of its last use', async () => {
      const { token, id } = await tokenFor(monitor, ['read:desk']);
      expect((await ask('/cases', { headers: bearer(token) })).status).toBe(200);
      const row = await db().read.selectFrom('api_token').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
      expect(JSON.stringify({ ...row, token_hash: Buffer.from(row.token_hash).toString() })).not.toContain(
        token.slice(8),
      );
      const { listTokens } = await import('../../accounts/tokens/find-token.ts');
      expect((await listTokens(db().read, now, monitor.accountId)).find((one) => one.id === id)).toMatchObject({
        usedOn: '2018-05-22',
        state: 'live',
      });
    });

    it('allows only what its scopes say', async () => {
      const reads = await tokenFor(monitor, ['read:desk']);
      const writes = await tokenFor(monitor, ['write:record']);
      expect(await (await post('file', {}, reads.token)).json()).toMatchObject({ status: 403, code: 'scope_missing' });
      expect(await json('/cases?audience=desk', { headers: bearer(writes.token) })).toMatchObject({
        status: 403,
        code: 'scope_missing',
      });
      expect(await json('/cases?audience=desk')).toMatchObject({ status: 401, code: 'token_missing' });
      expect((await ask('/cases?audience=desk')).headers.get('www-authenticate')).toMatch(/^Bearer /);
    });

    it('of an editor without the scope to publish cannot change what readers see, but can propose it', async () => {
      const { token } = await tokenFor(editor, ['write:record', 'write:articles']);
      const filing = (visibility: string) => ({ cases: [{ title: 'By a lost token', visibility }] });
      const made = await post('file', filing('desk'), token);
      expect(made.status).toBe(201);
      const things = ((await made.json()) as { cases: string[] }).cases;
      const visible = { things, visibility: 'public' };
      for (const refused of [await post('file', filing('public'), token), await post('set-visibility', visible, token)])
        expect(await refused.json()).toMatchObject({ status: 403, code: 'editor_needed' });
      expect((await post('set-visibility?propose=true', visible, token)).status).toBe(202);
      const publishes = await tokenFor(editor, ['write:record', 'publish']);
      expect((await post('set-visibility', visible, publishes.token)).status).toBe(204);
      const reason = 'It was filed by mistake.';
      expect(await (await post('withdraw', { things, reason }, token)).json()).toMatchObject({ code: 'editor_needed' });
      expect((await post('withdraw', { things, reason }, publishes.token)).status).toBe(204);

      // The change is refused even if the changed item is not public, because readers see what kind of actor a speaker
      // is.
      const witness = { kind: 'person', names: [{ text: 'A witness' }], visibility: 'desk' };
      const said = {
        wording: 'Somebody saw it.',
        kind: 'paraphrase',
        mode: 'stated',
        checked: true,
        visibility: 'public',
        chain: [{ actor: '#witness', verb: 'said' }],
        support: { kind: 'reference', source: 'source/1' },
        statements: [{ subject: cases[0], property: 'place', value: { country: 'RS' } }],
      };
      const filed = await post('file', { actors: [{ key: 'witness', ...witness }], claims: [said] }, publishes.token);
      const { actors } = (await filed.json()) as { actors: string[] };
      const change = { actor: actors[0], version: 1, to: { ...witness, kind: 'authority' } };
      expect(await (await post('change-actor', change, token)).json()).toMatchObject({ code: 'editor_needed' });
      expect((await post('change-actor?propose=true', change, token)).status).toBe(202);
    });

    it('allows only what its owner may do at the moment', async () => {
      const { token } = await tokenFor(monitor, ['write:record', 'publish', 'write:articles']);
      const refused = await post('merge', { from: cases[1], into: cases[2] }, token);
      expect([refused.status, await refused.json()]).toMatchObject([403, { code: 'not_permitted' }]);
      expect((await post('publish-article', { article: 'article/1', version: 1 }, token)).status).toBe(403);
      const open = { sources: [{ kind: 'article', title: 'A page', visibility: 'public' }] };
      expect(await (await post('file', open, token)).json()).toMatchObject({ status: 403, code: 'editor_needed' });
      // The owner of this token lost the role of editor after creating the token.
      const former = await desk.join('editor');
      const { token: kept } = await tokenFor(former, ['write:record', 'publish']);
      expect((await post('file', open, kept)).status).toBe(201);
      await run(desk.app, changeAccount, administrator, {
        accountId: former.accountId,
        version: 2,
        name: former.name,
        roles: ['desk-reader'],
      });
      expect((await post('file', open, kept)).status).toBe(403);
      expect((await post('file', { cases: [{ title: 'A case' }] }, kept)).status).toBe(403);
    });

    it('ends when it expires, when it is revoked, and when its account is closed, even if the account is opened again', async () => {
      const works = async (token: string): Promise<number> => (await ask('/cases', { headers: bearer(token) })).status;
      const day = await tokenFor(monitor, ['read:desk'], 1);
      const before = now;
      now = new Date(now.getTime() + 86_400_000);
      expect(await works(day.token)).toBe(401);
      now = before;
      expect(await works(day.token)).toBe(200);
      const other = await tokenFor(editor, ['read:desk']);
      await expect(run(desk.app, revokeToken, editor.principal, { token: day.id })).rejects.toThrow('not_found');
      await run(desk.app, revokeToken, monitor.principal, { token: day.id });
      expect(await works(day.token)).toBe(401);
      await run(desk.app, revokeToken, administrator, { token: other.id });
      expect(await works(other.token)).toBe(401);
      const leaver = await desk.join('monitor');
      const last = await tokenFor(leaver, ['read:desk']);
      expect(await works(last.token)).toBe(200);
      for (const disabled of [true, false]) {
        const { version } = await db()
          .read.selectFrom('account')
          .select('version')
          .where('id', '=', leaver.accountId)
          .executeTakeFirstOrThrow();
        await run(desk.app, changeAccount, administrator, {
          accountId: leaver.accountId,
          version,
          name: leaver.name,
          roles: ['monitor'],
          disabled,
        });
        expect(await works(last.token)).toBe(401);
      }
    });

    it('is the only way to sign in to the API: the cookie of a session has no effect', async () => {
      const answer = await ask('/acts/file', {
        method: 'POST',
        headers: { cookie: monitor.cookie, 'content-type': 'application/json' },
        body: '{}',
      });
      expect([answer.status, await answer.json()]).toMatchObject([401, { code: 'token_missing' }]);
      expect((await ask('/cases?audience=desk', { headers: { cookie: monitor.cookie } })).status).toBe(401);
    });
  });

  it('limits requests by client address or token, and says how many are left and how long to wait', async () => {
    const from = (address: string, headers: Record<string, string> = {}) => ask('/nothing', { headers }, address);
    const first = await from('198.51.100.7');
    expect([first.status, first.headers.get('ratelimit'), first.headers.get('ratelimit-policy')]).toEqual([
      404,
      '"public";r=119;t=1',
      '"public";q=120;w=60',
    ]);
    for (let left = 118; left >= 0; left--) await from('198.51.100.7');
    const over = await from('198.51.100.7');
    expect([over.status, await over.json()]).toMatchObject([429, { code: 'rate_limited' }]);
    expect([over.headers.get('ratelimit'), over.headers.get('retry-after')]).toEqual(['"public";r=0;t=60', '1']);
    // Only a trusted proxy can use a header to give a client another address.
    expect((await from('198.51.100.7', { 'x-forwarded-for': '203.0.113.9' })).status).toBe(429);
    for (let left = 120; left > 0; left--) await from('127.0.0.1', { 'x-forwarded-for': `203.0.113.${left}` });
    expect((await from('127.0.0.1', { 'x-forwarded-for': '203.0.113.200' })).status).toBe(429);
    desk.app.config.trustedProxies = [readNetwork('127.0.0.2')!];
    expect((await from('127.0.0.2', { 'x-forwarded-for': '203.0.113.9, 198.51.100.7' })).status).toBe(429);
    expect((await from('127.0.0.2', { 'x-forwarded-for': '198.51.100.8' })).status).toBe(404);
    expect((await from('198.51.100.7', bearer('kronika_never'))).status).toBe(429);
    const { token } = await tokenFor(monitor, ['read:desk']);
    const known = await from('198.51.100.7', bearer(token));
    expect([known.status, known.headers.get('ratelimit')]).toEqual([404, '"token";r=599;t=1']);
  });

  it('lets scripts of other sites read public data, but nothing with a token', async () => {
    const open = await ask('/cases', { headers: { origin: 'https://elsewhere.example' } });
    expect([
      open.headers.get('access-control-allow-origin'),
      open.headers.get('access-control-allow-credentials'),
      open.headers.get('cross-origin-resource-policy'),
    ]).toEqual(['*', null, 'cross-origin']);
    const { token } = await tokenFor(monitor, ['read:desk']);
    expect((await ask('/cases', { headers: bearer(token) })).headers.get('access-control-allow-origin')).toBeNull();
    const before = await ask('/acts/file', {
      method: 'OPTIONS',
      headers: {
        origin: 'https://elsewhere.example',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization',
      },
    });
    expect([
      before.status,
      before.headers.get('access-control-allow-methods'),
      before.headers.get('access-control-allow-headers'),
    ]).toEqual([204, 'GET, HEAD', 'If-None-Match']);
  });

  it('compares a sentence with claims, for programs with the scope to read, which counts as five requests', async () => {
    const { token } = await tokenFor(monitor, ['read:desk']);
    const compare = (body: unknown, headers: Record<string, string> = bearer(token)): Promise<Response> =>
      ask('/compare', {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
      });
    const claims = [{ text: 'Police arrested Marta Kolin on 11 May 2024.', speaker: 'Union of Coastal Writers' }];
    const answer = await compare({ sentence: 'Marta Kolin was arrested on 12 May 2019.', claims });
    expect([answer.status, answer.headers.get('ratelimit')]).toEqual([200, expect.stringContaining(';r=595;')]);
    expect(await answer.json()).toMatchObject({
      verdict: 'contradicted',
      points: expect.arrayContaining([
        {
          kind: 'date',
          verdict: 'contradicted',
          sentence: { start: 28, end: 39, text: '12 May 2019' },
          claim: '11 May 2024',
        },
      ]),
    });
    expect((await compare({ sentence: 'So.', claims }, {})).status).toBe(401);
    const writer = await tokenFor(monitor, ['write:record']);
    expect((await compare({ sentence: 'So.', claims }, bearer(writer.token))).status).toBe(403);
    const wrong = async (body: object): Promise<unknown> => (await (await compare(body)).json()).errors;
    expect(await wrong({ sentence: 'So.', claims: [] })).toMatchObject([{ pointer: '/claims' }]);
    expect(await wrong({ sentence: 'x'.repeat(1001), claims })).toMatchObject([{ pointer: '/sentence' }]);
    expect(await wrong({ sentence: 'So.', claims, extra: 1 })).toMatchObject([{ pointer: '/extra' }]);
    expect((await ask('/compare')).headers.get('allow')).toBe('POST, OPTIONS');
  });

  it('calculates one thing at a time for each account, lets four wait, and says when the others can come back', async () => {
    const [reader, colleague] = [await tokenFor(monitor, ['read:desk']), await tokenFor(editor, ['read:desk'])];
    const compare = (token: string): Promise<Response> =>
      ask('/compare', {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...bearer(token) },
        body: JSON.stringify({ sentence: 'So.', claims: [{ text: 'Marta Kolin spoke.' }] }),
      });
    let end = (): void => {};
    const ended = new Promise<void>((resolve) => (end = resolve));
    const { signal } = new AbortController();
    const others = Array.from({ length: 5 }, () => readInTurn(monitor.principal, () => ended, signal));
    const refused = await compare(reader.token);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '30']);
    expect((await compare(colleague.token)).status).toBe(200);
    end();
    await Promise.all(others);
    expect((await compare(reader.token)).status).toBe(200);
  });

  it('redirects from a merged item (308), and returns 410 with the reason for a withdrawn one', async () => {
    const { token } = await tokenFor(editor, ['write:record', 'read:desk', 'publish']);
    expect((await post('merge', { from: cases[3], into: cases[2], why: 'One and the same.' }, token)).status).toBe(204);
    const [merged, into] = [cases[3]!, cases[2]!].map((ref) => ref.split('/')[1]);
    const moved = await ask(`/cases/${merged}`);
    expect([moved.status, moved.headers.get('location')]).toEqual([308, at(`/cases/${into}`)]);
    expect((await post('withdraw', { things: [cases[4]], reason: 'It was about somebody else.' }, token)).status).toBe(
      204,
    );
    const path = `/cases/${cases[4]!.split('/')[1]}`;
    expect(await json(path)).toMatchObject({ status: 410, code: 'gone', reason: 'It was about somebody else.' });
    expect(await json(`${path}?audience=desk`, { headers: bearer(token) })).toMatchObject({
      desk: { withdrawnAt: '2018-05-22T09:00:00.000Z' },
    });
    expect((await ask('/cases/999999')).status).toBe(404);
    const wrong = await ask('/cases', { method: 'DELETE' });
    expect([wrong.status, wrong.headers.get('allow')]).toEqual([405, 'GET, HEAD, OPTIONS']);
    expect((await json('/cases')).items.map((item) => `case/${item['number']}`)).toEqual([
      cases[0],
      cases[1],
      cases[2],
      cases[5],
    ]);
  });
});
