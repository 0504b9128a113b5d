import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { clientAddress } from '../../platform/limits/client-address.ts';

/** Limits of connections. Times are in milliseconds. */
export const connectionLimits = {
  /** Open connections in total. */
  most: 5000,
  /** Open connections of one client address. */
  perAddress: 200,
  /**
   * The time until the headers of a request must be complete. For the first request of a connection, it begins with the
   * connection; for later ones, with their first byte.
   */
  headers: 10_000,
  /** The time for which a connection without a new request stays open after a response. */
  idle: 15_000,
  headerBytes: 16_384,
  requests: 100,
  /** If this many requests of a connection wait for an earlier response, Kronika stops reading from the connection. */
  pipelined: 10,
  /** The time between two checks of running requests. */
  progress: 20_000,
  /**
   * Bytes that must arrive between two checks while a body is incomplete. They are so few that a long upload over a bad
   * line still succeeds.
   */
  bodyBytes: 20_480,
  /** A response is aborted if the client reads nothing of it for this time. */
  stalled: 60_000,
};
const mostPiecesAfterwards = 1000;
export type ConnectionLimits = typeof connectionLimits;

/**
 * Refuses connections of an address that has too many. An IPv6 network (/64) counts as one address.
 * @param exempt whether many clients share this address, as they do that of a proxy; then it has no limit
 * @param refused called for each refused connection
 */
export function limitPerAddress(
  server: Server,
  { perAddress }: Pick<ConnectionLimits, 'perAddress'>,
  exempt: (address: string) => boolean,
  refused: () => void,
): void {
  const open = new Map<string, number>();
  // This listener runs before Node's own, so that Node never begins to read requests from a connection that is refused.
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
 * (pipelining). If these were handled at the same time, one connection could cause as much work as many, and Node would
 * hold the later responses in memory until the first one is sent. Requests whose client has left are not handled.
 */
export function inTurn(handle: Handle, { pipelined }: Pick<ConnectionLimits, 'pipelined'>): Handle {
  /** For each connection with a running request: functions that handle the requests that wait. */
  const lines = new Map<Socket, (() => void)[]>();
  const read = (socket: Socket, line: readonly unknown[]): void => {
    if (line.length < pipelined) socket.resume();
    // After Node has read a request or sent a response, it resumes reading in a later tick, which would undo a pause.
    // So this pause comes two ticks later.
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
    // `setImmediate` lets other connections have their turn first.
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
 * After the response, Node still reads the rest of the body, so that the client gets the response. If the rest comes in
 * many small pieces, the connection is ended, because each small piece costs as much as a large one.
 */
function endIfInPieces(request: IncomingMessage): void {
  if (request.complete) return;
  const { socket } = request;
  let pieces = 0;
  request.on('data', () => {
    if (++pieces > mostPiecesAfterwards) socket.destroy();
  });
}

/**
 * A request whose response has not ended. `read`: how many bytes its connection had received at the last check.
 * `waiting`: whether, at the last check, a part of the response was waiting for the client to read it.
 */
type Running = { request: IncomingMessage; response: ServerResponse; read: number | undefined; waiting: boolean };

/**
 * Ends requests whose body arrives too slowly, and responses that the client does not take.
 * @returns a function that checks all running requests; call it every `ConnectionLimits.progress` milliseconds
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
      // If the buffer is full, Kronika is slow to read, not the client to send.
      const awaited = !request.complete && request.readableLength < request.readableHighWaterMark;
      if (awaited && one.read !== undefined && socket.bytesRead - one.read < bodyBytes) socket.destroy();
      one.read = socket.bytesRead;
      const waiting = response.headersSent && socket.writableLength > 0;
      if (waiting !== one.waiting) socket.setTimeout(waiting ? stalled : 0);
      one.waiting = waiting;
    }
  };
}
