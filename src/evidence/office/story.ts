import { AppError } from '../../platform/errors.ts';
import type { Block } from '../extract/extract.ts';

export type Part = NonNullable<Block['part']>;
/**
 * A paragraph of a document. `heading`: 1–6, or 0. `isItem`: it has a number or a bullet, which is not part of the text.
 */
export type Paragraph = { text: string; heading: number; isItem: boolean; isBold: boolean };
/** What a document has that its text leaves out. */
export type LeftOut = 'changes' | 'comments' | 'hidden' | 'objects' | 'numbers';

/** The text of one paragraph while it is read. */
export class OpenParagraph {
  heading = 0;
  isItem = false;
  /** Paragraphs of text boxes in this paragraph. They follow it. */
  readonly boxes: Paragraph[] = [];
  readonly #parts: string[];
  #isBold: boolean;

  /** `before`: the paragraph before, if it continues in this one. Its text becomes that of this one. */
  constructor(before?: OpenParagraph) {
    this.#parts = before ? before.#parts : [];
    this.#isBold = this.#parts.length === 0;
  }

  add(text: string, isBold = false): void {
    this.#parts.push(text);
    if (/\S/.test(text)) this.#isBold &&= isBold;
  }

  /** Its paragraphs: two line breaks begin a new one, as on a page. Then those of its text boxes. */
  end(): Paragraph[] {
    const { heading, isItem } = this;
    const own = this.#parts
      .join('')
      .replace(/[\t\r\f ]+/g, ' ')
      .replace(/ ?\n ?/g, '\n')
      .split(/\n{2,}/)
      .map((text) => text.trim())
      .filter(Boolean);
    return [...own.map((text) => ({ text, heading, isItem, isBold: this.#isBold })), ...this.boxes];
  }
}

/** The maximum number of paragraphs. A thousand pages have some 20,000. */
const maxParagraphs = 250_000;

/** @throws AppError `reading_too_large` */
export function requireFew(paragraphs: number): void {
  if (paragraphs > maxParagraphs) throw new AppError('reading_too_large');
}

const maxHeadingLength = 120;

/**
 * The level of a heading. Without a style, a short paragraph that is bold or in capitals, and is no sentence, is a
 * heading, too.
 */
export function headingOf({ text, heading, isItem, isBold }: Paragraph): number {
  if (heading || isItem || text.length > maxHeadingLength || !/\p{L}{2}/u.test(text)) return heading;
  const isCapitals = /\p{Lu}{2}/u.test(text) && !/\p{Ll}/u.test(text);
  return (isBold || isCapitals) && !/[.!?…:;,]["”’»›“«>')\]]*$/.test(text) ? 3 : 0;
}

/** The paragraphs of headers or footers: each text once, without lines that only number the pages. */
export function onceEach(paragraphs: readonly Paragraph[]): Paragraph[] {
  const byText = new Map(paragraphs.map((paragraph) => [paragraph.text, paragraph]));
  return [...byText.values()].filter(({ text }) => /\p{L}/u.test(text));
}
