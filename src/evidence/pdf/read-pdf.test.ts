import { createRequire } from 'node:module';
import { queryObjects } from 'node:v8';
import { describe, expect, test } from 'vitest';
import { AppError } from '../../platform/errors.ts';
import { placesOf } from '../../record/sources/pdf-layout.ts';
import { runReader } from '../../platform/readers/run-reader.ts';
import { textReader } from '../extract/read-text.ts';
import type { Extracted } from '../extract/extract.ts';
import { maxPages } from './read-runs.ts';
import { readPdf } from './read-pdf.ts';
import { setParagraph, writePdf, type Written } from './testing/write-pdf.ts';

const judgment =
  'The court finds that the article published by the newspaper on the third of March was based on documents which the claimant has never disputed, and that the public had a serious interest in reading it.';
const order =
  'It therefore dismisses the claim in full and orders the claimant to pay the costs of the proceedings, which it assesses at four thousand two hundred, within fourteen days of service of this judgment.';
const blocks = (page: Extracted): string[] =>
  page.blocks.map(({ start, end, part, tag }) => `${part ?? tag}: ${page.text.slice(start, end)}`);
const read = (pages: readonly (readonly Written[])[], options?: Parameters<typeof writePdf>[1]): Promise<Extracted> =>
  readPdf(writePdf(pages, options));
const codeOf = async (reading: Promise<unknown>): Promise<string> => {
  try {
    await reading;
  } catch (error) {
    if (error instanceof AppError) return error.code;
    throw error;
  }
  return 'no error';
};

