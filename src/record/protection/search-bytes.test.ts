import { expect, it } from 'vitest';
import { namingPattern, containsWords } from './search-bytes.ts';

it('a name that is written with entities is found in a page of 400,000 nested elements', () => {
  const pattern = namingPattern(['Aigul Ospanova']);
  const page = (name: string) => Buffer.from(`${'<div>'.repeat(400_000)}<p title="${name}">Words`);
  expect(containsWords(page('A&#105;gul Ospanova'), 'utf-8', pattern)).toBe(true);
  expect(containsWords(page('A&#105;gerim Ospanova'), 'utf-8', pattern)).toBe(false);
});

it('a name is found only as a whole word, so that the redaction of a short name does not delete every file', () => {
  const names = (text: string) => containsWords(Buffer.from(text), 'utf-8', namingPattern(['Ali', 'Ли']));
  for (const text of ['Said Ali.', '<a href="/tag/ali">', 'ALI', 'О Ли_2', '<p>Ali</p>Next', '<!--Ali-->Next'])
    expect([text, names(text)]).toEqual([text, true]);
  for (const text of ['reality', '<td valign="top">', 'Alia', 'если', 'Ali2'])
    expect([text, names(text)]).toEqual([text, false]);
});
