import { createHash, randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { base32nopad } from '@scure/base';
import { packMembers } from '../package/pack-members.ts';

/** Archives as the programs of the field write them, for tests. */
export const day = '2018-05-22';
export const at = (time: string): string => `${day}T${time}Z`;
export const operator = 'Operator Oneill';

type Fields = Readonly<Record<string, string>>;
export type RecordInput = {
  type: string;
  url?: string;
  date?: string;
  id?: string;
  mediaType?: string;
  fields?: Fields;
  block: Uint8Array | string;
  version?: string;
};

const sha1 = (bytes: Uint8Array): string => `sha1:${base32nopad.encode(createHash('sha1').update(bytes).digest())}`;
export const newId = (): string => `<urn:uuid:${randomUUID()}>`;

/** A record, not compressed. */
export function record({ type, url, date = at('10:00:00'), id = newId(), mediaType, fields = {}, block, version = '1.1' }: RecordInput): Buffer {
  const body = Buffer.from(block as string);
  const head = {
    'WARC-Type': type,
    'WARC-Record-ID': id,
    'WARC-Date': date,
    ...(url !== undefined && { 'WARC-Target-URI': url }),
    ...(mediaType && { 'Content-Type': mediaType }),
    ...(type === 'resource' || url?.startsWith('dns:') ? { 'WARC-Block-Digest': sha1(body) } : {}),
    ...fields,
    'Content-Length': String(body.length),
  };
  const lines = Object.entries(head).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.concat([Buffer.from(`WARC/${version}\r\n${lines.join('')}\r\n`), body, Buffer.from('\r\n\r\n')]);
} // prettier-ignore

export type ExchangeInput = {
  date?: string;
  status?: string;
  headers?: Fields;
  type?: string;
  body?: Uint8Array | string;
  method?: string;
  /** Headers of the request. Null: without a request. */
  asked?: Fields | null;
  askedBody?: string;
  /** Fields of the record of the response. */
  fields?: Fields;
  kind?: 'response' | 'revisit';
  version?: string;
};

/** A request and its response. */
export function exchange(url: string, input: ExchangeInput = {}): Buffer[] {
  const { date = at('10:00:00'), status = '200 OK', headers = {}, type = 'text/html; charset=utf-8', body = '' } = input;
  const { method = 'GET', asked = {}, askedBody = '', fields = {}, kind = 'response', version } = input;
  const lines = [`HTTP/1.1 ${status}`, ...(type ? [`Content-Type: ${type}`] : [])];
  for (const [name, value] of Object.entries(headers)) lines.push(`${name}: ${value}`);
  const content = Buffer.from(body as string);
  const block = Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`), kind === 'revisit' ? Buffer.alloc(0) : content]);
  const id = newId();
  const response = record({
    type: kind,
    url,
    date,
    id,
    version,
    mediaType: 'application/http; msgtype=response',
    fields: { 'WARC-IP-Address': '192.0.2.7', 'WARC-Payload-Digest': sha1(content), ...(kind === 'response' && { 'WARC-Block-Digest': sha1(block) }), ...fields },
    block,
  });
  if (!asked) return [response];
  const { pathname, search, host } = new URL(url);
  const request = [`${method} ${pathname}${search} HTTP/1.1`, `Host: ${host}`];
  for (const [name, value] of Object.entries(asked)) request.push(`${name}: ${value}`);
  const mediaType = 'application/http; msgtype=request';
  return [
    response,
    record({ type: 'request', url, date, version, mediaType, fields: { 'WARC-Concurrent-To': id }, block: `${request.join('\r\n')}\r\n\r\n${askedBody}` }),
  ];
} // prettier-ignore

export const info = (software: string, more: Fields = {}): Buffer =>
  record({
    type: 'warcinfo',
    mediaType: 'application/warc-fields',
    fields: { 'WARC-Filename': 'oneill-private.warc.gz' },
    block: Object.entries({ software, ...more }).map(([name, value]) => `${name}: ${value}\r\n`).join(''),
  }); // prettier-ignore

export const zipped = (records: readonly Uint8Array[]): Buffer => Buffer.concat(records.map((one) => gzipSync(one)));
/** A page as a test wants it recorded. */
export type Recorded = {
  url: string;
  at: string;
  body: string;
  status?: string;
  headers?: Fields;
  fields?: Fields;
};

/** A WARC file (gzip for each record) with pages, as a crawler writes it. */
export const crawlOf = (
  pages: readonly Recorded[],
  { software = 'crawler/1.0', operator: by = '' }: { software?: string; operator?: string } = {},
): Buffer =>
  zipped([
    info(software, by ? { operator: by } : {}),
    ...pages.flatMap(({ url, at: date, ...more }) => exchange(url, { date, ...more })),
  ]);

export const plain = (records: readonly Uint8Array[]): Buffer => Buffer.concat(records);

/** A page in a list of pages. */
export type ListedPage = { url: unknown; ts?: unknown; title?: unknown };

export const pageLines = (pages: readonly ListedPage[]): string =>
  [{ format: 'json-pages-1.0', id: 'pages', title: 'All Pages' }, ...pages]
    .map((one) => `${JSON.stringify(one)}\n`)
    .join('');

/** A WACZ with lists of pages, without indexes. */
export function wacz(
  warcs: Readonly<Record<string, Uint8Array>>,
  { pages, extraPages, software = 'Browsertrix-Crawler 1.2.3', more = {} }: { pages?: string; extraPages?: string; software?: string; more?: Readonly<Record<string, Uint8Array>> } = {},
): Promise<Uint8Array> {
  const members = [
    ...Object.entries(warcs).map(([name, bytes]) => ({ path: `archive/${name}`, bytes })),
    ...(pages === undefined ? [] : [{ path: 'pages/pages.jsonl', bytes: Buffer.from(pages) }]),
    ...(extraPages === undefined ? [] : [{ path: 'pages/extraPages.jsonl', bytes: Buffer.from(extraPages) }]),
    ...Object.entries(more).map(([path, bytes]) => ({ path, bytes })),
  ];
  const resources = members.map(({ path, bytes }) => ({
    name: path.slice(path.lastIndexOf('/') + 1),
    path,
    hash: `sha256:${createHash('sha256').update(bytes).digest('hex')}`,
    bytes: bytes.length,
  }));
  const list = { profile: 'data-package', wacz_version: '1.1.1', software, title: 'A crawl', resources };
  return packMembers([...members, { path: 'datapackage.json', bytes: Buffer.from(JSON.stringify(list)) }]);
} // prettier-ignore

export const site = 'https://news.example';
const document = { 'Sec-Fetch-Dest': 'document', 'Sec-Fetch-Mode': 'navigate' };
const part = (into: string, referer = `${site}/story`): Fields => ({ 'Sec-Fetch-Dest': into, Referer: referer });

export const story = `<!doctype html><title>The search &amp; the raid</title><link rel="stylesheet" href="/style.css">
<a href="/other">Other</a><img src="a.png" srcset="/a.png 1x, /b.png 2x"><script src="//cdn.example/x.js"></script><p>They took every computer.`;
export const style = '@import "more.css"; p { background: url(back.png) }';

/** The parts of the story, without the page. */
export const storyParts = (): Buffer[] => [
  ...exchange(`${site}/style.css`, { type: 'text/css', body: style, asked: part('style') }),
  ...exchange(`${site}/more.css`, { type: 'text/css', body: '@import "style.css"; b { background: url("deep.png") }', asked: part('style', `${site}/style.css`) }),
  ...exchange(`${site}/back.png`, { type: 'image/png', body: 'back', asked: part('image', `${site}/style.css`) }),
  ...exchange(`${site}/deep.png`, { type: 'image/png', body: 'deep', asked: part('image', `${site}/more.css`) }),
  ...exchange(`${site}/a.png`, { type: 'image/png', body: 'a', asked: part('image') }),
  ...exchange('https://cdn.example/x.js', { type: 'text/javascript', body: 'fetch("/late.json")', asked: part('script', `${site}/`) }),
  ...exchange(`${site}/late.json`, { type: 'application/json', body: '{"late":1}', asked: part('empty') }),
]; // prettier-ignore

/** What the crawl has besides the story. */
const others = (): Buffer[] => [
  ...exchange(`${site}/other`, {
    body: '<title>Other</title>',
    date: at('10:05:00'),
    asked: { ...document, Referer: `${site}/story` },
  }),
  ...exchange(`${site}/other.png`, {
    type: 'image/png',
    body: 'o',
    date: at('10:05:01'),
    asked: part('image', `${site}/other`),
  }),
];

/** A crawl of two pages by each program, as its records are written. */
export const shapes: readonly { name: string; form: 'wacz' | 'warc'; software: string; file(): Promise<Uint8Array> }[] = [
  {
    name: 'Browsertrix',
    form: 'wacz',
    software: 'Browsertrix-Crawler 1.2.3',
    file: () =>
      wacz(
        {
          'rec-0.warc.gz': zipped([
            info('Browsertrix-Crawler 1.2.3 (with warcio.js 2.3.1)'),
            ...exchange(`${site}/story`, { body: story, asked: document }),
            ...storyParts(),
            record({ type: 'resource', url: `urn:pageinfo:${site}/story`, mediaType: 'application/json', block: JSON.stringify({ pageid: '1', url: `${site}/story`, urls: { [`${site}/story`]: { status: 200 }, [`${site}/late.json`]: { status: 200 }, [`${site}/lost.png`]: { status: 0 } } }) }),
            record({ type: 'resource', url: `urn:view:${site}/story`, mediaType: 'image/png', block: 'shot' }),
          ]),
          'rec-1.warc.gz': zipped([info('Browsertrix-Crawler 1.2.3'), ...others()]),
        },
        { pages: pageLines([{ url: `${site}/story`, ts: at('10:00:02'), title: 'The search & the raid' }]), extraPages: pageLines([{ url: `${site}/other#x`, ts: '2018-05-22T10:05:00.123Z', title: 'Other' }]) },
      ),
  },
  {
    name: 'ArchiveWeb.page',
    form: 'wacz',
    software: 'Webrecorder ArchiveWeb.page 0.12.0, using warcio.js 2.2.1',
    file: () =>
      wacz(
        {
          'data.warc.gz': zipped([
            info('Webrecorder ArchiveWeb.page 0.12.0, using warcio.js 2.2.1', { isPartOf: 'My Archive' }),
            ...exchange(`${site}/story`, { body: story, asked: { Cookie: 'session=oneill', ...document }, headers: { 'X-Archive-Orig-Content-Encoding': 'br' } }),
            ...storyParts(),
            ...others(),
          ]),
        },
        { software: 'Webrecorder ArchiveWeb.page 0.12.0, using warcio.js 2.2.1', pages: pageLines([{ url: `${site}/story`, ts: Date.parse(at('10:00:00')), title: 'The search & the raid' }, { url: `${site}/other`, ts: '20180522100500', title: 'Other' }]) },
      ),
  },
  {
    name: 'Scoop',
    form: 'wacz',
    software: 'Scoop @ Harvard Library Innovation Lab: 0.6.0',
    file: () =>
      wacz(
        {
          'data.warc': plain([
            info('Scoop @ Harvard Library Innovation Lab: 0.6.0'),
            ...exchange(`${site}/story`, { body: story, asked: document }),
            ...storyParts(),
            ...others(),
            ...exchange(`${site}/x`, { asked: null }).slice(1),
            record({ type: 'response', url: 'file:///provenance-summary.html', mediaType: 'application/http; msgtype=response', block: `HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\nCaptured from 198.51.100.9 by ${operator}` }),
          ]),
        },
        { software: 'Scoop @ Harvard Library Innovation Lab: 0.6.0', pages: pageLines([{ url: `${site}/story`, ts: at('10:00:00'), title: 'The search & the raid' }, { url: `${site}/other`, ts: at('10:05:00'), title: 'Other' }, { url: 'file:///provenance-summary.html', ts: at('10:00:00'), title: 'Provenance' }]) },
      ),
  },
  {
    name: 'wget',
    form: 'warc',
    software: 'Wget/1.21.3 (linux-gnu)',
    file: () => {
      const pair = ([response, request]: Buffer[]): Buffer[] => [request!, response!];
      return Promise.resolve(
        zipped([
          info('Wget/1.21.3 (linux-gnu)', { format: 'WARC File Format 1.0', robots: 'classic' }),
          ...pair(exchange(`${site}/story`, { body: story, version: '1.0', asked: { 'User-Agent': 'Wget/1.21.3' } })),
          ...storyParts(),
          ...pair(exchange(`${site}/other`, { body: '<title>Other</title>', date: at('10:05:00'), asked: { Referer: `${site}/story` } })),
          record({ type: 'resource', url: 'metadata://gnu.org/software/wget/warc/wget_arguments.txt', mediaType: 'text/plain', block: `"--warc-file" "/home/oneill/x"` }),
        ]),
      );
    },
  },
  {
    name: 'warcprox',
    form: 'warc',
    software: 'warcprox 2.4.19',
    file: () =>
      Promise.resolve(
        zipped([
          info('warcprox 2.4.19', { hostname: 'oneill-laptop', operator }),
          ...exchange(`${site}/story`, { body: story, version: '1.0', headers: { 'Transfer-Encoding': 'chunked' } }),
          ...storyParts(),
          ...others(),
        ]),
      ),
  },
  {
    name: 'Heritrix',
    form: 'warc',
    software: 'Heritrix/3.4.0-20220727 http://crawler.archive.org',
    file: () =>
      Promise.resolve(
        zipped([
          info('Heritrix/3.4.0-20220727 http://crawler.archive.org', { ip: '198.51.100.9', operator, robots: 'obey' }),
          record({ type: 'response', url: 'dns:news.example', mediaType: 'text/dns', block: `20180522100000\nnews.example. 300 IN A 192.0.2.7\n` }),
          ...exchange(`${site}/story`, { body: story, version: '1.0' }),
          record({ type: 'metadata', url: `${site}/story`, mediaType: 'application/warc-fields', block: `seed: \r\nfetchTimeMs: 5\r\noutlink: ${site}/other L a/@href\r\n` }),
          ...storyParts(),
          ...others(),
        ]),
      ),
  },
]; // prettier-ignore
