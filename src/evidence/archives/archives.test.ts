import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';
import { beforeAll, describe, expect, it } from 'vitest';
import { brotliCompressSync, deflateRawSync, deflateSync, gunzipSync, gzipSync } from 'node:zlib';
import iconv from 'iconv-lite';
import { readZip } from '../../platform/archive/unzip.ts';
import { packageRoot } from '../../platform/config/package-root.ts';
import type { App } from '../../platform/operation.ts';
import { sourceOf, type ByteSource } from '../../platform/readers/reader.ts';
import { sha256Hex } from '../../platform/storage/blobs.ts';
import { tempDir } from '../../platform/testing/temp-dir.ts';
import { exactly } from '../../record/protection/testing/exactly.ts';
import { firstPageOf, readContents } from '../package/contents.ts';
import { ownTrust } from '../package/signature/own-trust.ts';
import { certificatesIn } from '../package/signature/x509.ts';
import { stripPackage } from '../package/strip-package.ts';
import { verifyPackage } from '../package/verify-package.ts';
import { readRecords, type ReadRecord } from '../package/warc/read-records.ts';
import { at, exchange, info, operator, pageLines, plain, record, shapes, site, story, storyParts, wacz, zipped } from './archives.factory.ts'; // prettier-ignore
import { readArchive } from './read-archive.ts';
import { readArchivedPage } from './read-pages.ts';
import { sealArchived } from './seal-archived.ts';
import type { ArchivedPage, ArchivePage } from './types.ts';

const trust = { keys: new Set<string>(), roots: [], now: new Date('2020-01-01T00:00:00Z') };
const facts = { sha256: 'a'.repeat(64), report: { verdict: 'consistent' as const } };
const read = (file: Uint8Array, name = 'x.warc') => readArchive(sourceOf(file, name), trust);
const pageOf = (file: Uint8Array, url: string, date = at('10:00:00')): Promise<ArchivedPage> =>
  readArchivedPage(sourceOf(file), facts, { number: 1, url, title: 'T', at: date, status: 0, mediaType: '' });
/** Why a page is refused. */
const refusal = async (records: readonly Uint8Array[], url = `${site}/`, date?: string): Promise<unknown> =>
  pageOf(plain(records), url, date).then(
    () => 'read',
    (error: { code?: string; details?: { reason?: string } }) => error.details?.reason ?? error,
  );
const recordsIn = async (packed: Uint8Array): Promise<ReadRecord[]> =>
  readRecords((await readZip(packed)).find(({ path }) => path === 'archive/data.warc.gz')!.bytes);
const listed = async (packed: Uint8Array): Promise<string[]> =>
  (await recordsIn(packed)).filter(({ type }) => type !== 'request').map(({ type, url }) => `${type} ${url ?? ''}`);
const textOf = ({ bytes }: ArchivedPage): string => Buffer.from(bytes).toString();

let app: App;
beforeAll(() => {
  app = { config: { dataDir: tempDir(), timestampAuthorities: [] } } as unknown as App;
});
const seal = async (archived: ArchivedPage, text = 'They took every computer.'): Promise<Uint8Array> =>
  (await sealArchived(archived, { title: 'The search', text }, { dataDir: app.config.dataDir, timestampAuthorities: [], now: () => new Date() })).bytes; // prettier-ignore

