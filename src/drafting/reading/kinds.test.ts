import { describe, expect, test } from 'vitest';
import { extract } from '../../evidence/extract/extract.ts';
import { draftPage } from '../draft.ts';

const actorsIn = (...sentences: string[]): Map<string, string | null> =>
  new Map(
    draftPage(
      extract(Buffer.from(`Night shift at the harbour ends early\n\n6 July 2024\n\n${sentences.join('\n\n')}\n`), {
        contentType: 'text/plain',
      }),
    ).claims.flatMap(({ actors }) => actors.map(({ name, kind }) => [name, kind] as const)),
  );

describe('a new name', () => {
  test.each([
    ['Norvane Quist said that the order was late.', 'Norvane Quist'],
    ['The order was late, Zelvar said.', 'Zelvar'],
    ['According to Orrin Tavesk, the order was late.', 'Orrin Tavesk'],
    ['The order was late, ZKRV said.', 'ZKRV'],
    ['Blue Lagoon said that it would not pay.', 'Blue Lagoon'],
    ['Velora Dunmere Askin published the order on Monday, police said.', 'Velora Dunmere Askin'],
  ])('has no kind without evidence: %s', (sentence, name) => {
    const actors = actorsIn(sentence);
    expect([...actors.keys()]).toContain(name);
    expect(actors.get(name)).toBeNull();
  });

  test.each<[string, string, string]>([
    ['Peter Quist said that the order was late.', 'Peter Quist', 'person'],
    ['Norvane Quist, 43, said that the order was late.', 'Norvane Quist', 'person'],
    ['Norvane Quist, who owns two ships, said that the order was late.', 'Norvane Quist', 'person'],
    ['Norvane Quist, editor of the weekly, said that the order was late.', 'Norvane Quist', 'person'],
    ['The lawyer Norvane Quist said that the order was late.', 'Norvane Quist', 'person'],
    ['Mr. Quist said that the order was late.', 'Quist', 'person'],
    ['Norvane Quist said she had not read the order.', 'Norvane Quist', 'person'],
    ['N. Quist said that the order was late.', 'N. Quist', 'person'],
    ['Orsel Dravidze said that the order was late.', 'Orsel Dravidze', 'person'],
    ['Communications Minister Norvane Quist said that the order was late.', 'Norvane Quist', 'person'],
    ['Public Health Minister Norvane Quist said that the order was late.', 'Norvane Quist', 'person'],
    ['The weekly Orsel said that the order was late.', 'Orsel', 'outlet'],
    ['Orsel, a rights group, said that the order was late.', 'Orsel', 'organisation'],
    ['The Orsel Harbour Union said that the order was late.', 'Orsel Harbour Union', 'organisation'],
    ['The District Court of Orsel said that the order was late.', 'District Court of Orsel', 'court'],
  ])('has the kind that the page shows: %s', (sentence, name, kind) => expect(actorsIn(sentence).get(name)).toBe(kind));

  test('has the kind that a later sentence shows', () =>
    expect(
      actorsIn('Norvane Quist said that the order was late.', 'Norvane Quist, 43, owns two ships, police said.').get(
        'Norvane Quist',
      ),
    ).toBe('person'));
});

test.each([
  ['a sum', 'The company is seeking Shs200 million in damages from the weekly, police said.', /Shs/],
  ['a place', 'Two men were held near Port Orsel on Monday, police said.', /Orsel/],
  ['a place of several words', 'The ferry was searched in New Orsel Harbour, police said.', /Orsel/],
  ['a headline', 'Weekly Loses Quarrel With Norvane Quist Before Harbour Judge Says Lawyer', /Quist|Weekly/],
  ['a byline', 'By Norvane Quist', /Quist/],
])('%s is not read as an actor', (_, sentence, name) =>
  expect(
    [...actorsIn('The order was late, Peter Holm said.', sentence).keys()].filter((one) => name.test(one)),
  ).toEqual([]),
);

test('the page’s own outlet is an outlet, even if its name looks like a person’s', () => {
  const html = `<html lang="en"><head><meta property="og:site_name" content="Norvane Quist"></head><body><article><h1>Night shift at the harbour ends early</h1><p>The order was late, the harbour master told Norvane Quist on Monday in a short interview at noon.</p><p>Norvane Quist will print the order on Friday, and it asked the harbour master to answer by then.</p></article></body></html>`;
  const { claims } = draftPage(extract(Buffer.from(html), { contentType: 'text/html' }));
  const kinds = claims.flatMap(({ actors }) => actors.filter(({ name }) => name === 'Norvane Quist'));
  expect(new Set(kinds.map(({ kind }) => kind))).toEqual(new Set(['outlet']));
});
