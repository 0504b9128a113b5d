import { createHash, sign } from 'node:crypto';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { ZipFile } from 'yazl';
import { readZip } from '../../platform/archive/unzip.ts';
import { SigningKeys, type SigningKey } from '../../platform/signing/signing-keys.ts';
import type { Certified } from '../fetch/certificates.factory.ts';
import type { Trust, Verdict } from './check-package.ts';
import { inOrder, type Member } from './members.ts';
import { packExchanges, type Packing } from './pack.ts';
import { packMembers } from './pack-members.ts';
import { sealMembers } from './seal-members.ts';
import { waczSigner } from './signature/wacz-signer.ts';
import type { Exchange } from './warc/exchange.ts';

/** When the packages were created. */
export const made = '2018-05-22T10:00:00.000Z';
export const latin = (text: string): Uint8Array => Buffer.from(text, 'latin1');

export const exchanges: Exchange[] = [
  {
    url: 'http://news.example/old',
    at: '2018-05-22T09:59:58.120Z',
    address: '192.0.2.7',
    request: {
      method: 'GET',
      target: '/old',
      headers: [
        ['host', 'news.example'],
        ['accept', '*/*'],
      ],
      body: new Uint8Array(),
    },
    response: {
      status: 301,
      statusText: 'Moved Permanently',
      headers: [
        ['Location', '/story?b=2&a=1'],
        ['Set-Cookie', 'a=1'],
        ['set-cookie', 'b=2'],
      ],
      body: latin('moved'),
    },
  },
  {
    url: 'http://news.example/story?b=2&a=1',
    at: '2018-05-22T09:59:59.480Z',
    address: '192.0.2.7',
    request: { method: 'GET', target: '/story?b=2&a=1', headers: [['host', 'news.example']], body: new Uint8Array() },
    response: {
      status: 200,
      statusText: 'OK',
      headers: [
        ['Content-Type', 'text/html; charset=utf-8'],
        ['Content-Encoding', 'gzip'],
        ['Transfer-Encoding', 'chunked'],
        ['X-Note', 'caf\u00e9'],
      ],
      body: gzipSync('<title>Редакцию обыскали</title><p>They took every computer.'),
    },
  },
];

/** A package, the key that signed it, another key, and who is trusted. */
export async function ownPackage(
  dir: string,
): Promise<{ key: SigningKey; stranger: SigningKey; packing: Packing; whole: Uint8Array; trust: Trust }> {
  const key = await new SigningKeys(join(dir, 'own')).current(new Date(made));
  const stranger = await new SigningKeys(join(dir, 'other')).current(new Date(made));
  const packing: Packing = {
    exchanges,
    pages: [
      { url: exchanges[1]!.url, at: exchanges[1]!.at, title: 'Редакцию обыскали', text: 'They took every computer.' },
    ],
    made,
    software: 'Kronika',
    key,
    signWacz: await waczSigner(join(dir, 'own')),
    stamp: () => Promise.resolve([]),
  };
  const trust = { keys: new Set([key.publicKey]), roots: [], now: new Date(made) };
  return { key, stranger, packing, whole: await packExchanges(packing), trust };
}

/** An altered package. `changed`: whether it must be found; null: it may be found, or have an unknown signer. */
export type Alteration = { name: string; changed: boolean | null; file: () => Promise<Uint8Array> };

/**
 * Alterations of a package of ours.
 * @param other the members of another package by the same key
 * @param stranger the key that signs altered packages again
 */
