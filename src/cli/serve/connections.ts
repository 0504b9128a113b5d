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
   * The time until the headers of a request must be complete. For the first request, the time begins with the
   * connection. For later requests, it begins with their first byte.
   */
  headers: 10_000,
  /** How long a connection stays open after a response, if no new request arrives. */
  idle: 15_000,
  headerBytes: 16_384,
  requests: 100,
  /** If this many requests of a connection wait for an earlier response, Kronika stops reading from the connection. */
  pipelined: 10,
  /** The time between two checks of running requests. */
  progress: 20_000,
  /**
   * Bytes that must arrive between two checks while a body is incomplete. The number is low, so that a slow connection
   * can finish a long upload.
   */
  bodyBytes: 20_480,
  /** If the client reads nothing of a response for this time, the response is aborted. */
  stalled: 60_000,
};
const maxPiecesAfterwards = 1000;
export type ConnectionLimits = typeof connectionLimits;

/**
 * Closes new connections from a client address that already has `perAddress` connections. An IPv6 network (/64) counts
 * as one address.
 * @param exempt returns true for an address without a limit, such as that of a proxy, which many clients share
 * @param refused called for each closed connection
 */
export function limitPerAddress(
  server: Server,
  { perAddress }: Pick<ConnectionLimits, 'perAddress'>,
  exempt: (address: string) => boolean,
  refused: () => void,
): void {
  const open = new Map<string, number>();
  // This listener runs before Node's own listener. So Node never reads requests from a refused connection.
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
 * Handles the requests of a connection one after another. With HTTP pipelining, a client can send further requests
 * before it has the first response. If the server handled all of them at the same time, a single connection could
 * cause as much work as many connections, and Node.js would hold the later responses in memory until the first one is
 * sent. If the client has closed the connection, its waiting requests are not handled.
 */
export function oneAtATime(handle: Handle, { pipelined }: Pick<ConnectionLimits, 'pipelined'>): Handle {
  /** For each connection with a running request: a queue of functions that handle the waiting requests. */
  const lines = new Map<Socket, (() => void)[]>();
  const read = (socket: Socket, line: readonly unknown[]): void => {
    if (line.length < pipelined) socket.resume();
    // Node.js itself calls `resume` one tick after a request or a response, which would undo a pause made now. So the
    // pause comes two ticks later.
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
    // `setImmediate` lets the requests of other connections run first.
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
 * Closes the connection if, after the response, the rest of the request's body arrives in more than
 * `maxPiecesAfterwards` chunks. Node.js reads the rest so that the client gets the response, and each chunk costs CPU
 * time, no matter how small it is.
 */
function endIfInPieces(request: IncomingMessage): void {
  if (request.complete) return;
  const { socket } = request;
  let pieces = 0;
  request.on('data', () => {
    if (++pieces > maxPiecesAfterwards) socket.destroy();
  });
}

/**
 * A request whose response is not finished. `read`: how many bytes its connection had received at the last check.
 * `waiting`: whether the client had not yet taken a part of the response at the last check.
 */
type Running = { request: IncomingMessage; response: ServerResponse; read: number | undefined; waiting: boolean };

/**
 * Ends requests whose body arrives too slowly, and responses that the client does not read.
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
      // If the request's buffer is full, Kronika is slow and not the client, so the client is not disconnected.
      const awaited = !request.complete && request.readableLength < request.readableHighWaterMark;
      if (awaited && one.read !== undefined && socket.bytesRead - one.read < bodyBytes) socket.destroy();
      one.read = socket.bytesRead;
      const waiting = response.headersSent && socket.writableLength > 0;
      if (waiting !== one.waiting) socket.setTimeout(waiting ? stalled : 0);
      one.waiting = waiting;
    }
  };
}
