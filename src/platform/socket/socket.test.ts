import { chmodSync, mkdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { basename, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { AppError } from '../errors.ts';
import { callServer, dial, ServerGone } from './client.ts';
import type { Progress } from './lines.ts';
import {
  announcedSocket,
  announceSocket,
  assertPrivateFolder,
  chooseSocketPath,
  makePrivateFolder,
  withdrawSocket,
} from './path.ts';
import { openSocketServer, type Answer, type SocketServer } from './server.ts';
import { tempDir } from '../testing/temp-dir.ts';

const folder = tempDir();
const opened: SocketServer[] = [];
afterAll(() => Promise.all(opened.map((server) => server.close(0))));
let count = 0;

async function serving(answer: Answer): Promise<{ path: string; server: SocketServer }> {
  const path = join(folder, `s${++count}`);
  const server = await openSocketServer(path, answer);
  opened.push(server);
  return { path, server };
}
const call = (command: string, input: unknown = {}) => ({ version: '0.1.0', command, as: null, input, why: null });

describe('the socket', () => {
  it('reports the progress of a call, and then answers it', async () => {
    const { path } = await serving(async ({ input, as, why }, { progress }) => {
      progress({ phase: 'counting', done: 1, total: 2 });
      progress({ phase: 'counting', done: 2, total: 2 });
      return { input, as, why };
    });
    const heard: Progress[] = [];
    const socket = await dial(path);
    const result = await callServer(
      socket!,
      { ...call('echo', { text: 'Қазақстан\n' }), as: 'a@example.org', why: 'because' },
      { progress: (progress) => heard.push(progress) },
    );
    expect(result).toEqual({ input: { text: 'Қазақстан\n' }, as: 'a@example.org', why: 'because' });
    expect(heard).toEqual([
      { phase: 'counting', done: 1, total: 2 },
      { phase: 'counting', done: 2, total: 2 },
    ]);
  });

  it('carries megabytes of bytes in both directions', async () => {
    const bytes = new Uint8Array(6 * 1024 * 1024).map((_, index) => index * 7);
    const { path } = await serving(async ({ input }) => ({ back: (input as { bytes: Uint8Array }).bytes }));
    const result = (await callServer((await dial(path))!, call('bytes', { bytes }))) as { back: Uint8Array };
    expect(Buffer.compare(result.back, bytes)).toBe(0);
  });

  it('streams bytes before the result, no faster than the client reads', async () => {
    const chunk = new Uint8Array(64 * 1024).fill(7);
    const count = 200;
    let sent = 0;
    let begin = (): void => {};
    const begun = new Promise<void>((resolve) => (begin = resolve));
    const { path } = await serving(async (_, { send }) => {
      for (; sent < count; sent++) {
        const handed = send(chunk).then(() => true);
        // The client starts to read only now, when the server has to wait for it.
        if (!(await Promise.race([handed, new Promise<boolean>((resolve) => setImmediate(() => resolve(false)))])))
          begin();
        await handed;
      }
      return 'whole';
    });
    let size = 0;
    let sentBefore = 0;
    const data = async (bytes: Uint8Array): Promise<void> => {
      if (size === 0) await begun.then(() => (sentBefore = sent));
      size += bytes.byteLength;
    };
    expect([await callServer((await dial(path))!, call('export'), { data }), size]).toEqual([
      'whole',
      count * chunk.byteLength,
    ]);
    expect(sentBefore).toBeLessThan(count - 1);
  });

  it('ends a call whose client fails to store the bytes', async () => {
    const { path } = await serving(async (_, { send, signal }) => {
      while (!signal.aborted) await send(new Uint8Array(1024));
    });
    const full = callServer((await dial(path))!, call('export'), {
      data: async () => {
        throw new Error('the disk is full');
      },
    });
    await expect(full).rejects.toThrow('the disk is full');
  });

  it('passes on an error with its code, details and fields, and of a bug only that it happened', async () => {
    const { path } = await serving(async ({ command }) => {
      if (command === 'defect') throw new Error('secret of the app');
      throw new AppError('invalid_input', {
        fields: [{ path: 'claims.3.chain', message: 'errors.field.chain.missing' }],
        details: { id: 7 },
      });
    });
    const wrong = callServer((await dial(path))!, call('wrong'));
    await expect(wrong).rejects.toMatchObject({
      code: 'invalid_input',
      details: { id: 7 },
      fields: [{ path: 'claims.3.chain', message: 'errors.field.chain.missing' }],
    });
    const defect = await callServer((await dial(path))!, call('defect')).catch((error: unknown) => error);
    expect(defect).toMatchObject({ code: 'internal' });
    expect(String(defect)).not.toContain('secret');
  });

  const untilAborted =
    (begun: () => void): Answer =>
    (_, { signal }) =>
      new Promise((_resolve, reject) => {
        begun();
        signal.addEventListener('abort', () => reject(signal.reason as Error));
      });

  it('cancels work when the client asks', async () => {
    const cancel = new AbortController();
    const { path } = await serving(untilAborted(() => cancel.abort()));
    await expect(callServer((await dial(path))!, call('long'), { signal: cancel.signal })).rejects.toMatchObject({
      code: 'cancelled',
    });
  });

  it('cancels work when the client disconnects', async () => {
    let calledOff: () => void = () => {};
    const ended = new Promise<void>((resolve) => (calledOff = resolve));
    let leave: () => void = () => {};
    const { path } = await serving(async (given, context) => {
      setImmediate(() => leave());
      await untilAborted(() => {})(given, context).catch(() => calledOff());
    });
    const socket = (await dial(path))!;
    leave = () => socket.destroy();
    await expect(callServer(socket, call('long'))).rejects.toBeInstanceOf(ServerGone);
    await ended;
  });

  it('finishes running calls before it closes, and accepts nothing new', async () => {
    let begun: () => void = () => {};
    const running = new Promise<void>((resolve) => (begun = resolve));
    let finish: (value: string) => void = () => {};
    const { path, server } = await serving(() => {
      begun();
      return new Promise((resolve) => (finish = resolve));
    });
    const result = callServer((await dial(path))!, call('slow'));
    await running;
    const closed = server.close();
    expect(await dial(path)).toBeNull();
    finish('done');
    expect(await result).toBe('done');
    await closed;
  });

  it('cancels calls that do not end when it closes', async () => {
    let begun: () => void = () => {};
    const running = new Promise<void>((resolve) => (begun = resolve));
    const { path, server } = await serving(untilAborted(() => begun()));
    const result = callServer((await dial(path))!, call('long')).catch((error: unknown) => error);
    await running;
    await server.close(0);
    expect(await result).toMatchObject({ code: 'cancelled' });
  });

  it('answers invalid input with an error and continues', async () => {
    const { path } = await serving(async () => 'fine');
    for (const nonsense of ['{"type":\n', '{"type":"call"}\n', '[]\n', 'null\n']) {
      const said = await new Promise<string>((resolve) => {
        let all = '';
        const socket = connect(path, () => socket.write(nonsense));
        socket.on('data', (chunk) => (all += chunk.toString()));
        socket.on('close', () => resolve(all));
      });
      expect(JSON.parse(said)).toMatchObject({ type: 'error', code: 'bad_form' });
    }
    expect(await callServer((await dial(path))!, call('echo'))).toBe('fine');
  });

  it('is only for its owner, replaces a dead socket and leaves a live one', async () => {
    const path = join(folder, 'dead');
    writeFileSync(path, '');
    opened.push(await openSocketServer(path, async () => 'alive'));
    expect(statSync(path).mode & 0o777).toBe(0o600);
    await expect(openSocketServer(path, async () => 'second')).rejects.toMatchObject({ code: 'in_use' });
    expect(await callServer((await dial(path))!, call('who'))).toBe('alive');
  });
});

describe('the path of the socket', () => {
  it('is short however deep the data directory is, and the same for each name of the directory', () => {
    const deep = join(folder, 'a'.repeat(100), 'b'.repeat(100));
    mkdirSync(deep, { recursive: true });
    const link = join(folder, 'link');
    symlinkSync(deep, link);
    const runtime = join(folder, 'run');
    mkdirSync(runtime, { mode: 0o700 });
    const path = chooseSocketPath(deep, { XDG_RUNTIME_DIR: runtime });
    expect(path.length).toBeLessThan(100);
    expect(path.startsWith(join(runtime, 'kronika'))).toBe(true);
    expect(statSync(join(runtime, 'kronika')).mode & 0o777).toBe(0o700);
    expect(chooseSocketPath(link, { XDG_RUNTIME_DIR: runtime })).toBe(path);
    expect(chooseSocketPath(folder, { XDG_RUNTIME_DIR: runtime })).not.toBe(path);
  });

  it('is refused if its folder is a link, a file, open to others or owned by another user', () => {
    const target = join(folder, 'target');
    mkdirSync(target, { mode: 0o700 });
    const link = join(folder, 'planted');
    symlinkSync(target, link);
    expect(() => makePrivateFolder(link)).toThrow('it is a link');
    const open = join(folder, 'open');
    mkdirSync(open);
    chmodSync(open, 0o750);
    expect(() => makePrivateFolder(open)).toThrow('other users can enter it');
    const file = join(folder, 'file');
    writeFileSync(file, '');
    expect(() => makePrivateFolder(file)).toThrow('it is not a folder');
    expect(() => assertPrivateFolder(target, [process.getuid!() + 1])).toThrow('belongs to another user');
  });

  it('uses the next place if one is not safe', () => {
    const runtime = join(folder, 'hostile');
    mkdirSync(runtime);
    symlinkSync(folder, join(runtime, 'kronika'));
    expect(chooseSocketPath(folder, { XDG_RUNTIME_DIR: runtime }).startsWith(runtime)).toBe(false);
  });

  it('is announced in the data directory, and only its own process withdraws it', () => {
    const dataDir = join(folder, 'data');
    mkdirSync(dataDir, { mode: 0o700 });
    expect(announcedSocket(dataDir)).toBeNull();
    const place = { path: chooseSocketPath(dataDir, {}), pid: process.pid, version: '0.1.0' };
    announceSocket(dataDir, place);
    expect(announcedSocket(dataDir)).toEqual(place);
    withdrawSocket(dataDir, { path: join(dataDir, 'other'), pid: 1, version: '0.1.0' });
    expect(announcedSocket(dataDir)).toEqual(place);
    withdrawSocket(dataDir, place);
    expect(announcedSocket(dataDir)).toBeNull();
  });

  it('does not follow an announcement into a folder that others can enter', () => {
    const open = join(folder, 'lure');
    mkdirSync(open);
    chmodSync(open, 0o755);
    const dataDir = join(folder, 'lured');
    mkdirSync(dataDir);
    const name = basename(chooseSocketPath(dataDir, {}));
    announceSocket(dataDir, { path: join(open, name), pid: 1, version: '0.1.0' });
    expect(() => announcedSocket(dataDir)).toThrow('other users can enter it');
  });

  it('is not found through an announcement that was copied from another data directory', () => {
    const [dataDir, copy] = [join(folder, 'announcing'), join(folder, 'copied')];
    mkdirSync(dataDir, { mode: 0o700 });
    mkdirSync(copy, { mode: 0o700 });
    const place = { path: chooseSocketPath(dataDir, {}), pid: process.pid, version: '0.1.0' };
    announceSocket(dataDir, place);
    announceSocket(copy, place);
    expect([announcedSocket(dataDir), announcedSocket(copy)]).toEqual([place, null]);
  });
});
