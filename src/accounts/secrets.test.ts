import { describe, expect, it } from 'vitest';
import { checkPassword, hashPassword, newSealKeys, unwrapIdentity } from './secrets.ts';
import { atUsualCost } from './testing/usual-cost.ts';

describe('password hashing', () => {
  it('costs 19 MiB and two passes, outside tests', async () => {
    const hashed = await atUsualCost(() => hashPassword('a few words in a row'));
    expect(hashed).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  });

  it('has its own queue: it refuses a flood, answers what waits in it, and is free afterwards', async () => {
    const stored = await hashPassword('a few words in a row');
    const flood = await Promise.allSettled(
      Array.from({ length: 200 }, () => checkPassword(stored, 'a few words in a row')),
    );
    const refused = flood.filter((one) => one.status === 'rejected').map((one) => String(one.reason.code));
    expect(refused.length).toBe(200 - 42);
    expect(new Set(refused)).toEqual(new Set(['busy']));
    expect(flood.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : [])).every(Boolean)).toBe(true);
    expect(await checkPassword(stored, 'a few words in a row')).toBe(true);
    expect(await checkPassword(null, 'a few words in a row')).toBe(false);
  });

  it('wraps keys in the same queue', async () => {
    const flood = Array.from({ length: 50 }, () => newSealKeys('a few words in a row'));
    const made = (await Promise.allSettled(flood)).flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    expect(made.length).toBeGreaterThanOrEqual(42);
    expect(made.length).toBeLessThan(50);
    expect(await unwrapIdentity(made[0]!.wrapped, 'a few words in a row')).toBe(made[0]!.identity);
  });
});
