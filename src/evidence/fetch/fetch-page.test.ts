import { createHash } from 'node:crypto';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { afterEach, describe, expect, test } from 'vitest';
import { type FetchOptions, fetchPage, requireSuccess, userAgent } from './fetch-page.ts';
import { closeServers, rawServer, selfSigned, tlsServer, webServer } from './fetch-servers.factory.ts';

afterEach(closeServers);

const loopback: FetchOptions = { allowPrivate: ['127.0.0.1'] };
const html = '<!doctype html><title>Суд</title><p>Суд обязал редакцию выплатить 50,2 млн тенге.</p>';
const sha256 = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex');
const page: RequestListener = (_request, response) =>
  void response.setHeader('content-type', 'text/html; charset=utf-8').end(html);
const failure = (work: Promise<unknown>): Promise<{ code: string; details: Record<string, unknown> }> =>
  work.then(
    () => ({ code: 'none', details: {} }),
    (error) => error,
  );
const at = (port: number, path = '/'): string => `http://127.0.0.1:${port}${path}`;
const to =
  (location: string, status = 302): RequestListener =>
  (_request, response) =>
    void response.writeHead(status, { location }).end();

describe('a page', () => {
  test('has its bytes, hash, headers as sent, address and time', async () => {
    const port = await rawServer(
      `HTTP/1.1 200 Fine\r\nX-One: a\r\nset-Cookie: b=1\r\nSet-Cookie: c=2\r\nX-Place: no\r\nContent-Type: text/html\r\nContent-Length: ${Buffer.byteLength(html)}\r\n\r\n${html}`,
    );
    const moment = new Date('2026-11-02T10:00:00Z');
    expect(await fetchPage(` ${at(port, '/a?b=ж#part')} `, { ...loopback, now: () => moment })).toEqual({
      requestedUrl: at(port, '/a?b=ж#part'),
      finalUrl: at(port, '/a?b=%D0%B6'),
      hops: [{ url: at(port, '/a?b=%D0%B6'), status: 200, address: '127.0.0.1' }],
      downgraded: false,
      status: 200,
      statusText: 'Fine',
      headers: [
        ['X-One', 'a'],
        ['set-Cookie', 'b=1'],
        ['Set-Cookie', 'c=2'],
        ['X-Place', 'no'],
        ['Content-Type', 'text/html'],
        ['Content-Length', String(Buffer.byteLength(html))],
      ],
      contentType: 'text/html',
      bytes: new TextEncoder().encode(html),
      sha256: sha256(html),
      encodedSha256: undefined,
      fetchedAt: moment,
      address: '127.0.0.1',
      certificate: null,
    });
  });

  test('is requested with our user agent, and with headers that can be changed', async () => {
    const asked: IncomingMessage[] = [];
    const port = await webServer((request, response) => {
      asked.push(request);
      response.end();
    });
    await fetchPage(at(port), loopback);
    await fetchPage(at(port), { ...loopback, headers: { 'User-Agent': 'Desk/1', 'Accept-Language': 'kk, ru;q=0.8' } });
    expect(userAgent).toMatch(/^Kronika\/\d+\.\d+\.\d+ \(\+press-freedom desk\)$/);
    expect(asked[0]!.headers).toMatchObject({
      host: `127.0.0.1:${port}`,
      'user-agent': userAgent,
      accept: expect.stringContaining('text/html'),
      'accept-language': '*',
      'accept-encoding': 'gzip, deflate, br, zstd',
      connection: 'close',
    });
    expect(asked[1]!.headers).toMatchObject({
      'user-agent': 'Desk/1',
      'accept-language': 'kk, ru;q=0.8',
      'accept-encoding': 'gzip, deflate, br, zstd',
    });
  });

  test('with an error status is returned, unless the caller refuses it', async () => {
    const port = await webServer((_request, response) => void response.writeHead(503).end('back soon'));
    const fetched = await fetchPage(at(port), loopback);
    expect([fetched.status, Buffer.from(fetched.bytes).toString()]).toEqual([503, 'back soon']);
    expect(() => requireSuccess(fetched)).toThrow(
      expect.objectContaining({ code: 'fetch_http_status', details: { host: '127.0.0.1', status: 503 } }),
    );
    const good = await fetchPage(at(await webServer(page)), loopback);
    expect(requireSuccess(good)).toBe(good);
  });

  test('is the final answer if the server sends an interim one first (103)', async () => {
    const port = await rawServer(
      'HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok',
    );
    expect(await fetchPage(at(port), loopback)).toMatchObject({
      status: 200,
      headers: [['Content-Length', '2']],
      bytes: new TextEncoder().encode('ok'),
    });
  });

  test('without a declared length ends with the connection', async () => {
    const port = await rawServer('HTTP/1.0 200 OK\r\n\r\nall there is');
    expect(Buffer.from((await fetchPage(at(port), loopback)).bytes).toString()).toBe('all there is');
  });
});

