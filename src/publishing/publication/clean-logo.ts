import { cleanPng } from './clean-png.ts';
import { cleanSvg } from './clean-svg.ts';
import type { CleanLogo } from './logo-reader.ts';

/** Rebuilds an SVG picture from an allow-list, or removes the metadata of a PNG. Null for any other file. */
export function cleanLogo(bytes: Uint8Array): CleanLogo | null {
  const png = cleanPng(bytes);
  if (png) return { ...png, type: 'image/png' };
  const svg = cleanSvg(new TextDecoder().decode(bytes));
  return (
    svg && {
      bytes: new TextEncoder().encode(svg.svg),
      type: 'image/svg+xml',
      width: svg.width,
      height: svg.height,
    }
  );
}
