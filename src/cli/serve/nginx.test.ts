import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { request as plainRequest, type IncomingMessage } from 'node:http';
import { request, type RequestOptions } from 'node:https';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { uploadLimits } from '../../drafting/uploads/limits.ts';
import { selfSigned } from '../../evidence/fetch/fetch-servers.factory.ts';
import { packageRoot } from '../../platform/config/package-root.ts';
import { tempDir } from '../../platform/testing/temp-dir.ts';
import { kronikaServing, useKronika } from '../testing/kronika.ts';

const nginx = ['/usr/sbin/nginx', '/usr/local/sbin/nginx', '/opt/homebrew/bin/nginx'].find((path) => existsSync(path));
const required = process.env['KRONIKA_TEST_NGINX'] === 'required';

/** Ports of loopback that are free now. */
async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((one) => new Promise((resolve) => one.once('listening', resolve))));
  const ports = servers.map((one) => (one.address() as AddressInfo).port);
  await Promise.all(servers.map((one) => new Promise((resolve) => one.close(resolve))));
  return ports;
}

const configuration = (name: string): string => readFileSync(join(packageRoot, 'deploy', name), 'utf8');

it.runIf(required)('nginx is installed where it is required', () => {
  expect(nginx).toBeDefined();
});

it('the configuration of Caddy lets the largest upload pass', () => {
  const [, megabytes] = /max_size (\d+)MB/.exec(configuration('Caddyfile'))!;
  expect(Number(megabytes) * 1e6).toBeGreaterThan(uploadLimits.maxSize);
});

