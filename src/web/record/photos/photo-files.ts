import { findPublicPhotoFile } from '../../../publishing/public/public-photo.ts';
import type { Router } from '../../kit/context.ts';
import { routes } from '../../routes.ts';
import { sendPhoto } from './send-photo.ts';

/**
 * The sizes of photos in published articles. The name of one changes with its bytes, so browsers cache it without
 * limit.
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
