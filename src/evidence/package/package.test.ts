import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { CDXIndexer, WARCParser } from 'warcio';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../../platform/config/package-root.ts';
import { signList } from '../../platform/signing/signed-list.ts';
import { sha256Hex } from '../../platform/storage/blobs.ts';
import type { SigningKey } from '../../platform/signing/signing-keys.ts';
import { readZip } from '../../platform/archive/unzip.ts';
import { tempDir } from '../../platform/testing/temp-dir.ts';
import { authority } from '../fetch/certificates.factory.ts';
import { closeServers, webServer } from '../fetch/fetch-servers.factory.ts';
import { firstPageOf, readContents, readShot, textAsSent } from './contents.ts';
import type { Exchange } from './warc/exchange.ts';
import { inOrder, type Member } from './members.ts';
import { packMembers } from './pack-members.ts';
import {
  alterations,
  body,
  digested,
  exchanges,
  hash,
  latin,
  made,
  ownPackage,
  record,
  scoop,
  signedByDomain,
  warcs,
} from './packages.factory.ts';
import { packExchanges, type Packing } from './pack.ts';
import { packagePage } from './package-page.ts';
import { sealMembers } from './seal-members.ts';
import { requestTimestamps } from './signature/request-timestamp.ts';
import { timestampAuthority } from './signature/timestamp-authority.factory.ts';
import type { Trust } from './check-package.ts';
import { verifyPackage, verifyWarc } from './verify-package.ts';
import { certificatesIn } from './signature/x509.ts';

const dir = tempDir();
let key: SigningKey;
let stranger: SigningKey;
let packing: Packing;
let whole: Uint8Array;
let trust: Trust;
beforeAll(async () => {
  ({ key, stranger, packing, whole, trust } = await ownPackage(dir));
});
afterAll(closeServers);

const bytesOf = async (file: Uint8Array, path: string): Promise<Uint8Array> =>
  (await readZip(file)).find((member) => member.path === path)!.bytes;