export function alterations({
  whole,
  members,
  other,
  stranger,
}: {
  whole: Uint8Array;
  members: readonly Member[];
  other: readonly Member[];
  stranger: SigningKey;
}): fc.Arbitrary<Alteration> {
  const index = fc.nat({ max: members.length - 1 });
  const at = (bytes: Uint8Array, place: number, bit: number): Uint8Array => {
    const altered = Uint8Array.from(bytes);
    altered[place % altered.length]! ^= 1 << bit;
    return altered;
  };
  const place = fc.nat({ max: 2 ** 30 });
  const bit = fc.nat({ max: 7 });
  const replaced = (list: readonly Member[], which: number, bytes: Uint8Array): Member[] =>
    list.map((member, position) => (position === which ? { ...member, bytes } : member));
  const path = (name: string): number => members.findIndex((member) => member.path === name);
  const resealed = (list: readonly Member[]): Member[] =>
    inOrder(
      sealMembers(
        list.filter((member) => !member.path.startsWith('kronika/')),
        made,
        stranger,
      ),
    );
  return fc.oneof(
    fc.tuple(index, place, bit).map(([which, where, one]) => ({
      name: `a bit of ${members[which]!.path}`,
      changed: true,
      file: () => packMembers(replaced(members, which, at(members[which]!.bytes, where, one))),
    })),
    fc.tuple(place, bit).map(([where, one]) => ({
      name: `bit ${one} of byte ${where % whole.length}`,
      changed: true,
      file: () => Promise.resolve(at(whole, where, one)),
    })),
    index.map((which) => ({
      name: `${members[which]!.path} dropped`,
      changed: true,
      file: () => packMembers(members.filter((_, position) => position !== which)),
    })),
    fc.constant({
      name: 'the seal dropped',
      changed: false,
      file: () => packMembers(members.filter((member) => !member.path.startsWith('kronika/'))),
    }),
    fc
      .tuple(index, index)
      .filter(([a, b]) => a !== b)
      .map(([a, b]) => ({
        name: `${members[a]!.path} and ${members[b]!.path} swapped`,
        changed: true,
        file: () => packMembers(replaced(replaced(members, a, members[b]!.bytes), b, members[a]!.bytes)),
      })),
    fc
      .tuple(index, index)
      .filter(([a, b]) => a !== b)
      .map(([a, b]) => ({
        name: `${members[a]!.path} moved`,
        changed: true,
        file: () => packMembers(members.with(a, members[b]!).with(b, members[a]!)),
      })),
    fc
      .constantFrom('archive/more.warc.gz', 'kronika/timestamps/1', 'pages/extraPages.jsonl', 'note.txt')
      .map((name) => ({
        name: `${name} added`,
        changed: true,
        file: () => packMembers([...members, { path: name, bytes: latin('x') }]),
      })),
    index.map((which) => ({
      name: `${members[which]!.path} twice`,
      changed: true,
      file: () => packMembers([...members, members[which]!]),
    })),
    fc.constant({ name: 'packed anew', changed: true, file: () => deflated(members) }),
    fc.tuple(place, fc.boolean()).map(([length, front]) => ({
      name: 'bytes around it',
      changed: true,
      file: () =>
        Promise.resolve(
          front
            ? Buffer.concat([latin('x'.repeat(1 + (length % 9))), whole])
            : Buffer.concat([whole, latin('x'.repeat(1 + (length % 9)))]),
        ),
    })),
    place.map((length) => ({
      name: 'cut off',
      changed: true,
      file: () => Promise.resolve(whole.subarray(0, length % whole.length)),
    })),
    fc.constant({
      name: 'the index rewritten',
      changed: true,
      file: () =>
        packMembers(
          replaced(
            members,
            path('indexes/index.cdx'),
            latin(
              Buffer.from(members[path('indexes/index.cdx')]!.bytes)
                .toString('latin1')
                .replace('"status":"200"', '"status":"404"'),
            ),
          ),
        ),
    }),
    fc.constant({
      name: 'another manifest',
      changed: true,
      file: () =>
        packMembers(
          replaced(
            members,
            path('kronika/manifest'),
            other.find((member) => member.path === 'kronika/manifest')!.bytes,
          ),
        ),
    }),
    fc.constantFrom('kronika/signature', 'datapackage-digest.json', 'datapackage.json').map((name) => ({
      name: `${name} of another package`,
      changed: true,
      file: () => packMembers(replaced(members, path(name), other.find((member) => member.path === name)!.bytes)),
    })),
    fc.constant({
      name: 'both halves of another seal',
      changed: true,
      file: () =>
        packMembers([
          ...members.filter((member) => !member.path.startsWith('kronika/')),
          ...other.filter((member) => member.path.startsWith('kronika/')),
        ]),
    }),
    fc.constant({ name: 'signed again by a stranger', changed: false, file: () => packMembers(resealed(members)) }),
    // The WACZ format does not sign who signed and when. Only our manifest signs this, and here a stranger has signed
    // the manifest.
    fc.tuple(index, place, bit).map(([which, where, one]) => ({
      name: `a bit of ${members[which]!.path}, signed again by a stranger`,
      changed: members[which]!.path === 'datapackage-digest.json' ? null : !members[which]!.path.startsWith('kronika/'),
      file: () => packMembers(resealed(replaced(members, which, at(members[which]!.bytes, where, one)))),
    })),
  );
}

