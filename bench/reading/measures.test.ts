import { describe, expect, test } from 'vitest';
import type { Span } from '../../src/drafting/reading/sentences.ts';
import {
  bagOfWords,
  contentWords,
  f1,
  isSameName,
  lenientTriples,
  precision,
  recall,
  speakers,
  tally,
  type Found,
  type Triple,
  type Expected,
} from './measures.ts';

const text =
  'Ana Lopes said the police took her camera. “They were polite,” she added. The ministry denied the raid, its spokesman said.';
const span = (words: string): Span => {
  const start = text.indexOf(words);
  if (start < 0) throw new Error(`“${words}” is not in the text.`);
  return { start, end: start + words.length };
};
const triple = (source: string, cue: string, ...content: string[]): Triple => ({
  source: source ? [span(source)] : [],
  cue: cue ? [span(cue)] : [],
  content: content.map(span),
});
const expected = [
  triple('Ana Lopes', 'said', 'the police took her camera'),
  triple('she', 'added', '“They were polite,”'),
  triple('its spokesman', 'said', 'The ministry denied the raid'),
];
// The word "said" occurs twice in the text. The cue is the second one.
expected[2]!.cue = [{ start: text.lastIndexOf('said'), end: text.lastIndexOf('said') + 4 }];

describe('precision, recall and F are computed', () => {
  test('for a perfect, an empty and a half-right result', () => {
    expect([precision, recall, f1].map((of) => of(tally(4, 4, 4)))).toEqual([1, 1, 1]);
    expect([precision, recall, f1].map((of) => of(tally(0, 0, 4)))).toEqual([0, 0, 0]);
    expect([precision, recall, f1].map((of) => of(tally(1, 2, 1)))).toEqual([0.5, 1, 2 / 3]);
  });

  test('as perfect where there is nothing to find and nothing was found', () => {
    expect(f1(tally())).toBe(1);
  });
});

describe('words that two texts have in common', () => {
  test('count as often as both have them; punctuation and capitals do not matter', () => {
    expect(bagOfWords('The camera, the police.', 'the police the camera')).toEqual(tally(4, 4, 4));
    expect(bagOfWords('the camera', '')).toEqual(tally(0, 0, 2));
    expect(bagOfWords('the camera', 'the the camera')).toEqual(tally(2, 3, 2));
  });
});

describe('words of attributed content are counted', () => {
  test('for a perfect, an empty and a partly wrong result', () => {
    expect(contentWords(text, expected, expected)).toEqual(tally(13, 13, 13));
    expect(contentWords(text, expected, [])).toEqual(tally(0, 0, 13));
    expect(contentWords(text, expected, [triple('', '', 'she added. The ministry')])).toEqual(tally(2, 4, 13));
  });

  test('once, even if two claims contain them', () => {
    expect(contentWords(text, expected.slice(0, 1), [expected[0]!, expected[0]!])).toEqual(tally(5, 5, 5));
  });
});

describe('source, cue and content together', () => {
  test('are right if each span overlaps the expected one', () => {
    expect(lenientTriples(expected, expected)).toEqual(tally(3, 3, 3));
    expect(lenientTriples(expected, [triple('Lopes', 'said', 'her camera')])).toEqual(tally(1, 1, 3));
    expect(lenientTriples(expected, [])).toEqual(tally(0, 0, 3));
  });

  test('are wrong if one span is somewhere else, or only one of them lacks it', () => {
    expect(lenientTriples(expected, [triple('the police', 'said', 'her camera')]).right).toBe(0);
    expect(lenientTriples(expected, [triple('Lopes', 'added', 'her camera')]).right).toBe(0);
    expect(lenientTriples(expected, [triple('Lopes', '', 'her camera')]).right).toBe(0);
    expect(lenientTriples(expected, [triple('Lopes', '', 'her camera')], { without: ['cue'] }).right).toBe(1);
  });

  test('are matched once each, and as many as possible', () => {
    expect(lenientTriples(expected.slice(0, 1), [expected[0]!, expected[0]!])).toEqual(tally(1, 2, 1));
    const both = triple('', '', 'the police took her camera', '“They were polite,”');
    const first = triple('', '', 'her camera');
    const gold = [triple('', '', 'the police took her camera'), triple('', '', 'They were polite')];
    // Both claims are matched, regardless of their order.
    expect(lenientTriples(gold, [both, first]).right).toBe(2);
    expect(lenientTriples(gold, [first, both]).right).toBe(2);
  });
});

