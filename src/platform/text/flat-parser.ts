import { Parser } from 'htmlparser2';

/** As in Chromium. */
const deepest = 512;
/** Their content is not markup, so they contain no others, and it must not be read as text. */
const raw = new Set(['script', 'style', 'title', 'textarea']);

/**
 * A parser that nests elements no deeper than browsers do: deeper ones end where they begin, and their content belongs
 * to the deepest. Each open element costs time at every tag, so that a page of nested elements alone would take
 * minutes.
 */
export class FlatParser extends Parser {
  /** The number of open elements, counted by whoever handles the tags. */
  depth: () => number = () => 0;
  #flat = false;
  #opens = false;

  override onopentagname(start: number, end: number): void {
    this.#opens = true;
    super.onopentagname(start, end);
  }

  override onclosetag(start: number, end: number): void {
    this.#flat = this.#opens = false;
    super.onclosetag(start, end);
  }

  /** Asked when a tag opens, after the elements that it closes, and again at its end. A void element stays on no stack. */
  protected override isVoidElement(name: string): boolean {
    if (this.#opens) {
      this.#opens = false;
      this.#flat = this.depth() >= deepest && !raw.has(name);
    }
    return this.#flat || super.isVoidElement(name);
  }
}
