import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { RowRead } from '../mapping/apply.ts';
import { Numbers, Seen } from './seen.ts';

const digest = (text: string): string => createHash('sha256').update(text).digest('base64url').slice(0, 24);
const row = (line: number, id: string, says = id): RowRead => ({
  line,
  identity: digest(id),
  hash: digest(says),
  title: '',
  summary: null,
  tags: [],
  event: null,
  facts: [],
  deskNotes: [],
  quoted: null,
  wording: '',
  onRecord: null,
  source: null,
  faults: [],
  notes: [],
});

describe('rows with the same identity', () => {
  it('are counted if each is a separate incident', () => {
    const seen = new Seen('own');
    expect(
      [row(2, 'a'), row(3, 'b'), row(4, 'a'), row(5, 'a')].map((one, index) => seen.number(index + 1, one).occurrence),
    ).toEqual([1, 1, 2, 3]);
  });

  it('refer to the first of them if they count as one, and say whether their content is equal', () => {
    const seen = new Seen('same');
    expect(
      [row(2, 'a'), row(30_000_000, 'b'), row(4, 'a'), row(5, 'b', 'other')].map(
        (one, index) => seen.number(index + 1, one).repeats,
      ),
    ).toEqual([null, null, { line: 2, same: true }, { line: 30_000_000, same: false }]);
  });

  it('are found among 50,000 rows', () => {
    const [numbers, map] = [new Numbers(), new Map<number, number>()];
    for (let index = 0; index < 50_000; index++) {
      const key = Buffer.from(digest(String(index % 40_000)), 'base64url').readUIntBE(0, 6);
      numbers.set(key, (numbers.get(key) ?? 0) + 1);
      map.set(key, (map.get(key) ?? 0) + 1);
    }
    expect([...map].filter(([key, times]) => numbers.get(key) !== times)).toEqual([]);
    expect(numbers.get(7)).toBeUndefined();
  });
});
