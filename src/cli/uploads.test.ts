import { join } from 'node:path';
import { expect, it } from 'vitest';
import { inviteAccount } from '../accounts/invitations.ts';
import { createToken } from '../accounts/tokens/create-token.ts';
import { crawlOf } from '../evidence/archives/archives.factory.ts';
import { openApp } from '../platform/app.ts';
import { readConfig } from '../platform/config/config.ts';
import { run } from '../platform/operation.ts';
import { tempDir } from '../platform/testing/temp-dir.ts';
import { administrator, someone } from '../platform/testing/test-app.ts';
import { composeModules } from './compose.ts';
import { kronikaServing, useKronika } from './testing/kronika.ts';

useKronika();

type Upload = { state: string; pages: { state: string; capture: string | null }[] };

it('an import of an uploaded archive goes on after the server was killed in the middle, and imports no page twice', async () => {
  const env = { KRONIKA_DATA: join(tempDir(), 'data'), KRONIKA_EXAMPLE: '0' };
  const open = () => openApp(readConfig({ ...env, KRONIKA_LOG: 'silent' }), composeModules());
  const before = await open();
  const { accountId } = await run(before.app, inviteAccount, administrator, {
    email: 'monitor@example.org',
    name: 'Monitor',
    roles: ['monitor'],
  });
  const { token } = await run(
    before.app,
    createToken,
    { ...someone('monitor'), accountId },
    { name: 'script', scopes: ['write:record'], days: 1 },
  );
  await before.close();

  const count = 30;
  const archive = crawlOf(
    Array.from({ length: count }, (_, index) => ({
      url: `https://harbour.example/story-${index}`,
      at: '2016-05-04T10:00:00Z',
      body: `<title>Story ${index}</title><p>The court of the harbour heard witness number ${index} on Monday, her lawyer said.</p>`,
    })),
  );
  let server = await kronikaServing(env);
  const send = (method: string, path: string, headers: Record<string, string> = {}, body?: BodyInit) =>
    fetch(server.address + path, { method, headers: { authorization: `Bearer ${token}`, ...headers }, body });
  const tus = { 'tus-resumable': '1.0.0' };
  const created = await send('POST', '/api/v1/uploads', { ...tus, 'upload-length': String(archive.length) });
  const path = created.headers.get('location')!;
  const type = 'application/offset+octet-stream';
  const sent = await send('PATCH', path, { ...tus, 'upload-offset': '0', 'content-type': type }, Buffer.from(archive));
  expect(sent.headers.get('upload-offset')).toBe(String(archive.length));
  const look = async (): Promise<Upload> => (await (await send('GET', path)).json()) as Upload;
  const stateOf = async () => (await look()).state;
  const countDone = async () => (await look()).pages.filter(({ state }) => state === 'imported').length;
  await expect.poll(stateOf, { timeout: 200_000 }).toBe('ready');
  const chosen = await send(
    'POST',
    '/api/v1/acts/import-upload',
    { 'content-type': 'application/json' },
    JSON.stringify({
      upload: Number(path.split('/').at(-1)),
      pages: Array.from({ length: count }, (_, index) => index + 1),
    }),
  );
  expect(await chosen.json()).toEqual({ pages: count });
  await expect.poll(countDone, { timeout: 200_000, interval: 20 }).toBeGreaterThan(1);
  server.process.kill('SIGKILL');
  expect(await server.ended).toBe('SIGKILL');

  server = await kronikaServing(env);
  const left = await look();
  expect(left.state).toBe('importing');
  expect(left.pages.filter(({ state }) => state === 'waiting').length).toBeGreaterThan(0);
  await expect.poll(stateOf, { timeout: 200_000 }).toBe('ready');
  const { pages } = await look();
  expect(new Set(pages.map(({ capture }) => capture)).size).toBe(count);
  expect(pages.filter(({ state }) => state !== 'imported' && state !== 'known')).toEqual([]);
  expect(await server.stop()).toBe(0);
  const after = await open();
  const { rows } = await after.app.db.executeSql(
    'select count(*)::int as all, count(distinct c.requested_url)::int as different, count(distinct d.capture_id)::int as drafts from archive_origin o join capture c on c.id = o.capture_id left join draft d on d.capture_id = c.id',
  );
  await after.close();
  expect(rows).toEqual([{ all: count, different: count, drafts: count }]);
});
