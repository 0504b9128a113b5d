import { gunzipSync } from 'node:zlib';
import { Parser } from 'htmlparser2';
import { fetchPage, requireSuccess, type FetchOptions } from '../fetch/fetch-page.ts';

const mostMaps = 20;
const largest = 50 * 1024 * 1024;

/**
 * The URLs of a sitemap, in its order; an index of sitemaps is followed one level.
 * @throws AppError `fetch_*`
 */
export async function readSitemap(address: string, most: number, options: FetchOptions): Promise<string[]> {
  const first = locations(await bytesOf(address, options));
  const found = new Set(first.pages);
  for (const map of first.maps.slice(0, mostMaps)) {
    if (found.size >= most) break;
    for (const page of locations(await bytesOf(map, options)).pages) found.add(page);
  }
  return [...found].slice(0, most);
}

async function bytesOf(address: string, options: FetchOptions): Promise<string> {
  const { bytes } = requireSuccess(await fetchPage(address, options));
  const isPacked = bytes[0] === 0x1f && bytes[1] === 0x8b;
  return new TextDecoder().decode(isPacked ? gunzipSync(bytes, { maxOutputLength: largest }) : bytes);
}

/** `<loc>` of pages, and of other sitemaps; in plain text each line is a page. */
function locations(text: string): { pages: string[]; maps: string[] } {
  const found = { pages: [] as string[], maps: [] as string[] };
  if (!text.trimStart().startsWith('<'))
    return {
      ...found,
      pages: text
        .split(/\s*\n\s*/)
        .map((line) => line.trim())
        .filter((line) => URL.canParse(line)),
    };
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
          if (URL.canParse(words.trim())) found[inside === 'url' ? 'pages' : 'maps'].push(words.trim());
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
