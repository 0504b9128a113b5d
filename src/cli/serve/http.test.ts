import { connect } from 'node:net';
import { Hono } from 'hono';
import { describe, expect, it } from 'vitest';
import type { Env } from '../../web/kit/context.ts';
import { listen } from './http.ts';

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

  it('aborts a request that does not end', async () => {
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
