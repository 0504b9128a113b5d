import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AppError } from '../../platform/errors.ts';
import { extract, extractAny, pageLimit } from './extract.ts';

const html = (markup: string): ReturnType<typeof extract> =>
  extract(Buffer.from(markup), { contentType: 'text/html; charset=utf-8' });
const codeOf = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    if (error instanceof AppError) return error.code;
    throw error;
  }
  return 'no error';
};

describe('the text of a page', () => {
  test('is what a browser shows, block by block', () => {
    const page = html(
      '<html lang=en><head><title>A  title</title><style>p{}</style></head><body><h1>One <em>two</em></h1><p>A&nbsp;b\n c<br>d<p>e<script>no()</script><div hidden>no</div><ul><li>f<li>g</ul><p>x<br><br>y',
    );
    expect(page).toMatchObject({
      kind: 'html',
      title: 'A title',
      language: 'en',
      text: 'One two\nA\u00a0b c\nd\ne\nf\ng\nx\ny',
    });
    expect(page.blocks.map((block) => [block.tag, page.text.slice(block.start, block.end)])).toEqual([
      ['h1', 'One two'],
      ['p', 'A\u00a0b c\nd'],
      ['p', 'e'],
      ['li', 'f'],
      ['li', 'g'],
      ['p', 'x'],
      ['p', 'y'],
    ]);
    expect(page.blocks[0]?.heading).toBe(1);
  });

  test('keeps links, times and author marks with their offsets', () => {
    const page = html('<p>By <a rel="author" href="/m">M. N.</a>, <time datetime="2020-01-02">2 January</time></p>');
    const [block] = page.blocks;
    expect(block?.links.map((link) => [page.text.slice(link.start, link.end), link.href])).toEqual([['M. N.', '/m']]);
    expect(block?.marks.map((mark) => [page.text.slice(mark.start, mark.end), mark.rel, mark.datetime])).toEqual([
      ['M. N.', 'author', ''],
      ['2 January', '', '2020-01-02'],
    ]);
  });

  test('is read from broken markup, too', () => {
    expect(html('<title>t<body></title><div><p>one<b>two<div>three</p></i></div><h2>four</h1><p>five').text).toContain(
      'five',
    );
    expect(html('<p>a</p').text).toBe('a');
  });

  test('is unchanged if the page is plain text', () => {
    const copy = 'Title\r\n\r\n  First  paragraph.\nSecond.\u00a0\n';
    const page = extract(Buffer.from(copy));
    expect(page).toMatchObject({ kind: 'text', text: copy });
    expect(page.blocks.map((block) => copy.slice(block.start, block.end))).toEqual([
      'Title',
      'First  paragraph.',
      'Second.',
    ]);
  });

  test('joins lines of a hard-wrapped text into one paragraph', () => {
    const wrapped =
      'The court in the northern town ordered the newspaper on\nMonday to take down three articles and to pay the mayor\na sum that its editor calls ruinous for a paper of such\na size, and to print an apology on the front page before\nthe end of the month.\n\nNext.';
    expect(extract(Buffer.from(wrapped)).blocks).toHaveLength(2);
  });

  test('has all blocks, in order, whatever the markup', () => {
    const piece = fc.constantFrom(
      '<p>',
      '</p>',
      '<div class="a">',
      '</div>',
      '<a href=x>',
      '</a>',
      '<br>',
      '<h1>',
      '</h2>',
      '<li>',
      '<td>',
      '<script>',
      '</script>',
      '<b>',
      'word ',
      ' é“x” ',
      '&amp;',
      '<!--',
      '-->',
      '<q>',
      '</q>',
      '\n',
      '<pre>',
      '</pre>',
    );
    const property = fc.property(fc.array(piece, { maxLength: 60 }), (parts) => {
      let page: ReturnType<typeof extract>;
      try {
        page = html(`<p>start</p>${parts.join('')}`);
      } catch (error) {
        return error instanceof AppError && error.code === 'page_empty';
      }
      let last = -1;
      for (const block of page.blocks) {
        if (block.start <= last || block.end <= block.start || block.end > page.text.length) return false;
        for (const place of [...block.links, ...block.marks])
          if (place.start < block.start || place.end > block.end || place.end < place.start) return false;
        last = block.end;
      }
      return page.text === html(`<p>start</p>${parts.join('')}`).text;
    });
    expect(() => fc.assert(property, { numRuns: 300 })).not.toThrow();
  });
});

