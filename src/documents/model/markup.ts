import { firstNotBefore } from '../../platform/sorted.ts';
import { cleanHref, type Link } from './links.ts';

export const styleNames = ['bold', 'italic'] as const;
export type StyleName = (typeof styleNames)[number];
/** Bold or italic words: their position in the text, in UTF-16 units. */
export type Style = { start: number; end: number; style: StyleName };

/** The words of a sentence: plain text, with its links and its bold and italic words as positions in it. */
export type Words = { text: string; links: Link[]; styles: Style[] };

const linkPattern =
  /\[((?:\\[[\]\\]|\[[^[\]\\]*\]|[^[\]\\])+)\]\(((?:https?:\/\/|mailto:)(?:[^\s()]|\([^\s()]*\))+)\)/giu;
const tagPattern = /<\/?[bi]>/giu;
const nameOf = { b: 'bold', i: 'italic' } as const;
const tagOf = { bold: 'b', italic: 'i' } as const;

/**
 * Parses form text: `[words](https://…)` is a link, `<b>words</b>` is bold, `<i>words</i>` italic. A tag without its
 * other half, or after a backslash, is text.
 */
export function readMarkup(markup: string): Words {
  const links: Link[] = [];
  let text = '';
  let from = 0;
  for (const found of markup.matchAll(linkPattern)) {
    const href = cleanHref(found[2]!);
    if (href === null) continue;
    text += markup.slice(from, found.index);
    const start = text.length;
    text += found[1]!.replace(/\\([[\]\\])/gu, '$1');
    links.push({ start, end: text.length, href });
    from = found.index + found[0].length;
  }
  return tidyWords(readTags(text + markup.slice(from), links));
}

/** The tags in a text, each with the backslashes before it. */
const tagsIn = (text: string): { at: number; slashes: number; tag: string }[] =>
  [...text.matchAll(tagPattern)].map(({ 0: tag, index }) => {
    const slashes = slashesBefore(text, index);
    return { at: index - slashes, slashes, tag };
  });

function slashesBefore(text: string, end: number): number {
  let count = 0;
  while (text[end - 1 - count] === '\\') count += 1;
  return count;
}

/** Removes the tags from a text, and returns the styles that they mean. */
function readTags(marked: string, links: readonly Link[]): Words {
  const tags = tagsIn(marked).map((one) => ({
    ...one,
    letter: one.tag.at(-2)!.toLowerCase() as 'b' | 'i',
    closes: one.tag.startsWith('</'),
    pair: -1,
  }));
  for (const letter of ['b', 'i'] as const) {
    let open = -1;
    for (const [index, one] of tags.entries()) {
      if (one.letter !== letter || one.slashes % 2 === 1) continue;
      if (!one.closes) open = open < 0 ? index : open;
      else if (open >= 0) {
        [tags[open]!.pair, one.pair] = [index, open];
        open = -1;
      }
    }
  }
  const cuts: Cut[] = [];
  for (const { at, slashes, tag, pair } of tags) {
    const kept = Math.floor(slashes / 2);
    if (kept < slashes) cuts.push({ at, length: slashes - kept });
    if (pair >= 0) cuts.push({ at: at + slashes, length: tag.length });
  }
  const move = movedBy(cuts);
  let text = '';
  let from = 0;
  for (const { at, length } of cuts) {
    text += marked.slice(from, at);
    from = at + length;
  }
  text += marked.slice(from);
  const styles = tags.flatMap(({ at, slashes, pair, closes, letter }): Style[] => {
    if (pair < 0 || closes) return [];
    const other = tags[pair]!;
    const [start, end] = [move(at + slashes), move(other.at + other.slashes)];
    return start < end ? [{ start, end, style: nameOf[letter] }] : [];
  });
  return {
    text,
    links: moveAll(links, move),
    styles: inOrder(styles),
  };
}

/** A piece that is cut out of a text. If `length` is negative, the text gets so much longer there. */
type Cut = { at: number; length: number };

/** How positions in a text move when pieces are cut out of it. The cuts are in order, and do not overlap. */
function movedBy(cuts: readonly Cut[]): (at: number) => number {
  let before = 0;
  const sums = cuts.map((one) => {
    const cut = { ...one, before };
    before += one.length;
    return cut;
  });
  return (at) => {
    const last = sums[firstNotBefore(sums, (one) => one.at < at) - 1];
    return last ? at - last.before - Math.min(last.length, at - last.at) : at;
  };
}

