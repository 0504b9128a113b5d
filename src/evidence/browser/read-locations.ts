import { gunzipSync } from 'node:zlib';
import { Parser } from 'htmlparser2';
import { AppError } from '../../platform/errors.ts';
import type { Locations } from './sitemap.ts';

const largest = 50 * 1024 * 1024;

/**
 * Reads a sitemap: the addresses in `<loc>`, of pages and of other sitemaps. In plain text, each line is a page.
 * @param most the maximum number of pages, and of other sitemaps, that are read
 * @throws AppError `reading_too_large` if the sitemap unpacks to more than 50 MiB, `reading_failed` if it cannot be unpacked
 */
export function readLocations(bytes: Uint8Array, most: number): Locations {
  const found: Locations = { pages: [], maps: [] };
  const isPacked = bytes[0] === 0x1f && bytes[1] === 0x8b;
  const text = new TextDecoder().decode(isPacked ? gunzip(bytes) : bytes);
  const add = (list: string[], address: string): void => {
    if (list.length < most && URL.canParse(address)) list.push(address);
  };
  if (!text.trimStart().startsWith('<')) {
    for (const line of text.split('\n')) add(found.pages, line.trim());
    return found;
  }
  let [inside, words] = ['', null as string | null];
  const parser = new Parser(
    {
      onopentag(name) {
        if (name === 'url' || name === 'sitemap') inside = name;
        if (name === 'loc' && inside) words = '';
      },
      ontext(part) {
        if (words !== null) words += part;
      },
      onclosetag(name) {
        if (name === 'loc' && words !== null) {
          add(inside === 'url' ? found.pages : found.maps, words.trim());
          words = null;
        }
        if (name === 'url' || name === 'sitemap') inside = '';
      },
    },
    { xmlMode: true },
  );
  parser.end(text);
  return found;
}

function gunzip(bytes: Uint8Array): Uint8Array {
  try {
    return gunzipSync(bytes, { maxOutputLength: largest });
  } catch (cause) {
    const isLarge = (cause as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE';
    throw new AppError(isLarge ? 'reading_too_large' : 'reading_failed', { cause });
  }
}