describe('a package', () => {
  it('is verified as intact, and as signed by a trusted or an unknown key', async () => {
    expect(await verifyPackage(whole, trust)).toMatchObject({
      verdict: 'sealed',
      file: 'good',
      list: 'good',
      records: 'good',
      index: 'good',
      seal: 'good',
      signature: 'unknown',
      timestamp: 'absent',
      problems: [],
      sealedBy: key.publicKey,
      counts: { files: 7, records: 5, answers: 2 },
    });
    expect(await verifyPackage(whole, { ...trust, keys: new Set([stranger.publicKey]) })).toMatchObject({
      verdict: 'sealed_unknown',
      seal: 'unknown',
      problems: [],
    });
  });

  it('lists every file whose name has a dot, as py-wacz demands', async () => {
    const stamped = await packExchanges({ ...packing, stamp: () => Promise.resolve([latin('x')]) });
    const members = await readZip(stamped);
    const { resources } = JSON.parse(Buffer.from(await bytesOf(stamped, 'datapackage.json')).toString()) as {
      resources: { path: string }[];
    };
    const unlisted = members.map(({ path }) => path).filter((path) => !resources.some((one) => one.path === path));
    expect(unlisted).toEqual([
      'datapackage.json',
      'datapackage-digest.json',
      'kronika/timestamps/1',
      'kronika/manifest',
      'kronika/signature',
    ]);
  });

  it('of version 1 is verified under the names of its files, and no package under the names of another version', async () => {
    const members = await readZip(whole);
    const contents = members.filter(({ path }) => !path.startsWith('kronika/'));
    const files = contents.map(({ path, bytes }) => ({ path, sha256: sha256Hex(bytes), size: bytes.length }));
    const { bytes, signature } = signList({ kind: 'Kronika package', version: 1, made }, files, key);
    const names = (manifest: string, ofSignature: string): Promise<Uint8Array> =>
      packMembers(inOrder([...contents, { path: manifest, bytes }, { path: ofSignature, bytes: signature }]));
    const old = await names('kronika/manifest.json', 'kronika/manifest.sig');
    expect(await verifyPackage(old, trust)).toMatchObject({ verdict: 'sealed', sealedBy: key.publicKey });
    const others = [
      await names('kronika/manifest', 'kronika/signature'),
      await packMembers(
        inOrder(
          members.map((one) => (one.path === 'kronika/manifest' ? { ...one, path: 'kronika/manifest.json' } : one)),
        ),
      ),
      await packMembers(inOrder([...contents, { path: 'kronika/timestamps/1', bytes }])),
    ];
    for (const file of others) expect(await verifyPackage(file, trust)).toMatchObject({ verdict: 'altered' });
  });

  it('has the same bytes each time, except for signatures', async () => {
    const unsigned = async (file: Uint8Array): Promise<Member[]> =>
      (await readZip(file)).filter(({ path }) => !/digest|kronika/.test(path));
    const first = await unsigned(whole);
    expect(first.map(({ path }) => path)).toEqual([
      'datapackage.json',
      'archive/data.warc.gz',
      'indexes/index.cdx',
      'pages/pages.jsonl',
    ]);
    expect(await unsigned(await packExchanges(packing))).toEqual(first);
  });

  it('names in its index how a response was asked for, as other programs do, so that viewers find it', async () => {
    const sent = (type: string, body: string): Exchange => ({
      ...exchanges[1]!,
      url: 'http://news.example/more?page=1',
      request: {
        method: 'POST',
        target: '/more?page=1',
        headers: [
          ['host', 'news.example'],
          ['content-type', type],
        ],
        body: latin(body),
      },
    });
    const packed = await packExchanges({
      ...packing,
      exchanges: [
        ...exchanges,
        sent('application/json', '{"after":{"id":7},"words":"они пришли"}'),
        sent('application/x-www-form-urlencoded', 'after=8&words=they+came'),
        sent('application/octet-stream', '\u0000\u0001'),
        sent('Multipart/Form-Data', 'no boundary'),
      ],
    });
    expect(await verifyPackage(packed, trust)).toMatchObject({ verdict: 'sealed', index: 'good' });
    const named = (line: string): unknown[] => {
      const [key, time] = line.split(' ', 2) as [string, string];
      const { url, offset, method, requestBody } = JSON.parse(line.slice(key.length + time.length + 2)) as Record<
        string,
        string
      >;
      return [key, time, url, Number(offset), method, requestBody];
    };
    const lines = Buffer.from(await bytesOf(packed, 'indexes/index.cdx'))
      .toString()
      .trim()
      .split('\n')
      .map(named);
    // The same file, indexed by warcio.
    const indexer = new CDXIndexer({ format: 'cdxj' });
    const theirs: unknown[][] = [];
    const parser = new WARCParser([await bytesOf(packed, 'archive/data.warc.gz')]);
    for await (const found of indexer.iterRecords(parser, 'data.warc.gz'))
      theirs.push(named(indexer.serializeCDXJ(found).trim()));
    expect(lines.filter(([, , , , method]) => method === 'POST')).toHaveLength(4);
    expect(lines.toSorted()).toEqual(theirs.toSorted());
  });

  it('is packed although a page sent JSON with very many levels', async () => {
    const deep = { ...exchanges[1]!, request: { ...exchanges[1]!.request, method: 'POST' } };
    deep.request.headers = [['content-type', 'application/json']];
    deep.request.body = latin('['.repeat(200_000) + ']'.repeat(200_000));
    const packed = await packExchanges({ ...packing, exchanges: [...exchanges, deep] });
    expect(await verifyPackage(packed, trust)).toMatchObject({ verdict: 'sealed', counts: { answers: 3 } });
  });

  it('has every exchange as it was sent, readable by any WARC reader', async () => {
    const warc = await bytesOf(whole, 'archive/data.warc.gz');
    const read: { type: string | undefined; url: string | null | undefined; block: string }[] = [];
    for await (const record of WARCParser.iterRecords([warc], { keepHeadersCase: true, parseHttp: false }))
      read.push({
        type: record.warcType,
        url: record.warcTargetURI,
        block: Buffer.from(await record.readFully(false)).toString('latin1'),
      });
    expect(read.map(({ type, url }) => [type, url])).toEqual([
      ['warcinfo', undefined],
      ['response', exchanges[0]!.url],
      ['request', exchanges[0]!.url],
      ['response', exchanges[1]!.url],
      ['request', exchanges[1]!.url],
    ]);
    expect(read[1]!.block).toBe(
      'HTTP/1.1 301 Moved Permanently\r\nLocation: /story?b=2&a=1\r\nSet-Cookie: a=1\r\nset-cookie: b=2\r\n\r\nmoved',
    );
    expect(read[3]!.block).toContain('X-Archive-Orig-Transfer-Encoding: chunked\r\nX-Note: caf\u00e9\r\n\r\n');
    expect(read[3]!.block.endsWith(Buffer.from(exchanges[1]!.response.body).toString('latin1'))).toBe(true);
    expect(read[4]!.block).toBe('GET /story?b=2&a=1 HTTP/1.1\r\nhost: news.example\r\n\r\n');
    expect(Buffer.from(await bytesOf(whole, 'indexes/index.cdx')).toString()).toMatch(
      /^example,news\)\/old 20180522095958 \{"url":"http:\/\/news\.example\/old","status":"301".*\n.*example,news\)\/story\?a=1&b=2 20180522095959 \{"url":"http:\/\/news\.example\/story\?b=2&a=1","mime":"text\/html","status":"200"/,
    );
  });

  it('is refused after any of 500 alterations', async () => {
    const members = await readZip(whole);
    const other = await readZip(
      await packExchanges({ ...packing, exchanges: exchanges.slice(1), made: '2018-05-23T10:00:00.000Z' }),
    );
    const alteration = alterations({ whole, members, other, stranger });
    const met = new Set<string>();
    await fc.assert(
      fc.asyncProperty(alteration, async ({ name, changed, file }) => {
        met.add(name);
        const { verdict } = await verifyPackage(await file(), trust);
        const bad = ['altered', 'unreadable'];
        const unknown = ['sealed_unknown'];
        expect(changed === null ? [...bad, ...unknown] : changed ? bad : unknown, name).toContain(verdict);
      }),
      { numRuns: 500, endOnFailure: true },
    );
    expect(met.size).toBeGreaterThan(80);
  });

  it('from elsewhere is altered if its index names a digest that is none', async () => {
    for (const name of ['constructor', '__proto__']) {
      const members = (await readZip(whole)).filter(({ path }) => !path.startsWith('kronika/'));
      const index = members.find(({ path }) => path === 'indexes/index.cdx')!;
      index.bytes = Buffer.from(Buffer.from(index.bytes).toString().replaceAll('sha256:', `${name}:`));
      const report = await verifyPackage(await packMembers(inOrder(members)), trust);
      expect(report).toMatchObject({ verdict: 'altered' });
    }
  });

  it('that is damaged cannot be compared with another, and a damaged list of pages has no first page', async () => {
    const damaged = { code: 'reading_failed' };
    for (const read of [readContents, readShot, textAsSent])
      await expect(read(latin('PK\x03\x04'))).rejects.toMatchObject(damaged);
    const members = await readZip(whole);
    const changed = (path: string, bytes: Uint8Array) =>
      packMembers(members.map((member) => (member.path === path ? { path, bytes } : member)));
    await expect(readContents(await changed('archive/data.warc.gz', latin('WARC/1.1')))).rejects.toMatchObject(damaged);
    for (const lines of ['null\n', '{"url":\n', '[]\n1\n'])
      expect(await firstPageOf(await changed('pages/pages.jsonl', latin(lines)))).toBeNull();
  });

  it('is made of an existing page, with its redirects', async () => {
    const port = await webServer((request, response) => {
      if (request.url === '/old') response.writeHead(302, { location: '/story' }).end('this way');
      else
        response
          .writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'content-encoding': 'gzip' })
          .end(
            gzipSync(
              '<!doctype html><title>The search</title><article><p>They took every computer we had, and the archive of ten years.</p></article>',
            ),
          );
    });
    const packaged = await packagePage(`http://127.0.0.1:${port}/old`, {
      dataDir: join(dir, 'own'),
      allowPrivate: ['127.0.0.1'],
      timestampAuthorities: [],
    });
    expect(packaged).toMatchObject({ status: 200, title: 'The search', exchanges: 2, key: key.publicKey, stamps: [] });
    expect(await verifyPackage(packaged.bytes, { ...trust, now: new Date() })).toMatchObject({
      verdict: 'sealed',
      counts: { answers: 2 },
      about: { title: 'The search', mainPageUrl: `http://127.0.0.1:${port}/story` },
    });
    expect(Buffer.from(await bytesOf(packaged.bytes, 'pages/pages.jsonl')).toString()).toContain(
      'every computer we had',
    );
  });
});

