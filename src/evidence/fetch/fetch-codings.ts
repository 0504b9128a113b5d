import type { Transform } from 'node:stream';
import zlib from 'node:zlib';
import { AppError } from '../../platform/errors.ts';
import { ownValue } from '../../platform/text/own-value.ts';
import { ByteCollector, unpackThrough } from './fetch-collect.ts';
import { type FetchLimits, checkUnpacked } from './fetch-limits.ts';
import { unpackZstd } from './fetch-zstd.ts';

/** The codings that we accept. */
export const acceptedCodings = 'gzip, deflate, br, zstd';

// These values are not codings, but servers send them with bodies that are not encoded.
const notPacked = new Set(['', 'identity', 'none', 'utf-8', 'utf8']);
const aliases: Record<string, string> = { 'x-gzip': 'gzip' };
const maxLayers = 4;

/** The codings in values of Content-Encoding, in the order in which they were applied. */
export function codingsOf(values: readonly string[]): string[] {
  return values
    .flatMap((value) => value.split(','))
    .map((name) => name.trim().toLowerCase())
    .filter((name) => !notPacked.has(name))
    .map((name) => ownValue(aliases, name) ?? name);
}

/**
 * Decodes a body by its declared codings (RFC 9110 §8.4), the last applied first. A body that is compressed without a
 * declared coding stays compressed. An empty body stays empty. Each decoded layer has a size limit.
 * @throws AppError `fetch_bad_encoding` (an unknown coding, too many codings, or a body that does not have the declared
 * coding), `fetch_truncated`, `fetch_too_large`; the signal's reason if it is aborted
 */
export async function unpack(
  body: Uint8Array,
  codings: readonly string[],
  context: { limits: FetchLimits; host: string; signal: AbortSignal },
): Promise<Uint8Array> {
  const { host, limits, signal } = context;
  if (codings.length > maxLayers) throw badEncoding(host, codings.join(', '));
  const unknown = codings.find((coding) => !Object.hasOwn(unpackers, coding));
  if (unknown !== undefined) throw badEncoding(host, unknown);

  let bytes = body;
  for (const coding of codings.toReversed()) {
    if (!bytes.length) return bytes;
    signal.throwIfAborted();
    try {
      const grown = (size: number): void => checkUnpacked(size, body.length, limits, host);
      bytes = await unpackers[coding]!(bytes, grown, signal, limits);
    } catch (error) {
      signal.throwIfAborted();
      throw unpackFailure(error, host, coding);
    }
  }
  checkUnpacked(bytes.length, body.length || 1, limits, host);
  return bytes;
}

type Unpacker = (
  bytes: Uint8Array,
  grown: (size: number) => void,
  signal: AbortSignal,
  limits: FetchLimits,
) => Promise<Uint8Array>;

const unpackers: Record<string, Unpacker> = {
  gzip: (bytes, grown, signal) => throughZlib(zlib.createGunzip(), bytes, grown, signal),
  br: (bytes, grown, signal) => throughZlib(zlib.createBrotliDecompress(), bytes, grown, signal),
  // In the standard, “deflate” means the zlib format, but some servers send bare deflate (RFC 9110 §8.4.1.2). Only the
  // zlib format has a header.
  deflate: (bytes, grown, signal) =>
    throughZlib(hasZlibHeader(bytes) ? zlib.createInflate() : zlib.createInflateRaw(), bytes, grown, signal),
  zstd: unpackZstd,
};

async function throughZlib(
  stream: Transform,
  bytes: Uint8Array,
  grown: (size: number) => void,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const opened = new ByteCollector();
  await unpackThrough(stream, bytes, opened, grown, signal);
  return opened.all();
}

const hasZlibHeader = (bytes: Uint8Array): boolean =>
  (bytes[0]! & 0x0f) === 8 && ((bytes[0]! << 8) | (bytes[1] ?? 0)) % 31 === 0;

function unpackFailure(error: unknown, host: string, coding: string): AppError {
  if (error instanceof AppError) return error;
  const { code } = (error ?? {}) as { code?: unknown };
  if (code === 'Z_BUF_ERROR') return new AppError('fetch_truncated', { details: { host }, cause: error });
  return badEncoding(host, coding, error);
}

function badEncoding(host: string, encoding: string, cause?: unknown): AppError {
  // The name of the coding comes from the server and is shown to a user, so it is shortened.
  return new AppError('fetch_bad_encoding', { details: { host, encoding: encoding.slice(0, 60) }, cause });
}
