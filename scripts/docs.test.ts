import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { packageRoot } from '../src/platform/config/package-root.ts';

/** Files that the examples of the guides add. */
const examples = [
  'messages/sk/',
  'src/exchange/formats/numbers.ts',
  'src/requests/inquiries/kind.ts',
  'src/web/kit/words/typed-dates/languages/sk.ts',
  'src/web/record/api/event-types.ts',
  'src/web/site/numbers.tsx',
];

it('links, paths and test files in README, ARCHITECTURE, CONTRIBUTING and docs exist', () => {
  const exists = (...path: string[]): boolean => existsSync(join(packageRoot, ...path));
  const pagesIn = (folder: string): string[] =>
    readdirSync(join(packageRoot, folder)).flatMap((name) => (name.endsWith('.md') ? join(folder, name) : []));
  const missing = ['', 'docs', 'docs/contributing', 'docs/formats'].flatMap(pagesIn).flatMap((page) => {
    const text = page === 'CHANGELOG.md' ? '' : readFileSync(join(packageRoot, page), 'utf8');
    const found = (pattern: RegExp): string[] => [...text.matchAll(pattern)].map(([, path]) => path!);
    const links = found(/\]\((?!\w+:)([^)#\s]+)/g).filter((path) => !exists(dirname(page), path));
    const tests = found(/vitest run (.+?)(?:`|$| -)/gm).flatMap((files) => files.split(' '));
    // Whether the text is a path from the root or from `src/`. Others, such as `case/12`, are not paths.
    const isPath = (path: string): boolean => ['', 'src'].some((folder) => exists(folder, path.split('/')[0]!));
    const paths = found(/`(\w[\w.-]*\/[\w./-]*)`/g).filter(isPath);
    return [...links, ...[...tests, ...paths].filter((path) => !exists(path) && !exists('src', path))];
  });
  expect(missing.toSorted()).toEqual(examples);
});
