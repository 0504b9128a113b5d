import { existsSync, readdirSync, statSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import { announcedSocket } from '../../platform/socket/path.ts';
import { testDatabase } from '../../platform/testing/databases.ts';
import { tempDir } from '../../platform/testing/temp-dir.ts';
import { useKronika, kronika, kronikaDone, kronikaServing } from '../testing/kronika.ts';

useKronika();
const folder = tempDir();
const setupLink = /\/setup\/([\w-]{43})\n/;

/** Makes one request on a connection that stays open, as a browser does. `closed` resolves when it is closed. */
async function keptAlive(address: string): Promise<{ socket: Socket; closed: Promise<void> }> {
  const { hostname, port } = new URL(address);
  const socket = connect(Number(port), hostname);
  const answered = new Promise<string>((resolve) => socket.once('data', (chunk) => resolve(chunk.toString())));
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  socket.on('error', () => {});
  socket.write('GET /health HTTP/1.1\r\nHost: kronika\r\n\r\n');
  expect(await answered).toMatch(/^HTTP\/1\.1 200/);
  return { socket, closed };
}

describe('kronika serve', () => {
  const data = join(folder, 'serve');

  it('creates its data at the first start, serves, offers the first account, and stops cleanly', async () => {
    const server = await kronikaServing({ KRONIKA_DATA: data });
    expect((await fetch(`${server.address}/health`)).status).toBe(200);
    const [, token] = await server.said(setupLink);
    expect(server.stdout()).toContain(`${server.address}/setup/${token}`);
    expect(statSync(data).mode & 0o077).toBe(0);
    const socket = announcedSocket(data)!.path;
    expect(existsSync(socket)).toBe(true);

    const { socket: kept, closed } = await keptAlive(server.address);
    expect(kept.closed).toBe(false);
    expect(await server.stop()).toBe(0);
    await closed;
    expect(existsSync(socket)).toBe(false);
    expect(announcedSocket(data)).toBeNull();
    // The log must not contain anything that opens the desk.
    expect(server.stderr()).not.toContain(token);
    expect(server.stderr()).toContain('"msg":"stopped"');
  });

  it('starts again on the same data, with a new link until there is an account', async () => {
    const again = await kronikaServing({ KRONIKA_DATA: data });
    await again.said(setupLink);
    const added = await kronikaDone(
      ['account', 'add', 'aigerim@example.org', '--name', 'Aigerim', '--role', 'administrator'],
      { KRONIKA_DATA: data },
    );
    expect(added.status).toBe(0);
    expect(await again.stop()).toBe(0);
    const third = await kronikaServing({ KRONIKA_DATA: data });
    await fetch(`${third.address}/health`);
    expect(await third.stop()).toBe(0);
    expect(third.stdout()).not.toContain('/setup/');
  });

  it('replays preserved pages on another port, if one is set, without access to the desk, and closes that port, too', async () => {
    const server = await kronikaServing({
      KRONIKA_DATA: data,
      KRONIKA_REPLAY: 'http://replay.test',
      KRONIKA_REPLAY_PORT: '0',
    });
    const [, port] = await server.logged(/"replay":(\d+)/);
    const at = (path: string) => fetch(`http://127.0.0.1:${port}${path}`, { redirect: 'manual' });
    const worker = await at('/replay/sw.js');
    expect([worker.status, worker.headers.get('set-cookie'), worker.headers.get('content-security-policy')]).toEqual([
      200,
      null,
      expect.stringContaining("connect-src 'self'"),
    ]);
    for (const path of ['/', '/desk', '/desk/sign-in', '/health', '/show/nothing'])
      expect((await at(path)).status, path).toBe(404);
    expect((await fetch(`${server.address}/replay/sw.js`)).status).toBe(404);
    expect(await server.stop()).toBe(0);
    await expect(at('/replay/sw.js')).rejects.toThrow('fetch failed');
  });

  it('refuses data that another server has open, and does not disturb that server', async () => {
    const first = await kronikaServing({ KRONIKA_DATA: data });
    const second = await kronikaDone(['serve'], { KRONIKA_DATA: data, PORT: '0' });
    expect(second.status).toBe(1);
    expect(second.stdout).toBe('');
    expect(second.stderr).toContain(`process ${first.process.pid}`);
    expect(second.stderr).toContain(data);
    expect((await fetch(`${first.address}/health`)).status).toBe(200);
    expect(announcedSocket(data)?.pid).toBe(first.process.pid);
    expect(await first.stop()).toBe(0);
  });

  it('starts on data and a socket that a killed server left', async () => {
    const killed = await kronikaServing({ KRONIKA_DATA: data });
    const socket = announcedSocket(data)!.path;
    killed.process.kill('SIGKILL');
    await killed.ended;
    expect(existsSync(socket)).toBe(true);
    const after = await kronikaDone(['purge'], { KRONIKA_DATA: data });
    expect(after).toMatchObject({ status: 0, stderr: '' });
    const next = await kronikaServing({ KRONIKA_DATA: data });
    expect((await kronikaDone(['purge'], { KRONIKA_DATA: data })).status).toBe(0);
    expect(await next.stop()).toBe(0);
  });

  it('says which port is taken, and releases the data', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    const { port } = other.address() as { port: number };
    const refused = await kronikaDone(['serve'], { KRONIKA_DATA: data, PORT: String(port) });
    other.close();
    expect(refused.status).toBe(1);
    expect(refused.stderr).toContain(`Another program uses port ${port}`);
    expect((await kronikaDone(['purge'], { KRONIKA_DATA: data })).status).toBe(0);
  });

  it('names a setting that cannot be used', async () => {
    for (const [name, value] of [
      ['PORT', 'eighty'],
      ['HOST', '203.0.113.77'],
      ['DATABASE_URL', 'mysql://x'],
    ] as const) {
      const refused = await kronikaDone(['serve'], { KRONIKA_DATA: data, PORT: '0', [name]: value });
      expect(refused.status).toBe(1);
      expect(refused.stderr).toContain(name);
    }
  });

  it('loads the sample data into new data, once, and never if it was declined', async () => {
    for (const [name, declined] of [
      ['with', false],
      ['without', true],
    ] as const) {
      const env = { KRONIKA_DATA: join(folder, name) };
      const loaded: boolean[] = [];
      for (const example of [declined ? '0' : '1', '1']) {
        const server = await kronikaServing({ ...env, KRONIKA_EXAMPLE: example });
        await fetch(`${server.address}/health`);
        expect(await server.stop()).toBe(0);
        loaded.push(/"example":true/.test(server.stderr()));
      }
      expect(loaded).toEqual([!declined, false]);
      await kronikaDone(['account', 'add', 'a@example.org', '--name', 'A', '--role', 'administrator'], env);
      const removed = JSON.parse(
        (await kronikaDone(['example', 'remove', '--as', 'a@example.org', '--json'], env)).stdout,
      ) as { removed: number };
      expect(removed.removed > 0).toBe(!declined);
    }
  });

  it('stops while it is still starting', async () => {
    const fresh = join(folder, 'interrupted');
    const starting = kronika(['serve'], { KRONIKA_DATA: fresh, PORT: '0' });
    const seen = new Promise<void>((resolve) => {
      const look = setInterval(() => {
        if (!existsSync(fresh) || readdirSync(fresh).length === 0) return;
        clearInterval(look);
        resolve();
      }, 5);
    });
    await seen;
    starting.process.kill('SIGINT');
    expect(await starting.ended).toBe(0);
    const next = await kronikaServing({ KRONIKA_DATA: fresh });
    expect(await next.stop()).toBe(0);
  });
});