describe.each(shapes)('a crawl by $name', ({ form, software, file }) => {
  it('lists its pages, and gives each with its parts as a package of ours', async () => {
    const bytes = await file();
    const contents = await read(bytes, 'crawl.wacz');
    expect(contents).toMatchObject({
      facts: { name: 'crawl.wacz', sha256: sha256Hex(bytes), size: bytes.length, form, software, report: { verdict: 'consistent' } },
      pages: [
        { number: 1, url: `${site}/story`, title: 'The search & the raid', status: 200, mediaType: 'text/html' },
        { number: 2, url: `${site}/other`, title: 'Other', status: 200, mediaType: 'text/html' },
      ],
      pagesLeft: 0,
    }); // prettier-ignore
    expect(contents.pages).toHaveLength(2);
    const archived = await readArchivedPage(sourceOf(bytes), contents.facts, contents.pages[0]!);
    expect(archived).toMatchObject({
      page: { at: '2018-05-22T10:00:00.000Z' },
      requestedUrl: `${site}/story`,
      finalUrl: `${site}/story`,
      hops: [{ url: `${site}/story`, status: 200, address: '192.0.2.7' }],
      mediaType: 'text/html; charset=utf-8',
      charset: 'utf-8',
    });
    expect(textOf(archived)).toBe(story);
    expect(archived.headers[0]).toEqual(['Content-Type', 'text/html; charset=utf-8']);
    expect((await listed(archived.package)).toSorted()).toEqual(
      [
        'warcinfo ',
        `response ${site}/story`,
        ...['style.css', 'more.css', 'back.png', 'deep.png', 'a.png', 'late.json'].map((one) => `response ${site}/${one}`),
        'response https://cdn.example/x.js',
      ].toSorted(),
    ); // prettier-ignore
    expect(archived.missing).toContain(`${site}/b.png`);
    expect(archived.missing.includes(`${site}/lost.png`)).toBe(software.startsWith('Browsertrix'));
    // Nothing says who recorded it and where.
    const lists = (await readZip(archived.package)).filter(({ path }) => !path.endsWith('.gz'));
    for (const { path, bytes: member } of lists) expect(Buffer.from(member).toString(), path).not.toMatch(/oneill/i);
    for (const { block, headers } of await recordsIn(archived.package))
      expect(`${JSON.stringify([...headers])} ${Buffer.from(block).toString()}`).not.toMatch(/oneill|198\.51\.100\.9/i);
    // Signed by us, it is verified and read like a capture of ours.
    const sealed = await seal(archived);
    const report = await verifyPackage(sealed, await ownTrust(app.config.dataDir));
    expect(report).toMatchObject({ verdict: 'sealed', index: 'good', records: 'good', problems: [] });
    expect(await firstPageOf(sealed)).toEqual({ url: `${site}/story`, ts: '20180522100000', title: 'The search' });
    expect(await readContents(sealed)).toMatchObject({ url: `${site}/story`, text: 'They took every computer.' });
    expect((await readContents(sealed)).pictures).toHaveLength(3);
  });
});

const vectors = join(packageRoot, '..', 'shared', 'vectors', 'wacz');
describe.skipIf(!existsSync(vectors))('archives by other software', () => {
  it.each([
    ['example-collection.warc', 'Webrecorder Platform v4.9.0', null, 'Example Domain'],
    ['example-resource.warc.gz', 'warcit 0.4.0', null, ''],
    ['valid_example_1.wacz', 'Webrecorder Platform v4.9.0', null, 'Example Domain'],
    ['valid_signed_example_1.wacz', 'py-wacz 0.4.0', { name: 'btrix-sign-test.webrecorder.net', at: '2022-01-18T19:00:12.000Z' }, 'Example Domain'],
    // Its certificate is from an authority for tests.
    ['invalid_signed_example_1.wacz', 'py-wacz 0.4.0', null, 'Example Domain'],
  ])('give their pages, and the signer if known: %s', async (name, software, signer, title) => {
    const file = readFileSync(join(vectors, name));
    const roots = rootCertificates.flatMap(certificatesIn);
    const found = await readArchive(sourceOf(file, name), { keys: new Set(), roots, now: new Date('2026-11-26T00:00:00Z') });
    expect([found.facts.software, found.facts.signer, found.pages.map((one) => one.title)]).toEqual([software, signer, [title]]);
    const archived = await readArchivedPage(sourceOf(file), found.facts, found.pages[0]!);
    expect([textOf(archived).includes('<h1>Example Domain</h1>'), archived.missing]).toEqual([true, []]);
    expect(await verifyPackage(await seal(archived), await ownTrust(app.config.dataDir))).toMatchObject({ verdict: 'sealed' });
  }); // prettier-ignore
});

