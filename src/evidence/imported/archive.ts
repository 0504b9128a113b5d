import { openZip } from '../../platform/archive/open-zip.ts';
import { AppError } from '../../platform/errors.ts';
import type { ByteSource } from '../../platform/readers/reader.ts';
import { nodePrimitives } from '../package/primitives/in-node.ts';
import { joinBytes, walkWarc, type RecordHead, type RecordVisit } from '../package/warc/warc-read.ts';

/** The form of an archive that someone else recorded: an evidence package (WACZ), or a WARC file, maybe compressed. */
export type ArchiveForm = 'package' | 'warc';

/** A file in an archive, which is read in pieces. */
export type ArchiveFile = { path: string; size: number; read(): AsyncIterable<Uint8Array> };

/** The files of an archive. A WARC file is the only file of its archive. @throws AppError `reading_failed` */
export async function filesIn(
  file: ByteSource,
  form: ArchiveForm,
): Promise<{ lists: ArchiveFile[]; warcs: ArchiveFile[] }> {
  if (form === 'warc') return { lists: [], warcs: [{ path: '', size: file.size, read: () => file.open() }] };
  const entries = await openZip(file, nodePrimitives.crc32).catch(damaged);
  return {
    // The list of the pages that the recorder names comes before lists of further pages.
    lists: entries
      .filter(({ path }) => /^pages\/.+\.jsonl$/.test(path))
      .sort((a, b) => Number(b.path === 'pages/pages.jsonl') - Number(a.path === 'pages/pages.jsonl')),
    warcs: entries.filter(({ path }) => /^archive\/.+\.warc(?:\.gz)?$/.test(path)),
  };
}

export function damaged(cause: unknown): never {
  throw cause instanceof AppError ? cause : new AppError('reading_failed', { cause });
}

/** A record of an archive. `block`: its content if it was wanted; null if it was not, or is too large. */
export type VisitedRecord = RecordHead & { place: string; block: Uint8Array | null };

/** Thrown to end a walk before the end of a file. */
class Enough extends Error {}

/**
 * Reads the records of a WARC file, with at most one block in memory.
 * @param wants how many bytes of the block of a record are needed at most; 0 to skip it. A longer block is null, or, with
 * `cut`, cut off
 * @param use gets each record. Returns `false` to end the walk; a promise makes the next record wait
 * @throws AppError `reading_failed`, `archive_too_large`
 */
export async function walkRecords(
  { path, size, read }: ArchiveFile,
  {
    wants,
    cut,
    use,
  }: {
    wants(head: RecordHead, place: string): number;
    cut?: boolean;
    use(record: VisitedRecord): void | false | Promise<void>;
  },
): Promise<void> {
  const visit = (offset: number): RecordVisit => {
    const place = `${path} ${offset}`;
    let head: RecordHead;
    let most = 0;
    let length = 0;
    let parts: Uint8Array[] = [];
    return {
      head(one) {
        head = one;
        most = wants(one, place);
      },
      block(bytes) {
        if (most === 0) return;
        const room = Math.max(0, most - length);
        length += bytes.length;
        if (length <= most) parts.push(bytes);
        else if (cut) parts.push(bytes.subarray(0, room));
        else parts = [];
      },
      end() {
        const block = most === 0 || (length > most && !cut) ? null : joinBytes(parts);
        const used = use({ ...head, place, block });
        if (used === false) throw new Enough();
        return used;
      },
    };
  };
  try {
    await walkWarc(read(), size, visit, nodePrimitives);
  } catch (error) {
    if (!(error instanceof Enough)) damaged(error);
  }
}
