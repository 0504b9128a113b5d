import { AppError } from '../../../platform/errors.ts';
import {
  accents,
  minContrast,
  legibility,
  markOf,
  readColour,
  type Accent,
} from '../../../publishing/publication/accent.ts';
import type { Router } from '../../kit/context.ts';
import { routes } from '../../routes.ts';

const lasting = 'public, max-age=31536000, immutable';

/** The address of the style sheet for an accent colour. Null for the default colour, which needs none. */
export const themeOf = ({ accent: { light, dark } }: { accent: Accent }): string | null =>
  light === accents.rubric.light && dark === accents.rubric.dark
    ? null
    : routes.theme({ file: `${light.slice(1)}-${dark.slice(1)}.css` });

/**
 * Serves the publication's style sheet and logo. The style sheet's name contains its colours, and the logo's name
 * contains its hash, so these files never change.
 */
export function lookFiles(web: Router): void {
  web.get(routes.theme.pattern, (c) => {
    const [, first = '', second = ''] =
      /^([0-9a-f]{6})-([0-9a-f]{6})\.css$/.exec(routes.theme.read(c.req.param()).file) ?? [];
    const [light, dark] = [readColour(first), readColour(second)];
    if (!light || !dark || legibility(light, 'light') < minContrast || legibility(dark, 'dark') < minContrast)
      throw new AppError('not_found');
    return c.body(css({ light, dark }), 200, { 'Content-Type': 'text/css; charset=utf-8', 'Cache-Control': lasting });
  });
  web.get(routes.logo.pattern, async (c) => {
    const { file } = routes.logo.read(c.req.param());
    const { logo } = c.get('deps').paper();
    const found = [logo, logo?.dark].find((one) => one && file.startsWith(`${one.sha256}.`));
    const bytes = found && (await c.get('deps').app.blobs.get(found.sha256));
    if (!found || !bytes) throw new AppError('not_found');
    // If someone opens an SVG file directly, it is a page of this site. This policy blocks the scripts in it.
    return c.body(Uint8Array.from(bytes), 200, {
      'Content-Type': found.type,
      'Cache-Control': lasting,
      'Content-Security-Policy': "default-src 'none'; sandbox",
    });
  });
}

const css = (accent: Accent): string =>
  `:root{--rubric:${accent.light};--mark:${markOf(accent, 'light')}}@media (prefers-color-scheme:dark){:root{--rubric:${accent.dark};--mark:${markOf(accent, 'dark')}}}\n`;