describe('speakers', () => {
  const gold: Expected[] = [
    { ...expected[0]!, names: ['Ana Lopes'], pronoun: false },
    { ...expected[1]!, names: ['Ana Lopes'], pronoun: true },
    { ...expected[2]!, names: [], pronoun: false },
  ];
  const read = (...names: (string | null)[]): Found[] => names.map((name, at) => ({ ...expected[at]!, name }));
  const shares = (found: Found[]): Record<string, string> =>
    Object.fromEntries(
      Object.entries(speakers(text, gold, found)).map(([name, value]) => [name, `${value.right}/${value.expected}`]),
    );

  test('are right with the full name or the surname, or without a name if the page gives none', () => {
    expect(shares(read('Ana Lopes', 'Lopes', null))).toEqual({
      attributed: '3/3',
      named: '3/3',
      pronounsNamed: '1/1',
      pronounsWrong: '0/3',
      wrong: '0/3',
      known: '3/3',
    });
  });

  test('are wrong if a pronoun gets the name of someone else, or a speaker without a name gets one', () => {
    expect(shares(read('Ana Lopes', 'Ivan Petrov', 'The ministry'))).toEqual({
      attributed: '3/3',
      named: '1/3',
      pronounsNamed: '1/1',
      pronounsWrong: '1/3',
      wrong: '2/3',
      known: '3/3',
    });
  });

  test('without a name are never wrong, and not right if the page gives the name', () => {
    expect(shares(read(null, null, null))).toEqual({
      attributed: '3/3',
      named: '1/3',
      pronounsNamed: '0/1',
      pronounsWrong: '0/3',
      wrong: '0/3',
      known: '3/3',
    });
  });

  test('are counted as not found in an empty draft', () => {
    expect(shares([])).toEqual({
      attributed: '0/3',
      named: '0/3',
      pronounsNamed: '0/0',
      pronounsWrong: '0/0',
      wrong: '0/0',
      known: '0/0',
    });
  });

  test('are judged only of claims that have at least half of their words in a statement', () => {
    const found: Found[] = [
      { ...triple('', '', 'denied the raid, its spokesman said'), name: 'Ana Lopes' },
      { ...triple('', '', 'she added'), name: 'Ana Lopes' },
    ];
    expect(shares(found)).toMatchObject({ attributed: '1/3', wrong: '1/2', known: '1/2' });
  });

  test('of a claim with the words of two speakers: right is the outer one, who says that the inner one said it', () => {
    const said = 'The police, Lopes says, advised her to leave.';
    const words = (part: string): Span => ({ start: said.indexOf(part), end: said.indexOf(part) + part.length });
    const police = { source: [words('The police')], cue: [words('advised')], content: [words('her to leave')] };
    const lopes: Expected = {
      source: [words('Lopes')],
      cue: [words('says')],
      content: [...police.source, ...police.cue, ...police.content],
      names: ['Ana Lopes'],
      pronoun: false,
    };
    const inner: Expected = { ...police, names: [], pronoun: false, outer: [lopes] };
    const wrong = (name: string, content: Span[]): number =>
      speakers(said, [inner], [{ source: [], cue: [], content, name }]).wrong.right;
    expect(wrong('Ana Lopes', lopes.content)).toBe(0);
    expect(wrong('Ivan Petrov', lopes.content)).toBe(1);
    expect(wrong('Ana Lopes', inner.content)).toBe(1);
    // Only the annotated statement counts as expected.
    const both = speakers(said, [inner], [{ ...lopes, name: 'Ana Lopes' }]);
    expect([both.attributed, both.named]).toEqual([tally(1, 1, 1), tally(0, 1, 1)]);
  });

  test('have the same name if one is part of the other', () => {
    expect(isSameName('Ana Lopes', 'LOPES')).toBe(true);
    expect(isSameName('Ana Lopes', 'Ana Silva')).toBe(false);
    expect(isSameName('Ana Lopes', '')).toBe(false);
  });
});
