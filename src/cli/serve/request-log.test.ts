import { request } from 'node:http';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { tempDir } from '../../platform/testing/temp-dir.ts';
import { kronikaServing, useKronika } from '../testing/kronika.ts';

useKronika();

it('the log of requests says what kind of page was asked for, and nothing about the reader', async () => {
  const folder = tempDir();
  const server = await kronikaServing({
    KRONIKA_DATA: join(folder, 'data'),
    KRONIKA_REQUEST_LOG: '1',
    KRONIKA_METRICS: join(folder, 'metrics'),
    KRONIKA_TRUSTED_PROXIES: '127.0.0.1',
  });
  const { port } = new URL(server.address);
  const headers = {
    'user-agent': 'Mozilla/5.0 Reader',
    'x-forwarded-for': '203.0.113.7',
    referer: 'https://elsewhere.example/secret',
    cookie: 'kronika=token-of-reader',
  };
  const ask = (path: string, method = 'GET', socketPath?: string): Promise<number> =>
    new Promise((resolve, reject) => {
      const to = socketPath ? { socketPath } : { host: '127.0.0.1', port };
      request({ ...to, path, method, headers, agent: false }, (answer) => {
        answer.resume().on('end', () => resolve(answer.statusCode!));
      })
        .on('error', reject)
        .end();
    });
  await ask('/about?from=reader@example.org');
  await ask('/about?from=reader@example.org');
  await ask('/cases/7/secret-title?q=secret');
  await ask('/reader@example.org/secret', 'PROPFIND');
  expect(await ask('/metrics', 'GET', join(folder, 'metrics'))).toBe(200);
  await ask('/health/live');
  await server.logged(/"route":"\/health\/live"/);
  expect(await server.stop()).toBe(0);
  const lines = server
    .stderr()
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  const requests = lines.filter(({ msg, route }) => msg === 'request' && route !== '/');
  for (const one of requests)
    expect(Object.keys(one)).toEqual(['level', 'time', 'method', 'route', 'cache', 'status', 'bytes', 'ms', 'msg']);
  expect(requests.map(({ method, route, status, cache }) => [method, route, status, cache])).toEqual([
    ['GET', '/about', 200, 'miss'],
    ['GET', '/about', 200, 'hit'],
    ['GET', '/cases/:number/:slug', 404, null],
    ['other', 'unmatched', 404, null],
    ['GET', '/health/live', 200, null],
  ]);
  expect(requests[0]!['bytes']).toBeGreaterThan(1000);
  expect(requests.every(({ ms }) => typeof ms === 'number' && ms >= 0)).toBe(true);
  expect(server.stderr()).not.toMatch(/203\.0\.113|mozilla|elsewhere|secret|reader@|token-of/i);
});

it('without the setting, no request is logged', async () => {
  const server = await kronikaServing({ KRONIKA_DATA: join(tempDir(), 'data') });
  await fetch(`${server.address}/about`);
  expect(await server.stop()).toBe(0);
  expect(server.stderr()).not.toContain('"msg":"request"');
});
