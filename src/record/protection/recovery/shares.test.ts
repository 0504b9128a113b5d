import { describe, expect, it } from 'vitest';
import { fingerprintOf, identityFrom, newRecoveryKey, readShare, sharesIn, writeShare } from './shares.ts';

const recipientOf = async (identity: string) => (await import('age-encryption')).identityToRecipient(identity);

describe('shares of a recovery key', () => {
  it.each([
    [1, 1],
    [3, 1],
    [2, 2],
    [5, 3],
    [20, 20],
  ])('rebuild the key: of %i shares, any %i are enough', async (count, threshold) => {
    const made = await newRecoveryKey(count, threshold);
    const shares = made.shares.map((share) => readShare(writeShare(share))!);
    expect(shares.map(({ number, key }) => [number, key])).toEqual(
      Array.from({ length: count }, (_, index) => [index + 1, fingerprintOf(made.recipient)]),
    );
    for (const some of [shares.slice(0, threshold), shares.slice(-threshold)])
      expect(await recipientOf(await identityFrom(some))).toBe(made.recipient);
  });

  it('do not rebuild the key if there are too few', async () => {
    const { recipient, shares } = await newRecoveryKey(5, 3);
    const two = shares.slice(0, 2).map((share) => ({ ...share, threshold: 2 }));
    expect(await recipientOf(await identityFrom(two))).not.toBe(recipient);
  });

  it('are read as people type them', async () => {
    const { shares } = await newRecoveryKey(3, 2);
    for (const share of shares) {
      const text = writeShare(share);
      expect(text).toMatch(/^KRONIKA-\d-(?:[0-9A-HJKMNP-TV-Z]{4}-){17}[0-9A-HJKMNP-TV-Z]{4}$/);
      const typed = [
        text.toLowerCase(),
        text.replaceAll('-', ' '),
        text.replaceAll('-', ''),
        text.replaceAll('0', 'o').replaceAll('1', 'l'),
        `${text.slice(0, 50)}\n${text.slice(50)}`,
      ];
      for (const one of typed) expect(readShare(one)).toEqual(readShare(text));
    }
  });

  it('are refused with any one character wrong, missing or added', async () => {
    const { shares } = await newRecoveryKey(2, 2);
    const text = writeShare(shares[0]!);
    expect(readShare(text)).not.toBeNull();
    const places = [...text.matchAll(/[^-]/g)].map((sign) => sign.index);
    const wrong = places.flatMap((at) => {
      const [before, sign, after] = [text.slice(0, at), text[at], text.slice(at + 1)];
      const other = sign === '7' ? '8' : '7';
      return [before + after, before + other + after, before + other + sign + after];
    });
    expect(wrong.length).toBe(3 * ('KRONIKA1'.length + 72));
    expect(wrong.filter((one) => readShare(one))).toEqual([]);
  });

  it('are found in a text among other words', async () => {
    const { shares } = await newRecoveryKey(3, 2);
    const [one, two] = shares.map(writeShare) as [string, string];
    const text = `# Share 1 of 3\r\n${one}\r\n\r\n# kronika\n  ${two.slice(0, 40)}\n  ${two.slice(40)}\n`;
    expect(sharesIn(text).map(readShare)).toEqual([readShare(one), readShare(two)]);
    expect(sharesIn('')).toEqual([]);
  });
});
