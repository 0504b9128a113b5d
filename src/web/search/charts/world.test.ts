import { expect, it } from 'vitest';
import { gzipSync } from 'node:zlib';
import { countries } from '../../../record/vocabulary/countries.ts';
import { createElement } from 'hono/jsx';
import { plainView, renderDocument } from '../../kit/view.tsx';
import { classesOf, classIn, WorldMap } from './map.tsx';
import { unnamed } from '../../../publishing/publication/publication.ts';
import { world, worldPlaces } from './world.ts';

it('the map has a place for every country, within the picture', () => {
  const places = worldPlaces();
  expect(countries.filter((code) => !places.has(code))).toEqual([]);
  expect([...places].filter(([, { x, y }]) => x < 0 || y < -5 || x > world.width || y > world.height + 5)).toEqual([]);
});

it('the map shows tiny countries as points, and larger ones by their shape', () => {
  const places = worldPlaces();
  expect(['XK', 'MT', 'SG', 'VA', 'LU', 'BH', 'ME', 'GI'].filter((code) => !places.get(code)!.tiny)).toEqual([]);
  expect(['KZ', 'US', 'DE', 'UA', 'GE'].filter((code) => places.get(code)!.tiny)).toEqual([]);
  expect(places.get('XK')!.path).toMatch(/^M/);
});

it('the map draws Crimea with Ukraine', () => {
  const { path, x, y } = worldPlaces().get('UA')!;
  const [mainland] = path!.split('z');
  expect(path!.split('z').length - 1).toBe(2);
  expect(mainland).toBeTruthy();
  // The second part of Ukraine's shape, Crimea, begins south of the country's centre.
  const starts = [...path!.matchAll(/M(-?\d+) (-?\d+)/g)].map(([, left, top]) => [Number(left), Number(top)] as const);
  expect(starts.some(([left, top]) => Math.abs(left - x) < 20 && top > y)).toBe(true);
});

it('the map is at most 20,000 bytes when compressed, and links each country with its number of cases', () => {
  const counts = ['KZ', 'RU', 'XK', 'MT', 'US'].map((code, index) => ({ code, count: 3 ** index }));
  const html = renderDocument(plainView({ paper: unnamed }), createElement(WorldMap as never, { counts }));
  expect(gzipSync(html).byteLength).toBeLessThan(20_000);
  for (const words of ['href="/countries/XK"', 'Kosovo: 9 cases', 'Malta: 27 cases', 'Kazakhstan: 1 case'])
    expect(html).toContain(words);
  expect([...html.matchAll(/<circle/g)]).toHaveLength(2);
});

it('counts are sorted into at most five classes, each beginning at about three times the one before', () => {
  expect(classesOf([])).toEqual([]);
  expect(classesOf([1, 2])).toEqual([1]);
  expect(classesOf([1, 5, 40])).toEqual([1, 3, 10, 30]);
  expect(classesOf([1, 5, 40, 2_000])).toEqual([1, 30, 100, 300, 1_000]);
  const classes = classesOf([1, 40]);
  expect([1, 2, 3, 9, 10, 29, 30, 40].map((count) => classIn(classes, count))).toEqual([0, 0, 1, 1, 2, 2, 3, 3]);
});
