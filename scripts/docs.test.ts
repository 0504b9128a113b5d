import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { IntlMessageFormat } from 'intl-messageformat';
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

const pagesIn = (folder: string): string[] =>
  readdirSync(join(packageRoot, folder)).flatMap((name) => (name.endsWith('.md') ? join(folder, name) : []));
const textOf = (page: string): string => readFileSync(join(packageRoot, page), 'utf8');

it('links, paths and test files in README, ARCHITECTURE, CONTRIBUTING and docs exist', () => {
  const exists = (...path: string[]): boolean => existsSync(join(packageRoot, ...path));
  const missing = ['', 'docs', 'docs/contributing', 'docs/formats', 'docs/guides', 'docs/operators', 'docs/security']
    .flatMap(pagesIn)
    .flatMap((page) => {
      const text = page === 'CHANGELOG.md' ? '' : textOf(page);
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

it('no page has the marks of an unresolved merge', () => {
  const pages = [
    '',
    'bench',
    'docs',
    'docs/contributing',
    'docs/decisions',
    'docs/formats',
    'docs/guides',
    'docs/operators',
    'docs/security',
  ].flatMap(pagesIn);
  expect(pages.filter((page) => /^(?:<{7}|={7}|>{7})(?: |$)/m.test(textOf(page)))).toEqual([]);
});

type Parts = ReturnType<IntlMessageFormat['getAst']>;

/** Every text that a message can become. “…” stands for each value. */
const variants = (parts: Parts): string[] =>
  parts.reduce<string[]>(
    (texts, part) => {
      const next =
        'options' in part
          ? Object.values(part.options).flatMap(({ value }) => variants(value))
          : ['value' in part && part.type === 0 ? part.value : '…'];
      return texts.flatMap((text) => next.map((one) => text + one));
    },
    [''],
  );

/** The texts of all screens in English. Those of the command line and the API are on no screen of the desk. */
function screenTexts(): Set<string> {
  const folder = join(packageRoot, 'messages/en');
  const files = readdirSync(folder).filter((name) => name !== 'cli.json' && name !== 'api.json');
  const messages = files.flatMap((name) =>
    Object.values(JSON.parse(readFileSync(join(folder, name), 'utf8')) as Record<string, string>),
  );
  return new Set(
    messages.flatMap((text) =>
      variants(new IntlMessageFormat(text, 'en', undefined, { ignoreTag: true }).getAst()).map((one) => one.trim()),
    ),
  );
}

it('words in bold in the guides are on a screen, word for word', () => {
  const onScreen = screenTexts();
  const unknown = pagesIn('docs/guides').flatMap((page) =>
    [...textOf(page).matchAll(/\*\*(.+?)\*\*/gs)].flatMap(([, words]) =>
      onScreen.has(words!) ? [] : `${page}: ${words}`,
    ),
  );
  expect(unknown).toEqual([]);
});

it('README and the list of guides link each guide', () => {
  const [readme, list] = [textOf('README.md'), textOf('docs/guides/README.md')];
  const guides = pagesIn('docs/guides').filter((page) => !page.endsWith('README.md'));
  expect(guides.length).toBeGreaterThan(3);
  expect(guides.filter((page) => !readme.includes(`(${page})`))).toEqual([]);
  expect(guides.filter((page) => !list.includes(`(${page.split('/').at(-1)!})`))).toEqual([]);
});

it('unreleased changes have only headings that a release accepts', () => {
  const [, unreleased] = /^## Unreleased\n(.*?)^## /ms.exec(textOf('CHANGELOG.md'))!;
  const headings = [...unreleased!.matchAll(/^#+ (.+)$/gm)].map(([, heading]) => heading!);
  expect(headings.length).toBeGreaterThan(0);
  const [, accepted] = /!\[(.+?)\]\.includes\(heading\)/.exec(
    readFileSync(join(packageRoot, 'scripts/release.mjs'), 'utf8'),
  )!;
  expect(headings.filter((heading) => !accepted!.includes(`'${heading}'`))).toEqual([]);
});
