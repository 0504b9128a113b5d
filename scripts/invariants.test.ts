import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { packageRoot } from '../src/platform/config/package-root.ts';

const read = (path: string): string => readFileSync(join(packageRoot, path), 'utf8');

it('every invariant has tests, and those that docs/invariants.md names exist', () => {
  const sections = read('docs/invariants.md').split(/^## /m).slice(1);
  expect(sections.map((section) => section.split('\n', 1)[0])).toHaveLength(11);
  for (const section of sections) {
    const named = section
      .split('\n')
      .filter((line) => line.startsWith('- `'))
      .flatMap((line) =>
        [...line.matchAll(/“([^”]+)”/g)].map(([, name]) => ({ file: line.split('`')[1]!, name: name! })),
      );
    expect(named.length).toBeGreaterThan(0);
    const missing = named.filter(
      ({ file, name }) => !existsSync(join(packageRoot, file)) || !read(file).includes(`'${name}'`),
    );
    expect(missing).toEqual([]);
  }
});
