import { request } from 'node:http';
import { connect } from 'node:net';
import { afterAll, afterEach, expect, it } from 'vitest';
import { closeServers, webServer } from '../fetch/fetch-servers.factory.ts';
import { openProxy, type Proxy } from './proxy.ts';
import { isAllowed } from './robots.ts';

let proxy: Proxy | undefined;
afterEach(async () => {
  await proxy?.close();
  proxy = undefined;
});
afterAll(closeServers);

/** The proxy's answer to a plain request, and to a request for a tunnel. */
const ask = (url: string): Promise<number> =>
  new Promise(
    (done) =>
      void request(
        { host: '127.0.0.1', port: new URL(proxy!.address).port, path: url, headers: { host: new URL(url).host } },
        (answer) => answer.resume().on('end', () => done(answer.statusCode!)),
      ).end(),
  );
const tunnel = (place: string): Promise<number> =>
  new Promise((done) => {
    const socket = connect(Number(new URL(proxy!.address).port), '127.0.0.1', () =>
      socket.write(`CONNECT ${place} HTTP/1.1\r\nhost: ${place}\r\n\r\n`),
    );
    socket.once('data', (data) => {
      done(Number(data.toString().split(' ')[1]));
      socket.destroy();
    });
  });

it('the proxy connects only to public or allowed addresses, even if a name resolves differently the second time', async () => {
  const port = await webServer((_request, response) => response.end('hello'));
  let times = 0;
  const resolve = (host: string): Promise<string[]> =>
    Promise.resolve(host === 'rebinding.test' && times++ === 0 ? ['192.0.2.1', '10.0.0.1'] : ['127.0.0.1']);
  proxy = await openProxy({ allowPrivate: [`127.0.0.1:${port}`], resolve, limit: 1_000_000, onLimit() {} });
  expect([await ask(`http://127.0.0.1:${port}/`), await tunnel(`127.0.0.1:${port}`)]).toEqual([200, 200]);
  for (const host of [
    '127.0.0.1:9',
    'rebinding.test',
    'rebinding.test',
    '169.254.169.254',
    '[::1]',
    '[::ffff:10.0.0.1]',
    'localhost',
    '2130706433',
  ])
    expect([host, await ask(`http://${host}/`), await tunnel(host.includes(':9') ? host : `${host}:443`)]).toEqual([
      host,
      502,
      403,
    ]);
  expect(proxy.reached().map(({ host, connected, refused }) => [host, connected, refused])).toEqual(
    expect.arrayContaining([
      ['127.0.0.1', '127.0.0.1', null],
      ['rebinding.test', null, 'fetch_private_address loopback'],
      ['169.254.169.254', null, 'fetch_private_address link_local'],
    ]),
  );
  expect(proxy.addressOf(`http://127.0.0.1:${port}/a`)).toBe('127.0.0.1');
});

it('the proxy counts traffic, and closes all connections at the limit', async () => {
  const port = await webServer((_request, response) => response.end(Buffer.alloc(3_000_000)));
  let over = 0;
  proxy = await openProxy({ allowPrivate: ['127.0.0.1'], limit: 1_000_000, onLimit: () => void over++ });
  await expect(fetchThrough(port)).rejects.toThrow(/aborted|hang up|ECONNRESET/);
  expect([over, proxy.bytes() > 1_000_000, proxy.bytes() < 2_000_000]).toEqual([1, true, true]);
  expect(await ask(`http://127.0.0.1:${port}/`)).toBe(502);
});

const fetchThrough = (port: number): Promise<void> =>
  new Promise(
    (done, fail) =>
      void request(
        { host: '127.0.0.1', port: new URL(proxy!.address).port, path: `http://127.0.0.1:${port}/` },
        (answer) => answer.resume().on('end', done).on('error', fail),
      )
        .on('error', fail)
        .end(),
  );

it('robots.txt: the longest matching rule decides, among the rules for Kronika or else the rules for everyone', () => {
  const text =
    'User-agent: other\nDisallow: /\n\nUser-agent: *\nDisallow: /private # not this\nAllow: /private/press\nDisallow: /*.pdf$\n';
  expect(['/', '/private/a', '/private/press/1', '/a.pdf', '/a.pdf?x'].map((path) => isAllowed(text, path))).toEqual([
    true,
    false,
    true,
    false,
    true,
  ]);
  expect(isAllowed(`${text}User-agent: Kronika\nDisallow: /a`, '/private/a')).toBe(true);
  // A rule that an attacker designed to be slow must not take long.
  expect(isAllowed(`User-agent: *\nDisallow: /${'*a'.repeat(3000)}*b$`, `/${'a'.repeat(6000)}`)).toBe(true);
  expect(isAllowed(`User-agent: *\na:${'\t'.repeat(500_000)}#\u2028`, '/')).toBe(true);
  const agents = 'User-agent: a\n'.repeat(20_000);
  expect(isAllowed(`${agents}User-agent: *\n${'Disallow: /x\n'.repeat(20_000)}`, '/x')).toBe(false);
});
