import { fetchPage, requireSuccess, type FetchOptions } from '../fetch/fetch-page.ts';
import { declareReader, sourceOf } from '../../platform/readers/reader.ts';
import { runReader } from '../../platform/readers/run-reader.ts';

const mostMaps = 20;

/** The URLs in a sitemap: `pages` has the URLs of pages, `maps` the URLs of other sitemaps. */
export type Locations = { pages: string[]; maps: string[] };

/**
 * Reads a sitemap, which may be compressed with gzip. `most`: the maximum number of pages and of other sitemaps that
 * are read.
 */
export const sitemapReader = declareReader<{ most: number }, Locations>('evidence.sitemap', {
  seconds: 10,
  megabytes: 700,
});

/**
 * The URLs of the pages in a sitemap, in its order. If it is an index of sitemaps, the URLs of the pages in those
 * sitemaps.
 * @throws AppError `fetch_*`, `reading_*`
 */
export async function readSitemap(address: string, most: number, options: FetchOptions): Promise<string[]> {
  const read = async (map: string): Promise<Locations> => {
    const { bytes } = requireSuccess(await fetchPage(map, options));
    return runReader(sitemapReader, { most }, { source: sourceOf(bytes) });
  };
  const first = await read(address);
  const found = new Set(first.pages);
  for (const map of first.maps.slice(0, mostMaps)) {
    if (found.size >= most) break;
    for (const page of (await read(map)).pages) found.add(page);
  }
  return [...found].slice(0, most);
}