describe('the text of a PDF', () => {
  test('has whole paragraphs, with the place of every line', async () => {
    const page = await read([
      [
        ...setParagraph(judgment, { x: 70, y: 100, characters: 60 }),
        ...setParagraph(order, { x: 70, y: 220, characters: 60 }),
      ],
    ]);
    expect(blocks(page)).toEqual([`p: ${judgment}`, `p: ${order}`]);
    const at = page.text.indexOf('four thousand');
    const places = placesOf(page.layout!, at, at + 'four thousand two hundred'.length);
    // The words begin in the third line of the second paragraph, and letters are 5 points wide.
    const lines = setParagraph(order, { x: 70, y: 220, characters: 60 });
    const line = lines.findIndex(({ text }) => text.includes('four'));
    const inLine = lines[line]!.text;
    expect(places).toHaveLength(1);
    expect(places[0]!.page).toBe(1);
    expect(places[0]!.boxes[0]).toEqual({
      x: 70 + 5 * inLine.indexOf('four'),
      y: 220 + 12 * line - 8,
      width: 5 * 'four thousand two hundred'.length,
      height: 10,
    });
    const all = placesOf(page.layout!, 0, page.text.length)[0]!.boxes;
    expect(all).toHaveLength(lines.length + setParagraph(judgment, { x: 70, y: 100, characters: 60 }).length);
  });

  test('has whole paragraphs under a title, a header or a reference at the right, and on a short last page', async () => {
    const title = { text: 'The regional court decides about an article of the press', x: 70, y: 60, size: 18 };
    const header = { text: `Regional court of Drevno, ${'chamber for matters of the press '.repeat(2)}`.trim(), x: 70 };
    const body = setParagraph(judgment, { x: 70, y: 120, characters: 60 });
    const short = setParagraph(order, { x: 70, y: 90, characters: 60 }).slice(0, 3);
    const first = [title, ...body];
    const second = [{ ...header, y: 40 }, ...short];
    expect(blocks(await read([first]))).toEqual([`h1: ${title.text}`, `p: ${judgment}`]);
    const whole = short.map(({ text }) => text).join(' ');
    expect(blocks(await read([second]))).toEqual([`p: ${header.text}`, `p: ${whole}`]);
    expect(blocks(await read([first, second]))).toEqual([
      `h1: ${title.text}`,
      `p: ${judgment}`,
      `p: ${header.text}`,
      `p: ${whole}`,
    ]);
    const letter = [
      { text: 'To the editor', x: 70, y: 60 },
      { text: 'Our sign: 12/2031', x: 450, y: 60 },
    ];
    expect(blocks(await read([[...letter, ...body]]))).toEqual([
      'p: To the editor Our sign: 12/2031',
      `p: ${judgment}`,
    ]);
  });

  test('has a block quotation, a first line that is indented and an address as they are', async () => {
    const sentence = `${order} ${judgment}`;
    const indented = setParagraph(sentence, { x: 70, y: 240, characters: 60 });
    const page = await read([
      [
        ...setParagraph(judgment, { x: 70, y: 60, characters: 60 }),
        ...setParagraph(order, { x: 110, y: 140, characters: 44 }),
        { ...indented[0]!, text: `On ${indented[0]!.text}`.slice(0, 56), x: 90 },
        ...indented.slice(1),
        { text: 'Harbour Gazette Limited', x: 250, y: 400 },
        { text: '12 Harbour Street', x: 250, y: 412 },
        { text: 'Drevno', x: 250, y: 424 },
      ],
    ]);
    expect(blocks(page)).toEqual([
      `p: ${judgment}`,
      `p: ${order}`,
      `p: ${[`On ${indented[0]!.text}`.slice(0, 56), ...indented.slice(1).map(({ text }) => text)].join(' ')}`,
      'p: Harbour Gazette Limited',
      'p: 12 Harbour Street',
      'p: Drevno',
    ]);
  });

  test('is read column by column, under a title across both', async () => {
    const page = await read([
      [
        { text: 'The gazette of the regional court and its chambers', x: 70, y: 60, size: 16 },
        ...setParagraph(judgment, { x: 70, y: 100, characters: 40 }),
        ...setParagraph(order, { x: 320, y: 100, characters: 40 }),
        ...setParagraph(`Both of these decisions ${order}`, { x: 70, y: 200, characters: 90 }),
      ],
    ]);
    expect(blocks(page)).toEqual([
      'h1: The gazette of the regional court and its chambers',
      `p: ${judgment}`,
      `p: ${order}`,
      `p: Both of these decisions ${order}`,
    ]);
  });

  test('is read with a heading below two columns after both', async () => {
    const columns = [
      ...setParagraph(judgment, { x: 70, y: 100, characters: 40 }),
      ...setParagraph(order, { x: 320, y: 100, characters: 40 }),
    ];
    const across = setParagraph(`Both of these decisions ${order}`, { x: 70, y: 230, characters: 90 });
    for (const size of [10, 14])
      expect(
        blocks(await read([[...columns, { text: 'The costs', x: 70, y: size === 10 ? 200 : 172, size }, ...across]])),
      ).toEqual([
        `p: ${judgment}`,
        `p: ${order}`,
        `${size === 10 ? 'p' : 'h1'}: The costs`,
        `p: Both of these decisions ${order}`,
      ]);
    // The end of a left column that is longer stays in it.
    const longer = [
      ...setParagraph(`${judgment} ${judgment}`, { x: 70, y: 100, characters: 40 }),
      ...setParagraph(order, { x: 320, y: 100, characters: 40 }),
      ...across.map((line) => ({ ...line, y: line.y + 40 })),
    ];
    expect(blocks(await read([longer]))).toEqual([
      `p: ${judgment} ${judgment}`,
      `p: ${order}`,
      `p: Both of these decisions ${order}`,
    ]);
  });

  test('is read line by line in a table', async () => {
    const rows = [
      ['Claimant', 'The mayor of Drevno'],
      ['Defendant', 'The Harbour Lantern'],
      ['Sum', '4,200'],
      ['Court', 'Regional court'],
      ['Number', '12 C 34/2031'],
      ['Judge', 'L. Saad'],
    ];
    const page = await read([
      rows.flatMap(([name, value], index) => [
        { text: name!, x: 70, y: 100 + index * 12 },
        { text: value!, x: 250, y: 100 + index * 12 },
      ]),
    ]);
    expect(page.text.split('\n')).toEqual(rows.map((row) => row.join(' ')));
  });

  test('separates headers, footers, page numbers and footnotes, also from a paragraph that goes on', async () => {
    const lines = setParagraph(`${judgment} ${order}`, { x: 70, y: 0, characters: 60 });
    const half = Math.floor(lines.length / 2);
    const pageOf = (number: number, body: Written[], note?: string): Written[] => [
      { text: `Case 12 C 34/2031, page ${number}`, x: 70, y: 40, size: 9 },
      ...body,
      ...(note ? setParagraph(note, { x: 70, y: 700, characters: 60, size: 8 }) : []),
      { text: `- ${number} -`, x: 290, y: 810 },
    ];
    const note = '1 See the judgment of the supreme court of 3 March 2029, paragraphs 12 and following, on documents.';
    const page = await read([
      pageOf(
        1,
        [
          ...lines.slice(0, half).map((line, index) => ({ ...line, y: 620 + index * 12 })),
          { text: '1', x: 70 + 5 * lines[half - 1]!.text.length, y: 620 + (half - 1) * 12 - 3, size: 6 },
        ],
        note,
      ),
      pageOf(
        2,
        lines.slice(half).map((line, index) => ({ ...line, y: 80 + index * 12 })),
      ),
      pageOf(3, setParagraph(judgment, { x: 70, y: 80, characters: 60 })),
    ]);
    expect(blocks(page)).toEqual([
      'header: Case 12 C 34/2031, page 1',
      `p: ${judgment} ${order}`,
      `footnote: ${note}`,
      'footer: - 1 -',
      'header: Case 12 C 34/2031, page 2',
      'footer: - 2 -',
      'header: Case 12 C 34/2031, page 3',
      `p: ${judgment}`,
      'footer: - 3 -',
    ]);
    const whole = page.blocks[1]!;
    expect(placesOf(page.layout!, whole.start, whole.end).map((place) => place.page)).toEqual([1, 2]);
  });

  test('has small quotations, words of Roman digits and the last lines of pages in its body', async () => {
    const note = '1 See the judgment of the supreme court.';
    const pageOf = (text: string, ...more: Written[]): Written[] => [
      ...setParagraph(judgment, { x: 70, y: 100, characters: 60 }),
      ...more,
      { text, x: 70, y: 780 },
    ];
    const quotation = setParagraph(order, { x: 100, y: 200, characters: 60, size: 9 });
    const page = await read([
      pageOf('Civil', { text: note, x: 70, y: 740, size: 8 }),
      [...setParagraph(judgment, { x: 70, y: 100, characters: 60 }), ...quotation],
    ]);
    expect(blocks(page)).toEqual([`p: ${judgment}`, `p: ${note}`, 'p: Civil', `p: ${judgment}`, `p: ${order}`]);
    const beside = quotation.map((line) => ({ ...line, x: 70, y: line.y - 50 }));
    const two = await read([
      [...setParagraph(judgment, { x: 70, y: 100, characters: 60 }), { text: note, x: 70, y: 740, size: 8 }],
      [...setParagraph(judgment, { x: 70, y: 100, characters: 60 }), ...beside],
    ]);
    expect(blocks(two)).toEqual([`p: ${judgment}`, `footnote: ${note}`, `p: ${judgment}`, `p: ${order}`]);
    const same = await read([pageOf('Signed in Drevno'), pageOf('Signed in Drevno')]);
    expect(blocks(same).filter((block) => block === 'p: Signed in Drevno')).toHaveLength(2);
    expect(blocks(await read([pageOf('- xiv -')]))).toContain('footer: - xiv -');
    const header = { text: 'Regional court', x: 70, y: 40 };
    const headed = await read([
      [header, ...pageOf('One')],
      [header, ...pageOf('Two')],
    ]);
    expect(blocks(headed).filter((block) => block === 'header: Regional court')).toHaveLength(2);
  });

  test('has no numbers of notes in its words, but powers', async () => {
    const page = await read([
      [
        { text: 'Lena Moroz', x: 70, y: 100 },
        { text: '3', x: 120, y: 97, size: 6 },
        { text: ' said that 20 km', x: 123, y: 100 },
        { text: '2', x: 203, y: 97, size: 6 },
        { text: ' were sold in 2019.', x: 206, y: 100 },
        { text: '12', x: 301, y: 97, size: 6 },
      ],
    ]);
    expect(page.text).toBe('Lena Moroz said that 20 km² were sold in 2019.');
  });

  test('has bold letters once that are printed twice', async () => {
    const page = await read([
      [
        { text: 'A bold line', x: 70.4, y: 100.4 },
        { text: 'A bold line', x: 70.7, y: 100.6 },
        { text: 'A bold line', x: 70.4, y: 130 },
        ...[...'all'].map((text, index) => ({ text, x: 70 + 5 * index, y: 160 })),
      ],
    ]);
    expect(page.text.split(/\s/).join(' ')).toBe('A bold line A bold line all');
  });

  test('has no numbers of lines in its sentences, but those of paragraphs', async () => {
    const text = `${judgment} ${order} ${judgment} ${order}`;
    const lines = setParagraph(text, { x: 90, y: 100, characters: 40 });
    const numbered = (step: number, x: number): Written[] =>
      lines.flatMap((line, index) =>
        (index + 12) % step ? [] : [{ text: String(index + 12), x, y: line.y, size: 9 }],
      );
    for (const [step, x] of [
      [1, 60],
      [1, 320],
      [5, 60],
    ] as const) {
      const page = await read([[...lines, ...numbered(step, x)]]);
      expect(blocks(page).filter((block) => !block.startsWith('footer'))).toEqual([`p: ${text}`]);
      expect(blocks(page)).toContain(`footer: ${step === 1 ? 12 : 15}`);
    }
    const paragraphs = Array.from({ length: 9 }, (_, index) => [
      { text: String(index + 1), x: 60, y: 100 + index * 60 },
      ...setParagraph(judgment, { x: 90, y: 100 + index * 60, characters: 60 }),
    ]).flat();
    expect(blocks(await read([paragraphs]))[2]).toBe(`p: 3 ${judgment}`);
  });

  test('joins words that were divided, but keeps hyphens', async () => {
    const page = await read([
      [
        { text: 'The defen-', x: 70, y: 100 },
        { text: 'dants wrote a well-', x: 70, y: 112 },
        { text: 'known text in a well-known paper for Drevno-', x: 70, y: 124 },
        { text: 'Harbour.', x: 70, y: 136 },
      ],
    ]);
    expect(page.text).toBe('The defendants wrote a well-known text in a well-known paper for Drevno-Harbour.');
  });

  test('has names and numbers with a hyphen, also if a line ends with it', async () => {
    const page = await read([
      [
        [
          'The reporters of the region of Nagorno-',
          'Karabakh wrote in the years of 2019-',
          '2020 about the sums of 200–',
        ],
        ['300 euros. Their editor, Ms Ospanova-', 'Klein, was there.'],
      ]
        .flat()
        .map((text, index) => ({ text, x: 70, y: 100 + index * 12 })),
    ]);
    expect(page.text).toBe(
      'The reporters of the region of Nagorno-Karabakh wrote in the years of 2019-2020 about the sums of 200–300 euros. Their editor, Ms Ospanova-Klein, was there.',
    );
    const lines = page.layout!.pages[0]!.lines.map(([start, end]) => page.text.slice(start, end));
    expect(lines[1]).toBe('Karabakh wrote in the years of 2019-');
  });

  test('has a space in a word that is divided by a soft hyphen', async () => {
    // pdf.js gives no soft hyphens, so nothing shows that the word goes on.
    const lines = ['The defen\u00ad', 'dants wrote.'].map((text, index) => ({ text, x: 70, y: 100 + index * 12 }));
    expect((await read([lines])).text.replace('\n', ' ')).toBe('The defen dants wrote.');
  });

  test('is read in any script, and from turned pages', async () => {
    const words = 'Суд взыскал с редакции 500 000 тенге. Сот шешімі күшіне енді.';
    expect((await read([[{ text: words, x: 70, y: 100 }]])).text).toBe(words);
    const turned = await read([[{ text: words, x: 70, y: 800, turned: true }]], { rotate: 90 });
    expect(turned.text).toBe(words);
    expect(turned.layout!.pages[0]).toMatchObject({ width: 842, height: 595 });
    const [, , x, y] = turned.layout!.pages[0]!.lines[0]!;
    expect([Math.round(x), Math.round(y)]).toEqual([42, 62]);
  });

  test('is read from right to left, with the places of its words', async () => {
    const [court, said] = ['قضت المحكمة على صحيفة', 'بدفع الغرامة'];
    // pdf.js gets the letters as they are shown, from left to right.
    const shown = (text: string): string => [...text].reverse().join('');
    const [gazetteX, end] = [70 + 5 * (said.length + 1), 70 + 5 * (said.length + 1 + 'Harbour'.length + 1)];
    const page = await read([
      [
        { text: shown(said), x: 70, y: 100 },
        { text: 'Harbour', x: gazetteX, y: 100 },
        { text: 'Gazette', x: end, y: 100 },
        { text: shown(court), x: end + 5 * 8, y: 100 },
      ],
    ]);
    expect(page.text).toBe(`${court} Harbour Gazette ${said}`);
    expect(page.layout!.pages[0]!.lines[0]![6]).toBe(1);
    const [place] = placesOf(page.layout!, 0, court.length);
    expect(place!.boxes[0]!.x).toBeGreaterThan(end + 35);
    const [last] = placesOf(page.layout!, page.text.length - said.length, page.text.length);
    expect(last!.boxes[0]).toMatchObject({ x: 70, width: 5 * said.length });
    // Lines that were stored before their direction was are from left to right.
    expect(placesOf({ pages: [{ width: 595, height: 842, lines: [[0, 10, 70, 92, 100, 10]] }] }, 0, 5)).toEqual([
      { page: 1, boxes: [{ x: 70, y: 92, width: 50, height: 10 }] },
    ]);
  });

  test('has the title of the document, unless it is the name of a file', async () => {
    const pages = [[{ text: judgment, x: 20, y: 100, size: 4 }]];
    expect((await read(pages, { title: 'Judgment of the  regional court' })).title).toBe(
      'Judgment of the regional court',
    );
    expect((await read(pages, { title: 'judgment final 2.docx' })).title).toBeUndefined();
    expect((await read(pages, { title: 'Judgment' })).title).toBeUndefined();
    expect((await read(pages, { title: `Judgment of ${'a'.repeat(487)}😀 court` })).title).toBe(
      `Judgment of ${'a'.repeat(487)}`,
    );
    expect((await read(pages, { title: 'a'.repeat(100_000) })).title).toBeUndefined();
  });

  test('is read without a native canvas', async () => {
    await read([[{ text: 'Words', x: 70, y: 100 }]]);
    const require = createRequire(import.meta.resolve('pdfjs-dist/package.json'));
    expect(require.cache[require.resolve('@napi-rs/canvas')]?.exports).toEqual({});
  });

  test('leaves the memory after it was read', async () => {
    const page = setParagraph(`${judgment} ${order}`.repeat(8), { x: 70, y: 60, characters: 60 });
    const bytes = writePdf(Array.from({ length: 20 }, () => page));
    const used = async (readings: number): Promise<number> => {
      for (let reading = 0; reading < readings; reading++) await readPdf(bytes);
      // Counting objects collects garbage first.
      queryObjects(AppError);
      return process.memoryUsage().heapUsed / 1_000_000;
    };
    const before = await used(3);
    expect((await used(15)) - before).toBeLessThan(5);
  });
});

