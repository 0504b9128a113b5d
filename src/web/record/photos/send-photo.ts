import { Readable } from 'node:stream';
import { AppError } from '../../../platform/errors.ts';
import type { PhotoFormat } from '../../../record/photos/tables.ts';
import type { Ctx, Router } from '../../kit/context.ts';
import { findPublicPhotoFile } from '../../../publishing/public/public-photo.ts';
import { routes } from '../../routes.ts';

/** Responds with a file of a photo. @throws AppError `not_found` */
export async function sendPhoto(
  c: Ctx,
  found: { sha256: string; size: number; format: PhotoFormat } | null,
  caching: string,
): Promise<Response> {
  if (!found) throw new AppError('not_found');
  const etag = `"${found.sha256.slice(0, 22)}"`;
  const headers = { ETag: etag, 'Cache-Control': caching };
  if (c.req.header('if-none-match')?.includes(etag)) return c.body(null, 304, headers);
  const bytes = await c.get('deps').app.blobs.get(found.sha256);
  if (!bytes) throw new AppError('not_found');
  return c.body(Readable.toWeb(Readable.from([bytes])) as ReadableStream, 200, {
    ...headers,
    'Content-Type': `image/${found.format}`,
    'Content-Length': String(found.size),
  });
}

/**
 * Sends the public files of photos. The name of a file changes with its bytes, so browsers can cache it for a year
 * without revalidation.
 */
export function photoFiles(web: Router): void {
  web.get(routes.photo.pattern, async (c) => {
    const { number, file } = routes.photo.read(c.req.param());
    return sendPhoto(
      c,
      await findPublicPhotoFile(c.get('deps').app.db.read, number, file),
      'public, max-age=31536000, immutable',
    );
  });
}