describe('private networks', () => {
  test('are refused without a connection, however they are written', async () => {
    const asked: string[] = [];
    const port = await webServer((request, response) => {
      asked.push(request.url ?? '');
      response.end();
    });
    for (const host of [
      '127.0.0.1',
      '2130706433',
      '0177.1',
      '0x7f000001',
      '127.0.0.1.',
      'localhost',
      'desk.localhost',
      'localhost.',
      '0.0.0.0',
      '[::ffff:127.0.0.1]',
      '[::1]',
    ])
      expect([host, (await failure(fetchPage(`http://${host}:${port}/`, { allowPrivate: [] }))).code]).toEqual([
        host,
        'fetch_private_address',
      ]);
    await expect(
      fetchPage('http://rebind.test/', { allowPrivate: [], resolve: async () => ['93.184.216.34', '127.0.0.1'] }),
    ).rejects.toMatchObject({ code: 'fetch_private_address', details: { host: 'rebind.test' } });
    expect(asked).toEqual([]);
  });

  test('are refused on every hop', async () => {
    const inside = await webServer(page);
    for (const location of [
      `http://localhost:${inside}/`,
      `http://2130706433:${inside}/`,
      'http://169.254.169.254/latest/meta-data/',
      'http://[::ffff:10.0.0.1]/',
      'http://inside.test/',
    ]) {
      const port = await webServer(to(location));
      const allowed: FetchOptions = { allowPrivate: [`127.0.0.1:${port}`], resolve: async () => ['10.0.0.1'] };
      expect([location, (await failure(fetchPage(at(port), allowed))).code]).toEqual([
        location,
        'fetch_private_address',
      ]);
    }
  });

  test('are fetched if the host is listed', async () => {
    let host: string | undefined;
    const port = await webServer((request, response) => {
      host = request.headers.host;
      response.end('in');
    });
    const fetched = await fetchPage(`http://Intranet.Test.:${port}/`, {
      allowPrivate: ['intranet.test'],
      resolve: async () => ['127.0.0.1'],
    });
    expect([host, fetched.address, fetched.finalUrl]).toEqual([
      `intranet.test:${port}`,
      '127.0.0.1',
      `http://intranet.test:${port}/`,
    ]);
    expect((await fetchPage(`http://localhost:${port}/`, { allowPrivate: [`localhost:${port}`] })).address).toBe(
      '127.0.0.1',
    );
  });

  test('are refused even if a resolver changes its answer: it is asked once, and the connection goes to the checked address', async () => {
    const port = await webServer((_request, response) => void response.end('checked'), '127.0.0.1');
    await webServer((_request, response) => void response.end('swapped'), '127.0.0.2', port);
    const asked: string[] = [];
    const resolve = async (hostname: string): Promise<string[]> => [
      asked.push(hostname) === 1 ? '127.0.0.1' : '127.0.0.2',
    ];
    const fetched = await fetchPage(`http://rebind.test:${port}/`, { allowPrivate: ['rebind.test'], resolve });
    expect([asked, fetched.address, Buffer.from(fetched.bytes).toString()]).toEqual([
      ['rebind.test'],
      '127.0.0.1',
      'checked',
    ]);
  });

  test('a host with several addresses is reached at the one that answers', async () => {
    const port = await webServer(page, '127.0.0.1');
    const fetched = await fetchPage(`http://many.test:${port}/`, {
      allowPrivate: ['many.test'],
      resolve: async () => ['::1', '127.0.0.1'],
    });
    expect(fetched.address).toBe('127.0.0.1');
  });
});