describe.skipIf(!nginx)('Kronika behind nginx, with the configuration in deploy/', () => {
  useKronika();
  const folder = tempDir();
  const onion = `${'a'.repeat(56)}.onion`;
  let server: Awaited<ReturnType<typeof kronikaServing>>;
  let proxy: ChildProcess;
  let errors = '';
  let ports: { http: number; https: number; onion: number };

  /** A request through nginx. `from`: the reader's address, one of the many loopback addresses. */
  const ask = (
    path: string,
    options: RequestOptions & { from?: string; body?: Buffer; scheme?: 'http' | 'https' | 'onion' } = {},
  ) => {
    const { from = '127.0.0.2', scheme = 'https', body, ...rest } = options;
    const given: RequestOptions = {
      host: '127.0.0.1',
      port: ports[scheme],
      path,
      localAddress: from,
      servername: 'desk.example.org',
      rejectUnauthorized: false,
      agent: false,
      ...rest,
      headers: { host: scheme === 'onion' ? onion : 'desk.example.org', ...rest.headers },
    };
    return new Promise<IncomingMessage>((resolve, reject) => {
      const asked = (scheme === 'https' ? request : plainRequest)(given, resolve).on('error', reject);
      if (body) asked.end(body);
      else if (given.method === 'POST') asked.flushHeaders();
      else asked.end();
    });
  };
  const get = async (path: string, options: Parameters<typeof ask>[1] = {}) => {
    const answer = await ask(path, options);
    return { status: answer.statusCode!, headers: answer.headers, body: await buffer(answer) };
  };

  beforeAll(async () => {
    const [http, https, onionPort] = await freePorts(3);
    ports = { http: http!, https: https!, onion: onionPort! };
    server = await kronikaServing({
      KRONIKA_DATA: join(folder, 'data'),
      KRONIKA_EXAMPLE: '1',
      KRONIKA_URL: 'https://desk.example.org',
      KRONIKA_ONION: `http://${onion}`,
      KRONIKA_TRUSTED_PROXIES: '127.0.0.1',
      KRONIKA_SHARED_ADDRESSES: '127.0.0.99',
      KRONIKA_LOG: 'info',
    });
    const { key, cert } = selfSigned('desk.example.org')!;
    writeFileSync(join(folder, 'key.pem'), key);
    writeFileSync(join(folder, 'cert.pem'), cert);
    mkdirSync(join(folder, 'snippets'));
    writeFileSync(
      join(folder, 'snippets', 'kronika-proxy.conf'),
      configuration('nginx-proxy.conf').replace('/var/log/nginx', folder),
    );
    const sites = [configuration('nginx.conf'), configuration('nginx-onion.conf')]
      .join('\n')
      .replaceAll('127.0.0.1:8080', new URL(server.address).host)
      .replaceAll('127.0.0.1:8085', `127.0.0.1:${ports.onion}`)
      .replaceAll('/var/log/nginx', folder)
      .replaceAll(/listen \[::\].*\n/g, '')
      .replace('listen 80;', `listen 127.0.0.1:${ports.http};`)
      .replace('listen 443 ssl;', `listen 127.0.0.1:${ports.https} ssl;`)
      .replace(/ssl_certificate \S+;/, `ssl_certificate ${join(folder, 'cert.pem')};`)
      .replace(/ssl_certificate_key \S+;/, `ssl_certificate_key ${join(folder, 'key.pem')};`);
    const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
      .map((name) => `${name}_temp_path ${join(folder, name)};`)
      .join('\n');
    writeFileSync(
      join(folder, 'nginx.conf'),
      `daemon off; master_process off; pid ${join(folder, 'nginx.pid')}; error_log stderr notice;
events {}
http { access_log off; ${temporary}\n${sites} }`,
    );
    proxy = spawn(nginx!, ['-p', folder, '-c', join(folder, 'nginx.conf')], { stdio: ['ignore', 'ignore', 'pipe'] });
    await new Promise<void>((resolve, reject) => {
      proxy.stderr!.setEncoding('utf8').on('data', (text: string) => {
        errors += text;
        // nginx says this when it accepts connections.
        if (errors.includes('start worker') || errors.includes('OS: ')) resolve();
      });
      proxy.once('exit', () => reject(new Error(errors)));
    });
  }, 500_000);
  afterAll(async () => {
    proxy?.kill('SIGTERM');
    await server?.stop();
  });

  it('redirects to HTTPS, and passes pages, their caching headers and their 404 on unchanged', async () => {
    const redirect = await get('/cases?year=2018', { scheme: 'http' });
    expect([redirect.status, redirect.headers.location]).toEqual([301, 'https://desk.example.org/cases?year=2018']);
    const direct = await fetch(new URL('/cases', server.address), { headers: { 'accept-encoding': 'identity' } });
    const page = await get('/cases', { headers: { 'accept-encoding': 'identity' } });
    expect(page.body.toString()).toBe(await direct.text());
    for (const name of ['cache-control', 'etag', 'vary', 'content-security-policy', 'strict-transport-security'])
      expect([name, page.headers[name]]).toEqual([name, direct.headers.get(name) ?? undefined]);
    const again = await get('/cases', { headers: { 'if-none-match': page.headers.etag } });
    expect([again.status, again.body.length]).toEqual([304, 0]);
    const packed = await get('/cases', { headers: { 'accept-encoding': 'gzip' } });
    expect(packed.headers['content-encoding']).toBe('gzip');
    const missing = await get('/nowhere');
    expect([missing.status, missing.body.includes('nginx')]).toEqual([404, false]);
    expect(missing.headers['x-request-id']).toBeDefined();
    expect((await get('/health/ready')).status).toBe(200);
  });

  it('announces the onion service, whose readers share one address that no one can choose', async () => {
    expect((await get('/cases?year=2018')).headers['onion-location']).toBe(`http://${onion}/cases?year=2018`);
    expect((await get('/feed.xml')).headers['onion-location']).toBeUndefined();
    // A single address has 10 downloads a minute. A shared one has more, whatever a reader writes in the header.
    const statuses = [];
    for (let count = 0; count < 12; count++)
      statuses.push(
        (await get('/export/cases.csv', { scheme: 'onion', headers: { 'x-forwarded-for': '192.0.2.7' } })).status,
      );
    expect(statuses).toEqual(statuses.map(() => 200));
  });

  it('counts requests by the address of the connection, not by what the reader writes in a header', async () => {
    const statuses: number[] = [];
    // An address has ten downloads a minute, and on a slow machine more become available while it asks.
    while (statuses.length < 60 && !statuses.includes(429)) {
      const headers = { 'x-forwarded-for': `192.0.2.${statuses.length}` };
      statuses.push((await get('/export/cases.csv', { from: '127.0.0.3', headers })).status);
    }
    expect(statuses).toEqual([...statuses.slice(0, -1).map(() => 200), 429]);
    expect(statuses.length).toBeGreaterThan(10);
    expect((await get('/export/cases.csv', { from: '127.0.0.4' })).status).toBe(200);
  });

  it('passes an upload on while it arrives, and refuses one that is larger than the largest allowed', async () => {
    // Kronika answers before the body has arrived. nginx would wait for it if it stored uploads.
    const early = await ask('/api/v1/imports', {
      method: 'POST',
      headers: { 'content-length': '500000000', 'content-type': 'application/json' },
    });
    expect([early.statusCode! >= 400, early.headers['x-request-id'] !== undefined]).toEqual([true, true]);
    early.destroy();
    const sized = async (size: number, scheme: 'https' | 'onion'): Promise<[number, boolean]> => {
      const headers = { 'content-length': String(size) };
      const answer = await ask('/api/v1/uploads/1', { method: 'POST', headers, scheme });
      answer.destroy();
      return [answer.statusCode!, answer.headers['x-request-id'] !== undefined];
    };
    // A program may send a whole web archive at once.
    for (const scheme of ['https', 'onion'] as const) {
      expect(await sized(uploadLimits.maxSize, scheme)).toEqual([405, true]);
      expect(await sized(uploadLimits.maxSize + 100 * 2 ** 20, scheme)).toEqual([413, false]);
    }
    const download = await get('/export/record.jsonl', {
      from: '127.0.0.5',
      headers: { 'accept-encoding': 'identity' },
    });
    const lines = download.body.toString().trimEnd().split('\n');
    expect([download.status, lines.length > 50]).toEqual([200, true]);
    expect(() => JSON.parse(lines.at(-1)!) as unknown).not.toThrow();
  });
});
