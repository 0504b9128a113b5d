import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { packageRoot } from '../src/platform/config/package-root.ts';

/** The program's own source files, without tests and their helpers. */
const sources = readdirSync(join(packageRoot, 'src'), { recursive: true, encoding: 'utf8' })
  .map((file) => `src/${file.replaceAll('\\', '/')}`)
  .toSorted()
  .filter((file) => /\.tsx?$/.test(file) && !/\.(?:test|factory|child)\.tsx?$|\/testing\//.test(file))
  .map((file) => ({ file, text: readFileSync(join(packageRoot, file), 'utf8') }));

/** The files with a match of the pattern, with what matched. */
const found = (pattern: RegExp): Record<string, string[]> =>
  Object.fromEntries(
    sources.flatMap(({ file, text }) => {
      const all = [...text.matchAll(pattern)].map(([match, group]) => group ?? match);
      return all.length ? [[file, [...new Set(all)].sort()]] : [];
    }),
  );
const namesIn = (pattern: RegExp): string[] => [...new Set(Object.values(found(pattern)).flat())].sort();

it('no code is made from text', () => {
  expect(sources.length).toBeGreaterThan(1000);
  expect(found(/\beval\(|\bnew Function\(|\bvm\.run\w+|\bsetTimeout\(\s*['"`]/g)).toEqual({});
});

it('no command goes through a shell', () => {
  // `exec` of a regular expression or a query has an object before it.
  expect(found(/(?<![.\w])exec(?:Sync)?\(|\bpromisify\(exec\)|\bshell:/g)).toEqual({});
});

it('HTML is made by components, except for JSON and typography in one file', () => {
  expect(
    Object.keys(
      found(/\b(?:innerHTML|outerHTML)\s*=(?!=)|insertAdjacentHTML|document\.write|dangerouslySetInnerHTML/g),
    ),
  ).toEqual(['src/web/kit/raw-html.tsx']);
});

it('numbers that must not be guessed are not from Math.random', () => {
  expect(Object.keys(found(/Math\.random/g))).toEqual(['src/record/teams/policies.ts']);
});

it('only these algorithms of cryptography are used', () => {
  expect(namesIn(/\bcreate(?:Cipher|Decipher)iv\(\s*([^,)]+)/g)).toEqual(["'aes-256-gcm'"]);
  expect(namesIn(/\bgenerateKeyPair(?:Sync)?\(\s*([^,)]+)/g)).toEqual(["'ec'", "'ed25519'", "'x25519'"]);
  // The name without quotation marks is a variable: the algorithms that packages and timestamps of others name.
  expect(namesIn(/\bcreate(?:Hash|Hmac)\(\s*([^,)]+)/g)).toEqual([
    "'md5'",
    "'sha1'",
    "'sha256'",
    "'sha512'",
    'algorithm',
  ]);
});

it('weak hashes are used only where no one gains from a collision, or where a standard requires them', () => {
  expect(Object.keys(found(/\bcreate(?:Hash|Hmac)\('(?:md5|sha1)'/g))).toEqual([
    // Codes of authenticator apps: HMAC-SHA-1 (RFC 6238).
    'src/accounts/factors/totp.ts',
    // The ids of FollowTheMoney are SHA-1.
    'src/exchange/formats/ftm/ftm-zip.ts',
    'src/exchange/formats/ftm/map.ts',
    // Keys of an index, which suggests duplicates to people.
    'src/record/duplicates/keys.ts',
  ]);
});