describe('deeply nested elements', () => {
  const nested = (levels: number, tags: string, text = 'Words') => `${tags.repeat(levels)}<p>${text}</p><p>More`;

  test('are read to the depth of browsers; the text of deeper elements belongs to the deepest one that is read', () => {
    const script = '<script>no()</script><style>no</style>';
    const page = html(`<article>${nested(1000, '<div>')}${script}${'</div>'.repeat(1000)}</article><p>After`);
    expect(page.text).toBe('Words\nMore\nAfter');
    expect(page.blocks.map((block) => block.tag)).toEqual(['div', 'div', 'p']);
    expect(Math.max(...page.blocks.map(({ path }) => path.length))).toBe(64);
    expect(page.blocks.at(-1)!.path.map((element) => element.tag)).toEqual(['p']);
    const shallow = html(`<article>${nested(300, '<div>')}${'</div>'.repeat(300)}</article><p>After`);
    expect(shallow.text).toBe(page.text);
  });

  test('are read soon at any depth', () => {
    // Each of these pages once took minutes, or all memory.
    for (const tags of ['<div>', '<b class=x>', '<a href=/x><div>w</div>', '<p><table>', '<q>', '<pre>\n'])
      expect(html(nested(400_000 / tags.length, tags)).text).toContain('More');
    expect(html(nested(400_000, '<div>')).text).toBe('Words\nMore');
    expect(codeOf(() => html(nested(100_000, '<svg>')))).toBe('page_empty');
    expect(html(`${'<p>'.repeat(100_000)}Words${'</i>'.repeat(100_000)}`).text).toBe('Words');
  });
});

describe('a file', () => {
  test('is not taken for a PDF because it has the sign of one', async () => {
    const article = '%PDF-1.7 is how a PDF begins, the engineer wrote.';
    expect((await extractAny(Buffer.from(`A file begins with ${article}`))).text).toContain(article);
    expect((await extractAny(Buffer.from(`<p>${article}</p>`))).text).toBe(article);
    expect((await extractAny(Buffer.from(article), { isText: true })).text).toBe(article);
    await expect(extractAny(Buffer.from(`\n\0${article}`))).rejects.toMatchObject({ code: 'page_pdf_damaged' });
  });

  test('is refused with a clear error if it is a PDF, which `extractAny` reads', () =>
    expect(codeOf(() => extract(Buffer.from('%PDF-1.7\n%âãÏÓ')))).toBe('page_binary'));
  test('is refused with a clear error if it is a picture, an archive or zeros', () => {
    for (const bytes of [
      [0x89, 0x50, 0x4e, 0x47, 1, 2],
      [0x50, 0x4b, 3, 4],
      [1, 0, 2, 0, 0, 3],
    ])
      expect(codeOf(() => extract(Buffer.from(bytes)))).toBe('page_binary');
  });
  test('is refused with a clear error if it is empty or has no text', () => {
    expect(codeOf(() => extract(new Uint8Array()))).toBe('page_empty');
    expect(codeOf(() => html('<html><body><script>render()</script><div id="app"></div></body></html>'))).toBe(
      'page_empty',
    );
    expect(codeOf(() => extract(Buffer.from(' \n\t')))).toBe('page_empty');
  });
  test('is refused with a clear error if it is too large', () =>
    expect(codeOf(() => extract(Buffer.alloc(pageLimit + 1, 'a')))).toBe('page_too_large'));
  test('of 10 MB is read if it is a page', () => {
    const paragraph =
      '<p class="x">The ministry said that the newspaper had broken the law, <a href="/a">again</a>.</p>\n';
    const page = html(`<title>Big</title>${paragraph.repeat(Math.ceil((10 * 1024 * 1024) / paragraph.length))}`);
    expect(page.blocks.length).toBeGreaterThan(100_000);
  });
});
