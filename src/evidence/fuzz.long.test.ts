import { join } from 'node:path';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { beforeAll, describe, it } from 'vitest';
import { readZip } from '../platform/archive/unzip.ts';
import { sourceOf } from '../platform/readers/reader.ts';
import { runReader } from '../platform/readers/run-reader.ts';
import { SigningKeys } from '../platform/signing/signing-keys.ts';
import { fuzz, outcome } from '../platform/testing/fuzz/fuzz.ts';
import { anyBytes, hostileJsonText, hostileText, mutatedBytes, mutatedJson, mutatedText, unstorableTexts } from '../platform/testing/fuzz/inputs.ts'; // prettier-ignore
import { tempDir } from '../platform/testing/temp-dir.ts';
import { run, wordParagraph, writeDocx, writeOdt, writeOle, writeZip } from '../platform/testing/write-office.ts';
import { at, exchange, pageLines, record as recordOf, shapes, site, wacz } from './archives/archives.factory.ts';
import { readArchiveApart } from './archives/archive-readers.ts';
import { readArchive } from './archives/read-archive.ts';
import { readArchivedPages } from './archives/read-pages.ts';
import { sealArchived } from './archives/seal-archived.ts';
import { isAllowed } from './browser/robots.ts';
import { sitemapReader } from './browser/sitemap.ts';
import { codingsOf, unpack } from './fetch/fetch-codings.ts';
import { fullLimits } from './fetch/fetch-limits.ts';
import { readText } from './extract/read-text.ts';
import { writePdf } from './pdf/testing/write-pdf.ts';
import { checkProof } from './log/check-proof.ts';
import { firstPageOf, readContents, readShot, textAsSent } from './package/contents.ts';
import { inOrder } from './package/members.ts';
import { packMembers } from './package/pack-members.ts';
import { packExchanges } from './package/pack.ts';
import { verifyApart } from './package/package-readers.ts';
import { nodePrimitives } from './package/primitives/in-node.ts';
import { checkTimestamp } from './package/signature/timestamp.ts';
import { waczSigner } from './package/signature/wacz-signer.ts';
import { type Trust } from './package/check-package.ts';
import { verifyPackage, verifyWarc } from './package/verify-package.ts';

const utf8 = (text: string): Uint8Array => Buffer.from(text);
const dir = tempDir();
const made = '2018-05-22T10:00:00.000Z';
let trust: Trust;
let packages: Uint8Array[];
let warcs: Uint8Array[];

