import { AppError } from '../../platform/errors.ts';

const kilobyte = 1024;
const megabyte = 1_048_576;

/**
 * Reads a body of at most `limit` bytes. A body in very many small chunks is refused, because each chunk costs the same
 * work, whatever its size.
 * @param declared the size in the header Content-Length
 * @throws AppError `too_large`, `too_many_pieces`
 */
export async function readPieces(
  stream: ReadableStream<Uint8Array> | null,
  limit: number,
  declared = 0,
): Promise<Buffer<ArrayBuffer>> {
  const details = {
    limit: limit < megabyte ? `${Math.round(limit / kilobyte)} KB` : `${Math.round(limit / megabyte)} MB`,
  };
  if (declared > limit) throw new AppError('too_large', { details });
  const pieces: Uint8Array[] = [];
  let size = 0;
  const reader = stream?.getReader();
  while (reader) {
    const { done, value } = await reader.read();
    if (done) break;
    size += value.byteLength;
    pieces.push(value);
    const refused =
      size > limit
        ? new AppError('too_large', { details })
        : pieces.length > 1000 + size / 64
          ? new AppError('too_many_pieces')
          : null;
    if (!refused) continue;
    await reader.cancel();
    throw refused;
  }
  return Buffer.concat(pieces);
}