describe('timestamps', () => {
  it('say when a package existed, by a known or unknown authority; a broken one is refused', async () => {
    const { address, root } = await timestampAuthority(join(dir, 'authority'));
    const port = await webServer((_request, response) =>
      response.writeHead(200, { 'content-type': 'text/plain' }).end('The page.'),
    );
    const settings = { dataDir: join(dir, 'own'), allowPrivate: ['127.0.0.1'] };
    const before = Date.now();
    const packaged = await packagePage(`http://127.0.0.1:${port}/`, {
      ...settings,
      timestampAuthorities: [address, `http://127.0.0.1:${port}/no-authority`],
    });
    expect(packaged.stamps).toEqual([
      { authority: address, token: expect.any(Uint8Array) },
      { authority: `http://127.0.0.1:${port}/no-authority`, reason: expect.any(String) },
    ]);
    const found = await verifyPackage(packaged.bytes, { ...trust, roots: certificatesIn(root) });
    expect(found).toMatchObject({
      verdict: 'sealed',
      timestamp: 'good',
      stamps: [{ authority: 'Clock', chain: { state: 'known', root: 'Root of time' } }],
    });
    // The times of authorities have whole seconds.
    const at = found.stamps[0]!.at.getTime();
    expect([at >= Math.floor(before / 1000) * 1000, at <= Date.now()]).toEqual([true, true]);
    expect(await verifyPackage(packaged.bytes, trust)).toMatchObject({ verdict: 'sealed', timestamp: 'unknown' });

    // A valid timestamp of other data is not a timestamp of this package.
    const members = (await readZip(packaged.bytes)).filter(({ path }) => !path.startsWith('kronika/'));
    const stamp = await bytesOf(packaged.bytes, 'kronika/timestamps/1');
    const others = (await readZip(whole)).filter(({ path }) => !path.startsWith('kronika/'));
    for (const [list, verdict] of [
      [members, 'sealed'],
      [others, 'altered'],
    ] as const)
      expect(
        await verifyPackage(
          await packMembers(inOrder(sealMembers([...list, { path: 'kronika/timestamps/1', bytes: stamp }], made, key))),
          trust,
        ),
        verdict,
      ).toMatchObject({ verdict });
  });

  it('are not stored if their signature is invalid', async () => {
    const { address } = await timestampAuthority(join(dir, 'spoiler'), {
      spoil: (answer) =>
        Buffer.concat([answer.subarray(0, -5), Buffer.from([answer.at(-5)! ^ 1]), answer.subarray(-4)]),
    });
    expect(await requestTimestamps([address], latin('x'))).toEqual([
      { authority: address, reason: expect.stringContaining('signature') },
    ]);
  });
});

