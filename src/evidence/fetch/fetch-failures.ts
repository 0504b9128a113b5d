import { AppError } from '../../platform/errors.ts';

/** The phase in which an exchange failed. */
export type Phase = 'connect' | 'headers' | 'body';

// The reason in our message, by OpenSSL's code for a problem of a certificate.
const certificates: Record<string, string> = {
  CERT_HAS_EXPIRED: 'expired',
  CERT_NOT_YET_VALID: 'early',
  CERT_REVOKED: 'revoked',
  CERT_UNTRUSTED: 'untrusted',
  CERT_REJECTED: 'untrusted',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'unknown',
  SELF_SIGNED_CERT_IN_CHAIN: 'unknown',
  UNABLE_TO_GET_ISSUER_CERT: 'unknown',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'unknown',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'chain',
  ERR_TLS_CERT_ALTNAME_INVALID: 'name',
  HOSTNAME_MISMATCH: 'name',
};

const reasons: Record<string, string> = {
  ECONNREFUSED: 'refused',
  ECONNRESET: 'reset',
  EPIPE: 'reset',
  UND_ERR_SOCKET: 'closed',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  EADDRNOTAVAIL: 'unreachable',
  UND_ERR_HEADERS_OVERFLOW: 'headers_too_large',
};

/**
 * Turns an error of undici, a socket or OpenSSL into an error of the catalogue.
 * @param ms the limit of each phase
 */
export function fetchFailure(thrown: unknown, host: string, phase: Phase, ms: Record<Phase, number>): AppError {
  if (thrown instanceof AppError) return thrown;
  const { code, library, name } = firstCause(thrown);

  if (code.endsWith('_TIMEOUT') || code === 'ETIMEDOUT') return timedOut(host, ms[phase], phase, thrown);
  if (certificates[code])
    return new AppError('fetch_tls', { details: { host, reason: certificates[code], rule: code }, cause: thrown });
  if (library === 'SSL routines' || code === 'EPROTO' || /^ERR_(SSL|TLS|OSSL)_/.test(code))
    return new AppError('fetch_tls', { details: { host, reason: 'encryption', rule: code }, cause: thrown });
  if (phase === 'body') return new AppError('fetch_truncated', { details: { host }, cause: thrown });
  const reason = name === 'HTTPParserError' ? 'not_http' : (reasons[code] ?? 'failed');
  return new AppError('fetch_refused', { details: { host, reason }, cause: thrown });
}

/** The error for a phase that took longer than `ms`. `total` is the whole fetch. */
export function timedOut(host: string, ms: number, phase: Phase | 'total', cause?: unknown): AppError {
  return new AppError('fetch_timeout', { details: { host, seconds: ms / 1000, phase }, cause });
}

/**
 * The code of an error. An error may contain several, one for each address that was tried. Then it is the code of the
 * first that is not a time-out.
 */
function firstCause(thrown: unknown): { code: string; library: string; name: string } {
  const candidates = thrown instanceof AggregateError ? (thrown.errors as unknown[]) : [thrown];
  const read = candidates.map((error) => {
    const { code, library, name } = (error ?? {}) as Record<string, unknown>;
    return { code: textOf(code), library: textOf(library), name: textOf(name) };
  });
  return read.find(({ code }) => code && code !== 'ETIMEDOUT') ?? read[0] ?? { code: '', library: '', name: '' };
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
