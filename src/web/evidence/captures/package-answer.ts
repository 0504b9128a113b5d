import type { Ctx } from '../../kit/context.ts';
import { AppError } from '../../../platform/errors.ts';
import type { StoredPackage } from '../../../record/files/packages.ts';
import { inBytes, sendStream } from '../../kit/stream.ts';

/**
 * Sends a package as a download. The hash is checked while the bytes are sent. If the hash is wrong, the last part is
 * not sent, so that the download fails.
 * @throws AppError `blob_missing`; `storage_unreachable` before anything is sent
 */
export async function packageAnswer(c: Ctx, { sha256, size }: StoredPackage, name: string): Promise<Response> {
  const { blobs } = c.get('deps').app;
  if (!(await blobs.has(sha256))) throw new AppError('blob_missing', { details: { sha256 } });
  return sendStream(c, inBytes(blobs.stream(sha256)), {
    'Content-Type': 'application/wacz',
    'Content-Length': String(size),
    'Content-Disposition': `attachment; filename="${name}"`,
    'Content-Security-Policy': 'sandbox',
    'X-Content-Type-Options': 'nosniff',
    'Cache-Control': 'no-store, no-transform',
  });
}
