import type { ByteSource } from '../../platform/readers/reader.ts';
import type { PagePiece } from './archive-readers.ts';
import { readArchivedPages, type ArchiveName } from './read-pages.ts';
import type { ArchivePage } from './types.ts';

/** `readArchivedPages` in pieces that can be sent to another process. */
export async function* pagePieces(
  { pages, ...facts }: ArchiveName & { pages: ArchivePage[] },
  source: ByteSource,
): AsyncGenerator<PagePiece, null, void> {
  for await (const result of readArchivedPages(source, facts, pages)) {
    if ('error' in result) {
      yield { kind: 'refused', code: result.error.code, details: result.error.details };
      continue;
    }
    const { bytes, package: packed, ...about } = result.archived;
    yield { kind: 'page', about };
    for (const piece of cut(bytes)) yield { kind: 'bytes', bytes: piece };
    for (const piece of cut(packed)) yield { kind: 'package', bytes: piece };
    yield { kind: 'end' };
  }
  return null;
}

function* cut(bytes: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < bytes.byteLength; at += 2 ** 20) yield bytes.slice(at, at + 2 ** 20);
}
