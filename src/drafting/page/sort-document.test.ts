import { expect, it } from 'vitest';
import { readPdf } from '../../evidence/pdf/read-pdf.ts';
import { setParagraph, writePdf } from '../../evidence/pdf/testing/write-pdf.ts';
import { readPage } from './read-page.ts';

const judgment =
  'The court finds that the article published by the newspaper was based on documents which the claimant has never disputed.';
/** The date of publication of a PDF with these lines under its title. */
async function published(...lines: string[]): Promise<string | null> {
  const bytes = writePdf([
    [
      { text: 'The Harbour Gazette against the mayor', x: 70, y: 60, size: 18 },
      ...lines.map((text, index) => ({ text, x: 70, y: 90 + 20 * index })),
      ...setParagraph(judgment, { x: 70, y: 400, characters: 60 }),
    ],
  ]);
  return readPage(await readPdf(bytes), null).fields.published;
}

it('the date of a PDF is that of its issue, not another day that it lists', async () => {
  expect(await published('Application lodged: 4 May 2029', 'Delivered: 12 March 2031')).toBe('2031-03-12');
  expect(await published('Application lodged: 4 May 2029')).toBe(null);
  expect(await published('Application lodged on 4 May 2029', '12 March 2031')).toBe('2031-03-12');
  expect(await published('Hearing: 4 May 2029', 'Date of judgment: 12 March 2031')).toBe('2031-03-12');
  expect(await published('Drevno, 12 March 2031')).toBe('2031-03-12');
  expect(await published('Дата: 12 марта 2031 г.')).toBe('2031-03-12');
  expect(await published('Published on 12 March 2031')).toBe('2031-03-12');
});
