import { expect, it } from 'vitest';
import { PersonFinder } from './person-finder.ts';
import { namesPerson } from './search-bytes.ts';
import { exactly } from './testing/exactly.ts';

it('a name that is written with entities is found in a page of 400,000 nested elements', () => {
  const finder = new PersonFinder({ ...exactly(['Aigul Ospanova']), inflected: true });
  const page = (name: string) => Buffer.from(`${'<div>'.repeat(400_000)}<p title="${name}">Words`);
  expect(namesPerson(page('A&#105;gul Ospanova'), 'utf-8', finder)).toBe(true);
  expect(namesPerson(page('A&#105;gerim Ospanova'), 'utf-8', finder)).toBe(false);
});

it('a name is found only as a whole word, so that the redaction of a short name does not delete every file', () => {
  const finder = new PersonFinder({ ...exactly(['Ali', 'Ким']), inflected: true });
  const names = (text: string) => namesPerson(Buffer.from(text), 'utf-8', finder);
  for (const text of ['Said Ali.', '<a href="/tag/ali">', 'ALI', 'О Ким_2', '<p>Ali</p>Next', '<!--Ali-->Next'])
    expect([text, names(text)]).toEqual([text, true]);
  for (const text of ['reality', '<td valign="top">', 'Alia', 'если', 'Ali2'])
    expect([text, names(text)]).toEqual([text, false]);
});
