import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../src/platform/config/package-root.ts';

const read = (path: string): string => readFileSync(join(packageRoot, path), 'utf8');

/** The tests that a text names: each path of a test file, with the titles in “…” that follow it. */
function namedTests(text: string): { file: string; title: string | undefined }[] {
  let file: string | undefined;
  const named: { file: string; title: string | undefined }[] = [];
  for (const [, path, title] of text.matchAll(/`([\w./-]+\.test\.tsx?)`|“([^”]+)”/g)) {
    if (path) {
      file = path;
      named.push({ file, title: undefined });
    } else if (file) named.push({ file, title });
  }
  return named;
}

/** The cells of each row of the tables of a page, without the heads. */
const rowsOf = (text: string): string[][] =>
  text
    .split('\n')
    .filter((line) => line.startsWith('| ') && !/^\|[-|]+\|$/.test(line))
    .map((line) => line.slice(2, -2).split(' | '));

const missing = (named: { file: string; title: string | undefined }[]) =>
  named.filter(
    ({ file, title }) =>
      !existsSync(join(packageRoot, file)) || (title !== undefined && !read(file).includes(`'${title}'`)),
  );

const threats = read('docs/security/threat-model.md');

it('the threat model names only tests that exist', () => {
  const named = threats.split('\n').flatMap(namedTests);
  expect(named.length).toBeGreaterThan(100);
  expect(missing(named)).toEqual([]);
});

it('the threat model has a section for each adversary, and each row has a test or says that there is none', () => {
  const sections = threats
    .split(/^## /m)
    .slice(1)
    .map((section) => [section.split('\n', 1)[0], rowsOf(section)] as const)
    .filter(([, rows]) => rows[0]?.at(-1) === 'test');
  expect(sections.map(([title]) => title)).toEqual([
    'Seized disk, without any password',
    'Seized disk, with the password of one person',
    'Stolen session',
    'Stolen password',
    'One coerced person at the desk',
    'Hostile page',
    'Hostile signatory of a letter',
    'Malicious operator',
    'Compromised dependency',
    'Network observer',
  ]);
  const without = sections.flatMap(([, rows]) =>
    rows
      .slice(1)
      .filter((cells) => cells.length !== 2 || !/\.test\.ts`|^–$|^not tested: |^the same test/.test(cells[1]!)),
  );
  expect(without).toEqual([]);
});

describe('the inventory', () => {
  const page = read('docs/security/inventory.md');
  const sources = readdirSync(join(packageRoot, 'src'), { recursive: true, encoding: 'utf8' })
    .map((file) => `src/${file.replaceAll('\\', '/')}`)
    .filter((file) => /\.tsx?$/.test(file) && !/\.(?:test|factory|child)\.tsx?$|\/(?:testing|islands)\//.test(file))
    .toSorted()
    .map((file) => ({ file, text: read(file) }));
  const filesWith = (pattern: RegExp): string[] =>
    sources.flatMap(({ file, text }) => (pattern.test(text) ? [file] : []));

  it('has each key that the code makes, and each algorithm that it uses', () => {
    const names = sources.flatMap(({ text }) =>
      [...text.matchAll(/keyFile\([\w.]+, '(\w+)'\)/g)].map(([, name]) => name!),
    );
    expect(names.length).toBeGreaterThan(4);
    for (const name of names) expect(page).toContain(`\`keys/${name}.key\``);
    for (const algorithm of ['AES-256-GCM', 'Ed25519', 'P-384', 'X25519', 'SHA-256', 'SHA-512', 'SHA-1', 'MD5'])
      expect(page).toContain(algorithm);
  });

  it('has each file that opens connections', () => {
    const opens = filesWith(
      /^import (?!type)(?:pg|\{[^}]*\b(?:connect|lookup|request|S3mini)\b[^}]*\}) from '(?:undici|node:tls|node:net|node:dns\/promises|node:http|pg|s3mini)'|import\('(?:nodemailer|undici)'\)|'npm'/m,
    );
    expect(opens.length).toBeGreaterThan(10);
    expect(opens.filter((file) => !page.includes(`\`${file}\``))).toEqual([]);
  });

  it('has the only log that the server writes', () => {
    expect(filesWith(/from 'pino'/)).toEqual(['src/platform/log/log.ts']);
    expect(filesWith(/\bconsole\.\w+\(/).filter((file) => !/\/cli\/|make-template/.test(file))).toEqual([]);
  });
});

