import { expect, test } from 'vitest';
import { extract } from '../../evidence/extract/extract.ts';
import { rulesOnly } from '../model/reader.ts';
import { draftPage } from '../draft.ts';

/** The first speaker of the last claim that the page attributes: a name, or the page's words in quotes. */
function lastSpeaker(body: string): string | undefined {
  const page = extract(Buffer.from(`Court hears case against weekly newspaper\n\n12 May 2020\n\n${body}\n`), {
    contentType: 'text/plain',
  });
  const first = draftPage(page, { reader: rulesOnly }).claims.findLast(({ pagesOwn }) => !pagesOwn)?.chain[0];
  return first && (first.actor ?? `'${first.asWritten}'`);
}
const quiet = 'It rained. The street was empty. Nobody came. The shop was shut. Nobody spoke. A dog slept. It snowed. ';

test.each<[string, string]>([
  [
    `The Almond Valley Tribunal sat on Monday. ${quiet}${quiet}The tribunal held that he lied.`,
    'Almond Valley Tribunal',
  ],
  ['The Old Harbour Museum was shut. The museum said it had no staff.', 'Old Harbour Museum'],
  ['Orchard Health Partners sued. An Orchard spokesperson said the report was false.', 'Orchard Health Partners'],
  ['Ana Kos, her sister, says the door was broken.', 'Ana Kos'],
  ['Its author, the deputy Ana Kos of Open Valley, said it would pass.', 'Ana Kos'],
  ['Her lawyer, Milan Petrov, was there. Her lawyer said the search was illegal.', 'Milan Petrov'],
  [
    'The Directorate of Quiet Ports raided the weekly Vesti. The agency conceded that it had no warrant.',
    'Directorate of Quiet Ports',
  ],
])('a description names the one whom the page has introduced: %s', (body, name) =>
  expect(lastSpeaker(body)).toBe(name),
);

test.each<[string, string]>([
  ['The Old Harbour Museum Police came. The museum said it had no staff.', "'The museum'"],
  [`The Club of Dawn Rowers met. ${quiet}${quiet}The group said it would stay.`, "'The group'"],
  ['Her lawyer, Milan Petrov, met his lawyer, Goran Bilic. Her lawyer said it was illegal.', "'Her lawyer'"],
  [
    `The Almond Valley Tribunal and the Plum Hill Tribunal met. ${quiet}${quiet}The tribunal held that he lied.`,
    "'The tribunal'",
  ],
])('a description that several may have stays open: %s', (body, open) => expect(lastSpeaker(body)).toBe(open));
