import { AppError } from '../../platform/errors.ts';
import { mayRun, run, type App, type Principal } from '../../platform/operation.ts';
import { addPiece } from './add-piece.ts';
import { dropPiece, folderOf, spoolPieces } from './files.ts';
import { uploadLimits } from './limits.ts';
import { findOwn } from './load-uploads.ts';
import { refuseWithoutSpace } from './space.ts';

const { minPiece } = uploadLimits;

/** `declared`: the value of the header Content-Length, if there is one. */
type Incoming = {
  upload: number;
  offset: number;
  body: ReadableStream<Uint8Array> | null;
  declared: number | undefined;
};

/** By the folder of an upload: ends the request that is sending bytes for it to this process. */
const receiving = new Map<string, AbortController>();

/**
 * Stores the bytes of a request at the end of one's own upload. If the connection breaks, what has arrived stays. A
 * newer request for the same upload ends this one, and takes its place, because a program that lost its connection sends
 * again before the server has noticed.
 * @returns how many bytes are stored now
 * @throws AppError `not_found`, `not_permitted`, `upload_offset`, `too_large`, `upload_small`, `upload_space`,
 * `disk_full`, `too_many_pieces`, `cancelled`; and errors of the connection
 */
export async function receivePieces(
  app: App,
  principal: Principal,
  { upload, offset, body, declared }: Incoming,
): Promise<{ received: number; expiresAt: Date }> {
  if (!mayRun(principal, addPiece)) throw new AppError('not_permitted');
  const own = await findOwn(app.db.read, upload, { account: principal.accountId, at: app.now() });
  const { folder, size, expiresAt } = own;
  if (own.received !== offset) throw new AppError('upload_offset', { details: { offset: own.received } });
  if (declared !== undefined && offset + declared > size)
    throw new AppError('too_large', { details: { limit: `${size} bytes` } });
  await refuseWithoutSpace(app, declared ?? 0);
  receiving.get(folder)?.abort();
  const newer = new AbortController();
  receiving.set(folder, newer);
  let at = offset;
  let isSmall = false;
  try {
    if (body)
      for await (const piece of spoolPieces(folderOf(app.config.dataDir, own), chunksOf(body, newer.signal))) {
        let isAdded = false;
        try {
          if (newer.signal.aborted) throw new AppError('cancelled');
          isAdded = await run(app, addPiece, principal, { upload, offset: at, piece });
        } finally {
          if (!isAdded) await dropPiece(folderOf(app.config.dataDir, own), piece.name);
        }
        if (isAdded) at += piece.size;
        isSmall = !isAdded;
        await refuseWithoutSpace(app, 0);
      }
  } finally {
    if (receiving.get(folder) === newer) receiving.delete(folder);
  }
  if (isSmall && at === offset) throw new AppError('upload_small', { details: { size: `${minPiece / 1024} KB` } });
  return { received: at, expiresAt };
}

/** The chunks of a body, until `signal` is aborted. */
async function* chunksOf(body: ReadableStream<Uint8Array>, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  const reader = body.getReader();
  const cancel = (): void => void reader.cancel().catch(() => {});
  signal.addEventListener('abort', cancel);
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (signal.aborted) throw new AppError('cancelled');
      if (done) return;
      yield value;
    }
  } finally {
    signal.removeEventListener('abort', cancel);
    cancel();
  }
}
