import type { ZipEntry } from '../../platform/archive/open-zip.ts';
import type { ArchivePage } from './types.ts';
import { addressOf, cleanText, pageTime } from './clean.ts';
import { findPage } from './find-page.ts';
import { archiveLimits } from './limits.ts';
import { isGet, type RecordIndex } from './record-index.ts';

/** A page as a list of pages names it. `at`: ms; NaN if it is not known. */
type Listed = { url: string; at: number; title: string };

const pageLists = ['pages/pages.jsonl', 'pages/extraPages.jsonl'];

/** Whether an archive has a list of pages. */
export const hasPageList = (entries: readonly ZipEntry[]): boolean =>
  entries.some(({ path }) => pageLists.includes(path));

/** The pages that the lists of a WACZ name, each address and time once. Lines that cannot be read are left out. */
export async function listedPages(entries: readonly ZipEntry[], now: Date): Promise<Listed[]> {
  const found = new Map<string, Listed>();
  let lines = 0;
  for (const path of pageLists) {
    const entry = entries.find((one) => one.path === path);
    for await (const line of entry ? linesOf(entry.read()) : []) {
      if (++lines > archiveLimits.maxPageLines) break;
      const page = listed(line, now);
      const key = page && `${page.url} ${page.at}`;
      if (page && !found.has(key!)) found.set(key!, page);
    }
  }
  return [...found.values()];
}

function listed(line: string, now: Date): Listed | null {
  let read: unknown;
  try {
    read = JSON.parse(line);
  } catch {
    return null;
  }
  if (typeof read !== 'object' || read === null) return null;
  const { url, ts, title } = read as Record<string, unknown>;
  const address = addressOf(url);
  return address === null ? null : { url: address, at: pageTime(ts, now), title: cleanText(title) };
}

/** The lines of a text. A line that is too long is left out, and never in memory as a whole. */
async function* linesOf(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let parts: Uint8Array[] = [];
  let size = 0;
  const take = (): string => {
    const line = size > archiveLimits.maxPageLine ? '' : Buffer.concat(parts).toString('utf8');
    [parts, size] = [[], 0];
    return line;
  };
  for await (const piece of pieces) {
    for (let at = 0; at < piece.length;) {
      const end = piece.indexOf(10, at);
      const part = piece.subarray(at, end < 0 ? piece.length : end);
      size += part.length;
      if (size > archiveLimits.maxPageLine) parts = [];
      else parts.push(part);
      if (end < 0) break;
      yield take();
      at = end + 1;
    }
  }
  yield take();
}

/** The pages of an archive without a list of pages: its documents that no other page loaded, the earliest first. */
export function foundPages({ entries }: RecordIndex): Listed[] {
  const pages = new Map<string, Listed>();
  const withResponse = new Set(entries.filter(({ kind }) => kind === 'response').map(({ url }) => url));
  const documents = entries.filter(
    (one) =>
      isGet(one) &&
      !one.cut &&
      !one.asked?.isPart &&
      one.status >= 200 &&
      one.status < 300 &&
      one.status !== 206 &&
      /^(?:text\/html|application\/xhtml\+xml|application\/pdf)$/.test(one.mediaType) &&
      (one.kind === 'response' ||
        (one.kind === 'resource' && /html/.test(one.mediaType) && !withResponse.has(one.url))),
  );
  for (const { url, at, title } of documents.toSorted((a, b) => a.at - b.at))
    if (!pages.has(`${url} ${at}`)) pages.set(`${url} ${at}`, { url, at, title });
  return [...pages.values()];
}

/** A page with its number, and what the archive has of it. */
export function describePage(index: RecordIndex, { url, at, title }: Listed, number: number): ArchivePage {
  const found = Number.isNaN(at) ? null : findPage(index, url, at);
  const answer = found && ('main' in found ? (found.original ?? found.main) : found.last);
  return {
    number,
    url,
    title,
    at: Number.isNaN(at) ? '' : new Date(at).toISOString(),
    status: answer?.status ?? 0,
    mediaType: answer?.mediaType ?? '',
  };
}
