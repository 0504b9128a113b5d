import { describe, expect, test } from 'vitest';
import { extract } from '../../../evidence/extract/extract.ts';
import { draftPage } from '../../draft.ts';

/** Filler, so that the page is an article. */
const more =
  'The town of Harlow has had a paper since 1904, and most of the people who live there have read it for as long as they can remember.';
/** The targets of all incidents of a page, each named once. */
function targetsOf(title: string, ...paragraphs: string[]): string[] {
  const html = `<html lang="en"><head><meta property="og:site_name" content="Coast Ledger"></head><body><article><h1>${title}</h1><time datetime="2026-03-12">12 March 2026</time>${[...paragraphs, more].map((words) => `<p>${words}</p>`).join('')}</article></body></html>`;
  const { incidents } = draftPage(extract(Buffer.from(html), { contentType: 'text/html' }));
  return [...new Set(incidents.flatMap(({ targets }) => targets.map(({ name }) => name)))];
}
const nobody = 'The mayor’s office did not answer questions about what had happened there.';

describe('the target of an act is found', () => {
  test.each([
    // Passive, with the agent after "by"
    'Ruta Maly, a videographer for News 9 Harlow, was shoved to the ground by a police officer.',
    'Documentary filmmaker Ruta Maly was tackled and arrested by state troopers in Harlow.',
    // Charges, suits and demands
    'Prosecutors brought charges against Ruta Maly, editor of the Harlow Courier, on Monday.',
    'A subpoena was issued to Harlow Courier reporter Ruta Maly on Monday.',
    'A tax investigation was opened against the publisher of the Harlow Courier, Ruta Maly.',
    // A member of a group
    'Reporter Ruta Maly was among a dozen people arrested in Harlow on Monday.',
    'Photographer Ruta Maly was one of six people arrested by police in Harlow on Monday.',
    'Twelve people, among them reporter Ruta Maly, were arrested in Harlow on Monday.',
    // Things that belong to a person
    'Harlow Courier photographer Ruta Maly’s phone was seized by border agents on Monday.',
    'The camera of Ruta Maly, a photographer for the Harlow Courier, was smashed on Monday.',
    // Two roles
    'Unknown attackers shot dead Ruta Maly, the owner and editor of Radio Harlow, on Monday.',
  ])('%s', (sentence) => {
    expect(targetsOf('News from Harlow', `${sentence} ${nobody}`)).toEqual(['Ruta Maly']);
  });

  test.each([
    'Four journalists — Ruta Maly, Jan Behr, Ola Sund and Petr Vlk — were detained by police on Monday.',
    'Police detained journalists Ruta Maly, Jan Behr, Ola Sund and Petr Vlk in Harlow on Monday.',
  ])('for each of several people: %s', (sentence) => {
    expect(targetsOf('News from Harlow', `${sentence} ${nobody}`)).toEqual([
      'Ruta Maly',
      'Jan Behr',
      'Ola Sund',
      'Petr Vlk',
    ]);
  });
});

describe('a name before a role is no target', () => {
  test('if it names a beat', () => {
    expect(
      targetsOf(
        'News from Harlow',
        `The South Basin correspondent of the Harlow Courier, Ruta Maly, was expelled on Monday. ${nobody}`,
      ),
    ).toEqual(['Ruta Maly']);
  });

  test('if it is the label of a headline', () => {
    expect(
      targetsOf(
        'Alert: reporter detained in Harlow',
        `Ruta Maly of the Harlow Courier was detained on Monday. ${nobody}`,
      ),
    ).toEqual(['Ruta Maly']);
  });
});
