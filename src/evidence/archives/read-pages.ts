import { version } from '../../../package.json';
import { AppError } from '../../platform/errors.ts';
import type { ByteSource } from '../../platform/readers/reader.ts';
import type { Hop } from '../fetch/fetch-page.ts';
import { storedBody } from '../package/warc/stored-body.ts';
import { addressOf, cleanText } from './clean.ts';
import { findPage, type Refusal } from './find-page.ts';
import { readHead } from './http-head.ts';
import { archiveLimits } from './limits.ts';
import { openArchive, type OpenArchive } from './open-archive.ts';
import { PackageWriter } from './package-writer.ts';
import { PageParts } from './page-parts.ts';
import type { WholeRecord } from './read-record.ts';
import type { Entry } from './record-scan.ts';
import type { ArchivedPage, ArchiveFacts, ArchivePage } from './types.ts';

/** What reading a page needs to know about its archive. */
export type ArchiveName = Pick<ArchiveFacts, 'sha256'>;
/** A page that was read, or why it was not. */
export type PageResult = { page: ArchivePage } & ({ archived: ArchivedPage } | { error: AppError });

/**
 * Reads one page of an archive into a package of our form.
 * @throws AppError `archive_page_refused`, `archive_unreadable`, `archive_too_large`
 */
export async function readArchivedPage(
  source: ByteSource,
  facts: ArchiveName,
  page: ArchivePage,
): Promise<ArchivedPage> {
  for await (const result of readArchivedPages(source, facts, [page])) {
    if ('error' in result) throw result.error;
    return result.archived;
  }
  throw new AppError('internal');
}

/**
 * Reads pages of an archive, which is scanned only once. A page that cannot be read does not end the reading.
 * @throws AppError `archive_unreadable`, `archive_too_large`
 */
export async function* readArchivedPages(
  source: ByteSource,
  facts: ArchiveName,
  pages: readonly ArchivePage[],
): AsyncGenerator<PageResult, void, void> {
  const archive = await openArchive(source, new Date());
  // An archive with one page is copied as a whole, if it is small enough.
  const isWhole = archive.pages.length === 1 && source.size <= archiveLimits.maxPackage;
  for (const page of pages) {
    let result: PageResult;
    try {
      result = { page, archived: await readPage(archive, facts, page, isWhole) };
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      result = { page, error };
    }
    yield result;
  }
}

export const refused = (reason: Refusal, status = 0): AppError =>
  new AppError('archive_page_refused', { details: { reason, status } });

async function readPage(
  { index, sources }: OpenArchive,
  { sha256 }: ArchiveName,
  page: ArchivePage,
  isWhole: boolean,
): Promise<ArchivedPage> {
  const url = addressOf(page.url);
  const at = Date.parse(page.at);
  if (url === null) throw refused('absent');
  if (Number.isNaN(at)) throw refused('time');
  const found = findPage(index, url, at);
  if ('refusal' in found) throw refused(found.refusal, found.last?.status);
  const { main, hops } = found;

  const made = { software: `Kronika ${version}`, made: new Date().toISOString() };
  const writer = await PackageWriter.start(sources, { ...made, sha256 });
  const record = await writer.copy(main);
  if (!record) throw refused(main.length > archiveLimits.maxPart ? 'too_large' : 'damaged');
  const http = main.kind === 'response' ? readHead(record.block) : null;
  const headers = http?.headers ?? [];
  const bytes = await bodyOf(record, headers);
  const passed: Hop[] = [];
  for (const hop of hops) {
    const copied = await writer.copy(hop);
    if (!copied) throw refused('damaged');
    passed.push(hopOf(hop, copied));
  }
  if (main.kind === 'response') passed.push(hopOf(main, record));

  const missing = await new PageParts(index, sources, writer, main).copy(record);
  if (isWhole) for (const entry of index.entries) if (!entry.cut && !writer.has(entry)) await writer.copy(entry);
  const mediaType = cleanText(contentType(headers), 200) || main.mediaType;
  const moment = new Date(main.at).toISOString();
  const title = page.title || url;
  return {
    page: { ...page, at: moment, status: main.status, mediaType: main.mediaType },
    requestedUrl: url,
    finalUrl: main.url,
    hops: passed,
    headers,
    mediaType,
    ...charsetOf(mediaType),
    bytes,
    package: await writer.finish({ url: record.url!, at: moment, title, text: '' }, made),
    missing,
  };
}

const hopOf = ({ url, status }: Entry, { headers }: WholeRecord): Hop => {
  const address = headers.get('warc-ip-address') ?? '';
  return { url, status, address: /^[\da-f.:]{2,45}$/i.test(address) ? address : '' };
};

const contentType = (headers: readonly [string, string][]): string =>
  headers.findLast(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? '';

const charsetOf = (mediaType: string): { charset?: string } => {
  const charset = /charset\s*=\s*["']?([\w.:-]{1,60})/i.exec(mediaType)?.[1];
  return charset ? { charset: charset.toLowerCase() } : {};
};

async function bodyOf(record: WholeRecord, headers: readonly [string, string][]): Promise<Uint8Array> {
  const lower = headers.map(([name, value]): [string, string] => [name.toLowerCase(), value]);
  try {
    return await storedBody(lower, record.payload, archiveLimits.maxPart);
  } catch (cause) {
    const isLarge = cause instanceof AppError && cause.code === 'fetch_too_large';
    throw refused(isLarge ? 'too_large' : 'damaged');
  }
}
