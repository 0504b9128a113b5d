import { AppError } from '../../platform/errors.ts';

/** How much one fetch may take. Sizes in bytes, times in milliseconds. */
export type FetchLimits = {
  /** The body after unpacking, and after each layer of unpacking. */
  decodedBytes: number;
  /** The body as sent; as much as `decodedBytes` unless given. */
  encodedBytes: number;
  /** Unpacked over packed size, counted from the first megabyte on. Text that people wrote stays under 50. */
  ratio: number;
  /** From the first look-up to the last byte, all hops together. */
  totalMs: number;
  /** For one connection, with TLS. */
  connectMs: number;
  /** From the request to the end of the answer's headers. */
  headersMs: number;
  /** How many redirects are followed. */
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

/** The limits given, the usual ones (12 MB, 30 s, 8 redirects) for the rest. */
export function fullLimits(given: Partial<FetchLimits> = {}): FetchLimits {
  return { ...usualLimits, encodedBytes: given.decodedBytes ?? usualLimits.encodedBytes, ...given };
}

/** Throws `fetch_too_large` when `decoded` bytes out of `encoded` break a limit. */
export function checkUnpacked(decoded: number, encoded: number, limits: FetchLimits, host: string): void {
  if (decoded > limits.decodedBytes) throw tooLarge(limits.decodedBytes, host);
  if (decoded > megabyte && decoded > encoded * limits.ratio)
    throw new AppError('fetch_too_large', {
      details: { host, limit: `${limits.ratio} × ${sizeText(encoded)}`, rule: 'ratio' },
    });
}

/** The answer to a body over `limit` bytes. */
export function tooLarge(limit: number, host: string): AppError {
  return new AppError('fetch_too_large', { details: { host, limit: sizeText(limit), rule: 'size' } });
}

function sizeText(bytes: number): string {
  if (bytes >= megabyte) return `${Math.round((bytes / megabyte) * 10) / 10} MB`;
  if (bytes >= 1024) return `${Math.round((bytes / 1024) * 10) / 10} KB`;
  return `${bytes} bytes`;
}
