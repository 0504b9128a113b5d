import { createHash } from 'node:crypto';
import { cpSync, linkSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import { isSafePath } from '../../platform/signing/signed-list.ts';
import {
  isEndorsed,
  isSignedBy,
  publicKeyPem,
  readPublicKeys,
  SigningKeys,
  type SigningKey,
} from '../../platform/signing/signing-keys.ts';
import { tempDir } from '../../platform/testing/temp-dir.ts';
import { manifestName, readManifest, signatureName, writeManifest } from './manifest.ts';
import { verifyMirror } from './verify-mirror.ts';

const dir = tempDir();
const whole = join(dir, 'whole');
const now = new Date('2026-11-25T10:00:00Z');
const content: Record<string, string> = {
  'index.html': '<h1>Kronika</h1>',
  'cases/1/x/index.html': 'One',
  'cases/2/y/index.html': 'Two',
  'feed.xml': '<rss/>',
  empty: '',
};
let key: SigningKey;
let stranger: SigningKey;

const fileOf = (path: string, text: string) => ({
  path,
  sha256: createHash('sha256').update(text).digest('hex'),
  size: Buffer.byteLength(text),
});
const about = { paper: { name: 'Kronika', address: null }, made: now.toISOString() };

function write(folder: string, files: Record<string, string>, by: SigningKey | null): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const { bytes, signature } = writeManifest(
    { ...about, files: Object.entries(files).map(([path, text]) => fileOf(path, text)) },
    by ?? key,
  );
  writeFileSync(join(folder, manifestName), bytes);
  if (by) writeFileSync(join(folder, signatureName), signature);
}

let copies = 0;
const copy = (): string => {
  const folder = join(dir, `copy-${copies++}`);
  cpSync(whole, folder, { recursive: true });
  return folder;
};
const look = (folder: string) => verifyMirror(folder, { trusted: new Set([key.publicKey]) });

beforeAll(async () => {
  key = await new SigningKeys(join(dir, 'a')).current(now);
  stranger = await new SigningKeys(join(dir, 'b')).current(now);
  write(whole, content, key);
});

it('the exit code is 0 for an intact mirror with a trusted signature, 3 for another signature or none, and 1 for a mirror that is not intact', async () => {
  expect(await look(whole)).toMatchObject({ exit: 0, signature: 'trusted', files: 5, problems: [] });
  expect(await verifyMirror(whole, { trusted: new Set() })).toMatchObject({ exit: 3, signature: 'unknown' });
  const unsigned = copy();
  rmSync(join(unsigned, signatureName));
  expect(await look(unsigned)).toMatchObject({ exit: 3, signature: 'none' });
  const foreign = join(dir, 'foreign');
  write(foreign, content, stranger);
  expect(await look(foreign)).toMatchObject({ exit: 3, signature: 'unknown' });
  const empty = join(dir, 'nothing');
  mkdirSync(empty);
  expect(await look(empty)).toMatchObject({ exit: 1, signature: 'unread' });
});

it('verification names what was altered, is missing, was added, or is a link', async () => {
  const folder = copy();
  writeFileSync(join(folder, 'index.html'), '<h1>Kronikb</h1>');
  rmSync(join(folder, 'feed.xml'));
  writeFileSync(join(folder, 'cases/1/more.html'), 'x');
  mkdirSync(join(folder, 'own'));
  renameSync(join(folder, 'cases/2/y/index.html'), join(dir, 'outside'));
  symlinkSync(join(dir, 'outside'), join(folder, 'cases/2/y/index.html'));
  expect((await look(folder)).problems).toEqual([
    { path: 'cases/1/more.html', problem: 'added' },
    { path: 'cases/2/y/index.html', problem: 'strange' },
    { path: 'feed.xml', problem: 'missing' },
    { path: 'index.html', problem: 'altered' },
    { path: 'own', problem: 'added' },
  ]);
});