describe.skipIf(inject('noServer') !== null)('kronika serve on a PostgreSQL server', () => {
  it('serves, accepts commands through its socket, and stops', async () => {
    const made = await testDatabase('server');
    await made.db.close();
    const env = { KRONIKA_DATA: join(folder, 'server'), DATABASE_URL: (made.where as { url: string }).url };
    const server = await kronikaServing(env);
    await server.said(setupLink);
    expect((await fetch(`${server.address}/health`)).status).toBe(200);
    expect(
      (await kronikaDone(['account', 'add', 'e@example.org', '--name', 'E', '--role', 'editor'], env)).status,
    ).toBe(0);
    expect(await server.stop()).toBe(0);
    expect((await kronikaDone(['account', 'password', 'e@example.org'], env)).stdout).toContain('/join/');
    expect(server.stderr()).not.toContain('password');
    await made.drop();
  });

  it('shows in one process what was changed in another, from the moment that the change is answered', async () => {
    const made = await testDatabase('server');
    await made.db.close();
    const env = {
      DATABASE_URL: (made.where as { url: string }).url,
      KRONIKA_DATA: join(folder, 'both'),
      KRONIKA_EXAMPLE: '1',
    };
    const here = await kronikaServing(env);
    const there = await kronikaServing(env);
    const listed = async (): Promise<number> =>
      ((await (await fetch(`${there.address}/articles.json`)).json()) as { total: number }).total;
    await kronikaDone(['account', 'add', 'a@example.org', '--name', 'A', '--role', 'administrator'], env);
    // The list is requested twice, so that the second answer comes from that process's page cache.
    expect([await listed(), await listed()]).toEqual([6, 6]);
    expect((await kronikaDone(['example', 'remove', '--as', 'a@example.org'], env)).status).toBe(0);
    expect(await listed()).toBe(0);
    expect([await here.stop(), await there.stop()]).toEqual([0, 0]);
    await made.drop();
  });

  it('says when the database cannot be reached', async () => {
    const refused = await kronikaDone(['serve'], {
      KRONIKA_DATA: join(folder, 'unreachable'),
      DATABASE_URL: 'postgres://kronika:hunter2@127.0.0.1:1/kronika',
      PORT: '0',
    });
    expect(refused.status).toBe(1);
    expect(refused.stderr).toContain('127.0.0.1');
    expect(refused.stderr).not.toContain('hunter2');
  });
});
