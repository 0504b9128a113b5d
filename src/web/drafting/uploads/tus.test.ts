import { existsSync, readdirSync } from 'node:fs';
import { request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { serve } from '@hono/node-server';
import { Agent, fetch, type Response } from 'undici';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { changeAccount } from '../../../accounts/change-account.ts';
import { createToken } from '../../../accounts/tokens/create-token.ts';
import type { Scope } from '../../../accounts/tokens/tables.ts';
import { beginLockdown, endLockdown } from '../../../accounts/lockdown/lockdown.ts';
import { checkUploadJob } from '../../../drafting/uploads/check-upload.ts';
import { deleteUploads, endUploadsJob } from '../../../drafting/uploads/end-uploads.ts';
import { openUpload } from '../../../drafting/uploads/files.ts';
import { uploadLimits } from '../../../drafting/uploads/limits.ts';
import { prepareJobs } from '../../../platform/jobs/queues.ts';
import { createLog } from '../../../platform/log/log.ts';
import { run } from '../../../platform/operation.ts';
import { bytesOf } from '../../../platform/readers/reader.ts';
import { onBothDatabases } from '../../../platform/testing/databases.ts';
import { administrator, editor } from '../../../platform/testing/test-app.ts';
import { file } from '../../../record/filing/file.ts';
import { redactPerson } from '../../../record/protection/redact.ts';
import { deskOn } from '../../testing/desk.ts';

/** Without connections that are used again, because the server closes one whose request it has refused unread. */
const dispatcher = new Agent({ pipelining: 0 });
const day = 86_400_000;
const megabyte = 2 ** 20;

onBothDatabases('uploads by the protocol tus', (db) => {
  let desk: ReturnType<typeof deskOn>;
  let server: ReturnType<typeof serve>;
  let base: string;
  let now = new Date('2018-05-22T09:00:00Z');

  beforeAll(async () => {
    desk = deskOn(db(), { now: () => now, listeners: [deleteUploads] });
    await prepareJobs(db(), [endUploadsJob, checkUploadJob]);
    server = serve({ fetch: desk.web.fetch, port: 0, hostname: '127.0.0.1' });
    await new Promise((resolve) => server.once('listening', resolve));
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => void server?.close());

  type Headers = Record<string, string>;
  const tus = { 'tus-resumable': '1.0.0' };
  const bytes = { ...tus, 'content-type': 'application/offset+octet-stream' };

  /** A person with a token, who sends requests to the server. */
  async function person(scopes: Scope[] = ['write:record'], role: 'monitor' | 'lawyer' = 'monitor') {
    const someone = await desk.join(role);
    const { token } = await run(desk.app, createToken, someone.principal, { name: 'script', scopes, days: 30 });
    const authorization = `Bearer ${token}`;
    const send = (method: string, path: string, headers: Headers = {}, body?: Uint8Array): Promise<Response> =>
      fetch(base + path, { method, headers: { authorization, ...headers }, body, dispatcher });
    const create = (size: number, headers: Headers = {}): Promise<Response> =>
      send('POST', '/api/v1/uploads', { ...tus, 'upload-length': String(size), ...headers });
    const begun = async (size: number): Promise<string> => (await create(size)).headers.get('location')!;
    const patch = (path: string, offset: number, body: Uint8Array, headers: Headers = {}): Promise<Response> =>
      send('PATCH', path, { ...bytes, 'upload-offset': String(offset), ...headers }, body);
    const offset = async (path: string): Promise<number> =>
      Number((await send('HEAD', path, tus)).headers.get('upload-offset'));
    return { ...someone, authorization, send, create, begun, patch, offset };
  }
  const codeOf = async (response: Response): Promise<[number, string]> => [
    response.status,
    ((await response.json()) as { code: string }).code,
  ];
  const rowOf = (path: string) =>
    db()
      .read.selectFrom('upload')
      .selectAll()
      .where('id', '=', Number(path.split('/').at(-1)))
      .executeTakeFirst();
  const foldersOf = (): string[] => {
    const folder = join(desk.app.config.dataDir, 'uploads');
    return existsSync(folder) ? readdirSync(folder) : [];
  };
  const numbered = (size: number): Buffer =>
    Buffer.from(Array.from({ length: size / 1024 }, (_, at) => `${at}`.padEnd(1024, '.')).join(''));

  const clear = () => db().executeSql('delete from upload');

  it('receives a file in parts, goes on after a broken connection, and stores the same bytes', async () => {
    const { create, send, patch, offset, authorization } = await person();
    const content = numbered(20 * megabyte);
    const name = Buffer.from('../../crawl\u0000\r\n.wacz').toString('base64');
    const created = await create(content.length, {
      'upload-metadata': `filename ${name},modified ${Buffer.from('17').toString('base64')}, empty`,
    });
    const path = created.headers.get('location')!;
    expect([created.status, path]).toEqual([201, expect.stringMatching(/^\/api\/v1\/uploads\/\d+$/)]);
    expect(created.headers.get('upload-expires')).toBe('Tue, 29 May 2018 09:00:00 GMT');
    expect(await rowOf(path)).toMatchObject({ name: 'crawl.wacz', state: 'receiving' });

    const first = await patch(path, 0, content.subarray(0, 3 * megabyte));
    expect([first.status, first.headers.get('upload-offset'), first.headers.get('tus-resumable')]).toEqual([
      204,
      String(3 * megabyte),
      '1.0.0',
    ]);
    // The connection ends in the middle of a request: what has arrived stays, and the upload goes on there.
    await new Promise<void>((resolve) => {
      const broken = request(base + path, {
        method: 'PATCH',
        headers: {
          ...bytes,
          authorization,
          'upload-offset': String(3 * megabyte),
          'content-length': content.length - 3 * megabyte,
        },
      });
      broken.on('error', () => resolve());
      broken.write(content.subarray(3 * megabyte, 13 * megabyte), () => broken.destroy());
    });
    await expect.poll(() => offset(path), { timeout: 200_000 }).toBeGreaterThanOrEqual(11 * megabyte);
    let at = await offset(path);
    expect(at).toBeLessThanOrEqual(13 * megabyte);
    while (at < content.length) {
      const done = await patch(path, at, content.subarray(at));
      if (done.status === 409) {
        at = await offset(path);
        continue;
      }
      expect(done.status).toBe(204);
      at = Number(done.headers.get('upload-offset'));
    }
    const row = (await rowOf(path))!;
    const source = await openUpload(desk.app.config.dataDir, {
      folder: row.folder,
      size: content.length,
      name: row.name,
    });
    expect(Buffer.from(await bytesOf(source)).equals(content)).toBe(true);
    const part: Buffer[] = [];
    for await (const one of source.open({ start: 8 * megabyte - 3, end: 8 * megabyte + 3 }))
      part.push(Buffer.from(one));
    expect(Buffer.concat(part).equals(content.subarray(8 * megabyte - 3, 8 * megabyte + 4))).toBe(true);
    expect(await (await send('GET', path)).json()).toMatchObject({
      name: 'crawl.wacz',
      size: content.length,
      received: content.length,
    });
    expect(await (await send('GET', '/api/v1/uploads')).json()).toMatchObject({ items: [{ name: 'crawl.wacz' }] });
    // Deleting it removes the file.
    expect(foldersOf()).toContain(row.folder);
    expect((await send('DELETE', path, tus)).status).toBe(204);
    expect([await rowOf(path), foldersOf().includes(row.folder)]).toEqual([undefined, false]);
    expect((await send('HEAD', path, tus)).status).toBe(404);
  });

  it('says what it supports, and refuses what does not follow the protocol', async () => {
    const { create, begun, patch, send } = await person();
    const options = await send('OPTIONS', '/api/v1/uploads');
    expect([
      options.status,
      options.headers.get('tus-version'),
      options.headers.get('tus-extension'),
      options.headers.get('tus-max-size'),
    ]).toEqual([204, '1.0.0', 'creation,expiration,termination', String(uploadLimits.maxSize)]);
    const path = await begun(2 * megabyte);
    const part = Buffer.alloc(megabyte);
    expect(await codeOf(await patch(path, megabyte, part))).toEqual([409, 'upload_offset']);
    expect(await codeOf(await patch(path, 0, part, { 'content-type': 'text/plain' }))).toEqual([415, 'upload_type']);
    const old = await patch(path, 0, part, { 'tus-resumable': '0.2.2' });
    expect([old.headers.get('tus-version'), old.headers.get('tus-resumable'), ...(await codeOf(old))]).toEqual([
      '1.0.0',
      '1.0.0',
      412,
      'upload_version',
    ]);
    expect(await codeOf(await patch(path, 0, Buffer.alloc(3 * megabyte)))).toEqual([413, 'too_large']);
    expect(await codeOf(await patch(path, 0, part.subarray(0, 1000)))).toEqual([400, 'upload_small']);
    for (const offset of ['-1', '1.5', '', '9'.repeat(30), 'x'])
      expect([
        offset,
        ...(await codeOf(await send('PATCH', path, { ...bytes, 'upload-offset': offset }, part))),
      ]).toEqual([offset, 400, 'invalid_input']);
    for (const length of ['0', '-5', 'x', ''])
      expect([length, ...(await codeOf(await create(0, { 'upload-length': length })))]).toEqual([
        length,
        400,
        'invalid_input',
      ]);
    expect(await codeOf(await create(uploadLimits.maxSize + 1))).toEqual([413, 'too_large']);
    for (const metadata of ['filename x,filename x', 'a b c', 'filename §', `filename ${'A'.repeat(4000)}`])
      expect([
        metadata,
        ...(await codeOf(await create(5, { 'upload-metadata': encodeURI(metadata).replaceAll('%20', ' ') }))),
      ]).toEqual([metadata, 400, 'invalid_input']);
    // A program that can send only POST.
    const over = { 'x-http-method-override': 'PATCH', ...bytes, 'upload-offset': '0' };
    expect((await send('POST', path, over, part)).headers.get('upload-offset')).toBe(String(megabyte));
    expect((await send('POST', path, { ...tus, 'x-http-method-override': 'PUT' })).status).toBe(405);
    expect((await send('PUT', path, tus)).headers.get('allow')).toBe('GET, HEAD, PATCH, DELETE, OPTIONS');
    expect((await send('POST', path, { ...tus, 'x-http-method-override': 'DELETE' })).status).toBe(204);
  });

  it('lets one of two requests add bytes at an offset, and mixes nothing', async () => {
    const { begun, patch, offset, send } = await person();
    const path = await begun(2 * megabyte);
    const parts = [1, 2].map((value) => Buffer.alloc(megabyte, value));
    const done = await Promise.allSettled(parts.map((part) => patch(path, 0, part)));
    const won = done.flatMap((one, index) => (one.status === 'fulfilled' && one.value.status === 204 ? [index] : []));
    expect([won.length, await offset(path)]).toEqual([1, megabyte]);
    expect((await patch(path, megabyte, parts[won[0]!]!)).status).toBe(204);
    const { folder } = (await rowOf(path))!;
    const stored = await bytesOf(await openUpload(desk.app.config.dataDir, { folder, size: 2 * megabyte, name: '' }));
    expect(new Set(stored)).toEqual(new Set([won[0]! + 1]));
    expect(readdirSync(join(desk.app.config.dataDir, 'uploads', folder)).toSorted()).toEqual(['0', String(megabyte)]);
    await send('DELETE', path, tus);
  });

  it('shows an upload to its owner only, and to nobody without the role or the scope', async () => {
    const owner = await person();
    const path = await owner.begun(megabyte);
    const other = await person();
    const part = Buffer.alloc(megabyte);
    for (const response of [
      await other.send('GET', path),
      await other.patch(path, 0, part),
      await other.send('DELETE', path, tus),
    ])
      expect(await codeOf(response)).toEqual([404, 'not_found']);
    expect((await other.send('HEAD', path, tus)).status).toBe(404);
    expect(await (await other.send('GET', '/api/v1/uploads')).json()).toEqual({ items: [] });
    const reader = await person(['read:desk']);
    const lawyer = await person(['write:record'], 'lawyer');
    expect(await codeOf(await reader.create(5))).toEqual([403, 'scope_missing']);
    expect(await codeOf(await lawyer.create(5))).toEqual([403, 'not_permitted']);
    expect((await fetch(`${base}/api/v1/uploads`, { method: 'POST', headers: tus, dispatcher })).status).toBe(401);
    await run(desk.app, beginLockdown, { ...administrator, accountId: owner.accountId }, {
      reason: 'A test of it.',
    } as never);
    expect((await owner.patch(path, 0, part)).status).toBe(503);
    await run(desk.app, endLockdown, { ...administrator, accountId: owner.accountId, via: 'cli' }, {});
    // The lockdown has ended the token; the upload stays.
    expect(await codeOf(await owner.patch(path, 0, part))).toEqual([401, 'token_invalid']);
    expect(await rowOf(path)).toMatchObject({ state: 'receiving' });
  });

  it('works at the desk with a session, for its own pages only, and only for the person who began the upload', async () => {
    const [owner, other] = [await desk.join('monitor'), await desk.join('monitor')];
    const send = (who: typeof owner, method: string, path: string, headers: Headers = {}, body?: Uint8Array) =>
      fetch(base + path, { method, headers: { ...tus, cookie: who.cookie, ...headers }, body, dispatcher });
    const files = '/desk/archives/files';
    const length = { 'upload-length': String(megabyte) };
    const token = { 'x-kronika-token': owner.token };
    // Another site can make the browser send the cookie, but not the token.
    expect(await codeOf(await send(owner, 'POST', files, length))).toEqual([403, 'stale_form']);
    const foreign = { 'sec-fetch-site': 'cross-site', accept: 'application/json' };
    expect(await codeOf(await send(owner, 'POST', files, { ...length, ...token, ...foreign }))).toEqual([
      403,
      'stale_form',
    ]);
    expect(await codeOf(await send({ ...owner, cookie: '' } as typeof owner, 'POST', files, length))).toEqual([
      401,
      'not_signed_in',
    ]);
    const path = (await send(owner, 'POST', files, { ...length, ...token })).headers.get('location')!;
    expect(path).toMatch(/^\/desk\/archives\/files\/\d+$/);
    const piece = { ...bytes, 'upload-offset': '0' };
    const part = Buffer.alloc(megabyte);
    for (const method of ['PATCH', 'DELETE'])
      expect([method, ...(await codeOf(await send(owner, method, path, piece, part)))]).toEqual([
        method,
        403,
        'stale_form',
      ]);
    const theirs = { ...piece, 'x-kronika-token': other.token };
    for (const method of ['PATCH', 'DELETE'])
      expect([method, ...(await codeOf(await send(other, method, path, theirs, part)))]).toEqual([
        method,
        404,
        'not_found',
      ]);
    expect((await send(other, 'HEAD', path)).status).toBe(404);
    const number = path.split('/').at(-1)!;
    expect((await other.get(`/desk/archives/${number}`)).status).toBe(404);
    expect((await other.post(`/desk/archives/${number}/delete`)).status).toBe(404);
    expect(await other.text('/desk/archives')).not.toContain(`archives/${number}`);
    expect((await (await desk.join('lawyer')).get('/desk/archives')).status).toBe(403);
    expect((await send(owner, 'PATCH', path, { ...piece, ...token }, part)).headers.get('upload-offset')).toBe(
      String(megabyte),
    );
    expect((await owner.get(`/desk/archives/${number}`)).status).toBe(200);
    expect((await send(owner, 'DELETE', path, token)).status).toBe(204);
  });

  it('limits unfinished uploads of a person and of all, and their size together', async () => {
    await clear();
    const people = [await person(), await person(), await person(), await person()];
    const own = await Promise.all(Array.from({ length: 8 }, () => people[0]!.create(5)));
    expect(own.map(({ status }) => status).toSorted()).toEqual([201, 201, 201, 409, 409, 409, 409, 409]);
    const all = await Promise.all([1, 2, 3].flatMap((one) => [0, 1, 2].map(() => people[one]!.create(5))));
    expect(all.map(({ status }) => status).toSorted()).toEqual([...Array<number>(7).fill(201), 503, 503]);
    // Complete uploads count, too: otherwise one person could take the place of all.
    await db().executeSql(`update upload set received = size, size = ${uploadLimits.maxOwnTotal / 3}, state = 'ready'`);
    expect(await codeOf(await people[0]!.create(5))).toEqual([409, 'uploads_own_total']);
    await db().executeSql(`update upload set received = 1, size = 1`);
    await db().executeSql(
      `insert into upload (account_id, name, size, state, created_at, changed_at, expires_at)
       select account_id, '', 1, 'failed', created_at, changed_at, expires_at from upload, generate_series(4, ${uploadLimits.maxOwn})
       where id = (select min(id) from upload)`,
    );
    expect(await codeOf(await people[0]!.create(5))).toEqual([409, 'uploads_own_total']);
    await db().executeSql(`delete from upload where state = 'failed'`);
    await db().executeSql(`update upload set size = ${uploadLimits.maxTotal / 10}`);
    expect(await codeOf(await people[0]!.create(5))).toEqual([503, 'uploads_busy']);
    // After their time they are no longer listed, and then deleted.
    now = new Date(now.getTime() + 8 * day);
    expect(await (await people[0]!.send('GET', '/api/v1/uploads')).json()).toEqual({ items: [] });
    await endNow();
    expect(await db().read.selectFrom('upload').select('id').execute()).toEqual([]);
  });
  const endNow = () =>
    endUploadsJob.handler({
      input: {},
      app: desk.app,
      log: createLog('silent'),
      signal: new AbortController().signal,
      last: false,
    });

  it('deletes the file of an upload that is not finished in 7 days, of a closed account, and all when a person is redacted', async () => {
    const owner = await person();
    const part = Buffer.alloc(megabyte);
    const begin = async () => {
      const path = await owner.begun(2 * megabyte);
      await owner.patch(path, 0, part);
      return path;
    };
    const late = await begin();
    const { folder } = (await rowOf(late))!;
    now = new Date(now.getTime() + 7 * day - 1000);
    await endNow();
    expect([await owner.offset(late), foldersOf()]).toEqual([megabyte, [folder]]);
    now = new Date(now.getTime() + 1000);
    expect(await codeOf(await owner.patch(late, megabyte, part))).toEqual([404, 'not_found']);
    await endNow();
    expect([await rowOf(late), foldersOf()]).toEqual([undefined, []]);

    const named = await begin();
    const { actors } = await run(desk.app, file, editor, {
      actors: [{ kind: 'person', names: [{ text: 'Lena Moroz' }] }],
    });
    await redactPerson(
      desk.app,
      { ...editor, provenAt: now },
      { actor: actors[0]!, ground: 'She asked for it herself.' },
    );
    expect([await rowOf(named), foldersOf()]).toEqual([undefined, []]);

    const closing = await begin();
    const account = await db()
      .read.selectFrom('account')
      .selectAll()
      .where('id', '=', owner.accountId)
      .executeTakeFirstOrThrow();
    await run(
      desk.app,
      changeAccount,
      { ...administrator, provenAt: now },
      { accountId: account.id, version: account.version, name: account.name, roles: account.roles, disabled: true },
    );
    expect([await rowOf(closing), foldersOf()]).toEqual([undefined, []]);
  });
});
