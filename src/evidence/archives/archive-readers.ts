import { AppError, type ErrorCode } from '../../platform/errors.ts';
import { declareReader, isTooMuch, type ByteSource } from '../../platform/readers/reader.ts';
import { runReader, streamReader } from '../../platform/readers/run-reader.ts';
import type { Trust } from '../package/check-package.ts';
import { plainTrust, type PlainTrust } from '../package/plain-trust.ts';
import { archiveLimits } from './limits.ts';
import type { ArchiveName, PageResult } from './read-pages.ts';
import type { ArchiveContents, ArchivedPage, ArchivePage } from './types.ts';

// An archive of 2 GB has up to 500,000 records, and reading it takes two to three minutes on a fast machine. The index of
// its records and one package are in memory.
const budget = { seconds: 600, megabytes: 1100 };

/** How often reading is begun again without the page that took too much time or memory. */
const maxBeginnings = 4;

/** A part of a page, in pieces of 1 MB: one large message would block this process. */
export type PagePiece =
  | { kind: 'page'; about: Omit<ArchivedPage, 'bytes' | 'package'> }
  | { kind: 'bytes' | 'package'; bytes: Uint8Array }
  | { kind: 'end' }
  | { kind: 'refused'; code: ErrorCode; details: Record<string, string | number> };

export const archiveReader = declareReader<PlainTrust, ArchiveContents>('evidence.readArchive', budget);
export const archivedPagesReader = declareReader<ArchiveName & { pages: ArchivePage[] }, null, PagePiece>(
  'evidence.archivedPages',
  budget,
);

/** `readArchive` in a process of its own. @throws AppError `archive_unreadable`, `archive_too_large`, `reading_*` */
export const readArchiveApart = (source: ByteSource, trust: Trust, signal?: AbortSignal): Promise<ArchiveContents> =>
  runReader(archiveReader, plainTrust(trust), { source, signal });

/**
 * `readArchivedPages` in a process of its own: for each page, in this order, what is stored of it, or why it was
 * refused. A page that takes too much time or memory does not end the reading of the others.
 * @throws AppError `invalid_input` if there are too many pages; `archive_altered`, `archive_unreadable`, `archive_too_large`,
 * `reading_failed`, `reading_busy`, `cancelled`
 */
export async function* readArchivedPagesApart(
  source: ByteSource,
  { sha256, report: { verdict } }: ArchiveName,
  pages: readonly ArchivePage[],
  signal?: AbortSignal,
): AsyncGenerator<PageResult, void, void> {
  if (pages.length > archiveLimits.maxPagesAtOnce) throw new AppError('invalid_input');
  let done = 0;
  for (let beginnings = 1; done < pages.length; beginnings++) {
    const left = pages.slice(done);
    try {
      const pieces = streamReader(
        archivedPagesReader,
        { ...(sha256 && { sha256 }), report: { verdict }, pages: left },
        { source, signal },
      );
      for await (const result of joined(pieces, left)) {
        yield result;
        done++;
      }
      return;
    } catch (error) {
      // Without any page, it was the scan of the archive that took too much.
      if (!(error instanceof AppError) || !isTooMuch(error) || beginnings === maxBeginnings) throw error;
      yield { page: pages[done]!, error };
      done++;
    }
  }
}

async function* joined(
  pieces: AsyncIterable<PagePiece>,
  pages: readonly ArchivePage[],
): AsyncGenerator<PageResult, void, void> {
  let number = 0;
  let about: Omit<ArchivedPage, 'bytes' | 'package'> | undefined;
  const parts: { bytes: Uint8Array[]; package: Uint8Array[] } = { bytes: [], package: [] };
  for await (const piece of pieces) {
    if (piece.kind === 'page') about = piece.about;
    else if (piece.kind === 'bytes' || piece.kind === 'package') parts[piece.kind].push(piece.bytes);
    else if (piece.kind === 'refused')
      yield { page: pages[number++]!, error: new AppError(piece.code, { details: piece.details }) };
    else {
      const archived = { ...about!, bytes: Buffer.concat(parts.bytes), package: Buffer.concat(parts.package) };
      [parts.bytes, parts.package] = [[], []];
      yield { page: pages[number++]!, archived };
    }
  }
}
