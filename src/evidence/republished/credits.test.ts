import { describe, expect, test } from 'vitest';
import { extract } from '../extract/extract.ts';
import { readCapture } from '../../drafting/page/read-capture.ts';
import { creditsOf } from './credits.ts';

const prose =
  'The regional court ordered the weekly to print an apology, its editor said on Monday after the hearing.\n\nShe said that the paper would appeal against the order in the coming weeks, and that it would not close.';
const page = (head: string, foot = '', first = ''): string =>
  `Weekly ordered to print an apology\n\n${head}\n\n${first}${prose}\n\n${foot}\n`;

async function credits(text: string, url: string | null = null): Promise<(string | null)[][]> {
  const read = extract(Buffer.from(text), { contentType: 'text/plain; charset=utf-8', url });
  const reading = await readCapture({ text: read.text, bytes: null, mediaType: 'text/plain', url });
  return creditsOf(read.text, reading, url).map(({ agency, how, at }) => [
    agency,
    how,
    at && read.text.slice(at.start, at.end),
  ]);
}

describe('credits of agencies', () => {
  test.each<[string, string, string, string]>([
    ['Source: AFP', 'afp', 'source-line', 'a line at the end'],
    ['Sources: Reuters, AP', 'reuters', 'source-line', 'two agencies'],
    ['Источник: КазТАГ', 'kaztag', 'source-line', 'Russian'],
    ['Дереккөзі: ҚазАқпарат', 'kazinform', 'source-line', 'Kazakh'],
    ['Джерело: Укрінформ', 'ukrinform', 'source-line', 'Ukrainian'],
    ['Zdroj: ČTK', 'ctk', 'source-line', 'Czech'],
    ['Źródło: PAP', 'pap', 'source-line', 'Polish'],
    ['Quelle: dpa', 'dpa', 'source-line', 'German'],
    ['Izvor: Tanjug', 'tanjug', 'source-line', 'Serbian'],
    ['По материалам Интерфакса', 'interfax', 'based-on', 'made from its reports'],
    ['With additional reporting by Reuters', 'reuters', 'based-on', 'with reporting'],
    ['© 2018 AFP', 'afp', 'copyright', 'rights'],
    ['(Reuters)', 'reuters', 'closing', 'in brackets at the end'],
    ['— AP', 'ap', 'closing', 'behind a dash at the end'],
    ['/ТАСС/', 'tass', 'closing', 'between strokes'],
  ])('reads %s', async (line, agency, how) =>
    expect((await credits(page('3 March 2018', line)))[0]!.slice(0, 2)).toEqual([agency, how]),
  );

  test.each([
    ['ALMATY, April 2 (Reuters) — ', 'reuters'],
    ['BAKU (AFP) - ', 'afp'],
    ['МОСКВА, 5 фев — РИА Новости. ', 'ria'],
    ['АЛМАТЫ, 2 апреля. Интерфакс-Казахстан — ', 'interfax-kz'],
  ])('reads the dateline %s', async (dateline, agency) =>
    expect((await credits(page('', '', dateline))).map(([key, how]) => [key, how])).toEqual([[agency, 'dateline']]),
  );

  test('reads the byline on the page, and the authors in the page’s data', async () => {
    expect((await credits(page('By AFP'))).map(([key, how]) => [key, how])).toEqual([['afp', 'byline']]);
    expect(creditsOf('A text.', { blocks: [], byline: ['Agence France-Presse', 'Dana Ospanova'] }, null)).toEqual([
      { agency: 'afp', how: 'byline', at: null },
    ]);
  });

  test.each([
    ['a photograph', 'Photo: AFP'],
    ['a photographer', 'Photo by Lina Saad / AFP'],
    ['a word', 'Source: report of the ministry'],
    ['another paper', 'Source: The Coastal Reporter'],
    ['a sentence', 'The minister told Reuters on Monday that he had not read the order.'],
  ])('ignores %s', async (_, line) => expect(await credits(page('3 March 2018', line))).toEqual([]));

  test('reads no credit on an agency’s own pages', async () =>
    expect(await credits(page('By AFP', '© 2018 AFP'), 'https://www.afp.com/en/news/1')).toEqual([]));
});
