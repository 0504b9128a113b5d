import { describe, expect, it } from 'vitest';
import { base32, codeOf, stepAt, stepOf, uriOf } from './totp.ts';

describe('codes of an authenticator app', () => {
  // RFC 6238, appendix B, and RFC 4226, appendix D: the last six digits.
  const secret = Buffer.from('12345678901234567890');

  it.each([
    [59, '287082'],
    [1_111_111_109, '081804'],
    [1_111_111_111, '050471'],
    [1_234_567_890, '005924'],
    [2_000_000_000, '279037'],
    [20_000_000_000, '353130'],
  ])('are those of RFC 6238 at %i seconds', (time, code) => {
    const at = new Date(time * 1000);
    expect(codeOf(secret, stepAt(at))).toBe(code);
    expect(stepOf(secret, code, at)).toBe(stepAt(at));
  });

  it('are valid for a clock that is one step slow or fast, and not two', () => {
    const at = new Date(1_234_567_890_000);
    const valid = [-2, -1, 0, 1, 2].map((off) => stepOf(secret, codeOf(secret, stepAt(at) + off), at) !== null);
    expect(valid).toEqual([false, true, true, true, false]);
  });

  it('are six digits and nothing else', () => {
    const at = new Date(59_000);
    for (const code of ['', '28708', '0287082', '287082 ', 'abcdef', '２８７０８２'])
      expect(stepOf(secret, code, at)).toBeNull();
  });

  it('come from a key that is given to the app in base 32 (RFC 4648) and in a link', () => {
    expect([base32(Buffer.from('foobar')), base32(Buffer.from('fooba')), base32(Buffer.from(''))]).toEqual([
      'MZXW6YTBOI',
      'MZXW6YTB',
      '',
    ]);
    expect(uriOf(secret, 'The: Paper & co', 'aliya@example.org')).toBe(
      'otpauth://totp/The%20%20Paper%20%26%20co%3Aaliya%40example.org?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=The%3A%20Paper%20%26%20co',
    );
  });
});
