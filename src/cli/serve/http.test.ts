import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { Hono } from 'hono';
import { afterEach, describe, expect, it } from 'vitest';
import type { Env } from '../../web/kit/context.ts';
import { createWeb } from '../../web/create-web.ts';
import { readBody } from '../../web/kit/forms/body.ts';
import { testDeps } from '../../web/testing/test-deps.ts';
import { watchProgress, type ConnectionLimits } from './connections.ts';
import { listen, type Listening } from './http.ts';

/** An app whose only page waits until it is released. */
function slowApp() {
  let letGo: () => void = () => {};
  let began: () => void = () => {};
  const gone = new Promise<void>((resolve) => (letGo = resolve));
  const begun = new Promise<void>((resolve) => (began = resolve));
  const web = new Hono<Env>();
  web.get('/slow', async (c) => {
    began();
    await gone;
    return c.text('done');
  });
  return { web, begun, letGo };
}

describe('the HTTP server', () => {
  it('finishes running requests before it closes, and accepts no new ones', async () => {
    const { web, begun, letGo } = slowApp();
    const server = await listen(web, { host: '127.0.0.1', port: 0 });
    const answer = fetch(`http://127.0.0.1:${server.port}/slow`).then((response) => response.text());
    await begun;
    const closed = server.close();
    const refused = new Promise<string>((resolve) =>
      connect(server.port, '127.0.0.1').once('error', (error: NodeJS.ErrnoException) => resolve(error.code!)),
    );
    expect(await refused).toBe('ECONNREFUSED');
    letGo();
    expect(await answer).toBe('done');
    await closed;
  });

  it('answers 400 if the host of a request is not a valid host name', async () => {
    const web = new Hono<Env>();
    web.get('/', (c) => c.text(new URL(c.req.url).host));
    const server = await listen(web, { host: '127.0.0.1', port: 0 });
    const answer = async (host: string) => {
      const socket = connect(server.port, '127.0.0.1');
      socket.end(`GET / HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
      let text = '';
      for await (const part of socket) text += String(part);
      return text.split(' ')[1];
    };
    expect(await Promise.all(['xn--', 'xn--a.example', 'a b', 'a@b', 'xn--e1afmkfd.example'].map(answer))).toEqual([
      '400',
      '400',
      '400',
      '400',
      '200',
    ]);
    await server.close();
  });

  it('refuses requests whose end is ambiguous, and does not repeat a request (TRACE)', async () => {
    const web = createWeb(testDeps());
    const server = await listen(web, { host: '127.0.0.1', port: 0 });
    const answer = async (request: string) => {
      const socket = connect(server.port, '127.0.0.1');
      socket.end(request.replaceAll('\n', '\r\n'));
      let text = '';
      for await (const part of socket) text += String(part);
      return text;
    };
    const head = 'POST /desk/sign-in HTTP/1.1\nHost: a.example\nConnection: close\n';
    const smuggled = '0\n\nGET /health HTTP/1.1\nHost: a.example\n\n';
    for (const lengths of [
      'Content-Length: 5\nTransfer-Encoding: chunked\n',
      'Content-Length: 5\nContent-Length: 60\n',
      'Transfer-Encoding: chunked, identity\n',
      'Transfer-Encoding : chunked\n',
    ]) {
      const text = await answer(`${head}${lengths}\n${smuggled}`);
      expect([lengths, text.slice(0, 12)]).toEqual([lengths, 'HTTP/1.1 400']);
      expect([lengths, text.match(/HTTP\/1\.1 /g)]).toEqual([lengths, ['HTTP/1.1 ']]);
    }
    const traced = await answer('TRACE / HTTP/1.1\nHost: a.example\nCookie: secret\nConnection: close\n\n');
    expect(traced).toMatch(/^HTTP\/1\.1 4\d\d /);
    expect(traced).not.toContain('secret');
    await server.close();
  });

  it('aborts a request that does not end in time when the server closes', async () => {
    const { web, begun } = slowApp();
    const server = await listen(web, { host: '127.0.0.1', port: 0 });
    const answer = fetch(`http://127.0.0.1:${server.port}/slow`).then(
      () => 'answered',
      () => 'cut',
    );
    await begun;
    await server.close(10);
    expect(await answer).toBe('cut');
  });
});

const opened: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close();
});