describe('an archive', () => {
  it('states who made it, with what, and who signed it', async () => {
    const file = plain([info('warcprox 2.4.19', { operator: `${operator}\u202e\u0007` }), ...exchange(`${site}/`)]);
    expect((await read(file, 'a\u202eb.warc')).facts).toMatchObject({ name: 'ab.warc', operator, signer: null });
  });

  it.each([
    ['something else', Buffer.from('<p>No archive'), 'form'],
    ['nothing', Buffer.alloc(0), 'form'],
    ['a WARC file without pages', plain([info('x')]), 'no_pages'],
    ['a WARC file that begins wrongly', Buffer.from('WARC/1.0\r\n\r\n'), 'damaged'],
    ['a ZIP file that is cut off', Buffer.from('PK\x03\x04'), 'damaged'],
  ])('that is %s is refused with the reason', async (_, file, reason) => {
    await expect(read(file)).rejects.toMatchObject({ code: 'archive_unreadable', details: { reason } });
  });

  it('without WARC files is refused', async () => {
    await expect(read(await wacz({}))).rejects.toMatchObject({ details: { reason: 'empty' } });
  });

  it('that was cut off gives the pages before the end, and says that it is not readable as a whole', async () => {
    const file = plain([...exchange(`${site}/`, { body: 'whole' }), ...exchange(`${site}/b`)]).subarray(0, -30);
    const { pages, facts: found } = await read(file);
    expect([found.report.verdict, pages[0]!.url]).toEqual(['unreadable', `${site}/`]);
    expect(textOf(await pageOf(file, `${site}/`))).toBe('whole');
  });

  it('whose file cannot be read is not taken for a damaged one', async () => {
    const broken: ByteSource = { ...sourceOf(plain(exchange(`${site}/`))), open: async function* () { yield plain(exchange(`${site}/`)).subarray(0, 40); throw new Error('disk'); } }; // prettier-ignore
    await expect(readArchive(broken, trust)).rejects.toThrow('disk');
    await expect(readArchivedPage(broken, facts, { number: 1, url: `${site}/`, title: '', at: at('10:00:00'), status: 0, mediaType: '' })).rejects.toThrow('disk'); // prettier-ignore
  });

  it('lists only web pages, with clean texts, each once, and counts what is beyond the limit', async () => {
    const lines = [
      { url: 'javascript:alert(1)', ts: at('10:00:00') },
      { url: 'data:text/html,x', ts: at('10:00:00') },
      { url: 'file:///etc/passwd', ts: at('10:00:00') },
      { url: 7 },
      { url: 'HTTPS://user:pw@News.Example:443/%d0%b0#part', ts: '2018-05-22 10:00:00', title: 'A\u202e\u0000B\nC' },
      { url: `${site}/%D0%B0`, ts: '20180522100000', title: 'again' },
      { url: `${site}/future`, ts: '2199-01-01T00:00:00Z' },
      { url: `${site}/old`, ts: '1970-01-01T00:00:00Z' },
      { url: `${site}/none` },
    ];
    const pages = `${pageLines(lines)}not JSON\n"${'x'.repeat(9_000_000)}"\n${JSON.stringify({ url: `${site}/last`, ts: at('11:00:00') })}`;
    const found = await read(await wacz({ 'a.warc': plain(exchange(`${site}/%d0%b0`, { body: 'Аа' })) }, { pages }));
    expect(found.pages.map(({ url, at: when, title, status }) => [url, when, title, status])).toEqual([
      [`${site}/%D0%B0`, '2018-05-22T10:00:00.000Z', 'A B C', 200],
      [`${site}/future`, '', '', 0],
      [`${site}/old`, '', '', 0],
      [`${site}/none`, '', '', 0],
      [`${site}/last`, '2018-05-22T11:00:00.000Z', '', 0],
    ]);
    const many = pageLines(
      Array.from({ length: 5007 }, (__, number) => ({ url: `${site}/${number}`, ts: at('10:00:00') })),
    );
    const { pages: some, pagesLeft } = await read(
      await wacz({ 'a.warc': plain(exchange(`${site}/`)) }, { pages: many }),
    );
    expect([some.length, pagesLeft]).toEqual([5000, 7]);
  });

  it('without a list of pages has its documents as pages, and not what they loaded', async () => {
    const file = plain([
      ...exchange(`${site}/late`, { date: at('12:00:00'), body: '<title>Late</title>' }),
      ...exchange(`${site}/paper.pdf`, { date: at('11:00:00'), type: 'application/pdf', body: '%PDF-1.7' }),
      ...exchange(`${site}/frame`, { asked: { 'Sec-Fetch-Dest': 'iframe' } }),
      ...exchange(`${site}/piece`, { asked: { 'X-Requested-With': 'XMLHttpRequest' } }),
      ...exchange(`${site}/form`, { method: 'POST' }),
      ...exchange(`${site}/lost`, { status: '404 Not Found' }),
      ...exchange(`${site}/range`, { status: '206 Partial Content' }),
      ...exchange(`${site}/cut`, { fields: { 'WARC-Truncated': 'length' } }),
      ...exchange(`${site}/a.png`, { type: 'image/png' }),
      record({ type: 'resource', url: `${site}/saved`, mediaType: 'text/html', date: at('13:00:00'), block: '<title>Saved</title>' }),
      ...exchange(`${site}/gzip`, { date: at('14:00:00'), headers: { 'Content-Encoding': 'gzip' }, body: gzipSync('<title>Zipped &laquo;1&raquo;</title>') }),
    ]); // prettier-ignore
    expect((await read(file)).pages.map(({ url, title }) => [url.slice(site.length), title])).toEqual([
      ['/paper.pdf', ''],
      ['/late', 'Late'],
      ['/saved', ''],
      ['/gzip', 'Zipped «1»'],
    ]);
  });

  it('with WARC files that ZIP has compressed is read from memory', async () => {
    const { zipOf } = await import('../../platform/archive/zip.ts');
    const warc = plain(exchange(`${site}/`, { body: 'deflated' }));
    const chunks: Uint8Array[] = [];
    for await (const one of zipOf([{ name: 'archive/a.warc', bytes: async function* () { yield warc; } }], new Date())) chunks.push(one); // prettier-ignore
    expect(textOf(await pageOf(Buffer.concat(chunks), `${site}/`))).toBe('deflated');
  });
});

