import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { firstLine } from '../../src/drafting/sure/accept-threshold.ts';
import { plotOf, readReliability, withTable, type Range } from './reliability.ts';

const measured = readReliability(process.cwd());

describe('the reliability of the shown chances', () => {
  it('is plotted and listed in the guide with the current measurements', () => {
    const guide = readFileSync('docs/reading-model.md', 'utf8');
    expect(readFileSync('docs/reliability.svg', 'utf8')).toBe(plotOf(measured));
    expect(withTable(guide, measured)).toBe(guide);
    expect(guide).toContain('](reliability.svg)');
  });

  it('is high enough at the default line: nine in ten of the claims above it are right', () => {
    const above = (ranges: readonly Range[]): Range[] => ranges.filter(({ from }) => from * 100 >= firstLine);
    for (const ranges of [measured.heldOut, measured.blind]) {
      const count = above(ranges).reduce((sum, one) => sum + one.count, 0);
      const right = above(ranges).reduce((sum, one) => sum + one.right * one.count, 0);
      expect(count).toBeGreaterThan(50);
      expect(right / count).toBeGreaterThanOrEqual(0.9);
    }
  });
});
