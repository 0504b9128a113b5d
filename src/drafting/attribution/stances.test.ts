import { expect, test } from 'vitest';
import { extract } from '../../evidence/extract/extract.ts';
import { rulesOnly } from '../model/reader.ts';
import { draftPage } from '../draft.ts';

/** Who says what, in the words of the page. Claims that the page itself makes are left out. */
function said(body: string): string[] {
  const page = extract(Buffer.from(`Court hears case against weekly newspaper\n\n12 May 2020\n\n${body}\n`), {
    contentType: 'text/plain',
  });
  return draftPage(page, { reader: rulesOnly })
    .claims.filter(({ pagesOwn }) => !pagesOwn)
    .map(
      ({ chain: [first], content }) =>
        `${first!.actor ?? first!.asWritten}: ${content.map(({ start, end }) => page.text.slice(start, end)).join(' … ')}`,
    );
}

test.each<[string, string]>([
  ['Ana Kos wants an explanation by Friday.', 'Ana Kos: an explanation by Friday'],
  ['Ana Kos ruled out any contact with the mayor.', 'Ana Kos: any contact with the mayor'],
  ['Ana Kos points out that nobody asked.', 'Ana Kos: nobody asked'],
  ['The bus, Ana Kos pointed out, was empty that day.', 'Ana Kos: The bus … was empty that day'],
  ['Ana Kos holds the mayor responsible.', 'Ana Kos: the mayor responsible'],
  ['Ana Kos holds that the door was open.', 'Ana Kos: the door was open'],
  ['The notice required the paper to remove a report.', 'The notice: to remove a report'],
  ['They pushed nobody, Ana Kos stresses: they kept walking.', 'Ana Kos: They pushed nobody … they kept walking'],
  ['Milan Petrov blames drivers from the upper town.', 'Milan Petrov: drivers from the upper town'],
])('is read from its verb and form: %s', (body, expected) => expect(said(body)).toEqual([expected]));

test.each([
  'Ana Kos held a meeting on Friday.',
  'The shop was held responsible once.',
  'Ana Kos points to the door.',
  'The bus company rules the valley.',
])('is not attributed to anyone: %s', (body) => expect(said(body)).toEqual([]));
