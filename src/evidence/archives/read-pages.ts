import { version } from '../../../package.json';
import { AppError } from '../../platform/errors.ts';
import type { ByteSource } from '../../platform/readers/reader.ts';
import type { Hop } from '../fetch/fetch-page.ts';
import type { PackageReport } from '../package/check-package.ts';
import { storedBody } from '../package/warc/stored-body.ts';
import { addressOf, cleanText } from './clean.ts';
import { findPage, type Refusal } from './find-page.ts';
import { readHead } from './http-head.ts';
import { isCutOff } from './cut-off.ts';
import { archiveLimits } from './limits.ts';
import { openArchive, type OpenArchive } from './open-archive.ts';
import { PackageWriter } from './package-writer.ts';
import { PageParts } from './page-parts.ts';
import { isPrivate } from './private.ts';
import { readRecord, type WholeRecord } from './read-record.ts';
import type { Entry } from './record-scan.ts';
import type { ArchivedPage, ArchiveFacts, ArchivePage } from './types.ts';

/** What reading a page needs to know about its archive. The package names the SHA-256, if it is given. */
export type ArchiveName = Partial<Pick<ArchiveFacts, 'sha256'>> & { report: Pick<PackageReport, 'verdict'> };
/** A page that was read, or why it was not. */
export type PageResult = { page: ArchivePage } & ({ archived: ArchivedPage } | { error: AppError });

/**
 * Reads one page of an archive into a package of our form.
 * @throws AppError `archive_page_refused`, `archive_altered`, `archive_unreadable`, `archive_too_large`
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
 * @throws AppError `archive_altered`, `archive_unreadable`, `archive_too_large`
 */
export async function* readArchivedPages(
  source: ByteSource,
  facts: ArchiveName,
  pages: readonly ArchivePage[],
): AsyncGenerator<PageResult, void, void> {
  if (facts.report.verdict === 'altered') throw new AppError('archive_altered');
  const archive = await openArchive(source, new Date());
  for (const page of pages) {
    let result: PageResult;
    try {
      result = { page, archived: await readPage(archive, facts, page) };
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      result = { page, error };
    }
    yield result;
  }
}

export const refused = (reason: Refusal, status = 0): AppError =>
  new AppError('archive_page_refused', { details: { reason, status } });

async function readPage({ index, sources }: OpenArchive, facts: ArchiveName, page: ArchivePage): Promise<ArchivedPage> {
  const url = addressOf(page.url);
  const at = Date.parse(page.at);
  if (url === null) throw refused('absent');
  if (Number.isNaN(at)) throw refused('time');
  const found = findPage(index, url, at);
  if ('refusal' in found) throw refused(found.refusal, found.last?.status);
  const { main, hops, original } = found;
  if ([...hops, main, ...(original ? [original] : [])].some(isPrivate)) throw refused('private');

  const made = { software: `Kronika ${version}`, made: new Date().toISOString() };
  const writer = await PackageWriter.start(sources, { ...made, ...facts });
  const copy = async (entry: Entry): Promise<WholeRecord> => {
    const copied = await writer.copy(entry);
    if (copied) return copied;
    if (entry.length > archiveLimits.maxPart) throw refused('too_large');
    const whole = await readRecord(sources, entry);
    throw refused(whole && isCutOff(whole) ? 'cut' : 'damaged');
  };
  const record = await copy(original ?? main);
  // A page that was the same as before has both: what it was, and that it was so at this time.
  const answer = original ? await copy(main) : record;
  const http = main.kind === 'resource' ? null : readHead(record.block);
  const headers = http?.headers ?? [];
  const bytes = await bodyOf(record, headers);
  const passed: Hop[] = [];
  for (const hop of hops) passed.push(hopOf(hop, await copy(hop)));
  const { status, mediaType: type } = original ?? main;
  if (main.kind !== 'resource') passed.push(hopOf({ ...main, status }, answer));

  const missing = await new PageParts(index, sources, writer, main).copy(record);
  const mediaType = cleanText(contentType(headers), 200) || type;
  const moment = new Date(main.at).toISOString();
  const title = page.title || url;
  return {
    page: { ...page, at: moment, status, mediaType: type },
    requestedUrl: url,
    finalUrl: main.url,
    hops: passed,
    contentAt: new Date((original ?? main).at).toISOString(),
    headers,
    mediaType,
    ...charsetOf(mediaType),
    bytes,
    package: await writer.finish({ url: answer.url!, at: moment, title, text: '' }, made),
    missing,
    settingCookies: writer.settingCookies.slice(0, archiveLimits.maxMissing),
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