describe('the list of ASVS requirements', () => {
  const rows = rowsOf(read('docs/security/asvs.md')).filter(([id]) => /^V\d/.test(id!));

  it('has each requirement of levels 1 and 2 once, in order', () => {
    const ids = read('docs/security/asvs-ids.txt').trim().split('\n');
    expect(ids).toHaveLength(253);
    expect(rows.map(([id, level]) => `${id} ${level}`)).toEqual(ids);
  });

  it('has for each row a state with tests that exist, a reason, or what is missing', () => {
    for (const cells of rows) {
      expect(cells).toHaveLength(5);
      const [id, , words, state, evidence] = cells as [string, string, string, string, string];
      expect([id, words.length > 3, evidence.length > 3]).toEqual([id, true, true]);
      expect([id, ['holds', 'does not apply', 'open']]).toEqual([id, expect.arrayContaining([state])]);
      const named = namedTests(evidence);
      expect([id, state !== 'holds' || named.length > 0]).toEqual([id, true]);
      expect([id, missing(named)]).toEqual([id, []]);
    }
  });

  it('counts its rows', () => {
    const counts = rowsOf(read('docs/security/asvs.md').split('\n## ')[0]!).slice(1);
    expect(counts).toEqual(
      ['holds', 'does not apply', 'open'].map((state) => [
        state,
        ...['1', '2'].map((level) => String(rows.filter((row) => row[3] === state && row[1] === level).length)),
      ]),
    );
  });
});

it('the handbook says which passwords are refused, and how many sessions an account can have', () => {
  const [, passwords] = /^## Passwords\n(.*?)^## /ms.exec(read('docs/accounts.md'))!;
  for (const words of ['at least 12 characters', 'common passwords', 'your name', 'any number of sessions'])
    expect(passwords).toContain(words);
});

it('the security policy says within which time vulnerable libraries are replaced', () => {
  const policy = read('SECURITY.md');
  expect(policy).toMatch(/The same dates apply to a vulnerability of a library/);
  expect(policy).toMatch(/A release fixes it: critical .* \| 14 days \|/);
});

describe('the list of fuzzed readers', () => {
  const page = read('docs/security/fuzzing.md');
  const rows = rowsOf(page)
    .slice(1)
    .map(([, by, tests]) =>
      [by!, tests!].map((cell) => [...cell.matchAll(/`(src\/[^`]+)`/g)].map(([, path]) => path!)),
    );

  it('names for each reader its file, and a test that imports this file', () => {
    expect(rows.length).toBeGreaterThan(30);
    const wrong = rows.flatMap(([files, tests]) =>
      files!.flatMap((file) => {
        const name = file.slice(file.lastIndexOf('/') + 1);
        const isImported = (test: string): boolean =>
          read(test).includes(`/${name}'`) || name === 'create-web.ts' || name === 'index.ts';
        return existsSync(join(packageRoot, file)) && tests!.length === 1 && tests!.every(isImported) ? [] : [file];
      }),
    );
    expect(wrong).toEqual([]);
  });

  it('has each reader that runs in a process of its own', () => {
    const names = readdirSync(join(packageRoot, 'src'), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts') && !/testing|test\.ts$/.test(file))
      .flatMap((file) =>
        [...read(`src/${file}`).matchAll(/declareReader<[\s\S]{0,200}?>\(\s*'([\w.]+)'/g)].map(([, name]) => name!),
      );
    expect(names.length).toBeGreaterThan(25);
    expect(names.filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
  });

  it('has each fuzz test', () => {
    const tests = readdirSync(join(packageRoot, 'src'), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('fuzz.long.test.ts'))
      .map((file) => `src/${file}`);
    expect(tests.filter((file) => !page.includes(`\`${file}\``))).toEqual([]);
  });
});
