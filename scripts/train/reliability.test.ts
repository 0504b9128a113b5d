import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { plotOf, readReliability, withTable } from './reliability.ts';

const measured = readReliability(process.cwd());

describe('how sure the reader is', () => {
  it('is plotted and listed in the guide as it was measured', () => {
    const guide = readFileSync('docs/reading-model.md', 'utf8');
    expect(readFileSync('docs/reliability.svg', 'utf8')).toBe(plotOf(measured));
    expect(withTable(guide, measured)).toBe(guide);
    expect(guide).toContain('](reliability.svg)');
  });
});
