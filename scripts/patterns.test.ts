import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { analyse } from 'scslre';
import { parseSync, Visitor } from 'vite';
import { expect, it } from 'vitest';
import { packageRoot } from '../src/platform/config/package-root.ts';

/**
 * Patterns whose time can grow faster than the length of the text. For each, the value says what limits the text. The
 * patterns of `drafting/` are not tested, because pages are read in a separate process with a time limit.
 */
const limited: Readonly<Record<string, string>> = {
  '\\([^)]*\\)|\\[[^\\]]*\\]': 'a name is cut at 300 characters first (record/actors/names/words.ts)',
  '\\(([^)]+)\\)|\\[([^\\]]+)\\]': 'the same',
};

const source = join(packageRoot, 'src');

it('no pattern takes a time that grows faster than the length of the text', () => {
  const slow: string[] = [];
  const unused = new Set(Object.keys(limited));
  let count = 0;
  for (const file of readdirSync(source, { recursive: true, encoding: 'utf8' })) {
    if (!/(?<!\.test|\.factory)\.tsx?$/.test(file) || /^drafting\/|\/testing\//.test(file)) continue;
    new Visitor({
      Literal(literal) {
        if (!('regex' in literal)) return;
        const { pattern, flags } = literal.regex;
        count++;
        if (analyse({ source: pattern, flags }, { maxReports: 1 }).reports.length === 0) return;
        if (pattern in limited) unused.delete(pattern);
        else slow.push(`${file}: /${pattern}/${flags}`);
      },
    }).visit(parseSync(file, readFileSync(join(source, file), 'utf8')).program);
  }
  expect(slow).toEqual([]);
  expect([...unused]).toEqual([]);
  expect(count).toBeGreaterThan(500);
});
