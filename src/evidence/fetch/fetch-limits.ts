import { AppError } from '../../platform/errors.ts';

/** Limits of one fetch. Sizes in bytes, times in milliseconds. */
export type FetchLimits = {
  /** The size of the body after each layer of decoding. */
  decodedBytes: number;
  /** The size of the body as sent; by default the same as `decodedBytes`. */
  encodedBytes: number;
  /**
   * The decoded size divided by the encoded size. It is checked once a megabyte was decoded. For text that people
   * wrote, it is below 50.
   */
  ratio: number;
  /** The time from the first lookup to the last byte, over all redirects. */
  totalMs: number;
  /** The time to open one connection, including TLS. */
  connectMs: number;
  /** The time from the request to the end of the response's headers. */
  headersMs: number;
  redirects: number;
};

const megabyte = 1024 * 1024;

const usualLimits: FetchLimits = {
  decodedBytes: 12 * megabyte,
  encodedBytes: 12 * megabyte,
  ratio: 250,
  totalMs: 30_000,
  connectMs: 10_000,
  headersMs: 20_000,
  redirects: 8,
};

/** The given limits. Those that are left out have their defaults (12 MB, 30 s, 8 redirects). */
export function fullLimits(given: Partial<FetchLimits> = {}): FetchLimits {
  return { ...usualLimits, encodedBytes: given.decodedBytes ?? usualLimits.encodedBytes, ...given };
}

/** Throws `fetch_too_large` if the decoded size, or its ratio to the encoded size, exceeds a limit. */
export function checkUnpacked(decoded: number, encoded: number, limits: FetchLimits, host: string): void {
  if (decoded > limits.decodedBytes) throw tooLarge(limits.decodedBytes, host);
  if (decoded > megabyte && decoded > encoded * limits.ratio)
    throw new AppError('fetch_too_large', {
      details: { host, limit: `${limits.ratio} × ${sizeText(encoded)}`, rule: 'ratio' },
    });
}

/** The error for a body over `limit` bytes. */
export function tooLarge(limit: number, host: string): AppError {
  return new AppError('fetch_too_large', { details: { host, limit: sizeText(limit), rule: 'size' } });
}

function sizeText(bytes: number): string {
  if (bytes >= megabyte) return `${Math.round((bytes / megabyte) * 10) / 10} MB`;
  if (bytes >= 1024) return `${Math.round((bytes / 1024) * 10) / 10} KB`;
  return `${bytes} bytes`;
}