it('the exit code is never 0 after a single change: a byte of any file, two files swapped, one more, one less, another signature', async () => {
  const paths = [...Object.keys(content), manifestName, signatureName];
  const change = fc.oneof(
    fc.record({
      do: fc.constant('flip' as const),
      path: fc.constantFrom(...paths.filter((path) => path !== 'empty')),
      at: fc.nat(100_000),
      bit: fc.integer({ min: 0, max: 7 }),
    }),
    fc.record({
      do: fc.constant('append' as const),
      path: fc.constantFrom(...paths),
      text: fc.string({ minLength: 1, maxLength: 5 }),
    }),
    fc.record({ do: fc.constant('cut' as const), path: fc.constantFrom(...paths.filter((path) => path !== 'empty')) }),
    fc.record({ do: fc.constant('drop' as const), path: fc.constantFrom(...paths) }),
    fc.record({
      do: fc.constant('add' as const),
      path: fc.stringMatching(/^[a-z]{1,8}(?:\/[a-z]{1,4})?$/).filter((path) => !(path in content) && path !== 'cases'),
    }),
    fc.record({ do: fc.constant('swap' as const), pair: fc.shuffledSubarray(paths, { minLength: 2, maxLength: 2 }) }),
    fc.record({ do: fc.constant('link' as const), path: fc.constantFrom(...paths) }),
    fc.record({ do: fc.constant('sign' as const), text: fc.constantFrom('index.html', 'feed.xml') }),
    fc.record({ do: fc.constant('forge' as const) }),
  );
  await fc.assert(
    fc.asyncProperty(change, async (one) => {
      const folder = copy();
      const at = (path: string): string => join(folder, path);
      if (one.do === 'flip') {
        const bytes = readFileSync(at(one.path));
        bytes[one.at % bytes.length]! ^= 1 << one.bit;
        writeFileSync(at(one.path), bytes);
      } else if (one.do === 'append')
        writeFileSync(at(one.path), Buffer.concat([readFileSync(at(one.path)), Buffer.from(one.text)]));
      else if (one.do === 'cut') writeFileSync(at(one.path), readFileSync(at(one.path)).subarray(1));
      else if (one.do === 'drop') rmSync(at(one.path));
      else if (one.do === 'add') {
        mkdirSync(dirname(at(one.path)), { recursive: true });
        writeFileSync(at(one.path), 'more');
      } else if (one.do === 'swap') {
        const [a, b] = one.pair as [string, string];
        renameSync(at(a), at('swapping'));
        renameSync(at(b), at(a));
        renameSync(at('swapping'), at(b));
      } else if (one.do === 'link') {
        renameSync(at(one.path), join(dir, `away-${copies}`));
        symlinkSync(join(dir, `away-${copies}`), at(one.path));
      } else if (one.do === 'sign') write(folder, { ...content, [one.text]: 'forged' }, stranger);
      else {
        // The signature is by another key that has the name of our key.
        const { bytes } = writeManifest(
          {
            ...about,
            files: Object.entries({ ...content, 'index.html': 'forged' }).map(([path, text]) => fileOf(path, text)),
          },
          { publicKey: key.publicKey, sign: () => new Uint8Array() },
        );
        writeFileSync(at('index.html'), 'forged');
        writeFileSync(at(manifestName), bytes);
        writeFileSync(at(signatureName), stranger.sign(bytes));
      }
      const { exit } = await look(folder);
      rmSync(folder, { recursive: true });
      expect([one, exit === 0]).toEqual([one, false]);
      // Without its signature, or with a new signature by another key, the mirror is intact but not trusted.
      const nobodys = one.do === 'sign' || (one.do === 'drop' && one.path === signatureName);
      expect([one, exit]).toEqual([one, nobodys ? 3 : 1]);
    }),
    { numRuns: 250 },
  );
});

