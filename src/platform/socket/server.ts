import { chmodSync, rmSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { AppError, asAppError } from '../errors.ts';
import { encodeLine, readLines, type Call, type FromServer, type Progress } from './lines.ts';

/** The context of a call. `send` sends bytes of an export, and waits until the client can take more. */
export type CallContext = {
  signal: AbortSignal;
  progress(progress: Progress): void;
  send(bytes: Uint8Array): Promise<void>;
};

/** Runs a call and returns its result. Errors other than AppError reach the client as `internal`. */
export type Answer = (call: Call, context: CallContext) => Promise<unknown>;

export type SocketServer = {
  /**
   * Accepts no more calls, and waits for the running ones. After `graceMs` milliseconds, cancels them.
   */
  close(graceMs?: number): Promise<void>;
};

/** Maximum bytes of a line. This is enough for a page with its pictures, and for an import of 100,000 cases. */
const maxLineLength = 256 * 1024 * 1024;

/**
 * Listens at `path`, which must be in a private folder. Replaces the socket of a dead process.
 * @throws AppError `in_use` if another process listens there
 */
export async function openSocketServer(path: string, answer: Answer): Promise<SocketServer> {
  if (await answers(path)) throw new AppError('in_use', { details: { what: path } });
  rmSync(path, { force: true });
  const calls = new Map<Socket, { done: Promise<void>; abort: AbortController }>();
  const sockets = new Set<Socket>();

  const server = createServer((socket) => {
    const abort = new AbortController();
    const sendMessage = (message: FromServer): void => {
      if (socket.writable) socket.write(encodeLine(message));
    };
    const fail = (thrown: unknown): void => {
      const { code, details, fields } = asAppError(thrown);
      sendMessage({ type: 'error', code, details, fields });
      socket.end();
    };
    const send = (bytes: Uint8Array): Promise<void> =>
      new Promise((resolve, reject) => {
        const gone = (): void => reject(new AppError('cancelled'));
        if (!socket.writable) return gone();
        if (socket.write(encodeLine({ type: 'data', bytes }))) return resolve();
        socket.once('close', gone);
        socket.once('drain', () => {
          socket.off('close', gone);
          resolve();
        });
      });
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      sockets.delete(socket);
      abort.abort(new AppError('cancelled'));
    });
    const onMessage = (message: unknown): void => {
      if ((message as { type?: unknown } | null)?.type === 'cancel') return abort.abort(new AppError('cancelled'));
      const call = readCall(message);
      if (!call || calls.has(socket)) return fail(new AppError('bad_form'));
      const done = answer(call, {
        signal: abort.signal,
        progress: (progress) => sendMessage({ type: 'progress', ...progress }),
        send,
      })
        .then((value) => sendMessage({ type: 'result', value: value ?? null }), fail)
        .finally(() => {
          calls.delete(socket);
          socket.end();
        });
      calls.set(socket, { done, abort });
    };
    readLines(socket, maxLineLength, onMessage, (error) =>
      fail(error instanceof AppError ? error : new AppError('bad_form')),
    );
  });

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, resolve);
  });
  chmodSync(path, 0o600);

  return {
    async close(graceMs = 10_000) {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) if (!calls.has(socket)) socket.destroy();
      const timer = setTimeout(() => {
        for (const { abort } of calls.values()) abort.abort(new AppError('cancelled'));
      }, graceMs);
      await Promise.all([...calls.values()].map(({ done }) => done));
      clearTimeout(timer);
      for (const socket of sockets) socket.destroySoon();
      await closed;
    },
  };
}

function readCall(message: unknown): Call | null {
  const call = message as Partial<Call> | null;
  if (call?.type !== 'call' || typeof call.command !== 'string' || typeof call.version !== 'string') return null;
  return {
    type: 'call',
    version: call.version,
    command: call.command,
    as: typeof call.as === 'string' ? call.as : null,
    input: call.input,
    why: typeof call.why === 'string' ? call.why : null,
  };
}

/** Whether a process listens at a path. */
function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = connect(path, () => {
      probe.destroy();
      resolve(true);
    });
    probe.once('error', () => resolve(false));
  });
}
