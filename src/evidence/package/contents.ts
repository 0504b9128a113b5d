import { sha256Hex } from '../../platform/storage/blobs.ts';
import { AppError } from '../../platform/errors.ts';
import { readZip } from '../../platform/archive/unzip.ts';
import { codingsOf, unpack } from '../fetch/fetch-codings.ts';
import { fullLimits } from '../fetch/fetch-limits.ts';
import { extractText } from '../extract/extract.ts';
import { pagesPath, warcPath } from './members.ts';
import { indexTime } from './warc/cdxj.ts';
import { payloadsOf, readWarc, type ReadRecord } from './warc/warc-read.ts';

export type Picture = { url: string; sha256: string };

/** The contents of a page in a package, for comparison with the page in another package. */
export type Contents = {
  url: string;
  at: string;
  text: string;
  headers: [name: string, value: string][];
  pictures: Picture[];
  /** The screenshot taken after banners were closed; if there is none, the one taken before. */
  shot: { mediaType: string; bytes: Uint8Array } | null;
};

type Page = { url: string; ts?: string; text?: string };

/** Reads a verified package. @throws AppError `invalid_input` if the package contains no page */
export async function readContents(bytes: Uint8Array): Promise<Contents> {
  const members = await readZip(bytes);
  const records = recordsOf(members);
  const page = pageOf(members) ?? noPage();
  const main = answerOf(records, page);
  const head = main ? httpHead(main.block) : null;
  const pictures: Picture[] = [];
  for (const record of records) {
    if (record.type !== 'response' || !record.url) continue;
    const { status, type } = httpHead(record.block);
    if (status === 200 && /^image\//i.test(type))
      pictures.push({ url: record.url, sha256: sha256Hex(payloadsOf(record.block, record.mediaType).at(-1)!) });
  }
  return {
    url: page.url,
    at: page.ts ?? main?.date ?? '',
    text: page.text ?? (main ? await textOf(main) : ''),
    headers: head?.headers ?? [],
    pictures,
    shot: shotIn(records),
  };
}

/**
 * The words of the page as the server sent it, before any script ran. Null if the package does not have this response.
 */
export async function textAsSent(bytes: Uint8Array): Promise<string | null> {
  const members = await readZip(bytes);
  const page = pageOf(members);
  const main = page && answerOf(recordsOf(members), page);
  return main ? (await textOf(main)) || null : null;
}

type Member = { path: string; bytes: Uint8Array };

const recordsOf = (members: readonly Member[]): ReadRecord[] =>
  members
    .filter(({ path }) => /^archive\/.+\.warc(?:\.gz)?$/.test(path))
    .flatMap((member) => [...readWarc(member.bytes)]);

/**
 * The server's response for the page. A package may also have a response that the browser decoded; the original bytes
 * come first.
 */
const answerOf = (records: readonly ReadRecord[], page: Page): ReadRecord | undefined =>
  records.find((record) => record.type === 'response' && record.url === page.url.split('#')[0]);

/** The screenshot in a package, read without the package's other contents. */
export async function readShot(bytes: Uint8Array): Promise<Contents['shot']> {
  const warc = (await readZip(bytes)).find(({ path }) => path === warcPath);
  return warc ? shotIn([...readWarc(warc.bytes)]) : null;
}

function shotIn(records: readonly ReadRecord[]): Contents['shot'] {
  const shots = records.filter(
    ({ type, url, mediaType }) =>
      type === 'resource' && url?.startsWith('urn:kronika:screenshot-') && /^image\/(?:jpeg|png)$/.test(mediaType),
  );
  const shot = shots.find(({ url }) => url!.startsWith('urn:kronika:screenshot-after:')) ?? shots[0];
  return shot ? { mediaType: shot.mediaType, bytes: shot.block } : null;
}

/** The page that a replay opens first. `ts`: its time as YYYYMMDDhhmmss, the format of indexes. */
export type FirstPage = { url: string; ts: string; title: string };

/** The first page of a package that has a URL and a time. */
export async function firstPageOf(bytes: Uint8Array): Promise<FirstPage | null> {
  const pages = (await readZip(bytes)).find(({ path }) => path === pagesPath);
  for (const line of pages ? new TextDecoder().decode(pages.bytes).split('\n') : []) {
    const { url, ts, title } = JSON.parse(line || '{}') as { url?: unknown; ts?: unknown; title?: unknown };
    if (typeof url === 'string' && typeof ts === 'string')
      return { url, ts: indexTime(ts), title: typeof title === 'string' ? title : '' };
  }
  return null;
}

function pageOf(members: readonly Member[]): Page | null {
  const file = members.find(({ path }) => path === pagesPath);
  for (const line of file ? new TextDecoder().decode(file.bytes).split('\n') : []) {
    try {
      const read = JSON.parse(line) as Partial<Record<keyof Page, unknown>>;
      if (typeof read.url !== 'string') continue;
      return {
        url: read.url,
        ...(typeof read.ts === 'string' && { ts: read.ts }),
        ...(typeof read.text === 'string' && { text: read.text }),
      };
    } catch {
      continue;
    }
  }
  return null;
}

function noPage(): never {
  throw new AppError('invalid_input', { fields: [{ path: 'file', message: 'drafting.compare.no_page' }] });
}

async function textOf(main: ReadRecord): Promise<string> {
  const { headers, type } = httpHead(main.block);
  try {
    const body = await unpack(
      payloadsOf(main.block, main.mediaType).at(-1)!,
      codingsOf(headers.filter(([name]) => name === 'content-encoding').map(([, value]) => value)),
      { limits: fullLimits(), host: '', signal: new AbortController().signal },
    );
    return extractText({ bytes: body, contentType: type, url: main.url }).text;
  } catch {
    return '';
  }
}

/**
 * Status, headers and media type of a response in a record. Names of headers are in lower case. Some archives, and our
 * own packages, put `X-Archive-Orig-` before the name `Transfer-Encoding`. This prefix is removed.
 */
export function httpHead(block: Uint8Array): { status: number; headers: [string, string][]; type: string } {
  const bytes = Buffer.from(block.buffer, block.byteOffset, block.byteLength);
  const [first = '', ...lines] = bytes
    .toString('latin1', 0, Math.max(bytes.indexOf('\r\n\r\n', 0, 'latin1'), 0))
    .split('\r\n');
  const headers = lines.map((line): [string, string] => [
    line
      .slice(0, line.indexOf(':'))
      .toLowerCase()
      .replace(/^x-archive-orig-(?=transfer-encoding$)/, ''),
    line.slice(line.indexOf(':') + 1).trim(),
  ]);
  return {
    status: Number(first.split(' ')[1]),
    headers,
    type: headers.findLast(([name]) => name === 'content-type')?.[1] ?? '',
  };
}