describe('a page', () => {
  const good = (body: string, more: Parameters<typeof exchange>[1] = {}) => exchange(`${site}/`, { body, ...more });

  it('is the answer to a GET that is nearest in time, and a success if there were several within seconds', async () => {
    const file = plain([
      ...good('', { method: 'HEAD', date: at('10:00:00') }),
      ...good('posted', { method: 'POST', date: at('10:00:00') }),
      ...good('part', { status: '206 Partial Content', date: at('10:00:00') }),
      ...good('', { status: '304 Not Modified', date: at('10:00:00') }),
      ...good('failed', { status: '503 Busy', date: at('10:30:00') }),
      ...exchange(`${site}/`, { status: '302 Found', headers: { Location: `${site}/login` }, date: at('10:30:00') }),
      ...good('right', { date: at('10:30:04') }),
      ...good('later', { date: at('11:30:00') }),
      record({ type: 'metadata', url: `${site}/`, mediaType: 'text/html', block: 'noted' }),
      record({ type: 'resource', url: `${site}/`, mediaType: 'text/html', date: at('10:30:01'), block: 'saved' }),
    ]);
    const found = await pageOf(file, `${site}/`);
    expect([textOf(found), found.page.at]).toEqual(['right', '2018-05-22T10:30:04.000Z']);
    expect(textOf(await pageOf(plain([record({ type: 'resource', url: `${site}/`, mediaType: 'text/html', block: 'saved' })]), `${site}/`))).toBe('saved'); // prettier-ignore
  });

  it('is not one from another hour, if the server refused it or redirected it at its time', async () => {
    const others = [...good('before', { date: '2018-05-21T12:00:00Z' }), ...good('after', { date: at('20:00:00') })];
    expect(await refusal([...others, ...good('', { status: '451 Unavailable For Legal Reasons' })])).toBe('status');
    const removed = exchange(`${site}/removed`, { body: 'Removed by court order.', date: at('10:00:01') });
    const moved = exchange(`${site}/`, { status: '302 Found', headers: { Location: '/removed' } });
    expect(textOf(await pageOf(plain([...others, ...moved, ...removed]), `${site}/`))).toBe('Removed by court order.');
    const blocked = plain([...others, ...good('', { status: '451 Unavailable For Legal Reasons' })]);
    const list = pageLines([{ url: `${site}/`, ts: at('10:00:00') }]);
    expect((await read(await wacz({ 'a.warc': blocked }, { pages: list }))).pages[0]).toMatchObject({ status: 451 });
  });

  it('is no answer to a request that is no GET, in whatever order the records are', async () => {
    const [answer, request] = good('posted', { method: 'POST' });
    expect(await refusal([request!, answer!])).toBe('absent');
    const odd = record({ type: 'request', url: `${site}/`, mediaType: 'application/http; msgtype=request', block: 'no request' }); // prettier-ignore
    expect(await refusal([answer!, odd])).toBe('absent');
    // Two requests in one second that nothing joins to the responses.
    const loose = (one: Buffer[]): Buffer[] =>
      one.map((part) => Buffer.from(part.toString('latin1').replace(/WARC-Concurrent-To: [^\r]+\r\n/, ''), 'latin1'));
    expect(await refusal([...loose(good('got')), ...loose(good('posted', { method: 'POST' }))])).toBe('absent');
  });

  it.each<[string, Buffer[], string, { date?: string; url?: string }?]>([
    ['absent', exchange(`${site}/other`), 'absent'],
    ['more than a day away', exchange(`${site}/`, { date: '2018-05-24T00:00:00Z' }), 'far'],
    ['an error', exchange(`${site}/`, { status: '404 Not Found' }), 'status'],
    ['a picture', exchange(`${site}/`, { type: 'image/png' }), 'type'],
    ['cut off', exchange(`${site}/`, { fields: { 'WARC-Truncated': 'time' } }), 'cut'],
    ['divided', exchange(`${site}/`, { fields: { 'WARC-Segment-Number': '1' } }), 'cut'],
    ['shorter than its length', exchange(`${site}/`, { body: 'x', headers: { 'Content-Length': '5000' } }), 'cut'],
    ['in chunks without an end', exchange(`${site}/`, { body: '1e\r\nhalf of a chun', headers: { 'Transfer-Encoding': 'chunked' } }), 'cut'],
    ['an address with a password', exchange(`${site}/?user=a&password=hunter2`), 'private', { url: `${site}/?user=a&password=hunter2` }],
    ['the answer to a password', exchange(`${site}/`, { asked: { Authorization: 'Basic x' } }), 'private'],
    ['a redirect to a session', [...exchange(`${site}/`, { status: '302 Found', headers: { Location: '/in?sessionid=9' } }), ...exchange(`${site}/in?sessionid=9`)], 'private'],
    ['a revisit without its original', exchange(`${site}/`, { kind: 'revisit', body: 'x' }), 'revisit'],
    ['of no known time', exchange(`${site}/`), 'time', { date: '' }],
    ['of a record from the future', exchange(`${site}/`, { date: '2199-01-01T00:00:00Z' }), 'absent'],
    ['a redirect to itself', exchange(`${site}/`, { status: '302 Found', headers: { Location: '/' } }), 'redirects'],
    ['a circle of redirects', ['/', '/b', '/c'].flatMap((path, at_, all) => exchange(`${site}${path}`, { status: '301 Moved', headers: { Location: all[(at_ + 1) % 3]! } })), 'redirects'],
    ['a redirect to what is not there', exchange(`${site}/`, { status: '301 Moved', headers: { Location: '/gone' } }), 'absent'],
    ['altered', exchange(`${site}/`, { body: 'x', fields: { 'WARC-Payload-Digest': 'sha1:PM22IZWJXYPWIA776OPYBSCA24BRQJNP' } }), 'damaged'],
    ['in a coding that it does not have', exchange(`${site}/`, { headers: { 'Content-Encoding': 'br' }, body: Buffer.from([0, 1, 2, 255]) }), 'damaged'],
  ])('that is %s is refused with the reason', async (_, records, reason, { url = `${site}/`, date } = {}) => {
    expect(await refusal(records, url, date)).toBe(reason);
  }); // prettier-ignore

  it('is found by its address in another form, and through redirects, which are copied', async () => {
    const file = plain([
      ...exchange('http://NEWS.example:80', { status: '301 Moved', headers: { Location: 'https://news.example/%d1%8f' } }),
      ...exchange(`${site}/%D1%8F`, { date: at('10:00:01'), status: '302 Found', headers: { Location: '/%d1%8f?in=1', 'Set-Cookie': 'a=1' } }),
      ...exchange(`${site}/%d1%8f?in=1`, { date: at('10:00:02'), body: 'Я' }),
    ]); // prettier-ignore
    const found = await pageOf(file, 'http://news.example/');
    expect(found.hops.map(({ url, status }) => [url, status])).toEqual([
      ['http://news.example/', 301],
      [`${site}/%D1%8F`, 302],
      [`${site}/%D1%8F?in=1`, 200],
    ]);
    expect([textOf(found), found.requestedUrl, found.finalUrl]).toEqual(['Я', 'http://news.example/', `${site}/%D1%8F?in=1`]); // prettier-ignore
    expect(await verifyPackage(await seal(found), await ownTrust(app.config.dataDir))).toMatchObject({
      verdict: 'sealed',
    });
    expect(await listed(found.package)).toHaveLength(4);
  });

  it('that was the same as before is the earlier response, at the same or the stated address', async () => {
    const file = plain([
      ...good('before', { date: '2017-01-01T00:00:00Z' }),
      ...good('between', { date: '2018-01-01T00:00:00Z' }),
      ...good('before', { kind: 'revisit', fields: { 'WARC-Profile': 'http://netpreserve.org/warc/1.1/revisit/identical-payload-digest' } }),
      ...exchange(`${site}/moved`, { kind: 'revisit', body: 'before', fields: { 'WARC-Refers-To-Target-URI': `${site}/` } }),
    ]); // prettier-ignore
    for (const url of [`${site}/`, `${site}/moved`]) {
      const found = await pageOf(file, url);
      expect([textOf(found), found.page.at, found.contentAt]).toEqual([
        'before',
        '2018-05-22T10:00:00.000Z',
        '2017-01-01T00:00:00.000Z',
      ]);
      expect([found.requestedUrl, found.finalUrl, found.page.status]).toEqual([url, url, 200]);
      expect(found.hops.map((hop) => [hop.url, hop.status])).toEqual([[url, 200]]);
      // Both records are there: the content, and that it was so at this time.
      expect(await listed(found.package)).toEqual(['warcinfo ', `response ${site}/`, `revisit ${url}`]);
      const sealed = await seal(found);
      expect(await verifyPackage(sealed, await ownTrust(app.config.dataDir))).toMatchObject({ verdict: 'sealed' });
      expect(await firstPageOf(sealed)).toMatchObject({ url, ts: '20180522100000' });
    }
  });

  it.each<[string, Parameters<typeof exchange>[1]]>([
    ['compressed', { headers: { 'Content-Encoding': 'gzip' }, body: gzipSync('Words.') }],
    ['decoded, with the header of the compressed one', { headers: { 'Content-Encoding': 'gzip' }, body: 'Words.' }],
    ['decoded, with the header of another coding', { headers: { 'Content-Encoding': 'br' }, body: 'Words.' }],
    ['in chunks', { headers: { 'Transfer-Encoding': 'chunked' }, body: '3\r\nWor\r\n3\r\nds.\r\n0\r\n\r\n' }],
    ['without chunks, with the header of chunks', { headers: { 'Transfer-Encoding': 'chunked' }, body: 'Words.' }],
  ])('can be stored %s', async (_, input) => {
    expect(textOf(await pageOf(plain(exchange(`${site}/`, input)), `${site}/`))).toBe('Words.');
  });

  it('brings nothing that says who recorded it, or that only they could see', async () => {
    const part = { Referer: `${site}/`, 'Sec-Fetch-Dest': 'empty' };
    const got = (path: string, asked: Record<string, string> = {}, more: Parameters<typeof exchange>[1] = {}) =>
      exchange(`${site}${path}`, { type: 'application/json', body: '{}', asked: { ...part, ...asked }, ...more });
    const form = { 'Content-Type': 'application/x-www-form-urlencoded' };
    const file = plain([
      ...good('page', { asked: { Cookie: 'session=oneill' }, headers: { 'Set-Cookie': 'session=seen' } }),
      ...got('/open'),
      ...got('/cookie', { Cookie: '', cookie: 'session=oneill' }),
      ...got('/key', { 'X-Api-Key': 'oneill' }),
      ...got('/basic', { Authorization: 'Basic oneill' }),
      ...got('/login?password=oneill'),
      ...got('/login?redirect_pwd=oneill'),
      ...got('/search', form, { method: 'POST', askedBody: 'q=oneill' }),
      ...got('/message', { ...form, Cookie: 'a=1' }, { method: 'POST', askedBody: 'to=oneill' }),
      // What another page loaded, and what no page names.
      ...exchange('https://api.example/mails', { type: 'application/json', body: 'oneill', asked: part }),
      ...exchange('https://mail.example/inbox', { body: 'oneill', date: at('13:00:00') }),
    ]);
    const found = await pageOf(file, `${site}/`);
    expect((await recordsIn(found.package)).map(({ type, url }) => `${type} ${url ?? ''}`)).toEqual([
      'warcinfo ',
      `response ${site}/`,
      `response ${site}/open`,
      `response ${site}/cookie`,
    ]);
    for (const { path, bytes } of await readZip(found.package))
      expect(Buffer.from(path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString(), path).not.toContain('oneill');
    expect(found.missing).toEqual(['/key', '/basic', '/login?…', '/search', '/message'].map((path) => site + path));
    expect(found.settingCookies).toEqual([`${site}/`]);
  });

  it('is not copied from an archive that was altered', async () => {
    const page = { number: 1, url: `${site}/`, title: '', at: at('10:00:00'), status: 200, mediaType: '' };
    const altered = { ...facts, report: { verdict: 'altered' as const } };
    await expect(readArchivedPage(sourceOf(plain(good('false'))), altered, page)).rejects.toMatchObject({
      code: 'archive_altered',
    });
  });

  it('has only parts that are at most a day away, and stays within the size of a package', async () => {
    const large = Buffer.alloc(25 * 2 ** 20);
    for (let place = 0; place < large.length; place += 4)
      large.writeUInt32LE(Math.imul(place, 2654435761) >>> 0, place);
    const pictures = [1, 2, 3, 4].map((number) => `<img src="/${number}.png">`).join('');
    const file = plain([
      ...good(`${pictures}<img src="/s.png"><img src="/old.png"><video src="/huge.mp4"></video>`),
      ...[1, 2, 3, 4].flatMap((number) => exchange(`${site}/${number}.png`, { type: 'image/png', body: Buffer.concat([Buffer.from([number]), large]) })), // prettier-ignore
      ...exchange(`${site}/s.png`, { type: 'image/png', body: 'last', date: '2018-05-23T09:00:00Z' }),
      ...exchange(`${site}/s.png`, { type: 'image/png', body: 'near', date: at('10:01:00') }),
      ...exchange(`${site}/huge.mp4`, { type: 'video/mp4', body: Buffer.alloc(31 * 2 ** 20) }),
      ...exchange(`${site}/old.png`, { type: 'image/png', body: 'another', date: '2024-05-05T10:00:00Z' }),
      ...exchange(`${site}/second`),
    ]);
    const found = await pageOf(file, `${site}/`);
    expect(found.package.length).toBeLessThanOrEqual(80 * 2 ** 20);
    expect(found.missing.toSorted()).toEqual([`${site}/4.png`, `${site}/huge.mp4`, `${site}/old.png`]);
    const small = (await recordsIn(found.package)).find(({ url }) => url === `${site}/s.png`)!;
    expect(Buffer.from(small.block).toString()).toContain('near');
  });
});

describe('redaction of an imported page', () => {
  const person = exactly(['Zarina Akhmetova', 'Зарина Ахметова']);
  const about = { ground: 'She asked for it.', at: new Date() };
  const part = { 'Sec-Fetch-Dest': 'empty', Referer: `${site}/` };
  const got = (path: string, type: string, body: Uint8Array | string, headers = {}) =>
    exchange(`${site}/${path}`, { type, body, headers, asked: part });

  it('removes what names the person, and what cannot be searched, although the archive gives another type', async () => {
    const zip = await wacz({});
    const file = zipped([
      info('x'),
      ...exchange(`${site}/`, { body: '<p>They took every computer.' }),
      ...got('a.json', 'application/json', gzipSync('{"by":"Zarina Akhmetova"}'), { 'Content-Encoding': 'gzip' }),
      ...got('b.json', 'application/json', '{"by":"Zarina Akhmetova"}', { 'Content-Encoding': 'gzip' }),
      ...got('c.html', 'text/html', iconv.encode('<meta charset="windows-1251"><p>Её защищает адвокат Зарина Ахметова.</p>', 'windows-1251')),
      ...got('d', 'application/pdf', '%PDF-1.7 x'),
      ...got('e', 'text/plain', '%PDF-1.7 x'),
      ...got('f', 'text/css', zip),
      ...got('g', '', zip),
      ...got('h', 'application/x-own', 'own'),
      ...got('i', 'application/vnd.ms-excel', 'x'),
      ...got('j', 'image/png', gzipSync('Zarina Akhmetova')),
      // Compressed, and the headers do not say so.
      ...got('p', 'text/html', brotliCompressSync('<p>They took every computer, Zarina Akhmetova said on Tuesday evening.')),
      ...got('q', 'application/json', deflateSync('{"text":"They took every computer","by":"Zarina Akhmetova"}')),
      ...got('r', '', deflateRawSync('{"text":"They took every computer","by":"Zarina Akhmetova"}')),
      // With parts in encodings of their own.
      ...got('s', 'multipart/related; boundary=x', '--x\r\nContent-Transfer-Encoding: base64\r\n\r\nWmFyaW5h\r\n--x--'),
      ...got('t', 'message/rfc822', 'Content-Transfer-Encoding: base64\r\n\r\nWmFyaW5h'),
      ...got('k.css', 'text/css', 'p { color: red }'),
      ...got('l.js', 'application/javascript', 'let a;'),
      ...got('m.png', 'image/png', 'picture'),
      ...got('u.txt', 'text/plain', iconv.encode('Забрали все компьютеры.', 'utf-16')),
      ...got('v.woff2', 'font/woff2', deflateSync('shapes of letters')),
      record({ type: 'resource', url: `${site}/n`, mediaType: 'text/html', block: iconv.encode('<meta charset="windows-1251"><p>Её защищает адвокат Зарина Ахметова.</p>', 'windows-1251') }),
      record({ type: 'resource', url: `${site}/o`, mediaType: 'application/pdf', block: '%PDF' }),
    ]); // prettier-ignore
    const found = await pageOf(file, `${site}/`);
    const sealed = await seal(found);
    expect((await listed(sealed)).length).toBeGreaterThan(19);
    const left = (await stripPackage(app, sealed, { ...about, person })) as Uint8Array;
    expect(await listed(left)).toEqual([
      'warcinfo ',
      `response ${site}/`,
      `response ${site}/k.css`,
      `response ${site}/l.js`,
      `response ${site}/m.png`,
      `response ${site}/u.txt`,
      `response ${site}/v.woff2`,
    ]);
    expect(await verifyPackage(left, await ownTrust(app.config.dataDir))).toMatchObject({ verdict: 'sealed', redactions: [{ ground: about.ground }] }); // prettier-ignore
    expect(await stripPackage(app, left, { ...about, person })).toBe('clean');
  });

  it('leaves nothing if the page names the person', async () => {
    const found = await pageOf(plain(exchange(`${site}/`, { body: '<p>Zarina Akhmetova' })), `${site}/`);
    expect(await stripPackage(app, await seal(found), { ...about, person })).toBe('gone');
  });
});

it('parts are found although nothing but the page names them', async () => {
  const page: ArchivePage = {
    number: 1,
    url: `${site}/story`,
    title: '',
    at: at('10:00:00'),
    status: 200,
    mediaType: '',
  };
  const file = plain([...exchange(`${site}/story`, { body: story, asked: null }), ...storyParts().filter((_, at_) => at_ % 2 === 0), ...exchange(`${site}/other`)]); // prettier-ignore
  const { package: packed } = await readArchivedPage(sourceOf(file), facts, page);
  expect(await listed(packed)).toHaveLength(8);
});
