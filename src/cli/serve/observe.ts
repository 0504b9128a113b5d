import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Log } from '../../platform/log/log.ts';
import { factsOf, unmatched, type RequestFacts } from '../../web/kit/middleware/request-facts.ts';
import type { RequestTally } from './metrics/requests.ts';

/**
 * Facts about a request whose response has ended. They reveal neither who sent the request nor which item it was about.
 * `status`: the HTTP status, or 499 if the client closed the connection before the response began. `bytes`: the sent
 * bytes, including headers.
 */
export type Observed = RequestFacts & { method: string; status: number; seconds: number; bytes: number };
export type Observe = (request: Observed) => void;

const methods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);
/** The status for a client that closed its connection before the response, as in nginx's log. */
const left = 499;

/** Calls `observe` when the response has ended, or when the client has closed the connection. */
export function observeResponse(incoming: IncomingMessage, outgoing: ServerResponse, observe: Observe): void {
  const began = performance.now();
  const { socket } = incoming;
  const sent = socket.bytesWritten;
  outgoing.once('close', () => {
    const { route, cache } = factsOf(outgoing) ?? { route: unmatched, cache: null };
    const method = incoming.method!;
    observe({
      method: methods.has(method) ? method : 'other',
      route,
      cache,
      status: outgoing.headersSent ? outgoing.statusCode : left,
      seconds: (performance.now() - began) / 1000,
      bytes: socket.bytesWritten - sent,
    });
  });
}

/** Returns a function that counts requests (`tally`), logs them (`log`), or both. Undefined if both are null. */
export function observeAll(tally: RequestTally | null, log: Log | null): Observe | undefined {
  if (!log) return tally ? (request) => tally.add(request) : undefined;
  return (request) => {
    tally?.add(request);
    const { seconds, ...fields } = request;
    log.info({ ...fields, ms: Math.round(seconds * 10_000) / 10 }, 'request');
  };
}