async function deflated(members: readonly Member[]): Promise<Uint8Array> {
  const zip = new ZipFile();
  for (const { path, bytes } of members)
    zip.addBuffer(Buffer.from(bytes), path, { mtime: new Date(1980, 0, 1), forceDosTimestamp: true });
  zip.end();
  const chunks: Buffer[] = [];
  for await (const chunk of zip.outputStream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

const page = 'HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\nThey took every computer.';
export const body = 'They took every computer.';
export const record = (headers: readonly string[], type = 'response', block = page): string =>
  [
    'WARC/1.1',
    `WARC-Type: ${type}`,
    'WARC-Record-ID: <urn:uuid:1>',
    'WARC-Date: 2018-05-22T10:00:00Z',
    'WARC-Target-URI: http://news.example/',
    'Content-Type: application/http; msgtype=response',
    ...headers,
    `Content-Length: ${block.length}`,
    '',
    `${block}\r\n\r\n`,
  ].join('\r\n');
export const hash = (algorithm: string, text: string, encoding: 'hex' | 'base64' | 'base64url'): string =>
  createHash(algorithm).update(text).digest(encoding);
export const digested = record([`WARC-Block-Digest: sha256:${hash('sha256', page, 'hex')}`]);

const spoiled = gzipSync(digested);
spoiled[spoiled.length - 8]! ^= 1;

/** WARC files with the verdict on each. */
export const warcs: readonly [name: string, verdict: Verdict, file: string | Uint8Array][] = [
  ['SHA-256 in hexadecimal digits', 'consistent', digested],
  ['SHA-1 in base32', 'consistent', record(['WARC-Payload-Digest: sha1:PM22IZWJXYPWIA776OPYBSCA24BRQJNP'])],
  ['SHA-1 in base64', 'consistent', record([`WARC-Block-Digest: sha1:${hash('sha1', page, 'base64')}`])],
  ['SHA-512 in base64url', 'consistent', record([`WARC-Payload-Digest: sha512:${hash('sha512', body, 'base64url')}`])],
  ['a note without a digest', 'consistent', digested + record([], 'metadata', 'fetchTimeMs: 5')],
  ['no digest', 'no_digests', record([])],
  [
    'nothing but a revisit',
    'no_digests',
    record(['WARC-Payload-Digest: sha1:PM22IZWJXYPWIA776OPYBSCA24BRQJNP'], 'revisit'),
  ],
  ['a digest of one of two', 'no_digests', digested + record([])],
  ['MD5, which can be forged', 'no_digests', record([`WARC-Block-Digest: md5:${hash('md5', page, 'hex')}`])],
  ['no response', 'no_digests', record([], 'metadata', 'fetchTimeMs: 5')],
  ['another digest', 'altered', record([`WARC-Block-Digest: sha1:${hash('sha1', body, 'hex')}`])],
  ['a digest that cannot be one', 'altered', record(['WARC-Payload-Digest: sha1:1112H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ'])],
  ['an altered response', 'altered', digested.replace('every', 'seven')],
  ['a gzip member with another checksum', 'altered', spoiled],
  ['a cut-off end', 'unreadable', digested.slice(0, -9)],
  ['two records in one gzip member', 'unreadable', gzipSync(digested + digested)],
  ['something else', 'unreadable', '<title>Not a WARC file</title>'],
  ['nothing', 'unreadable', ''],
];

// Scoop leaves out the algorithm of digests in the index, and the two line breaks after a record. js-wacz 0.0.6 leaves
// out the profile of the list.
/** A package as Scoop makes it. */
export const scoop = (change: { index?: object; warc?: string; data?: string } = {}): Promise<Uint8Array> => {
  const data = change.data ?? digested;
  const line = {
    url: 'http://news.example/',
    mime: 'text/plain',
    status: 200,
    digest: hash('sha256', body, 'hex'),
    length: data.length - 4,
    offset: 0,
    filename: 'data.warc',
    ...change.index,
  };
  const members = [
    { path: 'archive/data.warc', bytes: latin(data) },
    { path: 'indexes/index.cdx', bytes: latin(`example,news)/ 20180522100000 ${JSON.stringify(line)}\n`) },
  ];
  const resources = members.map(({ path, bytes }) => ({
    name: path,
    path,
    hash: `sha256:${createHash('sha256').update(bytes).digest('hex')}`,
    bytes: bytes.length,
  }));
  const list = latin(JSON.stringify({ wacz_version: '1.1.1', resources }));
  if (change.warc) members[0]!.bytes = latin(change.warc);
  return packMembers([...members, { path: 'datapackage.json', bytes: list }]);
};

/** A package, signed by the certificate of the domain press.test, without a timestamp. */
export async function signedByDomain(
  whole: Uint8Array,
  { key: own, chain }: Certified,
  created = made,
): Promise<Uint8Array> {
  const members = (await readZip(whole)).filter(({ path }) => !path.startsWith('kronika/'));
  const digest = members.find(({ path }) => path === 'datapackage-digest.json')!;
  const { hash, ...rest } = JSON.parse(Buffer.from(digest.bytes).toString()) as { hash: string };
  const signedData = {
    hash,
    created,
    software: 'Another',
    version: '0.1.0',
    signature: sign('sha256', Buffer.from(hash), { key: own, dsaEncoding: 'ieee-p1363' }).toString('base64'),
    domain: 'press.test',
    domainCert: chain,
  };
  return packMembers(
    members.map((one) =>
      one === digest ? { ...one, bytes: latin(JSON.stringify({ ...rest, hash, signedData })) } : one,
    ),
  );
}
