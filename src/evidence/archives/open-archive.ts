import { openZip, type ZipEntry } from '../../platform/archive/open-zip.ts';
import { AppError } from '../../platform/errors.ts';
import { sourceOf, type ByteSource } from '../../platform/readers/reader.ts';
import { isWarc, type Watching } from '../package/check-package.ts';
import { nodePrimitives } from '../package/primitives/in-node.ts';
import { joinBytes, walkWarc } from '../package/warc/warc-read.ts';
import { Guarded } from './guarded.ts';
import { archiveLimits } from './limits.ts';
import { foundPages, hasPageList, listedPages } from './page-list.ts';
import { RecordIndex } from './record-index.ts';
import { RecordScan } from './record-scan.ts';
import { titleOf } from './title-of.ts';

/** A web archive as a file: a WACZ, or a single WARC file. */
export type ArchiveFile = {
  form: 'wacz' | 'warc';
  /** The files in a WACZ. */
  entries: ZipEntry[];
  /** The paths of the WARC files; for a bare WARC file one empty path. */
  warcs: string[];
};

export type OpenArchive = ArchiveFile & {
  index: RecordIndex;
  pages: { url: string; at: number; title: string }[];
  info: ReadonlyMap<string, string>;
  /** The WARC files, to read records at any place. */
  sources: ByteSource[];
};

const unreadable = (reason: string): AppError => new AppError('archive_unreadable', { details: { reason, most: 0 } });

/** @throws AppError `archive_unreadable`, `archive_too_large` */
export async function openFile(source: ByteSource): Promise<ArchiveFile> {
  if (source.size > archiveLimits.maxSize)
    throw new AppError('archive_too_large', { details: { megabytes: archiveLimits.maxSize / 2 ** 20 } });
  const start = Buffer.from((await firstBytes(source)).subarray(0, 5));
  if (start.toString('latin1') === 'WARC/' || (start[0] === 0x1f && start[1] === 0x8b))
    return { form: 'warc', entries: [], warcs: [''] };
  if (start.toString('latin1', 0, 2) !== 'PK') throw unreadable('form');
  let entries: ZipEntry[];
  try {
    entries = await openZip(source, nodePrimitives.crc32);
  } catch (error) {
    throw error instanceof AppError ? error : unreadable('damaged');
  }
  const warcs = entries.filter(({ path }) => isWarc(path)).map(({ path }) => path);
  if (!warcs.length) throw unreadable('empty');
  return { form: 'wacz', entries, warcs };
}

async function firstBytes(source: ByteSource): Promise<Uint8Array> {
  for await (const piece of source.size ? source.open({ start: 0, end: Math.min(source.size, 16) - 1 }) : [])
    return piece;
  return new Uint8Array();
}

/** Starts a scan of an archive's records. Pass `watching` to the check, which hands each record to the scan. */
export function startScan({ entries, warcs }: ArchiveFile, now: Date): { scan: RecordScan; watching: Watching } {
  const scan = new RecordScan({ titleOf: hasPageList(entries) ? null : titleOf, now });
  return {
    scan,
    watching: {
      visit: (path, offset) => scan.visit(warcs.indexOf(path), offset),
      maxUnpacked: archiveLimits.maxUnpacked,
    },
  };
}

/** The index of scanned records and the pages of the archive. */
export async function finishScan(
  file: ArchiveFile,
  scan: RecordScan,
  now: Date,
): Promise<Omit<OpenArchive, 'sources'>> {
  scan.finish();
  const index = new RecordIndex(scan.entries, scan.pageInfos);
  const pages = hasPageList(file.entries) ? await listedPages(file.entries, now).catch(damaged) : [];
  return { ...file, index, info: scan.info, pages: pages.length ? pages : foundPages(index) };
}

function damaged(error: unknown): never {
  throw error instanceof AppError ? error : unreadable('damaged');
}

/**
 * Opens an archive for reading pages. Every record is read once, up to the first that is damaged.
 * @throws AppError `archive_unreadable`, `archive_too_large`
 */
export async function openArchive(source: ByteSource, now: Date): Promise<OpenArchive> {
  const guarded = new Guarded(source);
  const file = await openFile(guarded);
  const sources = await warcSources(guarded, file);
  const { scan, watching } = startScan(file, now);
  for (const [at, warc] of sources.entries()) {
    try {
      const visit = (offset: number) => watching.visit(file.warcs[at]!, offset);
      await walkWarc(warc.open(), warc.size, visit, nodePrimitives, watching.maxUnpacked);
    } catch (error) {
      // The check of the archive reports the damage. The records before it can be read.
      if (error instanceof AppError) throw error;
    }
  }
  guarded.throwIfFailed();
  return { ...(await finishScan(file, scan, now)), sources };
}

/**
 * The WARC files of an archive. Those that ZIP has compressed are unpacked into memory.
 * @throws AppError `archive_unreadable`, also if they are larger together than `maxZipped`
 */
export async function warcSources(source: ByteSource, { entries, warcs, form }: ArchiveFile): Promise<ByteSource[]> {
  if (form === 'warc') return [source];
  let zipped = 0;
  const sources: ByteSource[] = [];
  for (const entry of warcs.map((path) => entries.find((one) => one.path === path)!)) {
    const part = await entry.part().catch(damaged);
    if (!part && (zipped += entry.size) > archiveLimits.maxZipped) throw unreadable('zipped');
    sources.push(part ?? sourceOf(await bytesIn(entry).catch(damaged)));
  }
  return sources;
}

async function bytesIn(entry: ZipEntry): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  for await (const piece of entry.read()) pieces.push(piece);
  return joinBytes(pieces);
}
