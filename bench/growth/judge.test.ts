import { describe, expect, it } from 'vitest';
import type { Growth } from './exponents.ts';
import { judge } from './judge.ts';

const sizes = [1_000, 10_000];
const growth = (
  rows: readonly [number, number],
  statements: readonly [number, number] = [5, 5],
  whole = false,
): Growth => ({
  name: '/page',
  whole,
  reads: rows.map((count, index) => ({
    rows: count,
    statements: statements[index]!,
    trips: 1,
    blocks: count,
    ms: 1,
    cpu: 1,
    tables: ['thing'],
  })),
});
const judged = (one: Growth, known: Record<string, number> = {}): string[] => judge([one], sizes, known);

describe('what grows with the record', () => {
  it('is refused if it reads more rows or sends more statements than before', () => {
    expect(judged(growth([1_000, 1_100]))).toEqual([]);
    expect(judged(growth([1_000, 10_000]))).toEqual([expect.stringContaining('/page: exponent 1.00')]);
    expect(judged(growth([1_000, 1_000], [5, 50]))).toEqual([expect.stringContaining('It may have 0.3')]);
  });

  it('counts small numbers as equal', () => {
    expect(judged(growth([3, 190]))).toEqual([]);
  });

  it('may be as large as the record for an export, but not larger', () => {
    expect(judged(growth([1_000, 10_000], [5, 50], true))).toEqual([]);
    expect(judged(growth([1_000, 30_000], [5, 5], true))).toHaveLength(1);
  });

  it('may be listed in known.ts, and then must not become worse', () => {
    expect(judged(growth([1_000, 10_000]), { '/page': 1 })).toEqual([]);
    expect(judged(growth([1_000, 20_000]), { '/page': 1 })).toEqual([expect.stringContaining('worse')]);
  });

  it('must be removed from known.ts if it is better, fixed or not measured', () => {
    expect(judged(growth([1_000, 5_000]), { '/page': 1 })).toEqual([expect.stringContaining('better')]);
    expect(judged(growth([1_000, 1_000]), { '/page': 1 })).toEqual([expect.stringContaining('mended')]);
    expect(judged(growth([1_000, 1_000]), { '/other': 1 })).toEqual([expect.stringContaining('not measured')]);
  });
});