const moveAll = <T extends { start: number; end: number }>(ranges: readonly T[], move: (at: number) => number): T[] =>
  ranges.map((one) => ({ ...one, start: move(one.start), end: move(one.end) })).filter((one) => one.start < one.end);

/** The opposite of `readMarkup`. */
export function writeMarkup(words: Words): string {
  const { text, links } = writeTags(words);
  let markup = '';
  let from = 0;
  for (const { start, end, href } of links) {
    markup += `${text.slice(from, start)}[${text.slice(start, end).replace(/[[\]\\]/gu, '\\$&')}](${href})`;
    from = end;
  }
  return markup + text.slice(from);
}

/** Writes bold and italic words as tags. If the text itself contains such a tag, it is escaped with a backslash. */
function writeTags({ text, links, styles }: Words): { text: string; links: Link[] } {
  const added: { at: number; words: string }[] = [];
  for (const { start, end, style } of styles)
    added.push({ at: start, words: `<${tagOf[style]}>` }, { at: end, words: `</${tagOf[style]}>` });
  const edges = [...new Set(styles.flatMap(({ start, end }) => [start, end]))].toSorted((a, b) => a - b);
  for (const [index, from] of [0, ...edges].entries()) {
    const piece = text.slice(from, edges[index] ?? text.length);
    for (const { at, slashes } of tagsIn(piece)) added.push({ at: from + at, words: '\\'.repeat(slashes + 1) });
    // If the text has backslashes before an added tag, they are doubled, so that they do not escape the tag.
    const last = slashesBefore(piece, piece.length);
    if (edges[index] !== undefined && last) added.push({ at: from + piece.length - last, words: '\\'.repeat(last) });
  }
  // At one place, tags that close come before those that open.
  const order = (words: string): number => (words.startsWith('</') ? 0 : words.startsWith('<') ? 1 : 2);
  added.sort((a, b) => a.at - b.at || order(a.words) - order(b.words));
  const lengthUntil = (at: number, closing: boolean): number =>
    added.reduce(
      (sum, one) => sum + (one.at < at || (closing && one.at === at && order(one.words) === 0) ? one.words.length : 0),
      0,
    );
  let marked = '';
  let from = 0;
  for (const { at, words } of added) {
    marked += text.slice(from, at) + words;
    from = at;
  }
  return {
    text: marked + text.slice(from),
    links: links.map((one) => ({
      ...one,
      start: one.start + lengthUntil(one.start, true),
      end: one.end + lengthUntil(one.end, true),
    })),
  };
}

/** The part of a text between two positions, trimmed, with its links and styles. */
export function partOf({ text, links, styles }: Words, start: number, end: number): Words {
  const part = text.slice(start, end);
  const [from, to] = [start + part.length - part.trimStart().length, end - (part.length - part.trimEnd().length)];
  const inside = <T extends { start: number; end: number }>(ranges: readonly T[]): T[] =>
    ranges.flatMap((one) =>
      one.start < to && one.end > from
        ? [{ ...one, start: Math.max(one.start, from) - from, end: Math.min(one.end, to) - from }]
        : [],
    );
  return { text: text.slice(from, Math.max(from, to)), links: inside(links), styles: inside(styles) };
}

/** Words with single spaces, in Unicode's composed form, and without white space at the ends. */
export function tidyWords({ text, links, styles }: Words): Words {
  const tidy = (part: string): string => part.normalize('NFC').replace(/\s+/gu, ' ');
  const plain = tidy(text);
  const cuts: Cut[] = [];
  if (plain !== text)
    for (const { 0: part, index } of text.matchAll(piecePattern)) {
      const { length } = tidy(part);
      if (length !== part.length)
        cuts.push({ at: index + Math.min(length, part.length - 1), length: part.length - length });
    }
  const move = movedBy(cuts);
  return partOf({ text: plain, links: moveAll(links, move), styles: moveAll(styles, move) }, 0, plain.length);
}

/** White space, or a character with everything that Unicode can compose with it: accents, or the jamo of a syllable. */
const piecePattern = /\s+|\S[\p{M}\u1160-\u11ff]*/gu;

/** Styles in the order in which documents list them. */
export const inOrder = (styles: readonly Style[]): Style[] =>
  styles.toSorted((a, b) => a.start - b.start || styleNames.indexOf(a.style) - styleNames.indexOf(b.style));

/** Whether two sentences have the same words, links and styles. */
export const sameWords = (a: Words, b: Words): boolean => writeMarkup(a) === writeMarkup(b);
