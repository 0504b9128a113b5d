import { isIP, type LookupFunction, type Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { buildConnector } from 'undici';
import { bareHost } from './addresses.ts';
import { ByteCollector } from './fetch-collect.ts';
import { fetchFailure, type Phase } from './fetch-failures.ts';
import { type FetchLimits, tooLarge } from './fetch-limits.ts';

export type ServerCertificate = {
  /** SHA-256 of the certificate, hexadecimal. */ fingerprint: string;
  /** The name of the issuer: its organisation, or else its common name. */ issuer: string;
};

/** One response of a server, with its body as sent. */
export type Answer = {
  status: number;
  statusText: string;
  /** Every header in its original order and spelling. The bytes of values are read as Latin-1. */
  headers: [name: string, value: string][];
  /** The IP address that answered. */
  address: string;
  /** The certificate of the server; null over plain HTTP. */
  certificate: ServerCertificate | null;
  /** The body as sent. Empty if `wantsBody` returned false. */
  body: Uint8Array;
};

export type ExchangeOptions = {
  /** The addresses that were checked. The connection goes only to one of these. */
  addresses: readonly string[];
  requestHeaders: Record<string, string>;
  limits: FetchLimits;
  signal: AbortSignal;
  wantsBody: (status: number, headers: Answer['headers']) => boolean;
  /** Certificate authorities (PEM) to trust instead of the usual ones. */
  ca?: string;
};

// Milliseconds to wait for one of several addresses before the next is tried. Node's default of 250 ms is too short on
// a bad connection.
const attemptMs = 2000;

/**
 * Sends one GET over a new connection (HTTP/1.1) to one of the given addresses, and collects the response. Host and SNI
 * are the URL's host. Redirects are not followed, and the body is not decoded.
 * @throws AppError `fetch_refused`, `fetch_timeout`, `fetch_tls`, `fetch_truncated`, `fetch_too_large`; the signal's
 * reason if it is aborted
 */
export async function exchange(url: URL, options: ExchangeOptions): Promise<Answer> {
  options.signal.throwIfAborted();
  const undici = await import('undici');
  const { limits } = options;
  const host = bareHost(url.hostname);
  const sockets = new AbortController();
  let phase: Phase = 'connect';
  let address = '';
  let certificate: ServerCertificate | null = null;

  const connect = undici.buildConnector({
    lookup: fixedLookup(options.addresses),
    autoSelectFamily: true,
    autoSelectFamilyAttemptTimeout: attemptMs,
    timeout: limits.connectMs,
    maxCachedSessions: 0,
    signal: sockets.signal,
    ...(options.ca === undefined ? {} : { ca: options.ca }),
  } as buildConnector.BuildOptions);
  const client = new undici.Client(url.origin, {
    connect: (target, done) =>
      connect(target, (error, socket) => {
        if (error) return done(error, null);
        phase = 'headers';
        address = socket.remoteAddress ?? '';
        certificate = certificateOf(socket);
        done(null, socket);
      }),
    headersTimeout: limits.headersMs,
    // undici's limit for the pause between two pieces of the body. It equals the limit of the whole fetch, so undici
    // never ends the fetch earlier.
    bodyTimeout: limits.totalMs,
    pipelining: 1,
  });

  let stop = (): void => {};
  try {
    return await new Promise<Answer>((resolve, reject) => {
      const answer = { status: 0, statusText: '', headers: [] as Answer['headers'] };
      const body = new ByteCollector();
      const whole = (): void => resolve({ ...answer, address, certificate, body: body.all() });

      stop = () => reject(options.signal.reason);
      options.signal.addEventListener('abort', stop, { once: true });

      client.dispatch(
        { method: 'GET', path: url.pathname + url.search, headers: options.requestHeaders, reset: true },
        {
          onRequestStart() {},
          onResponseStart(controller, status, _headers, statusText) {
            if (status < 200) return;
            phase = 'body';
            answer.status = status;
            answer.statusText = statusText ?? '';
            answer.headers = headerPairs(controller.rawHeaders as Buffer[]);
            if (!options.wantsBody(status, answer.headers)) return whole();
            const announced = Number(headerValue(answer.headers, 'content-length') ?? 0);
            if (announced > limits.encodedBytes) reject(tooLarge(limits.encodedBytes, host));
          },
          onResponseData(_controller, chunk) {
            if (body.size + chunk.length > limits.encodedBytes) return reject(tooLarge(limits.encodedBytes, host));
            body.add(chunk);
          },
          onResponseEnd() {
            whole();
          },
          onResponseError(_controller, error) {
            reject(
              fetchFailure(error, host, phase, {
                connect: limits.connectMs,
                headers: limits.headersMs,
                body: limits.totalMs,
              }),
            );
          },
        },
      );
    });
  } finally {
    options.signal.removeEventListener('abort', stop);
    sockets.abort();
    await client.destroy();
  }
}

function certificateOf(socket: Socket): ServerCertificate | null {
  const shown = (socket as Partial<TLSSocket>).getPeerCertificate?.();
  if (!shown?.fingerprint256) return null;
  return {
    fingerprint: shown.fingerprint256.replaceAll(':', '').toLowerCase(),
    issuer: [shown.issuer.O ?? shown.issuer.CN].flat().join(', '),
  };
}

/** A `lookup` for sockets that always returns the given addresses, without asking a resolver. */
export function fixedLookup(addresses: readonly string[]): LookupFunction {
  const known = addresses.map((address) => ({ address, family: isIP(address) }));
  return (_hostname, options, callback) => {
    if (options.all) return callback(null, known);
    callback(null, known[0]!.address, known[0]!.family);
  };
}

function headerPairs(raw: readonly Buffer[]): Answer['headers'] {
  const pairs: Answer['headers'] = [];
  for (let at = 0; at + 1 < raw.length; at += 2)
    pairs.push([raw[at]!.toString('latin1'), raw[at + 1]!.toString('latin1')]);
  return pairs;
}

export function headerValues(headers: Answer['headers'], name: string): string[] {
  return headers.filter(([key]) => key.toLowerCase() === name).map(([, value]) => value);
}

/** The last value of a header; undefined if it was not sent. */
export function headerValue(headers: Answer['headers'], name: string): string | undefined {
  return headerValues(headers, name).at(-1);
}
