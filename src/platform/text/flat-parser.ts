import { Parser } from 'htmlparser2';

/** The limit of Chromium. */
const deepest = 512;
/**
 * Elements whose content is not markup. They contain no elements, and their content must not be read as text of the
 * page.
 */
const raw = new Set(['script', 'style', 'title', 'textarea']);

/**
 * A parser that nests elements no deeper than browsers do: a deeper element ends where it begins, and its content
 * belongs to the deepest open one. Each open element costs time at every tag, so a page of nested elements could take
 * minutes.
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
   * The parser asks this at the start of a tag, once it has closed what the tag ends, and again at the end of the tag.
   * A void element is not put on the stack of open ones.
   */
  protected override isVoidElement(name: string): boolean {
    if (this.#opens) {
      this.#opens = false;
      this.#flat = this.depth() >= deepest && !raw.has(name);
    }
    return this.#flat || super.isVoidElement(name);
  }
}
