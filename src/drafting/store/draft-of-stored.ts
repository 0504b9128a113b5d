import { pageLimit, plainText } from '../../evidence/extract/extract.ts';
import { AppError } from '../../platform/errors.ts';
import type { App } from '../../platform/operation.ts';
import { DamagedBlob } from '../../platform/storage/blobs.ts';
import { readDraft } from '../page/draft-reader.ts';
import type { Draft } from '../schema.ts';

/**
 * Reads a preserved copy again, as when it was added: the result is what `kronika draft` prints for the page. Positions
 * are those in the stored text. If the bytes are gone, or if the text has been redacted, the stored text is read
 * instead. Stores nothing.
 * @param id the id of a capture that the user may see
 * @throws AppError `reading_*`, `cancelled`
 */
export async function draftOfStored(app: App, id: number, signal?: AbortSignal): Promise<Draft> {
  const capture = await app.db.read
    .selectFrom('capture')
    .select(['text', 'bytes_sha256', 'bytes_size', 'media_type', 'final_url', 'captured_at'])
    .where('id', '=', id)
    .executeTakeFirst();
  if (!capture) throw new AppError('not_found');
  const { text, final_url: url, media_type: contentType } = capture;
  const read = readDraft(capture.captured_at);
  const size = Number(capture.bytes_size);
  const bytes =
    size > 0 && size <= pageLimit
      ? await app.blobs.get(capture.bytes_sha256).catch((error: unknown) => {
          if (error instanceof DamagedBlob) return null;
          throw error;
        })
      : null;
  const page = bytes && (await read({ bytes, contentType, url }, signal).catch(notAPage));
  if (page?.text === text) return page.draft;
  return (await read(plainText(text, url), signal)).draft;
}

/** A capture may be a table or an image. Then only its text is read. */
function notAPage(error: unknown): null {
  if (error instanceof AppError && error.code.startsWith('page_')) return null;
  throw error;
}
