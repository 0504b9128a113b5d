import { connect, type Socket } from 'node:net';
import { AppError } from './errors.ts';
import { encodeLine, readLines, type Call, type FromServer, type Progress } from './socket-lines.ts';

/** The server went away before it answered: whether the work was done is not known. */
export class ServerGone extends Error {
  constructor() {
    super('the server ended before it answered');
    this.name = 'ServerGone';
  }
}

/** A connection to the server at `path`, or null where none listens any more. */
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
 * Makes one call and waits for its end. When `signal` fires the server is asked to stop, and its answer decides:
 * what had committed by then is a result.
 * @throws AppError as the server threw it; ServerGone
 */
export function callServer(socket: Socket, call: Omit<Call, 'type'>, options: { signal?: AbortSignal; progress?(progress: Progress): void } = {}): Promise<unknown> {
  const { signal, progress } = options;
  return new Promise((resolve, reject) => {
    const cancel = (): void => void socket.write(encodeLine({ type: 'cancel' }));
    const settle = (act: () => void): void => {
      signal?.removeEventListener('abort', cancel);
      act();
      socket.destroy();
    };
    const hear = (message: unknown): void => {
      const said = message as FromServer;
      if (said.type === 'progress') progress?.({ phase: said.phase, done: said.done, total: said.total });
      else if (said.type === 'result') settle(() => resolve(said.value));
      else settle(() => reject(new AppError(said.code, { details: said.details, fields: said.fields })));
    };
    readLines(socket, Number.MAX_SAFE_INTEGER, hear, (error) => settle(() => reject(error)));
    socket.on('error', () => settle(() => reject(new ServerGone())));
    socket.on('close', () => settle(() => reject(new ServerGone())));
    signal?.addEventListener('abort', cancel, { once: true });
    socket.write(encodeLine({ type: 'call', ...call }));
    if (signal?.aborted) cancel();
  });
}
