import { findLogo } from '../../../letters/signing/logos.ts';
import type { Router } from '../../kit/context.ts';
import { routes } from '../../routes.ts';
import { sendLogo } from './logo.tsx';
import { publishedLetter } from './signatures.tsx';

/**
 * Logos of those who signed a published letter by name. They are named by their bytes, so browsers may cache them
 * permanently.
 */
export function logoFiles(web: Router): void {
  web.get(routes.letterLogo.pattern, async (c) => {
    const { number, file } = routes.letterLogo.read(c.req.param());
    const letter = await publishedLetter(c, number);
    const sha256 = /^([0-9a-f]{64})\.webp$/.exec(file)?.[1];
    const shown = sha256 !== undefined && (await findLogo(c.get('deps').app.db.read, letter.id, sha256, 'public'));
    return sendLogo(c, shown ? sha256 : null, 'public, max-age=86400');
  });
}
