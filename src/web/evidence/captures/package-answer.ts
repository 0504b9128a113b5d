import type { Ctx } from '../../kit/context.ts';
import { sendStream } from '../../kit/stream.ts';

/** A package as a download, byte for byte. */
export const packageAnswer = (c: Ctx, bytes: Uint8Array, name: string): Promise<Response> =>
  sendStream(c, once(bytes), {
    'Content-Type': 'application/wacz',
    'Content-Length': String(bytes.byteLength),
    'Content-Disposition': `attachment; filename="${name}"`,
    'Content-Security-Policy': 'sandbox',
    'X-Content-Type-Options': 'nosniff',
    'Cache-Control': 'no-store, no-transform',
  });

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
