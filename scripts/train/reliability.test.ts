import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { firstLine } from '../../src/drafting/sure/accept-line.ts';
import { plotOf, readReliability, withTable, type Range } from './reliability.ts';

const measured = readReliability(process.cwd());

describe('how sure the reader is', () => {
  it('is plotted and listed in the guide as it was measured', () => {
    const guide = readFileSync('docs/reading-model.md', 'utf8');
    expect(readFileSync('docs/reliability.svg', 'utf8')).toBe(plotOf(measured));
    expect(withTable(guide, measured)).toBe(guide);
    expect(guide).toContain('](reliability.svg)');
  });

  it('holds from the line that desks start with: nine in ten of the claims above it are right', () => {
    const above = (ranges: readonly Range[]): Range[] => ranges.filter(({ from }) => from * 100 >= firstLine);
    for (const ranges of [measured.heldOut, measured.blind]) {
      const count = above(ranges).reduce((sum, one) => sum + one.count, 0);
      const right = above(ranges).reduce((sum, one) => sum + one.right * one.count, 0);
      expect(count).toBeGreaterThan(50);
      expect(right / count).toBeGreaterThanOrEqual(0.9);
    }
  });
});
