import { expect, it } from 'vitest';
import { namingPattern, containsWords } from './search-bytes.ts';

it('finds a name behind entities in a page of nested elements', () => {
  const pattern = namingPattern(['Aigul Ospanova']);
  const page = (name: string) => Buffer.from(`${'<div>'.repeat(400_000)}<p title="${name}">Words`);
  expect(containsWords(page('A&#105;gul Ospanova'), 'utf-8', pattern)).toBe(true);
  expect(containsWords(page('A&#105;gerim Ospanova'), 'utf-8', pattern)).toBe(false);
});
