import { Parser } from 'htmlparser2';

/** The most elements that can be nested in each other; the same limit as in Chromium. */
const deepest = 512;
/**
 * Elements whose content is not markup. They are allowed at any depth: they contain no elements, and otherwise their
 * content would be read as text of the page.
 */
const raw = new Set(['script', 'style', 'title', 'textarea']);

/**
 * A parser that nests elements no deeper than browsers do. An element that would be deeper becomes empty, and its
 * content is added to the deepest open element. Each open element costs time at every tag, so without this limit, a
 * page of deeply nested elements could take minutes to parse.
 */
export class FlatParser extends Parser {
  /** The number of open elements, counted by the code that handles the tags. */
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

  /**
   * The parser calls this at the start of a tag, once it has closed the elements that the tag ends, and again at the
   * end of the tag. The parser does not nest anything in a void element. So this method returns true for an element
   * that would be too deep.
   */
  protected override isVoidElement(name: string): boolean {
    if (this.#opens) {
      this.#opens = false;
      this.#flat = this.depth() >= deepest && !raw.has(name);
    }
    return this.#flat || super.isVoidElement(name);
  }
}
