import { dropEnd } from '../../../platform/text/drop-end.ts';

/** Parts that a template can name besides the columns of the file. */
export const builtInParts = ['target', 'type', 'place', 'city', 'country', 'date', 'amount'] as const;
export type Meaning = (typeof builtInParts)[number];

/**
 * The text that replaces a `{part}`. `common`: whether it is a common noun, which then begins with a small letter,
 * except at the beginning of the filled template.
 */
export type TemplateWords = { text: string; common?: boolean };

const parts = /\{([^{}]+)\}/g;
const marks = ',;:·|/–—-';
const isMark = new RegExp(`[\\s${marks}]`);
/** The control characters around the index of a filled part. They are removed from templates. */
const [open, close] = ['\u0002', '\u0003'];
/** Marks a part whose text is empty. */
const gap = '\u0001';

const aroundGaps = new RegExp(`([\\s${marks}]*)(?:${gap}([\\s${marks}]*))+`, 'g');
const anyMark = new RegExp(`[${marks}]`);

/** The parts in braces that a template names. */
export const namesIn = (template: string): string[] => [...template.matchAll(parts)].map((match) => match[1]!);

/**
 * Fills a template: each `{part}` becomes its text. Removes punctuation around an empty part, and text in square
 * brackets that contains an empty part. Apart from white space and the first letter of common nouns, the texts do not
 * change.
 */
export function fillTemplate(template: string, wordsOf: (name: string) => TemplateWords): string {
  const words: TemplateWords[] = [];
  const place = (name: string): string => {
    const found = wordsOf(name);
    const text = found.text.replace(/\s+/g, ' ').trim();
    return text ? `${open}${words.push({ ...found, text }) - 1}${close}` : gap;
  };
  const placed = template
    .replace(new RegExp(`[${gap}${open}${close}]`, 'g'), '')
    .replace(parts, (_, name: string) => place(name))
    .replace(/\[([^[\]]*)\]/g, (whole, inner: string) =>
      inner.includes(gap) ? '' : inner.includes(open) ? inner : whole,
    );
  const tidied = placed
    .replace(new RegExp(`[«“„"]\\s*${gap}\\s*[»”“"]`, 'g'), gap)
    .replace(new RegExp(`\\(\\s*${gap}\\s*\\)`, 'g'), '')
    .replace(aroundGaps, (_, before: string, after: string) => (anyMark.test(before) ? before : after))
    .replace(new RegExp(`[\\s${marks}]+\\(`, 'g'), ' (')
    .replace(new RegExp(`\\([\\s${marks}]+`, 'g'), '(')
    .replace(new RegExp(`[\\s${marks}]+\\)`, 'g'), ')')
    .replace(/\s+/g, ' ')
    .replace(/ ([,;:])/g, '$1');
  const text = dropEnd(tidied.replace(new RegExp(`^[\\s${marks}]+`), ''), isMark);
  return text.replace(new RegExp(`${open}(\\d+)${close}`, 'g'), (_, index: string, at: number) => {
    const word = words[Number(index)]!;
    return word.common && at > 0 ? withSmallLetter(word.text) : word.text;
  });
}

/** "Attack on a person" becomes "attack on a person"; "SLAPP" stays. */
export const withSmallLetter = (text: string): string =>
  /^\p{Lu}\p{Ll}/u.test(text) ? text[0]!.toLowerCase() + text.slice(1) : text;