describe('a PDF that cannot be read', () => {
  test('is refused with the reason', async () => {
    const whole = writePdf([[{ text: judgment, x: 20, y: 100, size: 4 }]]);
    expect(await codeOf(readPdf(writePdf([[{ text: 'Words', x: 70, y: 100 }]], { locked: true })))).toBe(
      'page_pdf_locked',
    );
    expect(await codeOf(readPdf(writePdf([[], []])))).toBe('page_pdf_scanned');
    const filed = [{ text: 'Case 12 C 34/2031, filed 12 March 2031', x: 70, y: 30 }];
    expect(await codeOf(readPdf(writePdf([filed])))).toBe('page_pdf_scanned');
    expect(await codeOf(readPdf(writePdf([filed, filed, filed])))).toBe('page_pdf_scanned');
    expect(await codeOf(readPdf(Buffer.from('%PDF-1.7\n%âãÏÓ')))).toBe('page_pdf_damaged');
    expect(await codeOf(readPdf(writePdf(Array.from({ length: maxPages + 1 }, () => []))))).toBe('page_pdf_long');
    // Readers restore the table of a file that was cut off, if enough of it is there.
    expect((await readPdf(whole.subarray(0, whole.length - 25))).text).toBe(judgment);
    expect(await codeOf(readPdf(whole.subarray(0, 400)))).toBe('page_pdf_damaged');
  });

  test('is read without the pages that have no text, and says which', async () => {
    const body = setParagraph(judgment, { x: 70, y: 100, characters: 60 });
    const filed = { text: 'Case 12 C 34/2031, filed 12 March 2031', x: 70, y: 30 };
    const page = await read([[filed, ...body], [filed], [filed, ...body], [], [filed]]);
    expect(page.unread).toEqual([2, 4, 5]);
    expect((await read([body])).unread).toBeUndefined();
    // The content of the second page is not there.
    const written = Buffer.from(writePdf([body, body])).toString('latin1');
    const contents = [...written.matchAll(/\/Contents \d+ 0 R/g)];
    const broken = `${written.slice(0, contents[1]!.index)}/Contents 99 0 R${written.slice(contents[1]!.index + contents[1]![0].length)}`;
    expect((await readPdf(Buffer.from(broken, 'latin1'))).unread).toEqual([2]);
  });

  test('is refused if its pages refer to each other', async () => {
    const circle = Buffer.from(writePdf([[{ text: 'Words', x: 70, y: 100 }]])).toString('latin1');
    const tree = /\/Parent (\d+ 0 R)/.exec(circle)![1]!;
    expect(await codeOf(readPdf(Buffer.from(circle.replace(/\/Kids \[.+?\]/, `/Kids [${tree}]`), 'latin1')))).toBe(
      'page_pdf_damaged',
    );
  });

  test('ends with its process if it unpacks to much more than its size', async () => {
    const bytes = writePdf([[{ text: 'Words', x: 70, y: 100 }]], { bomb: 400 });
    expect(bytes.byteLength).toBeLessThan(2 ** 20);
    expect(await codeOf(runReader({ ...textReader, megabytes: 250 }, { bytes }))).toBe('reading_too_large');
  });

  test('is read if a page has tens of thousands of runs', async () => {
    const many = Array.from({ length: 49_000 }, (_, index) => ({
      text: 'a',
      x: 10 + (index % 500) * 1.1,
      y: 100,
      size: 1,
    }));
    // They are beside each other in one row, more than once.
    const page = await read([many.map((run, index) => ({ ...run, y: 100 + 0.16 * Math.floor(index / 500) }))]);
    expect(page.text.replace(/\s/g, '').length).toBeGreaterThan(40_000);
  });

  test('is refused if its objects are nested too deeply', async () => {
    const written = Buffer.from(writePdf([[{ text: 'Words', x: 70, y: 100 }]])).toString('latin1');
    const nested = written.replace('/Resources <<', `/Resources << /X ${'['.repeat(60_000)}${']'.repeat(60_000)}`);
    expect(await codeOf(runReader(textReader, { bytes: Buffer.from(nested, 'latin1') }))).toBe('reading_too_deep');
  });

  test('cannot run scripts', async () => {
    const written = Buffer.from(writePdf([[{ text: 'Words', x: 70, y: 100 }]])).toString('latin1');
    const script = '/OpenAction << /S /JavaScript /JS (globalThis.ranFromPdf = true) >>';
    const page = await readPdf(Buffer.from(written.replace('/Type /Catalog', `/Type /Catalog ${script}`), 'latin1'));
    expect(page.text).toBe('Words');
    expect(globalThis).not.toHaveProperty('ranFromPdf');
  });
});