describe('redirects', () => {
  const serving = (routes: Record<string, RequestListener>): Promise<number> =>
    webServer((request: IncomingMessage, response: ServerResponse & { req: IncomingMessage }) =>
      (routes[request.url ?? ''] ?? page)(request, response),
    );

  test('are followed and recorded, also relative ones and ones in raw UTF-8', async () => {
    const cyrillic = Buffer.from('/статья').toString('latin1');
    const port = await serving({
      '/a/b': to('../c?d#e', 301),
      '/c?d': to(cyrillic, 308),
      '/gone': to('//127.0.0.1/', 300),
    });
    const fetched = await fetchPage(at(port, '/a/b'), loopback);
    expect(fetched.hops.map(({ url, status }) => [url, status])).toEqual([
      [at(port, '/a/b'), 301],
      [at(port, '/c?d'), 308],
      [at(port, '/%D1%81%D1%82%D0%B0%D1%82%D1%8C%D1%8F'), 200],
    ]);
    expect(fetched.finalUrl).toBe(fetched.hops[2]!.url);
    expect((await fetchPage(at(port, '/gone'), loopback)).status).toBe(300);
  });

  test('end after the limit, at a loop, and at a target that is not a web page', async () => {
    const port = await webServer((request, response) => {
      const step = Number(request.url!.slice(1));
      if (step === 8) return void response.end('end');
      response.writeHead(302, { location: `/${step + 1}` }).end();
    });
    expect((await fetchPage(at(port, '/0'), loopback)).hops).toHaveLength(9);
    await expect(fetchPage(at(port, '/-1'), loopback)).rejects.toMatchObject({
      code: 'fetch_too_many_redirects',
      details: { count: 8, rule: 'count' },
    });
    await expect(fetchPage(at(port, '/0'), { ...loopback, limits: { redirects: 0 } })).rejects.toMatchObject({
      code: 'fetch_too_many_redirects',
    });

    const round = await serving({ '/a': to('/b'), '/b': to('/a#again') });
    await expect(fetchPage(at(round, '/a'), loopback)).rejects.toMatchObject({
      code: 'fetch_too_many_redirects',
      details: { host: '127.0.0.1', count: 2, rule: 'loop' },
    });

    const away = await serving({
      '/file': to('file:///etc/passwd'),
      '/user': to('http://user:secret@127.0.0.1/'),
      '/port': to('http://127.0.0.1:25/'),
    });
    const refused = await Promise.all(
      ['/file', '/user', '/port'].map((path) => failure(fetchPage(at(away, path), loopback))),
    );
    expect(refused.map(({ code, details }) => `${code} ${details.rule}`)).toEqual([
      'fetch_bad_url scheme',
      'fetch_bad_url credentials',
      'fetch_bad_url port',
    ]);
  });

  test('are followed without waiting for their body', async () => {
    const port = await serving({
      '/long': (_request, response) =>
        void response.writeHead(302, { location: '/page', 'content-length': 1e9 }).write('never ends'),
    });
    expect((await fetchPage(at(port, '/long'), loopback)).hops).toHaveLength(2);
  });
});

