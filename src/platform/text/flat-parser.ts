import { Parser } from 'htmlparser2';

/** The maximum depth of nested elements, as in Chromium. */
const maxDepth = 512;
/**
 * Elements whose content is not markup. They are allowed at any depth, because they contain no elements. If they were
 * made empty, their content would become text of the page.
 */
const raw = new Set(['script', 'style', 'title', 'textarea']);

/**
 * A parser that nests elements no deeper than browsers do. An element that would be deeper becomes empty, and its
 * content goes into the deepest open element. The parser's time for a tag grows with the depth, so without this limit a
 * page of deeply nested elements could take minutes.
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
   * Returns true for an element that would be too deep, because the parser nests nothing in a void element. The parser
   * calls this at the start of a tag, once it has closed the elements that the tag ends, and again at the end of the
   * tag.
   */
  protected override isVoidElement(name: string): boolean {
    if (this.#opens) {
      this.#opens = false;
      this.#flat = this.depth() >= maxDepth && !raw.has(name);
    }
    return this.#flat || super.isVoidElement(name);
  }
}