describe('a signature by the certificate of a domain, without the timestamp that the format requires', () => {
  const names = authority(join(dir, 'names'));
  const roots = certificatesIn(names.root);
  it('has an unknown signer if the certificate is valid or has ended, and is altered if it is of another key, domain or time', async () => {
    const good = await signedByDomain(whole, names.issue('press.test'));
    const stranger = await signedByDomain(whole, names.issue('press.test', { strangers: true }));
    const other = await signedByDomain(whole, names.issue('other.test'));
    // The time is read only now, because a certificate is not valid before the second in which it was issued.
    const now = new Date();
    const trusted: Trust = { ...trust, roots, now, domains: new Set(['press.test']) };
    expect(await verifyPackage(good, trusted)).toMatchObject({
      verdict: 'sealed_unknown',
      signature: 'unknown',
      signedBy: { kind: 'domain', chain: { state: 'known', root: 'Root of names' }, timestamp: null },
    });
    expect(await verifyPackage(good, { ...trusted, roots: [] })).toMatchObject({
      verdict: 'sealed_unknown',
      signature: 'unknown',
    });
    // A certificate that has ended does not show that anyone altered the package.
    const signedNow = await signedByDomain(whole, names.issue('press.test'), new Date(Date.now() + 1000).toISOString());
    expect(await verifyPackage(signedNow, { ...trusted, now: new Date('2040-01-01') })).toMatchObject({
      verdict: 'sealed_unknown',
      signedBy: { kind: 'domain', chain: { state: 'unproven', root: 'Root of names' }, timestamp: null },
    });
    const cases = [
      ['certificate: signature', stranger, now],
      ['certificate: time', good, new Date('2000-01-01')],
      ['domain', other, now],
    ] as const;
    for (const [reason, file, at] of cases)
      expect(await verifyPackage(file, { ...trusted, now: at }), reason).toMatchObject({
        verdict: 'altered',
        signature: 'bad',
        signedBy: { kind: 'bad', reason },
      });
  });
});