it('verification refuses manifests that lead outside, have two names for one file, or are invalid', () => {
  const text = (files: unknown[]): Uint8Array =>
    Buffer.from(JSON.stringify({ kind: 'Kronika mirror', version: 1, ...about, key: key.publicKey, files }));
  expect(readManifest(text([fileOf('a', 'x')]))).not.toBeNull();
  for (const path of [
    '../x',
    'a/../b',
    '/etc/passwd',
    'a//b',
    './a',
    'a/.',
    'C:/x',
    'a\\b',
    'a:b',
    'con',
    'a/NUL.txt',
    'a.',
    'a ',
    'a\u0000b',
    'a\u202eb',
    '',
    'a/'.repeat(600) + 'b',
    manifestName,
    signatureName,
    'MANIFEST.json',
  ])
    expect([path, readManifest(text([fileOf(path, 'x')]))]).toEqual([path, null]);
  for (const pair of [
    ['a', 'a'],
    ['a', 'A'],
    ['é', 'é'],
    ['a', 'a/b'],
    ['A/b', 'a'],
  ])
    expect([pair, readManifest(text(pair.map((path) => fileOf(path, 'x'))))]).toEqual([pair, null]);
  for (const size of [-1, 1.5, 2 ** 60, '3', null])
    expect(readManifest(text([{ ...fileOf('a', 'x'), size }]))).toBeNull();
  for (const bytes of ['', 'null', '[]', '{}', '{"kind":', '\ufeff{}'])
    expect(readManifest(Buffer.from(bytes))).toBeNull();
  expect(readManifest(Buffer.from([0xff, 0xfe, 0x7b]))).toBeNull();
  expect(isSafePath('cases/3/қазақ-ісі/index.html')).toBe(true);
});

it('verification follows no link in place of a folder', async () => {
  const folder = copy();
  renameSync(join(folder, 'cases'), join(dir, 'elsewhere'));
  symlinkSync(join(dir, 'elsewhere'), join(folder, 'cases'));
  expect(await look(folder)).toMatchObject({ exit: 1, problems: [{ path: 'cases', problem: 'strange' }] });
  // A file with a second name (a hard link) is not an error.
  const linked = copy();
  linkSync(join(linked, 'feed.xml'), join(dir, 'second-name'));
  expect((await look(linked)).exit).toBe(0);
});

it('a new signing key is endorsed by the old one, which no longer signs', async () => {
  const keys = new SigningKeys(join(dir, 'c'));
  const [one, again] = await Promise.all([keys.current(now), new SigningKeys(join(dir, 'c')).current(now)]);
  expect(again.publicKey).toBe(one.publicKey);
  const later = await keys.rotate(new Date('2027-01-01T00:00:00Z'));
  const [newest, old] = await keys.history();
  expect([newest, old]).toMatchObject([
    { publicKey: later.publicKey, until: null, endorsement: { by: one.publicKey } },
    { publicKey: one.publicKey, until: '2027-01-01T00:00:00.000Z', endorsement: null },
  ]);
  expect(isEndorsed(newest!)).toBe(true);
  expect(isEndorsed({ ...newest!, publicKey: stranger.publicKey })).toBe(false);
  const bytes = Buffer.from('x');
  expect(isSignedBy(one.publicKey, bytes, one.sign(bytes))).toBe(true);
  expect(isSignedBy(later.publicKey, bytes, one.sign(bytes))).toBe(false);
  expect((await keys.current(now)).publicKey).toBe(later.publicKey);
  expect(readPublicKeys(later.publicKey.toUpperCase())).toEqual([later.publicKey]);
  expect(readPublicKeys(publicKeyPem(later.publicKey))).toEqual([later.publicKey]);
  expect(readPublicKeys(JSON.stringify({ keys: await keys.history() }))).toEqual([later.publicKey, one.publicKey]);
  for (const none of ['', 'abc', '-----BEGIN PUBLIC KEY-----\nx\n-----END PUBLIC KEY-----', '{}', 'g'.repeat(64)])
    expect(readPublicKeys(none)).toBeNull();
});