describe('servers that fail', () => {
  const failing = (port: number, limits: FetchOptions['limits'] = {}): Promise<unknown> =>
    fetchPage(at(port), { ...loopback, limits });

  test('give an error if there is no connection, no HTTP or only incomplete headers', async () => {
    const port = await webServer(page);
    await closeServers();
    await expect(failing(port)).rejects.toMatchObject({
      code: 'fetch_refused',
      status: 502,
      details: { host: '127.0.0.1', reason: 'refused' },
    });
    await expect(failing(await rawServer('SSH-2.0-OpenSSH_9.6\r\n'))).rejects.toMatchObject({
      code: 'fetch_refused',
      details: { reason: 'not_http' },
    });
    await expect(failing(await rawServer('HTTP/1.1 200 OK\r\nContent-'))).rejects.toMatchObject({
      code: 'fetch_refused',
      details: { reason: 'closed' },
    });
    await expect(
      failing(await rawServer(`HTTP/1.1 200 OK\r\n${`X: ${'y'.repeat(1000)}\r\n`.repeat(100)}\r\n`)),
    ).rejects.toMatchObject({ code: 'fetch_refused', details: { reason: 'headers_too_large' } });
    await expect(failing(await rawServer(''))).rejects.toMatchObject({ code: 'fetch_refused' });
  });

  test('give an error if a body ends too early', async () => {
    const early = { code: 'fetch_truncated', details: { host: '127.0.0.1' } };
    await expect(
      failing(await rawServer('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nten bytes.')),
    ).rejects.toMatchObject(early);
    await expect(
      failing(await rawServer('HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 100\r\n\r\nten bytes.')),
    ).rejects.toMatchObject(early);
    await expect(
      failing(await rawServer('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\na\r\nten bytes.\r\n')),
    ).rejects.toMatchObject(early);
    await expect(
      failing(
        await rawServer(
          'HTTP/1.1 200 OK\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\na\r\nten bytes.\r\n',
        ),
      ),
    ).rejects.toMatchObject(early);
  });

  test('give an error if they are too slow: in answering, in the body, in all hops together, in the lookup, in TLS', async () => {
    const silent = await webServer(() => {});
    await expect(failing(silent, { headersMs: 50 })).rejects.toMatchObject({
      code: 'fetch_timeout',
      status: 504,
      details: { host: '127.0.0.1', seconds: 0.05, phase: 'headers' },
    });
    await expect(failing(silent, { totalMs: 50 })).rejects.toMatchObject({
      code: 'fetch_timeout',
      details: { seconds: 0.05, phase: 'total' },
    });
    const trickling = await webServer((_request, response) => void response.writeHead(200).write('a little'));
    await expect(failing(trickling, { totalMs: 100 })).rejects.toMatchObject({ code: 'fetch_timeout' });
    await expect(
      fetchPage('http://slow.test/', {
        allowPrivate: [],
        limits: { totalMs: 20 },
        resolve: () => new Promise(() => {}),
      }),
    ).rejects.toMatchObject({ code: 'fetch_timeout', details: { host: 'slow.test' } });
    const noHandshake = await rawServer('', { hangUp: false });
    await expect(
      fetchPage(`https://127.0.0.1:${noHandshake}/`, { ...loopback, limits: { connectMs: 50 } }),
    ).rejects.toMatchObject({ code: 'fetch_timeout', details: { phase: 'connect' } });
  });

  test('an aborted fetch is cancelled in every phase', async () => {
    const caller = new AbortController();
    const port = await webServer((_request, response) => {
      response.writeHead(200).write('begun');
      caller.abort();
    });
    await expect(fetchPage(at(port), { ...loopback, signal: caller.signal })).rejects.toMatchObject({
      code: 'cancelled',
    });
    await expect(fetchPage(at(port), { ...loopback, signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'cancelled',
    });
    const looking = new AbortController();
    const resolve = (): Promise<string[]> => {
      looking.abort();
      return new Promise(() => {});
    };
    await expect(
      fetchPage('http://slow.test/', { allowPrivate: [], resolve, signal: looking.signal }),
    ).rejects.toMatchObject({ code: 'cancelled' });
  });

  test('give an error if a body is too large, as declared or as received', async () => {
    const large = { code: 'fetch_too_large', status: 422, details: { host: '127.0.0.1', limit: '2 KB', rule: 'size' } };
    const announced = await webServer(
      (_request, response) => void response.writeHead(200, { 'content-length': 1e9 }).write('x'),
    );
    await expect(failing(announced, { decodedBytes: 2048 })).rejects.toMatchObject(large);
    const chunked = await webServer((_request, response) => {
      const more = (): boolean => !response.destroyed && response.write('x'.repeat(1000), () => more());
      more();
    });
    await expect(failing(chunked, { decodedBytes: 2048 })).rejects.toMatchObject(large);
    const just = await webServer((_request, response) => void response.end('x'.repeat(2048)));
    expect((await fetchPage(at(just), { ...loopback, limits: { decodedBytes: 2048 } })).bytes).toHaveLength(2048);
  });
});

const [pair, other] = [selfSigned('press.test'), selfSigned('other.test')];

describe.skipIf(!pair || !other)('TLS (skipped where openssl is not installed)', () => {
  const secure: FetchOptions = {
    allowPrivate: ['press.test', 'press2.test'],
    resolve: async () => ['127.0.0.1'],
    ca: pair?.cert,
  };

  test('sends the requested name (SNI), and checks the certificate for this name', async () => {
    let shown: unknown;
    const port = await tlsServer(pair!, (request, response) => {
      shown = (request.socket as unknown as { servername: unknown }).servername;
      page(request, response as never);
    });
    const fetched = await fetchPage(`https://press.test.:${port}/`, secure);
    expect([shown, fetched.status, fetched.address, fetched.finalUrl]).toEqual([
      'press.test',
      200,
      '127.0.0.1',
      `https://press.test:${port}/`,
    ]);
    await expect(fetchPage(`https://press2.test:${port}/`, secure)).rejects.toMatchObject({
      code: 'fetch_tls',
      details: { host: 'press2.test', rule: 'ERR_TLS_CERT_ALTNAME_INVALID' },
    });
    await expect(fetchPage(`https://press.test:${port}/`, { ...secure, ca: undefined })).rejects.toMatchObject({
      code: 'fetch_tls',
      details: { host: 'press.test', rule: 'DEPTH_ZERO_SELF_SIGNED_CERT', reason: 'unknown' },
    });
    await expect(fetchPage(`https://press.test:${port}/`, { ...secure, ca: other!.cert })).rejects.toMatchObject({
      code: 'fetch_tls',
    });
  });

  test('gives an error if the server does not speak TLS', async () => {
    const port = await webServer(page);
    await expect(fetchPage(`https://press.test:${port}/`, secure)).rejects.toMatchObject({
      code: 'fetch_tls',
      details: { host: 'press.test' },
    });
  });

  test('a redirect down to http is followed and recorded', async () => {
    const plain = await webServer(page);
    const port = await tlsServer(
      pair!,
      (_request, response) => void response.writeHead(301, { location: `http://press.test:${plain}/` }).end(),
    );
    const fetched = await fetchPage(`https://press.test:${port}/`, secure);
    expect([fetched.downgraded, fetched.status]).toEqual([true, 200]);
    const up = await webServer(to(`https://press.test:${await tlsServer(pair!, page as never)}/`));
    expect((await fetchPage(`http://press.test:${up}/`, secure)).downgraded).toBe(false);
  });
});
