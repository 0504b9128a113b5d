import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { startS3Server } from '../platform/testing/s3-server.ts';
import { startStoreProxy } from '../platform/testing/store-proxy.ts';
import { tempDir } from '../platform/testing/temp-dir.ts';
import { kronikaDone, kronikaServing, useKronika } from './testing/kronika.ts';

useKronika();
const server = await startS3Server();
const proxy = await startStoreProxy(new URL(server.place.endpoint).origin);
afterAll(async () => {
  await proxy.stop();
  await server.stop();
});

it('readers can read all pages while the S3 store is away, and files are there again when it is back', async () => {
  const env = {
    KRONIKA_DATA: join(tempDir(), 'data'),
    KRONIKA_EXAMPLE: '1',
    KRONIKA_S3: `${proxy.address}/test-bucket`,
    KRONIKA_S3_KEY: server.place.keyId,
    KRONIKA_S3_SECRET: server.place.secret,
    KRONIKA_S3_REGION: server.place.region,
  };
  const site = await kronikaServing(env);
  const get = async (path: string, headers: Record<string, string> = {}) => {
    const answer = await fetch(new URL(path, site.address), { headers: { accept: 'text/html', ...headers } });
    const { status } = answer;
    return {
      status,
      cached: answer.headers.get('cache-control') ?? '',
      bytes: Buffer.from(await answer.arrayBuffer()),
    };
  };
  const pages = ['/', '/articles', '/cases', '/cases/1', '/sources/1', '/actors', '/search?q=court', '/statistics'];
  const linked = new Set<string>();
  for (const page of pages) {
    const { status, bytes } = await get(page);
    expect(status, page).toBe(200);
    for (const [, address] of bytes
      .toString()
      .matchAll(/(?:src|href)="(\/[^"]*(?:\.webp|\.avif|\.jpe?g|\.wacz|\/package)[^"]*)"/g))
      linked.add(address!.replaceAll('&amp;', '&'));
  }
  const files = [...linked].filter((address) => address.startsWith('/photos/')).slice(0, 3);
  expect(files).toHaveLength(3);
  const before = await Promise.all(files.map((file) => get(file)));
  expect(before.map(({ status }) => status)).toEqual(files.map(() => 200));
  proxy.decide(() => 'cut');
  for (const page of pages) expect((await get(page)).status, page).toBe(200);
  // A page that is in no cache.
  expect((await get('/search?q=journalist')).status).toBe(200);
  for (const file of files) {
    const { status, cached, bytes } = await get(file);
    expect([status, cached], file).toEqual([503, 'no-store']);
    expect(bytes.toString()).toContain('The file storage does not answer');
    expect(bytes.toString()).not.toContain(new URL(proxy.address).host);
  }
  const { stdout } = await kronikaDone(['doctor', '--json'], env);
  const { checks } = JSON.parse(stdout) as { checks: { check: string; state: string }[] };
  expect(checks.find(({ check }) => check === 'store')).not.toMatchObject({ state: 'ok' });
  proxy.decide(() => 'pass');
  const after = await Promise.all(files.map((file) => get(file)));
  expect(after.map(({ status, bytes }) => [status, bytes.length])).toEqual(
    before.map(({ status, bytes }) => [status, bytes.length]),
  );
  expect(await site.stop()).toBe(0);
});
