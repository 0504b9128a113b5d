import { Pages, type Random, randomFrom } from '../../republished/testing/generated.ts';

/** How a quotation was changed in another page. */
export type Alteration =
  | 'word for word'
  | 'a name dropped'
  | 'a word dropped'
  | 'three words dropped'
  | 'a word replaced'
  | 'cut, and said so'
  | 'split by who says it'
  | 'without quotation marks'
  | 'half of it'
  | 'paraphrased';
export const alterations: readonly Alteration[] = [
  'word for word',
  'a name dropped',
  'a word dropped',
  'three words dropped',
  'a word replaced',
  'cut, and said so',
  'split by who says it',
  'without quotation marks',
  'half of it',
  'paraphrased',
];
/** The changes that lose words. */
export const lossy: ReadonlySet<Alteration> = new Set(['a name dropped', 'a word dropped', 'three words dropped']);

/** Two pages on the same subject. The second has the first page's quotation, changed as `fate` says. */
export type QuotedPair = { fate: Alteration; first: string[]; second: string[] };

export function quotedPairs(seed: number, each: number): QuotedPair[] {
  const pages = new Pages(seed);
  const random = randomFrom(seed + 1);
  return alterations.flatMap((fate) => Array.from({ length: each }, () => pairOf(pages, random, fate)));
}

const at = (words: readonly string[], random: Random, from = 0.3, to = 0.7): number =>
  Math.floor(words.length * (from + random() * (to - from)));

function pairOf(pages: Pages, random: Random, fate: Alteration): QuotedPair {
  const one = pages.story();
  const other = pages.story();
  const source = pages.story(8).paragraphs.slice(1).join(' ').replace(/[.]/g, '').split(' ');
  const words = source.slice(0, 14 + Math.floor(random() * 30));
  const name = one.names[0]!;
  const place = at(words, random);
  words.splice(place, 0, name);
  const first = [...one.paragraphs];
  first.splice(2, 0, `“${words.join(' ')},” ${one.names[1]} said on Monday.`);
  const second = [...other.paragraphs];
  second.splice(
    3,
    0,
    become(words, place, fate, random, {
      who: other.names[0]!,
      fillers: other.paragraphs.join(' ').replace(/[.]/g, '').split(' '),
    }),
  );
  return { fate, first, second };
}

function become(
  words: readonly string[],
  name: number,
  fate: Alteration,
  random: Random,
  { who, fillers }: { who: string; fillers: readonly string[] },
): string {
  const quoted = (own: readonly string[]): string => `“${own.join(' ')},” ${who} wrote.`;
  const without = (from: number, count: number): string[] =>
    words.filter((_, index) => index < from || index >= from + count);
  const other = at(words, random, 0.25, 0.75);
  switch (fate) {
    case 'word for word':
      return quoted(words);
    case 'a name dropped':
      return quoted(without(name, 1));
    case 'a word dropped':
      return quoted(without(other, 1));
    case 'three words dropped':
      return quoted(without(Math.min(other, words.length - 6), 3));
    case 'a word replaced':
      return quoted(words.map((word, index) => (index === other ? `x${word}y` : word)));
    case 'cut, and said so':
      return quoted([...words.slice(0, other), '[…]', ...words.slice(other + 2)]);
    case 'split by who says it':
      return `“${words.slice(0, other).join(' ')},” ${who} wrote, “${words.slice(other).join(' ')}.”`;
    case 'without quotation marks':
      return `${words.join(' ')}.`;
    case 'half of it':
      return quoted(words.slice(Math.floor(words.length / 2)));
    case 'paraphrased':
      return `${who} wrote that ${words.map((word) => (random() < 0.5 ? fillers[Math.floor(random() * fillers.length)]! : word)).join(' ')}.`;
  }
}
