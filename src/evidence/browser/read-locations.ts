import { gunzipSync } from 'node:zlib';
import { Parser } from 'htmlparser2';
import type { Locations } from './sitemap.ts';

const largest = 50 * 1024 * 1024;

/**
 * Reads a sitemap: the addresses in `<loc>`, of pages and of other sitemaps. In plain text, each line is a page.
 * @param most the maximum number of pages, and of other sitemaps, that are read
 * @throws RangeError if the sitemap unpacks to more than 50 MiB. `runReader` calls this function in another process,
 * and reports the error as `reading_too_large`
 */
export function readLocations(bytes: Uint8Array, most: number): Locations {
  const found: Locations = { pages: [], maps: [] };
  const isPacked = bytes[0] === 0x1f && bytes[1] === 0x8b;
  const text = new TextDecoder().decode(isPacked ? gunzipSync(bytes, { maxOutputLength: largest }) : bytes);
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
