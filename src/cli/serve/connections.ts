import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { clientAddress } from '../../platform/limits/client-address.ts';

/** Limits of connections. Times are in milliseconds. */
export const connectionLimits = {
  /** Open connections in total, and of one client address. */
  most: 5000,
  perAddress: 200,
  /** Until the headers of a request are complete, also of the first one. */
  headers: 10_000,
  /** Between two requests of a connection. */
  idle: 15_000,
  headerBytes: 16_384,
  requests: 100,
  /** Requests that wait for the answer to the one before; then nothing more is read from the connection. */
  pipelined: 10,
  /** A body must grow by `bodyBytes` in this time. So a long upload over a bad line still succeeds. */
  progress: 20_000,
  bodyBytes: 20_480,
  /** A response ends if the client reads nothing of it for this long. */
  stalled: 60_000,
};
const mostPiecesAfterwards = 1000;
export type ConnectionLimits = typeof connectionLimits;

/**
 * Refuses connections of an address that has too many. An IPv6 network (/64) counts as one address.
 * @param exempt addresses that many clients have, such as a proxy's
 * @param refused called for each refused connection
 */
export function limitPerAddress(
  server: Server,
  { perAddress }: Pick<ConnectionLimits, 'perAddress'>,
  exempt: (address: string) => boolean,
  refused: () => void,
): void {
  const open = new Map<string, number>();
  // Runs before Node's own listener, which would answer.
  server.prependListener('connection', (socket: Socket) => {
    const address = socket.remoteAddress;
    if (!address || exempt(address)) return;
    const client = clientAddress({ address }, []);
    const count = open.get(client) ?? 0;
    if (count >= perAddress) {
      socket.destroy();
      refused();
      return;
    }
    open.set(client, count + 1);
    socket.once('close', () => {
      const left = open.get(client)! - 1;
      if (left) open.set(client, left);
      else open.delete(client);
    });
  });
}

type Handle = (request: IncomingMessage, response: ServerResponse) => void;

/**
 * Handles the requests of a connection one after another. A client can send the next ones before it has the response
 * (pipelining); handled at the same time, they would get around what limits a connection, and their responses wait in
 * memory anyway. Requests whose client has left are not handled.
 */
export function inTurn(handle: Handle, { pipelined }: Pick<ConnectionLimits, 'pipelined'>): Handle {
  /** For each connection with a running request: the requests that wait. */
  const lines = new Map<Socket, (() => void)[]>();
  const read = (socket: Socket, line: readonly unknown[]): void => {
    if (line.length < pipelined) socket.resume();
    // Node resumes reading in a later tick when it has read a request or sent a response, so this comes after that.
    else process.nextTick(() => process.nextTick(() => line.length >= pipelined && socket.pause()));
  };
  const next = (socket: Socket): void => {
    const line = lines.get(socket)!;
    const turn = socket.destroyed ? undefined : line.shift();
    if (!turn) {
      lines.delete(socket);
      return;
    }
    read(socket, line);
    // Other connections get their turn in between.
    setImmediate(turn);
  };
  return (request, response) => {
    const { socket } = request;
    const start = (): void => {
      if (socket.destroyed) {
        lines.delete(socket);
        return;
      }
      response.once('close', () => next(socket));
      handle(request, response);
    };
    const line = lines.get(socket);
    if (line) {
      line.push(start);
      read(socket, line);
      return;
    }
    lines.set(socket, []);
    start();
  };
}

/**
 * After the response, the rest of the body is read, so that the client gets the response. If the rest comes in many
 * small pieces, the connection is ended, because each piece costs as much as a large one.
 */
function endIfInPieces(request: IncomingMessage): void {
  if (request.complete) return;
  const { socket } = request;
  let pieces = 0;
  request.on('data', () => {
    if (++pieces > mostPiecesAfterwards) socket.destroy();
  });
}

/** `read`: bytes of the connection at the last check. */
type Running = { request: IncomingMessage; response: ServerResponse; read: number | undefined; waiting: boolean };

/**
 * Ends requests whose body arrives too slowly, and responses that the client does not take.
 * @returns the check, to be called at regular intervals
 */
export function watchProgress(
  server: Server,
  { bodyBytes, stalled }: Pick<ConnectionLimits, 'bodyBytes' | 'stalled'>,
): () => void {
  const running = new Set<Running>();
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const one: Running = { request, response, read: undefined, waiting: false };
    running.add(one);
    response.once('close', () => running.delete(one));
    response.once('finish', () => endIfInPieces(request));
  });
  return () => {
    for (const one of running) {
      const { request, response } = one;
      const { socket } = request;
      // If the buffer is full, we are slow, not the client.
      const awaited = !request.complete && request.readableLength < request.readableHighWaterMark;
      if (awaited && one.read !== undefined && socket.bytesRead - one.read < bodyBytes) socket.destroy();
      one.read = socket.bytesRead;
      const waiting = response.headersSent && socket.writableLength > 0;
      if (waiting !== one.waiting) socket.setTimeout(waiting ? stalled : 0);
      one.waiting = waiting;
    }
  };
}
