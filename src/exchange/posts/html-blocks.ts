import { cleanHref, type Link } from '../../documents/model/links.ts';
import { writeMarkup } from '../../documents/model/markup.ts';
import { parseHtml } from './parse-html.ts';

/** A block of text as in the form for articles. */
export type Block = { type: 'paragraph' | 'heading' | 'quotation' | 'bullet' | 'number'; text: string };
/** `left`: the number of pictures, videos, tables and other elements without text that were left out. */
export type Blocks = { blocks: Block[]; left: number };

type Node = { type: string; name?: string; data?: string; attribs?: Record<string, string>; children?: Node[] };

const headings = new Set(['h1', 'h2', 'h3', 'h4', 'h5', 'h6']);
/** Visible elements that our texts cannot contain. */
const notText = new Set([
  'img',
  'iframe',
  'video',
  'audio',
  'object',
  'embed',
  'form',
  'table',
  'svg',
  'canvas',
  'picture',
]);
const unseen = new Set(['script', 'style', 'noscript', 'template']);
const inline = new Set([
  'a',
  'abbr',
  'b',
  'bdi',
  'bdo',
  'cite',
  'code',
  'data',
  'del',
  'dfn',
  'em',
  'i',
  'ins',
  'kbd',
  'mark',
  'q',
  's',
  'samp',
  'small',
  'span',
  'strong',
  'sub',
  'sup',
  'time',
  'u',
  'var',
  'wbr',
  'font',
  'br',
]);

/**
 * The text of a post: paragraphs, headings, quotations and lists, with its links. Text outside of elements is split at
 * empty lines, as in WordPress. Shortcodes (`[gallery …]`) are left out.
 */
export function blocksOf(html: string): Blocks {
  const blocks: Block[] = [];
  let left = 0;
  const shortCodes = /\[\/?(?:caption|gallery|embed|video|audio|playlist|contact-form[\w-]*)\b[^[\]]*\]/g;
  const run = new Run();
  const flush = (type: Block['type']): void => {
    for (const text of run.take()) blocks.push({ type, text });
  };
  const walk = (nodes: readonly Node[], type: Block['type'], bare: boolean): void => {
    for (const node of nodes) {
      if (node.type === 'text') {
        const plain = (node.data ?? '').replace(shortCodes, () => {
          left++;
          return ' ';
        });
        // In text outside of paragraph elements, an empty line ends a paragraph.
        for (const [index, part] of (bare ? plain.split(/\r?\n\s*\r?\n/) : [plain]).entries()) {
          if (index) flush(type);
          run.add(part);
        }
        continue;
      }
      const { name = '', children = [], attribs = {} } = node;
      if (!name || unseen.has(name)) continue;
      if (notText.has(name)) left++;
      else if (name === 'br') run.line();
      else if (name === 'a') {
        const start = run.length;
        walk(children, type, false);
        run.link(start, attribs['href'] ?? '');
      } else if (inline.has(name)) walk(children, type, bare);
      else {
        flush(type);
        const within = headings.has(name)
          ? 'heading'
          : name === 'blockquote'
            ? 'quotation'
            : name === 'ul'
              ? 'bullet'
              : name === 'ol'
                ? 'number'
                : name === 'figcaption'
                  ? null
                  : type;
        // A caption is left out together with its picture. Other text in a figure is read.
        if (within !== null) {
          walk(children, within, !['p', 'li', 'pre'].includes(name) && !headings.has(name));
          flush(within);
        }
      }
    }
  };
  walk(parseHtml(html) as unknown as Node[], 'paragraph', true);
  flush('paragraph');
  return { blocks, left };
}

/** The text of the block that is being read, with its links. */
class Run {
  #text = '';
  #links: Link[] = [];

  get length(): number {
    return this.#text.length;
  }

  add(text: string): void {
    const plain = text.replace(/[\s\u00ad]+/gu, ' ');
    this.#text +=
      this.#text === '' || this.#text.endsWith(' ') || this.#text.endsWith('\n') ? plain.trimStart() : plain;
  }

  line(): void {
    this.#text = `${this.#text.trimEnd()}\n`;
  }

  link(start: number, href: string): void {
    const [from, end] = [
      start + (this.#text.slice(start).length - this.#text.slice(start).trimStart().length),
      this.#text.trimEnd().length,
    ];
    const clean = cleanHref(href);
    if (clean && from < end && !this.#text.slice(from, end).includes('\n'))
      this.#links.push({ start: from, end, href: clean });
  }

  /** Returns the text so far, one item per line (`<br>` ends a line), and clears it. */
  take(): string[] {
    const [text, links] = [this.#text, this.#links];
    [this.#text, this.#links] = ['', []];
    const taken: string[] = [];
    let start = 0;
    for (const line of text.split('\n')) {
      const end = start + line.length;
      const inside = links
        .filter((one) => one.start >= start && one.end <= end)
        .map((one) => ({ ...one, start: one.start - start, end: one.end - start }));
      if (line.trim()) taken.push(writeMarkup({ text: line, links: inside, styles: [] }).trim());
      start = end + 1;
    }
    return taken;
  }
}
