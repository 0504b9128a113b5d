import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { articleSchema, sentenceOfWords, wordsOf } from './schema.ts';
import { cleanHref } from './links.ts';
import { inOrder, partOf, readMarkup, sameWords, tidyWords, writeMarkup, type Style, type Words } from './markup.ts';

const styles = (...all: [Style['style'], number, number][]): Style[] =>
  all.map(([style, start, end]) => ({ style, start, end }));

describe('the text of a form', () => {
  it.each([
    ['Plain words.', 'Plain words.', [], []],
    ['Police <b>came</b>.', 'Police came.', styles(['bold', 7, 11]), []],
    [
      '<i>Ratel</i> and <b><i>Forbes</i></b>',
      'Ratel and Forbes',
      styles(['italic', 0, 5], ['bold', 10, 16], ['italic', 10, 16]),
      [],
    ],
    ['un<b>believ</b>able', 'unbelievable', styles(['bold', 2, 8]), []],
    ['a <b>b [c</b> d](https://example.org/)', 'a b c d', styles(['bold', 2, 5]), [[4, 7]]],
    // These are the words as they are: one half of a pair, a tag after a backslash, other tags, asterisks.
    ['1 <b> 2', '1 <b> 2', [], []],
    ['</i>x<i>', '</i>x<i>', [], []],
    ['\\<b>x\\</b>', '<b>x</b>', [], []],
    ['<script>x</script> <u>y</u> f**k sh**t', '<script>x</script> <u>y</u> f**k sh**t', [], []],
    ['x <b> y </b> z', 'x y z', styles(['bold', 2, 4]), []],
    ['x<b></b>y', 'xy', [], []],
  ] as const)('reads %s', (markup, text, expected, links) => {
    const words = readMarkup(markup);
    expect([words.text, words.styles, words.links.map(({ start, end }) => [start, end])]).toEqual([
      text,
      expected,
      links,
    ]);
    expect(sameWords(readMarkup(writeMarkup(words)), words)).toBe(true);
  });

  const piece = fc.constantFrom(
    'a',
    'b c',
    '<b>',
    '</b>',
    '<i>',
    '\\',
    '\\<b>',
    '[',
    ']',
    '*',
    'ё',
    '😀',
    ' ',
    '(',
    'x.',
  );
  const made = fc
    .tuple(
      fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join('')),
      fc.array(fc.tuple(fc.nat(20), fc.nat(20), fc.constantFrom('bold', 'italic', 'link')), { maxLength: 4 }),
    )
    .map(([text, ranges]): Words => {
      const node = ranges.reduce<Words>(
        (words, [start, length, kind]) => {
          const [from, to] = [Math.min(start, text.length), Math.min(start + length, text.length)];
          if (from === to || (text[from - 1] ?? '') > '\ud7ff' || (text[to - 1] ?? '') > '\ud7ff') return words;
          if (kind === 'link')
            return words.links.some((one) => one.start < to && one.end > from) || /[[\]]/.test(text.slice(from, to))
              ? words
              : {
                  ...words,
                  links: [...words.links, { start: from, end: to, href: 'https://example.org/' }].toSorted(
                    (a, b) => a.start - b.start,
                  ),
                };
          return words.styles.some((one) => one.style === kind && one.start <= to && one.end >= from)
            ? words
            : { ...words, styles: inOrder([...words.styles, { start: from, end: to, style: kind }]) };
        },
        { text, links: [], styles: [] },
      );
      return tidyWords(node);
    });

  it('is read back as it was written, whatever the words are', () => {
    fc.assert(
      fc.property(made, (words) => {
        // A bracket in the words can be read as the beginning of a link that follows.
        fc.pre(words.text.length > 0 && !(words.links.length > 0 && words.text.includes('[')));
        const node = wordsOf(sentenceOfWords({ id: 's123' }, words));
        expect(readMarkup(writeMarkup(node))).toEqual(node);
      }),
      { numRuns: 500 },
    );
  });

  it('keeps links and styles at their words when a part is taken out of it', () => {
    const words = readMarkup('One <b>two. Three</b> [four](https://example.org/).');
    expect(partOf(words, 8, words.text.length)).toEqual({
      text: 'Three four.',
      styles: styles(['bold', 0, 5]),
      links: [{ start: 6, end: 10, href: 'https://example.org/' }],
    });
  });
});

describe('the words of a sentence', () => {
  it('are the same text with and without bold and italic words, so that positions in it stay right', () => {
    const words = readMarkup('Police <b>searched <i>two</i></b> [homes](https://example.org/).');
    const node = sentenceOfWords({ id: 's123' }, words);
    expect(node.textContent).toBe('Police searched two homes.');
    expect(wordsOf(node)).toEqual(words);
    expect(wordsOf(articleSchema.nodeFromJSON(node.toJSON()))).toEqual(words);
  });
});

describe('a link', () => {
  it.each([
    ['https://example.org/a(b)', 'https://example.org/a%28b%29'],
    [' HTTP://example.org ', 'http://example.org/'],
    ['mailto:desk@example.org', 'mailto:desk@example.org'],
    ['MAILTO:desk@example.org', 'mailto:desk@example.org'],
    ['mailto:desk@example.org?body=x', null],
    ['mailto:a@b', null],
    ['javascript:alert(1)', null],
    ['data:text/html,x', null],
    ['file:///etc/passwd', null],
    ['//example.org', null],
    ['https://user:word@example.org/', null],
  ])('to %s is stored as %s', (written, stored) => {
    expect(cleanHref(written)).toBe(stored);
    expect(stored === null || cleanHref(stored) === stored).toBe(true);
  });
});