describe('a WARC file', () => {
  it.each(warcs)('with %s: %s', async (_name, verdict, file) => {
    const report = await verifyWarc(typeof file === 'string' ? latin(file) : file);
    expect(report.verdict).toBe(verdict);
    expect(report.problems.map(({ problem, reason }) => [problem, Boolean(reason)])).toEqual(
      verdict === 'altered' ? [['altered', true]] : verdict === 'unreadable' ? [['unread', true]] : [],
    );
  });

  it('with forged or missing digests never counts as consistent, wherever a response is altered', async () => {
    const at = (file: string, place: number): Uint8Array => {
      const bytes = Uint8Array.from(latin(file));
      bytes[place]! ^= 1;
      return bytes;
    };
    for (const file of [digested, record([])])
      for (let place = file.indexOf('HTTP/1.1'); place < file.length; place++)
        expect((await verifyWarc(at(file, place))).verdict, `${place}`).not.toBe('consistent');
  });

  it('in a package by Scoop is consistent, altered, or not readable', async () => {
    const verdictOf = async (change: Parameters<typeof scoop>[0]): Promise<string> =>
      (await verifyPackage(await scoop(change), trust)).verdict;
    expect([
      await verdictOf({}),
      await verdictOf({ index: { digest: `md5:${hash('md5', body, 'hex')}` } }),
      await verdictOf({ warc: digested.replace('every', 'seven') }),
      // The list has the hash of this index, so it was not altered later. But the index leads to the wrong place.
      await verdictOf({ index: { offset: 7 } }),
      await verdictOf({ index: { digest: hash('sha256', 'Something else', 'hex') } }),
    ]).toEqual(['consistent', 'consistent', 'altered', 'unreadable', 'unreadable']);
    // The list covers the file, but its records have nothing that they could be compared with.
    expect(await verifyPackage(await scoop({ data: record([]) }), trust)).toMatchObject({
      verdict: 'consistent',
      records: 'absent',
      counts: { undigested: 1 },
    });
    const stored = await scoop();
    stored[Buffer.from(stored).indexOf('every')]! ^= 1;
    expect(await verifyPackage(stored, trust)).toMatchObject({ verdict: 'altered', problems: [{ path: '' }] });
    const cut = (await scoop()).slice(0, -40);
    expect(await verifyPackage(cut, trust)).toMatchObject({ verdict: 'unreadable', problems: [{ problem: 'unread' }] });
  });
});

const vectors = join(packageRoot, '..', 'shared', 'vectors', 'wacz');
describe.skipIf(!existsSync(vectors))('packages by other software', () => {
  const roots = rootCertificates.flatMap(certificatesIn);
  const now = new Date('2026-11-26T00:00:00Z');
  const vector = (name: string): Uint8Array => readFileSync(join(vectors, name));
  const nobody: Trust = { keys: new Set(), roots, now };
  it.each([
    ['valid_example_1.wacz', 'consistent', { signature: 'absent', index: 'good' }],
    ['valid_example_2.wacz', 'consistent', { signature: 'absent', list: 'good' }],
    [
      'valid_signed_example_1.wacz',
      'sealed_unknown',
      {
        signature: 'unknown',
        timestamp: 'unknown',
        signedBy: {
          kind: 'domain',
          chain: { state: 'known', root: 'ISRG Root X1' },
          timestamp: { at: new Date('2022-01-18T19:00:12Z') },
        },
      },
    ],
    [
      'invalid_signed_example_1.wacz',
      'sealed_unknown',
      { signature: 'unknown', signedBy: { chain: { state: 'unknown', root: '(STAGING) Pretend Pear X1' } } },
    ],
    ['invalid_example_1.wacz', 'altered', { list: 'bad' }],
  ])('have the verdict of their fault: %s, %s', async (name, verdict, finding) => {
    expect(await verifyPackage(vector(name), nobody)).toMatchObject({ verdict, ...finding });
  });

  it('are trusted if their domain’s certificate was valid when a known authority timestamped it', async () => {
    const signed = vector('valid_signed_example_1.wacz');
    const domains = new Set(['btrix-sign-test.webrecorder.net']);
    expect(await verifyPackage(signed, { ...nobody, domains })).toMatchObject({
      verdict: 'sealed_unknown',
      signature: 'unknown',
    });
    const { signedData } = JSON.parse(Buffer.from(await bytesOf(signed, 'datapackage-digest.json')).toString()) as {
      signedData: { timestampCert: string };
    };
    const authority = certificatesIn(signedData.timestampCert).at(-1)!;
    expect(await verifyPackage(signed, { ...nobody, roots: [...roots, authority], domains })).toMatchObject({
      verdict: 'sealed',
      signature: 'good',
      timestamp: 'good',
    });
    expect(await verifyPackage(signed, { ...nobody, roots: [authority], domains })).toMatchObject({
      verdict: 'sealed_unknown',
      signedBy: { chain: { state: 'unknown' } },
    });
  });

  it('can be bare WARC files, compressed or not', async () => {
    for (const name of ['example-collection.warc', 'example-resource.warc.gz'])
      expect(await verifyWarc(vector(name)), name).toMatchObject({ verdict: 'consistent', records: 'good' });
    const altered = Uint8Array.from(vector('example-resource.warc.gz'));
    altered[900]! ^= 1;
    expect(await verifyWarc(altered)).toMatchObject({ verdict: 'altered' });
  });
});