beforeAll(async () => {
  const key = await new SigningKeys(dir).current(new Date(made));
  const headers = (...more: [string, string][]): [string, string][] => [['Content-Type', 'text/html'], ...more];
  const page = {
    url: 'http://news.example/story?b=2',
    at: made,
    address: '192.0.2.7',
    request: { method: 'GET', target: '/story?b=2', headers: [['host', 'news.example']] as [string, string][], body: new Uint8Array() },
    response: { status: 200, statusText: 'OK', headers: headers(['Content-Encoding', 'gzip']), body: gzipSync('<title>T</title><p>Words.') },
  }; // prettier-ignore
  const whole = await packExchanges({
    exchanges: [page],
    pages: [{ url: page.url, at: made, title: 'T', text: 'Words.' }],
    made,
    software: 'Kronika',
    key,
    signWacz: await waczSigner(join(dir, 'wacz')),
    stamp: () => Promise.resolve([]),
  });
  const members = await readZip(whole);
  // Without our manifest, it is a package from elsewhere.
  const foreign = await packMembers(inOrder(members.filter(({ path }) => !path.startsWith('kronika/'))));
  packages = [whole, foreign];
  const record = (type: string, body: string): string =>
    `WARC/1.0\r\nWARC-Type: ${type}\r\nWARC-Record-ID: <urn:x:1>\r\nWARC-Date: ${made}\r\nWARC-Target-URI: http://a.example/\r\nWARC-Payload-Digest: sha1:AAAA\r\nContent-Type: application/http\r\nContent-Length: ${body.length}\r\n\r\n${body}\r\n\r\n`;
  warcs = [
    members.find(({ path }) => path.endsWith('.warc.gz'))!.bytes,
    utf8(record('response', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n') + record('request', 'GET / HTTP/1.1\r\n\r\n')),
  ]; // prettier-ignore
  trust = { keys: new Set([key.publicKey]), roots: [], now: new Date(made) };
});

describe('hostile packages', () => {
  it('are reported as damaged, whatever was changed in the file', async () => {
    const inputs = fc.oneof(mutatedBytes(packages), anyBytes);
    await fuzz(inputs, (bytes) => outcome(() => verifyApart(bytes, trust)));
  });

  it('are reported as damaged, whatever was changed in one of the files inside', async () => {
    const members = await readZip(packages[1]!);
    const inputs = fc.oneof(
      ...members.map(({ path, bytes }) =>
        fc
          .oneof(mutatedBytes([bytes]), mutatedText([Buffer.from(bytes).toString('latin1')]).map((text) => Buffer.from(text, 'latin1')))
          .map((changed) => packMembers(members.map((one) => (one.path === path ? { path, bytes: changed } : one)))),
      ),
    ); // prettier-ignore
    await fuzz(inputs, async (packed) => {
      const bytes = await packed;
      await outcome(() => verifyApart(bytes, trust));
      // These run in a process of a reader, too. Here they must say themselves that the package is damaged.
      for (const read of [readContents, readShot, textAsSent, firstPageOf])
        await outcome(() => read(bytes), ['reading_failed']);
    });
  });

  it('with lists that no program writes are reported as damaged', async () => {
    const members = await readZip(packages[1]!);
    const text = (path: string): string => Buffer.from(members.find((one) => one.path === path)!.bytes).toString();
    const json = (value: unknown): string => JSON.stringify(value);
    const lists = fc.oneof(
      mutatedJson([JSON.parse(text('datapackage.json'))]).map((value) => ['datapackage.json', json(value)] as const),
      mutatedJson([JSON.parse(text('datapackage-digest.json'))]).map((value) => ['datapackage-digest.json', json(value)] as const),
      fc.tuple(mutatedJson([{ url: 'http://news.example/story?b=2', digest: 'sha-256:AA', length: '1', offset: '0', filename: 'data.warc.gz' }]), fc.constantFrom('constructor:AA', '__proto__:AA', 'sha1:AA', 'sha256:zz')).map(([value, digest]) => ['indexes/index.cdx', `example)/ 20180522100000 ${json(typeof value === 'object' ? { ...value, digest } : value)}\n`] as const),
      mutatedJson([{ url: 'http://news.example/story?b=2', ts: made, title: 'T', text: 'x' }]).map((value) => ['pages/pages.jsonl', `${json(value)}\n`] as const),
      hostileJsonText.map((value) => ['pages/pages.jsonl', value] as const),
    ); // prettier-ignore
    await fuzz(lists, async ([path, list]) => {
      const bytes = await packMembers(members.map((one) => (one.path === path ? { path, bytes: utf8(list) } : one)));
      await outcome(() => verifyApart(bytes, trust));
      for (const read of [readContents, textAsSent, firstPageOf]) await outcome(() => read(bytes), ['reading_failed']);
    });
  });

  it('as bare WARC files are reported as damaged', async () => {
    await fuzz(fc.oneof(mutatedBytes(warcs), anyBytes), (bytes) => outcome(() => verifyWarc(bytes)), { runs: 1000 });
  });
});

describe('hostile web archives', () => {
  const nobody = { keys: new Set<string>(), roots: [], now: new Date('2020-01-01T00:00:00Z') };
  const codes = ['archive_unreadable', 'archive_too_large', 'archive_page_refused'];
  /** Reads an archive and its first pages. What is stored must be a package that we verify. */
  const readAll = async (bytes: Uint8Array): Promise<void> => {
    const found = await outcome(() => readArchive(sourceOf(bytes), nobody), codes);
    if (!('value' in found)) return;
    const { pages, facts } = found.value;
    if (unstorableTexts(found.value).length) throw new Error('text that cannot be stored');
    // As if nothing was altered: what is copied must be good in any case.
    const taken = { ...facts, report: { verdict: 'consistent' as const } };
    for await (const result of readArchivedPages(sourceOf(bytes), taken, pages.slice(0, 3))) {
      if ('error' in result) {
        if (!codes.includes(result.error.code)) throw result.error;
        continue;
      }
      const { bytes: sealed } = await sealArchived(result.archived, { title: 'T', text: '' }, { dataDir: dir, timestampAuthorities: [], now: () => new Date(made) }); // prettier-ignore
      const { verdict, problems } = await verifyPackage(sealed, trust);
      if (verdict !== 'sealed') throw new Error(`${verdict}: ${JSON.stringify(problems)}`);
    }
  };

  it('are read or refused, and what is stored of them is valid', async () => {
    const files = await Promise.all(shapes.map((one) => one.file()));
    await fuzz(fc.oneof(mutatedBytes(files), anyBytes), readAll);
  });

  it('are read or refused in a process of their own', async () => {
    const files = await Promise.all(shapes.map((one) => one.file()));
    await fuzz(mutatedBytes(files), (bytes) => outcome(() => readArchiveApart(sourceOf(bytes), nobody), codes), { runs: 50 }); // prettier-ignore
  });

  it('with records that no program writes are read or refused', async () => {
    const text = hostileText(60).map((one) => one.replace(/[\r\n]/g, ''));
    const records = fc.record({
      type: fc.constantFrom('response', 'request', 'revisit', 'resource', 'warcinfo', 'metadata', 'continuation'),
      url: fc.oneof(fc.constantFrom(`${site}/`, `${site}/a`, 'urn:pageinfo:https://news.example/', 'javascript:x'), text),
      date: fc.oneof(fc.constantFrom(at('10:00:00'), '2018-05-22', '9999-99-99T99:99:99Z'), text),
      mediaType: fc.oneof(fc.constantFrom('application/http; msgtype=response', 'text/html'), text),
      fields: fc.dictionary(fc.constantFrom('WARC-Concurrent-To', 'WARC-Refers-To-Target-URI', 'WARC-Payload-Digest', 'WARC-IP-Address', 'WARC-Segment-Number'), text),
      block: fc.oneof(mutatedText(['HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n', 'HTTP/1.1 302 Found\r\nLocation: /a\r\n\r\n', 'GET / HTTP/1.1\r\nReferer: https://news.example/\r\n\r\n', '{"urls":{"https://news.example/a":1}}']), text),
    }); // prettier-ignore
    await fuzz(fc.array(records, { maxLength: 8 }), (list) =>
      readAll(Buffer.concat([...exchange(`${site}/`, { body: '<img src=/a>' }), ...list.map((one) => recordOf(one))])),
    );
  });

  it('with lists of pages that no program writes are read or refused', async () => {
    const warc = Buffer.concat(exchange(`${site}/`, { body: 'x' }));
    const lines = fc.oneof(mutatedJson([{ url: `${site}/`, ts: at('10:00:00'), title: 'T' }]).map((one) => `${JSON.stringify(one)}\n`), hostileJsonText); // prettier-ignore
    await fuzz(fc.array(lines, { maxLength: 4 }), async (list) =>
      readAll(await wacz({ 'a.warc': warc }, { pages: pageLines([]) + list.join('\n'), extraPages: list.join('') })),
    );
  });

  it('as pages with references and styles are searched for parts', async () => {
    const page = '<base href="/x/"><link rel="stylesheet" href="a.css"><style>@import "b.css"; a{background:url(c.png)}</style><img srcset="d.png 1x, e.png 2x" style="background:url(\'f.png\')">'; // prettier-ignore
    await fuzz(mutatedText([page]), (body) =>
      readAll(
        Buffer.concat([...exchange(`${site}/`, { body }), ...exchange(`${site}/x/a.css`, { type: 'text/css', body })]),
      ),
    );
  });
});

describe('hostile signatures', () => {
  it('of timestamp authorities are refused', async () => {
    await fuzz(fc.oneof(mutatedBytes([derOf()]), anyBytes), (bytes) => outcome(() => checkTimestamp(bytes, utf8('x'), [], [], nodePrimitives)), { runs: 1000 }); // prettier-ignore
  });

  it('of proofs of inclusion are refused', async () => {
    const key = await new SigningKeys(dir).current(new Date(made));
    const document = JSON.stringify({ kind: 'Kronika daily root', version: 1, made, through: made, count: 1, root: 'a'.repeat(64), previous: null, key: key.publicKey }); // prettier-ignore
    const proof = {
      kind: 'Kronika proof',
      version: 2,
      sha256: 'a'.repeat(64),
      salt: 'b'.repeat(32),
      steps: [{ side: 'left', sha256: 'c'.repeat(64) }],
      document: Buffer.from(document).toString('base64'),
      signature: Buffer.from(key.sign(utf8(document))).toString('base64'),
      timestamps: [Buffer.from(derOf()).toString('base64')],
    };
    const inputs = fc.oneof(mutatedJson([proof]).map((one) => JSON.stringify(one)), hostileJsonText); // prettier-ignore
    await fuzz(inputs, (text) => outcome(() => checkProof(text, 'a'.repeat(64), trust)));
  });
});

/** The beginning of a CMS message: sequences, identifiers and lengths in DER. */
const derOf = (): Uint8Array =>
  Buffer.from('3050300302010030490609 2a864886f70d010702a03c303a020103310d300b0609608648016503040201301a060b2a864886f70d0109100104a00b0409020101060101300530 0330'.replaceAll(' ', ''), 'hex'); // prettier-ignore

const pages = [
  '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A title</title><meta property="og:title" content="A &amp; B"><script type="application/ld+json">{"@type":"NewsArticle","headline":"H","author":[{"@type":"Person","name":"A B"}],"datePublished":"2018-04-02"}</script></head><body><h1>One</h1><p class="byline">By <a rel="author" href="/m">M. N.</a>, <time datetime="2020-01-02">2 January</time></p><ul><li>f<li>g</ul><pre>a\nb</pre><p>x<br><br>y <q>z</q></body>',
  '<?xml version="1.0" encoding="windows-1251"?><html><p>\u0420\u0435\u0434\u0430\u043a\u0446\u0438\u044e',
  'Title\r\n\r\nFirst paragraph.\nSecond.\u00a0\n',
];

describe('hostile answers of websites', () => {
  it('as pages are read or refused, and give text that can be stored', async () => {
    const types = fc.oneof(
      fc.constantFrom('text/html', 'text/plain', 'text/html; charset=utf-16', 'application/xhtml+xml', ''),
      hostileText(60).map((label) => `text/html; charset=${label}`),
    );
    const bytes = fc.oneof(mutatedBytes(pages.map(utf8)), anyBytes, fc.constantFrom(...pages).map((page) => Buffer.from(`\ufeff${page}`, 'utf16le'))); // prettier-ignore
    await fuzz(fc.record({ bytes, contentType: types, url: hostileText(60) }), async (page) => {
      const read = await outcome(() => readText(page));
      if ('value' in read && unstorableTexts(read.value).length) throw new Error('text that cannot be stored');
    });
  });

  it('as PDFs are read or refused, and give text that can be stored', async () => {
    const texts = [{ text: 'Words.', x: 70, y: 100 }, { text: '1 A note.', x: 70, y: 700, size: 7 }];
    const files = [writePdf([texts, texts], { title: 'A title' }), writePdf([texts], { locked: true }), writePdf([texts], { bomb: 1 })];
    const changed = mutatedText(files.map((file) => Buffer.from(file).toString('latin1'))).map((text) => Buffer.from(`%PDF-1.7${text}`, 'latin1'));
    await fuzz(fc.oneof(mutatedBytes(files), changed), async (bytes) => {
      const read = await outcome(() => readText({ bytes }));
      if ('value' in read && unstorableTexts(read.value).length) throw new Error('text that cannot be stored');
    });
  }); // prettier-ignore

  it('as DOCX and ODT documents are read or refused, and give text that can be stored', async () => {
    const docx = await writeDocx(
      `${wordParagraph('A title', 'Nadpis')}<w:p><w:pPr><w:framePr w:dropCap="drop"/></w:pPr>${run('W')}</w:p><w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>${run('ords.', '<w:vanish w:val="0"/><w:b/>')}<w:r><w:footnoteReference w:id="1"/></w:r></w:p><w:tbl><w:tr><w:trPr><w:ins/></w:trPr><w:tc><w:p><w:r><w:fldChar w:fldCharType="begin"/><w:instrText>PAGE</w:instrText><w:fldChar w:fldCharType="separate"/><w:t>1</w:t><w:fldChar w:fldCharType="end"/><mc:AlternateContent><mc:Choice><w:txbxContent>${wordParagraph('Box.')}</w:txbxContent></mc:Choice></mc:AlternateContent></w:r></w:p></w:tc></w:tr></w:tbl><w:sectPr><w:headerReference w:type="default" r:id="rId1"/><w:titlePg/></w:sectPr>`,
      { header: wordParagraph('A header'), footnotes: `<w:footnote w:id="1">${wordParagraph('A note.')}</w:footnote>`, title: 'T' },
    );
    const odt = await writeOdt(
      '<text:tracked-changes/><text:h text:outline-level="2">A title</text:h><text:list><text:list-item><text:p text:style-name="B">Words<text:note text:note-class="footnote"><text:note-citation>1</text:note-citation><text:note-body><text:p>A note.</text:p></text:note-body></text:note><text:s text:c="3"/><text:hidden-paragraph text:is-hidden="true"/></text:p></text:list-item></text:list>',
      { styles: '<style:style style:name="B" style:parent-style-name="B"><style:text-properties text:display="none"/></style:style>', edges: '<style:header><text:p>A header</text:p></style:header>' },
    );
    const changed = await Promise.all(
      [docx, odt].map(async (file) => {
        const parts = (await readZip(file)).map(({ path, bytes }) => [path, Buffer.from(bytes).toString()] as const);
        return fc.nat(parts.length - 1).chain((at) =>
          fc.oneof(mutatedText([parts[at]![1]]), hostileText(300)).map((text) => {
            return writeZip(Object.fromEntries(parts.map(([path, own], index) => [path, index === at ? text : own])));
          }),
        );
      }),
    );
    const whole = mutatedBytes([docx, odt, writeOle('WordDocument')]).map((bytes) => Promise.resolve(bytes));
    await fuzz(fc.oneof(whole, ...changed), async (packed) => {
      const bytes = await packed;
      const read = await outcome(() => readText({ bytes }));
      if ('value' in read && unstorableTexts(read.value).length) throw new Error('text that cannot be stored');
    });
  }); // prettier-ignore

  it('as sitemaps are read or refused', async () => {
    const map = '<?xml version="1.0"?><urlset xmlns="x"><url><loc>http://a.example/1</loc></url><sitemap><loc>http://a.example/2</loc></sitemap></urlset>'; // prettier-ignore
    const inputs = fc.oneof(mutatedBytes([utf8(map), gzipSync(map), utf8('http://a.example/\n')]), anyBytes);
    const allowed = ['reading_failed', 'reading_too_large'];
    await fuzz(inputs, (bytes) => outcome(() => runReader(sitemapReader, { most: 10 }, { source: sourceOf(bytes) }), allowed)); // prettier-ignore
  });

  it('as robots.txt say yes or no', async () => {
    const text = 'User-agent: *\nDisallow: /a*b*c$\nAllow: /\n\nUser-agent: kronika\nDisallow: /private # x\n';
    const inputs = fc.tuple(fc.oneof(mutatedText([text]), hostileText()), hostileText(300));
    await fuzz(inputs, ([robots, path]) => void isAllowed(robots, `/${path}`), { runs: 1000 });
  });

  it('in any coding are unpacked or refused', async () => {
    const body = 'Words. '.repeat(200);
    const zstd = Buffer.from('28b52ffd0400 310000 576f7264732e 0a'.replaceAll(' ', ''), 'hex');
    const bodies = [gzipSync(body), brotliCompressSync(body), deflateSync(body), deflateRawSync(body), zstd, utf8(body)]; // prettier-ignore
    const names = fc.oneof(fc.constantFrom('gzip', 'br', 'deflate', 'zstd', 'x-gzip', 'identity'), hostileText(40));
    const inputs = fc.tuple(fc.oneof(mutatedBytes(bodies), anyBytes), fc.array(names, { maxLength: 5 }));
    const { signal } = new AbortController();
    await fuzz(inputs, ([bytes, codings]) =>
      outcome(() => unpack(bytes, codingsOf(codings), { limits: fullLimits({ decodedBytes: 2 ** 20 }), host: 'a.example', signal })),
    ); // prettier-ignore
  });
});
