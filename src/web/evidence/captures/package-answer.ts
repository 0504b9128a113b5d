import type { Ctx } from '../../kit/context.ts';
import type { StoredPackage } from '../../../record/files/packages.ts';
import { inBytes, sendStream } from '../../kit/stream.ts';

/**
 * Sends a package as a download. The hash is checked while the bytes are sent. If the hash is wrong, the last part is
 * not sent, so that the download fails.
 */
export const packageAnswer = (c: Ctx, { sha256, size }: StoredPackage, name: string): Promise<Response> =>
  sendStream(c, inBytes(c.get('deps').app.blobs.stream(sha256)), {
    'Content-Type': 'application/wacz',
    'Content-Length': String(size),
    'Content-Disposition': `attachment; filename="${name}"`,
    'Content-Security-Policy': 'sandbox',
    'X-Content-Type-Options': 'nosniff',
    'Cache-Control': 'no-store, no-transform',
  });
