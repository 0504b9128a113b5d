import { gunzipSync, gzipSync } from 'node:zlib';
import iconv from 'iconv-lite';
import { beforeAll, expect, it } from 'vitest';
import { sha256Hex } from '../../platform/storage/blobs.ts';
import type { App } from '../../platform/operation.ts';
import { tempDir } from '../../platform/testing/temp-dir.ts';
import { readZip } from '../../platform/archive/unzip.ts';
import type { Exchange, Resource } from './warc/exchange.ts';
import { ownTrust } from './signature/own-trust.ts';
import { sealExchanges } from './warc/seal-exchanges.ts';
import { wordParagraph, writeDocx } from '../../platform/testing/write-office.ts';
import { exactly } from '../../record/protection/testing/exactly.ts';
import { stripPackage } from './strip-package.ts';
import { verifyPackage } from './verify-package.ts';
import { readRecords } from './warc/read-records.ts';

const now = new Date('2018-05-22T10:00:00Z');
const about = { ground: 'The person asked for it.', at: now };
const site = 'http://news.example';
const got = (path: string, type: string, body: Uint8Array | string, coding?: string): Exchange => ({
  url: `${site}${path}`,
  at: '2018-05-22T09:59:58.120Z',
  address: '192.0.2.7',
  request: { method: 'GET', target: path, headers: [['host', 'news.example']], body: new Uint8Array() },
  response: {
    status: 200,
    statusText: 'OK',
    headers: [['Content-Type', type], ...(coding ? [['Content-Encoding', coding] as [string, string]] : [])],
    body: Buffer.from(body),
  },
});
const beside = (name: string, mediaType: string, body: string): Resource => ({
  url: `urn:kronika:${name}:${site}/`,
  at: '2018-05-22T09:59:59.120Z',
  mediaType,
  body: Buffer.from(body),
});

let app: App;
let whole: Uint8Array;
const sealed = async (exchanges: Exchange[], resources: Resource[] = []) =>
  (
    await sealExchanges(
      {
        exchanges,
        resources,
        page: { url: `${site}/`, at: exchanges[0]!.at, title: 'The search', text: 'They took every computer.' },
      },
      { dataDir: app.config.dataDir, timestampAuthorities: [], now: () => now },
    )
  ).bytes;
const records = async (bytes: Uint8Array) =>
  readRecords((await readZip(bytes)).find(({ path }) => path === 'archive/data.warc.gz')!.bytes);
beforeAll(async () => {
  app = { config: { dataDir: tempDir(), timestampAuthorities: [] } } as unknown as App;
  whole = await sealed(
    [
      got('/', 'text/html', '<title>The search</title>They took every computer.'),
      got('/data.json', 'application/json', gzipSync('{"by":"Zarina Akhmetova"}'), 'gzip'),
      // The page itself declares its encoding.
      got(
        '/frame',
        'text/html',
        iconv.encode(
          '<meta charset="windows-1251"><p>Её защищает адвокат Зарина Ахметова, и суд отложил заседание.</p>',
          'windows-1251',
        ),
      ),
      got('/style.css', 'text/css', 'p { color: red }'),
      got('/paper', 'application/pdf', '%PDF-1.7 packed'),
    ],
    [
      beside('screenshot-after', 'image/jpeg', 'jpeg'),
      beside('pdf', 'application/pdf', '%PDF'),
      beside('capture', 'application/json', '{"why":"ordered removed"}'),
    ],
  );
});

it('redaction removes records that name the person or cannot be searched; the rest stays the same, in a valid package', async () => {
  const left = (await stripPackage(app, whole, {
    ...about,
    person: exactly(['Zarina Akhmetova', 'Зарина Ахметова']),
  })) as Uint8Array;
  const before = new Map(
    (await records(whole)).map((record) => [record.id, Buffer.from(record.block).toString('latin1')]),
  );
  const after = await records(left);
  expect(after.map(({ type, url }) => `${type} ${url ?? ''}`)).toEqual([
    'warcinfo ',
    `response ${site}/`,
    `request ${site}/`,
    `response ${site}/style.css`,
    `request ${site}/style.css`,
    `resource urn:kronika:capture:${site}/`,
  ]);
  for (const record of after) expect(Buffer.from(record.block).toString('latin1')).toBe(before.get(record.id));
  const report = await verifyPackage(left, { ...(await ownTrust(app.config.dataDir)), now });
  expect(report).toMatchObject({
    verdict: 'sealed',
    index: 'good',
    about: { title: 'The search' },
    redactions: [{ ground: about.ground, before: sha256Hex(whole) }],
  });
  expect(report.redactions[0]!.records).toHaveLength(8);
  for (const { path, bytes } of await readZip(left))
    expect(Buffer.from(path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('latin1'), path).not.toMatch(
      /Akhmetova|data\.json|\/frame/,
    );

  // A second redaction, for another person: the package lists both.
  const again = (await stripPackage(app, left, { ...about, person: exactly(['color: red']) })) as Uint8Array;
  expect(await verifyPackage(again, await ownTrust(app.config.dataDir))).toMatchObject({
    verdict: 'sealed',
    counts: { answers: 2 },
    redactions: [
      { before: sha256Hex(whole) },
      { before: sha256Hex(left), records: [{ type: 'response' }, { type: 'request' }] },
    ],
  });
});

it('redaction changes nothing if no record names the person, and leaves nothing if the page does or another key signed', async () => {
  expect(await stripPackage(app, whole, { ...about, person: exactly(['Nobody Here']) })).toBe('clean');
  expect(await stripPackage(app, whole, { ...about, person: exactly(['every computer']) })).toBe('gone');
  const stranger = { config: { dataDir: tempDir(), timestampAuthorities: [] } } as unknown as App;
  expect(await stripPackage(stranger, whole, { ...about, person: exactly(['Zarina Akhmetova']) })).toBe('gone');
});

it('redaction removes a document that names the person in its properties, and one that cannot be searched', async () => {
  const docx = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
  const authored = await writeDocx(wordParagraph('Words.'), { author: 'Zarina Akhmetova' });
  const pack = (body: Uint8Array) =>
    sealed([got('/', 'text/html', '<title>The search</title>They took every computer.'), got('/a', docx, body)]);
  const urls = async (bytes: Uint8Array) =>
    (await records(bytes)).flatMap(({ url, type }) => (type === 'response' ? [url] : []));
  const request = { ...about, person: exactly(['Zarina Akhmetova']) };
  const left = await stripPackage(app, await pack(authored), request);
  expect(await urls(left as Uint8Array)).toEqual([`${site}/`]);
  let deep: Uint8Array = authored;
  for (let level = 0; level < 6; level++)
    deep = await writeDocx(wordParagraph('Words.'), { more: { 'word/embeddings/a.docx': deep } });
  expect(await urls((await stripPackage(app, await pack(deep), request)) as Uint8Array)).toEqual([`${site}/`]);
  const other = await writeDocx(wordParagraph('Words.'), { author: 'Dina Sarsenova' });
  expect(await stripPackage(app, await pack(other), request)).toBe('clean');
});
