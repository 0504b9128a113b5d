import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { readLocations } from './read-locations.ts';

it('a compressed sitemap that is damaged or too large is refused', () => {
  const map = gzipSync('<urlset><url><loc>https://a.example/1</loc></url></urlset>');
  expect(readLocations(map, 10)).toEqual({ pages: ['https://a.example/1'], maps: [] });
  const refused = (code: string) => expect.objectContaining({ code });
  expect(() => readLocations(map.subarray(0, 20), 10)).toThrow(refused('reading_failed'));
  expect(() => readLocations(gzipSync(Buffer.alloc(51 * 2 ** 20, 32)), 10)).toThrow(refused('reading_too_large'));
});