/** A connection to a port of this machine. `ended`: everything that arrived until the connection was closed. */
async function client(port: number, sent = ''): Promise<{ socket: Socket; ended: Promise<string> }> {
  const socket = connect(port, '127.0.0.1');
  opened.push(() => socket.destroy());
  let got = '';
  socket.on('data', (bytes: Buffer) => (got += bytes.toString()));
  socket.on('error', () => {});
  const ended = new Promise<string>((resolve) => socket.once('close', () => resolve(got)));
  await once(socket, 'connect');
  socket.write(sent);
  return { socket, ended };
}

describe('connections', () => {
  const web = new Hono<Env>();
  web.get('/', (c) => c.text('hello'));
  let long: (socket: Socket) => void;
  web.get('/long', (c) => {
    long((c.env as { incoming: IncomingMessage }).incoming.socket);
    return c.text('x'.repeat(50_000_000));
  });
  web.post('/', async (c) => c.text(String((await c.req.arrayBuffer()).byteLength)));

  async function server(limits: Partial<ConnectionLimits>, over: object = {}, app = web): Promise<Listening> {
    const listening = await listen(app, { host: '127.0.0.1', port: 0, limits, ...over });
    opened.push(() => listening.close(0));
    return listening;
  }

  it('end if the headers do not arrive in time, or if nothing arrives', async () => {
    const { port } = await server({ headers: 40 });
    for (const sent of ['', 'GET', 'GET / HTTP/1.1\r\nHost: a\r\nX-A: '])
      expect(await (await client(port, sent)).ended).toMatch(/^(HTTP\/1.1 408|$)/);
  });

  it('end if a body arrives too slowly', async () => {
    const { port } = await server({ progress: 20, bodyBytes: 1000 });
    const { ended } = await client(port, 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5000\r\n\r\n0123456789');
    expect(await ended).toBe('');
  });

  it('that end before a form has arrived are not logged as an error', async () => {
    const logged: { level: string; fields: object; message: string }[] = [];
    let told: () => void;
    const problem = new Promise<void>((resolve) => (told = resolve));
    const form = createWeb(testDeps({ logged }), [
      (on) =>
        void on.post('/form', async (c) => {
          try {
            await readBody(c);
          } finally {
            setImmediate(told);
          }
          return c.text('');
        }),
    ]);
    const listening = await listen(form, { host: '127.0.0.1', port: 0 });
    opened.push(() => listening.close(0));
    const { socket } = await client(
      listening.port,
      'POST /form HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 9\r\n\r\na=1',
    );
    socket.end();
    await problem;
    expect(logged).toEqual([]);
  });

  it('end if the client does not read the response', async () => {
    const { port } = await server({ progress: 20, stalled: 40 });
    const { socket } = await client(port);
    socket.pause();
    const asked = new Promise<Socket>((resolve) => (long = resolve));
    socket.write('GET /long HTTP/1.1\r\nHost: a\r\n\r\n');
    const sent = await asked;
    await once(sent, 'close');
    expect(sent.destroyed).toBe(true);
  });

  it('end if no other request follows a response in time', async () => {
    const { port } = await server({ idle: 20 });
    const { ended } = await client(port, 'GET / HTTP/1.1\r\nHost: a\r\n\r\n');
    expect(await ended).toContain('hello');
  });

  it('answer 431 to headers that are too long, and accept a limited number of requests', async () => {
    const { port } = await server({ headerBytes: 2000, requests: 3, idle: 20 });
    const long = await client(port, `GET / HTTP/1.1\r\nHost: a\r\nX-A: ${'a'.repeat(3000)}\r\n\r\n`);
    expect(await long.ended).toContain('HTTP/1.1 431');
    const many = await client(port, 'GET / HTTP/1.1\r\nHost: a\r\n\r\n'.repeat(20));
    expect((await many.ended).split('hello').length - 1).toBe(3);
  });

  it('handle pipelined requests one after another, and read no more while many wait', async () => {
    const waiting: (() => void)[] = [];
    let sent: Socket | undefined;
    const turns = new Hono<Env>().get('/turn/:n', async (c) => {
      sent = (c.env as { incoming: IncomingMessage }).incoming.socket;
      await new Promise<void>((resolve) => waiting.push(resolve));
      return c.text(`turn ${c.req.param('n')}`);
    });
    const { port } = await server({ pipelined: 5 }, {}, turns);
    const count = 40;
    // Together, the requests are larger than one read from a connection.
    const ask = (n: number) => `GET /turn/${n} HTTP/1.1\r\nHost: a\r\nX-A: ${'a'.repeat(10_000)}\r\n\r\n`;
    const { socket } = await client(port, Array.from({ length: count }, (_, n) => ask(n)).join(''));
    let got = '';
    socket.on('data', (bytes: Buffer) => (got += bytes.toString()));
    const until = async (holds: () => boolean) => {
      while (!holds()) await new Promise((resolve) => setImmediate(resolve));
    };
    await until(() => sent?.isPaused() === true);
    expect(sent!.bytesRead).toBeLessThan((count * 10_000) / 2);
    for (let n = 0; n < count; n++) {
      await until(() => waiting.length > n);
      expect([waiting.length, got.includes(`turn ${n}`)]).toEqual([n + 1, false]);
      waiting[n]!();
      await until(() => got.includes(`turn ${n}`));
    }
    expect([...got.matchAll(/turn (\d+)/g)].map((match) => Number(match[1]))).toEqual(
      Array.from({ length: count }, (_, n) => n),
    );
  });

  it('do not handle pipelined requests of a client that has left', async () => {
    let handled = 0;
    let arrived: (socket: Socket) => void;
    const first = new Promise<Socket>((resolve) => (arrived = resolve));
    let letGo: () => void = () => {};
    const leaving = new Hono<Env>().get('*', async (c) => {
      handled++;
      arrived((c.env as { incoming: IncomingMessage }).incoming.socket);
      await new Promise<void>((resolve) => (letGo = resolve));
      return c.text('late');
    });
    const { port } = await server({}, {}, leaving);
    const { socket } = await client(port, 'GET /left HTTP/1.1\r\nHost: a\r\n\r\n'.repeat(5));
    const sent = await first;
    const closed = once(sent, 'close');
    socket.destroy();
    await closed;
    letGo();
    await client(port, 'GET / HTTP/1.1\r\nHost: a\r\n\r\n');
    while (handled === 1) await new Promise((resolve) => setImmediate(resolve));
    expect(handled).toBe(2);
  });

  it('are refused above the limit of an address, until another one is closed, and each refusal is reported', async () => {
    let refused = 0;
    const { port } = await server({ perAddress: 3 }, { refused: () => refused++ });
    const held = await Promise.all([client(port), client(port), client(port)]);
    expect([await (await client(port, 'GET / HTTP/1.1\r\nHost: a\r\n\r\n')).ended, refused]).toEqual(['', 1]);
    held[0]!.socket.write('GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
    expect(await held[0]!.ended).toContain('hello');
    const next = await client(port, 'GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
    expect([await next.ended, refused]).toEqual([expect.stringContaining('hello'), 1]);
  });

  it('are not limited for an address that many clients share', async () => {
    const { port } = await server({ perAddress: 1 }, { isShared: (address: string) => address === '127.0.0.1' });
    await client(port);
    const next = await client(port, 'GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
    expect(await next.ended).toContain('hello');
  });

  it('continue while a body makes progress, and while the server itself reads the body slowly', async () => {
    const http = createServer();
    const check = watchProgress(http, { bodyBytes: 100, stalled: 1000 });
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
    opened.push(() => (http.closeAllConnections(), http.close()));
    const { socket, ended } = await client((http.address() as AddressInfo).port);
    const asked = once(http, 'request');
    socket.write('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n');
    const [request, response] = (await asked) as unknown as [IncomingMessage, ServerResponse];
    for (let piece = 0; piece < 5; piece++) {
      const read = once(request, 'data');
      socket.write('x'.repeat(200));
      await read;
      check();
    }
    expect(socket.destroyed).toBe(false);
    // The server does not read the body, so its buffer fills. This must not end the connection.
    request.pause();
    socket.write('x'.repeat(900_000));
    while (request.readableLength < request.readableHighWaterMark)
      await new Promise((resolve) => setImmediate(resolve));
    for (let times = 0; times < 3; times++) check();
    expect(socket.destroyed).toBe(false);
    // Now the server reads the body, and the client sends nothing more.
    const read = new Promise<void>((resolve) => {
      let rest = 900_000;
      request.on('data', (bytes: Buffer) => (rest -= bytes.length) || resolve());
    });
    request.resume();
    await read;
    check();
    check();
    expect(await ended).toBe('');
    response.destroy();
  });
});
