import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadExample } from '../exchange/example/load.ts';
import { onOneDatabase } from '../platform/testing/databases.ts';
import { runReader } from '../platform/readers/run-reader.ts';
import { fuzz, outcome } from '../platform/testing/fuzz/fuzz.ts';
import {
  hostileJsonText,
  hostileText,
  mutatedJson,
  storableText,
  unstorableTexts,
} from '../platform/testing/fuzz/inputs.ts';
import { testApp } from '../platform/testing/test-app.ts';
import { searchProjection } from './index/projection.ts';
import { regionsReader } from './places/regions-reader.ts';
import { searchThings } from './query/find.ts';

describe('hostile outlines of regions', () => {
  it('are read or refused', async () => {
    const square = [
      [
        [50, 40],
        [60, 40],
        [60, 50],
        [50, 50],
        [50, 40],
      ],
    ];
    const file = { type: 'FeatureCollection', features: [{ type: 'Feature', properties: { name: 'A' }, geometry: { type: 'Polygon', coordinates: square } }, { type: 'Feature', properties: { name: 'B' }, geometry: { type: 'MultiPolygon', coordinates: [square, square] } }] }; // prettier-ignore
    const inputs = fc.tuple(fc.oneof(mutatedJson([file]).map((one) => JSON.stringify(one) ?? ''), hostileJsonText), fc.oneof({ weight: 5, arbitrary: fc.constant('name') }, { weight: 1, arbitrary: hostileText(20) })); // prettier-ignore
    await fuzz(inputs, async ([text, name]) => {
      const read = await outcome(() => runReader(regionsReader, { text, name }));
      if ('value' in read) expect(unstorableTexts(read.value)).toEqual([]);
    });
  });
});

onOneDatabase('a search', (db) => {
  it('for hostile words finds something or nothing', async () => {
    const app = testApp(db(), { listeners: [searchProjection()] });
    await loadExample(app);
    const words = fc.oneof(storableText(400), fc.array(fc.oneof(fc.constantFrom('Kazakhstan', 'court', '2018', 'article 274', '"', '-', 'case/1', 'https://a.example/', 'апрель 2018', 'OR', '*'), storableText(30)), { maxLength: 8 }).map((list) => list.join(' '))); // prettier-ignore
    await fuzz(words, (text) => outcome(() => searchThings(db().read, { text }, 'public')), { runs: 150 });
  });
});
