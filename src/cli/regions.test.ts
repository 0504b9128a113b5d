import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { messages } from '../platform/messages/messages.ts';
import { tempDir } from '../platform/testing/temp-dir.ts';
import { regionLine } from './actions/regions.ts';
import { kronikaDone, kronikaServing, useKronika } from './testing/kronika.ts';

useKronika();
const folder = tempDir();
const env = { KRONIKA_DATA: join(folder, 'data'), KRONIKA_EXAMPLE: '0' };

it('regions that were damaged are listed as damaged', () =>
  expect(regionLine(messages('en'), { country: 'KZ', regions: null, credit: 'Bureau' })).toBe(
    'KZ: the regions are damaged. Add them again. Bureau',
  ));

it('regions of a country are added, listed and removed from the command line, and wrong files refused', async () => {
  const server = await kronikaServing(env);
  const regions = async (...args: string[]) => {
    const { status, stdout, stderr } = await kronikaDone(['regions', ...args], env);
    return { status, said: stdout + stderr };
  };
  const path = join(folder, 'regions.json');
  const ring = [
    [50, 42],
    [60, 42],
    [60, 52],
    [50, 42],
  ];
  const feature = { type: 'Feature', properties: { name: 'West' }, geometry: { type: 'Polygon', coordinates: [ring] } };
  writeFileSync(path, JSON.stringify({ type: 'FeatureCollection', features: [feature] }));
  expect((await regions('KZ', path)).said).toContain('Enter where the outlines come from, and their licence.');
  expect((await regions('KZ', path, '--name', 'title', '--credit', 'Bureau')).said).toContain(
    'Feature 1 has no text in its property “title”',
  );
  expect((await regions('KZ', path, '--credit', 'Bureau')).said).toContain('KZ: 1 region. Bureau');
  expect(JSON.parse((await regions('--json')).said)).toEqual([{ country: 'KZ', regions: 1, credit: 'Bureau' }]);
  expect((await regions('KZ', '--remove')).said).toContain('Removed the regions of KZ.');
  expect((await regions('KZ', '--remove')).said).toContain('No regions were added for KZ.');
  expect(await server.stop()).toBe(0);
});
