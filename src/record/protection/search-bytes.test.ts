import { expect, it } from 'vitest';
import { namingPattern, containsWords } from './search-bytes.ts';

it('finds a name behind entities in a page of nested elements', () => {
  const pattern = namingPattern(['Aigul Ospanova']);
  const page = (name: string) => Buffer.from(`${'<div>'.repeat(400_000)}<p title="${name}">Words`);
  expect(containsWords(page('A&#105;gul Ospanova'), 'utf-8', pattern)).toBe(true);
  expect(containsWords(page('A&#105;gerim Ospanova'), 'utf-8', pattern)).toBe(false);
});

it('finds whole words only, so that a short name does not delete every file', () => {
  const names = (text: string) => containsWords(Buffer.from(text), 'utf-8', namingPattern(['Ali', 'Ли']));
  for (const text of ['Said Ali.', '<a href="/tag/ali">', 'ALI', 'О Ли_2', '<p>Ali</p>Next', '<!--Ali-->Next'])
    expect([text, names(text)]).toEqual([text, true]);
  for (const text of ['reality', '<td valign="top">', 'Alia', 'если', 'Ali2'])
    expect([text, names(text)]).toEqual([text, false]);
});
