import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { runChild } from './child.ts';
import { removeLeftovers } from './scratch-dir.ts';
import { tempDir } from './temp-dir.ts';

describe('folders of tests', () => {
  it('stay while their process runs, and are removed by the next run if it was killed', async () => {
    const own = tempDir();
    const child = await runChild('src/platform/testing/scratch-dir.child.ts', []);
    const folder = await child.line();
    removeLeftovers();
    expect(existsSync(folder!)).toBe(true);
    child.kill('SIGKILL');
    await child.ended;
    removeLeftovers();
    expect(existsSync(folder!)).toBe(false);
    expect(existsSync(own)).toBe(true);
  });
});
