import type { Budget, Taken } from '../../../platform/limits/counters.ts';

/** The rate limits of the API: `quota` requests in `window` seconds. */
export const policies = {
  /** Without a token, for one IP address. */
  public: { name: 'public', quota: 120, window: 60 },
  token: { name: 'token', quota: 600, window: 60 },
} as const satisfies Record<string, Budget>;

/** The RateLimit headers of draft-ietf-httpapi-ratelimit-headers-10, and Retry-After of RFC 9110. */
export const limitHeaders = (policy: Budget, { ok, remaining, reset, wait }: Taken): Record<string, string> => ({
  'RateLimit-Policy': `"${policy.name}";q=${policy.quota};w=${policy.window}`,
  RateLimit: `"${policy.name}";r=${remaining};t=${reset}`,
  ...(ok ? {} : { 'Retry-After': String(wait) }),
});
