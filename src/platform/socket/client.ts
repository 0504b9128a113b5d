import { connect, type Socket } from 'node:net';
import { AppError } from '../errors.ts';
import { encodeLine, readLines, type Call, type FromServer, type Progress } from './lines.ts';

/** The server ended before it sent the result, so it is unknown whether the work was done. */
export class ServerGone extends Error {
  constructor() {
    super('the server ended before it answered');
    this.name = 'ServerGone';
  }
}

/** A connection to the server at `path`, or null if none listens. */
export function dial(path: string): Promise<Socket | null> {
  return new Promise((resolve, reject) => {
    const socket = connect(path);
    socket.once('connect', () => resolve(socket));
    socket.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT' || error.code === 'ECONNREFUSED') resolve(null);
      else reject(error);
    });
  });
}

/**
 * Makes one call and waits for its result. When `signal` is aborted, asks the server to stop, but still waits: if the
 * work was already committed, the server sends its result. `data` receives the bytes that come before the result; the
 * server waits while `data` handles them.
 * @throws AppError the error that the server threw; ServerGone; any error of `data`
 */
export function callServer(
  socket: Socket,
  call: Omit<Call, 'type'>,
  options: { signal?: AbortSignal; progress?(progress: Progress): void; data?(bytes: Uint8Array): Promise<void> } = {},
): Promise<unknown> {
  const { signal, progress, data } = options;
  return new Promise((resolve, reject) => {
    const cancel = (): void => void socket.write(encodeLine({ type: 'cancel' }));
    const settle = (act: () => void): void => {
      signal?.removeEventListener('abort', cancel);
      act();
      socket.destroy();
    };
    let handled = Promise.resolve();
    let answered = false;
    const handleBytes = (bytes: Uint8Array): void => {
      socket.pause();
      handled = handled.then(() => data?.(bytes));
      const current = handled;
      current.then(
        () => current === handled && socket.resume(),
        (error: unknown) => settle(() => reject(error)),
      );
    };
    const onMessage = (message: unknown): void => {
      const received = message as FromServer;
      if (received.type === 'progress')
        progress?.({ phase: received.phase, done: received.done, total: received.total });
      else if (received.type === 'data') handleBytes(received.bytes);
      else if (received.type === 'result') {
        // Wait for `data`, which may still be writing earlier bytes to a slow disk.
        answered = true;
        handled.then(
          () => settle(() => resolve(received.value)),
          () => {},
        );
      } else settle(() => reject(new AppError(received.code, { details: received.details, fields: received.fields })));
    };
    readLines(socket, Number.MAX_SAFE_INTEGER, onMessage, (error) => settle(() => reject(error)));
    const gone = (): void => {
      if (!answered) settle(() => reject(new ServerGone()));
    };
    socket.on('error', gone);
    socket.on('close', gone);
    signal?.addEventListener('abort', cancel, { once: true });
    socket.write(encodeLine({ type: 'call', ...call }));
    if (signal?.aborted) cancel();
  });
}
