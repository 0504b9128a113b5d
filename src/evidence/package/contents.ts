import { sha256Hex } from '../../platform/storage/blobs.ts';
import { AppError } from '../../platform/errors.ts';
import { readZip } from '../../platform/archive/unzip.ts';
import { fullLimits } from '../fetch/fetch-limits.ts';
import { extractText } from '../extract/extract.ts';
import { pagesPath, warcPath, type Member } from './members.ts';
import { payloadsOf } from './warc/digests.ts';
import { indexTime } from './warc/index-read.ts';
import { storedBody } from './warc/stored-body.ts';
import { readRecords, type ReadRecord } from './warc/read-records.ts';

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

/**
 * Reads a package.
 * @throws AppError `invalid_input` if it contains no page; `reading_failed` if it is damaged; `archive_too_large`
 */
export async function readContents(bytes: Uint8Array): Promise<Contents> {
  const members = await membersOf(bytes);
  const records = await recordsOf(members);
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
  const members = await membersOf(bytes);
  const page = pageOf(members);
  const main = page && answerOf(await recordsOf(members), page);
  return main ? (await textOf(main)) || null : null;
}

const membersOf = (bytes: Uint8Array): Promise<Member[]> => readZip(bytes).catch(damaged);

async function recordsOf(members: readonly Member[]): Promise<ReadRecord[]> {
  const records: ReadRecord[] = [];
  for (const member of members)
    if (/^archive\/.+\.warc(?:\.gz)?$/.test(member.path)) records.push(...(await recordsIn(member)));
  return records;
}

const recordsIn = ({ bytes }: Member): Promise<ReadRecord[]> => readRecords(bytes).catch(damaged);

function damaged(cause: unknown): never {
  throw cause instanceof AppError ? cause : new AppError('reading_failed', { cause });
}

/**
 * The server's response for the page. A package may also have a response that the browser decoded; the original bytes
 * come first.
 */
const answerOf = (records: readonly ReadRecord[], page: Page): ReadRecord | undefined =>
  records.find((record) => record.type === 'response' && record.url === page.url.split('#')[0]);

/** The screenshot in a package, read without the package's other contents. */
export async function readShot(bytes: Uint8Array): Promise<Contents['shot']> {
  const warc = (await membersOf(bytes)).find(({ path }) => path === warcPath);
  return warc ? shotIn(await recordsIn(warc)) : null;
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
  const pages = (await membersOf(bytes)).find(({ path }) => path === pagesPath);
  for (const { url, ts, title } of pages ? pageLines(pages.bytes) : [])
    if (typeof url === 'string' && typeof ts === 'string')
      return { url, ts: indexTime(ts), title: typeof title === 'string' ? title : '' };
  return null;
}

/** The lines of a list of pages that are JSON objects. */
function* pageLines(bytes: Uint8Array): Generator<Record<string, unknown>> {
  for (const line of new TextDecoder().decode(bytes).split('\n')) {
    let read: unknown;
    try {
      read = JSON.parse(line);
    } catch {
      continue;
    }
    if (typeof read === 'object' && read !== null) yield read as Record<string, unknown>;
  }
}

function pageOf(members: readonly Member[]): Page | null {
  const file = members.find(({ path }) => path === pagesPath);
  for (const { url, ts, text } of file ? pageLines(file.bytes) : [])
    if (typeof url === 'string')
      return { url, ...(typeof ts === 'string' && { ts }), ...(typeof text === 'string' && { text }) };
  return null;
}

function noPage(): never {
  throw new AppError('invalid_input', { fields: [{ path: 'file', message: 'drafting.compare.no_page' }] });
}

async function textOf(main: ReadRecord): Promise<string> {
  const { headers, type } = httpHead(main.block);
  try {
    const body = await storedBody(headers, payloadsOf(main.block, main.mediaType).at(-1)!, fullLimits().decodedBytes);
    return (await extractText({ bytes: body, contentType: type, url: main.url })).text;
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
