import { createHmac, randomBytes } from 'node:crypto';
import { AppError } from '../../../platform/errors.ts';
import { addressOf } from '../client.ts';
import type { Ctx } from '../context.ts';

/** A number of requests in a number of seconds. */
export type Policy = { name: string; quota: number; window: number };

export const policies = {
  /** Without a token, by IP address. */
  public: { name: 'public', quota: 120, window: 60 },
  token: { name: 'token', quota: 600, window: 60 },
} as const satisfies Record<string, Policy>;

export type RateLimitState = {
  policy: Policy;
  allowed: boolean;
  remaining: number;
  /** Seconds until the next window. */ reset: number;
};

/** Maximum number of counted clients; beyond it the oldest are forgotten, so that addresses cannot fill the memory. */
const most = 50_000;

/**
 * Counts requests in windows, in memory only. Addresses are stored for a minute as a hash, with a key that exists only
 * in this process.
 */
export class Limits {
  #counts = new Map<string, { until: number; used: number }>();
  readonly #key = randomBytes(32);

  /** @param clock milliseconds of a monotonic clock */
  take(policy: Policy, who: string, clock: number): RateLimitState {
    // With fractions, a minute from now could be more than sixty seconds away.
    const now = Math.floor(clock);
    const key = `${policy.name} ${createHmac('sha256', this.#key).update(who).digest('base64url')}`;
    let count = this.#counts.get(key);
    if (!count || count.until <= now) {
      this.#counts.delete(key);
      this.#forget(now);
      count = { until: now + policy.window * 1000, used: 0 };
      this.#counts.set(key, count);
    }
    const allowed = count.used < policy.quota;
    if (allowed) count.used++;
    return {
      policy,
      allowed,
      remaining: policy.quota - count.used,
      reset: Math.max(1, Math.ceil((count.until - now) / 1000)),
    };
  }

  /** Counts a request of a connection. @throws AppError `rate_limited` */
  admit(c: Ctx, policy: Policy): void {
    const { allowed, reset } = this.take(policy, addressOf(c), performance.now());
    if (allowed) return;
    throw new AppError('rate_limited', {
      details: { limit: policy.quota, window: policy.window, seconds: reset },
    });
  }

  /** Expired windows come first, because windows start in the order of insertion. */
  #forget(now: number): void {
    for (const [key, { until }] of this.#counts) {
      if (until > now && this.#counts.size < most) return;
      this.#counts.delete(key);
    }
  }
}

/** RateLimit header fields of draft-ietf-httpapi-ratelimit-headers-10; Retry-After of RFC 9110. */
export function limitHeaders({ policy, allowed, remaining, reset }: RateLimitState): Record<string, string> {
  return {
    'RateLimit-Policy': `"${policy.name}";q=${policy.quota};w=${policy.window}`,
    RateLimit: `"${policy.name}";r=${remaining};t=${reset}`,
    ...(allowed ? {} : { 'Retry-After': String(reset) }),
  };
}
