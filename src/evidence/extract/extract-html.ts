import type { Block, BlockLink, Mark, PageHead, PathElement } from './extract.ts';
import { FlatParser } from '../../platform/text/flat-parser.ts';

const blockTags = new Set(
  'address article aside blockquote body button caption center dd details dialog div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol option p pre section summary table tbody td tfoot th thead tr ul'.split(
    ' ',
  ),
);
const silentTags = new Set(
  'script style title noscript template iframe object embed svg math canvas audio video select datalist textarea input'.split(
    ' ',
  ),
);
const hiddenClass =
  /(?:^|[\s_-])(?:sr-only|visually-hidden|visuallyhidden|screen-reader-text|screenreader|u-hidden-visually|is-hidden|assistive-text)(?:$|\s)/i;
/**
 * The maximum number of links and marks (elements such as `<time>`) that continue in the next block. If more are open,
 * the page's author probably forgot to close them.
 */
const maxSpanning = 32;
const markTags = new Set(['time', 'cite', 'address']);

function isHidden(attributes: Record<string, string>): boolean {
  if ('hidden' in attributes && attributes.hidden !== 'until-found') return true;
  if (/display\s*:\s*none|visibility\s*:\s*hidden/i.test(attributes.style ?? '')) return true;
  return hiddenClass.test(attributes.class ?? '');
}

type Open = { tag: string; block: boolean; silent: boolean; link: BlockLink | null; mark: Mark | null; quote: boolean };

/**
 * Reads markup as a stream. No tree is built, so a 10 MB page needs little more memory than its text. White space is
 * collapsed as in a browser. Block elements and `<br><br>` end a block; a single `<br>` is a line break.
 */
export function readHtml(markup: string): { text: string; blocks: Block[]; head: PageHead } {
  const head: PageHead = { title: '', metas: [], canonical: '', jsonLd: [], language: '' };
  const chunks: string[] = [];
  let length = 0;
  const blocks: Block[] = [];
  const path: PathElement[] = [];
  const stack: Open[] = [];
  const spanning = new Set<Open>();
  let silent = 0;
  let pre = 0;

  let parts: string[] = [];
  let size = 0;
  let space = false;
  let breaks = 0;
  let links: BlockLink[] = [];
  let marks: Mark[] = [];
  /** Open links and marks to which no character belongs yet. */
  let unplaced: (BlockLink | Mark)[] = [];
  let capture: 'title' | 'jsonld' | null = null;
  let captured: string[] = [];

  const add = (value: string): void => {
    parts.push(value);
    size += value.length;
  };

  /** Links and marks that are still open at the end of a block continue in the next block. */
  const reopen = (): void => {
    links = [];
    marks = [];
    unplaced = [];
    for (const open of spanning) {
      if (open.link) unplaced.push((open.link = { ...open.link, start: -1, end: -1 }));
      if (open.mark) unplaced.push((open.mark = { ...open.mark, start: -1, end: -1 }));
      if (open.link) links.push(open.link);
      if (open.mark) marks.push(open.mark);
    }
  };

  const flush = (): void => {
    space = false;
    breaks = 0;
    if (size === 0) {
      return;
    }
    const value = parts.join('');
    const start = length + (length ? 1 : 0);
    const end = start + value.length;
    if (length) chunks.push('\n');
    chunks.push(value);
    length = end;
    const place = (at: number): number => (at < 0 ? end : start + Math.min(at, value.length));
    const whole = path.slice(-64);
    const innermost = whole.findLast((element) => blockTags.has(element.tag))?.tag ?? 'body';
    blocks.push({
      start,
      end,
      tag: innermost,
      path: whole,
      // Only the innermost block counts. Otherwise, an unclosed <h1> would turn everything after it into headings.
      heading: /^h[1-6]$/.test(innermost) ? Number(innermost[1]) : 0,
      links: links
        .filter((link) => link.start >= 0)
        .map((link) => ({ href: link.href, start: place(link.start), end: place(link.end) })),
      marks: marks
        .filter((mark) => mark.start >= 0)
        .map((mark) => ({ ...mark, start: place(mark.start), end: place(mark.end) })),
    });
    parts = [];
    size = 0;
    reopen();
  };

  const addText = (raw: string): void => {
    if (pre > 0 && /[\r\n]/.test(raw)) {
      for (const [index, line] of raw.split(/\r\n?|\n/).entries()) {
        if (index > 0) breaks += 1;
        addText(line);
      }
      return;
    }
    const value = raw.replace(/[\t\n\f\r ]+/g, ' ');
    for (const [index, piece] of value.split(' ').entries()) {
      if (index > 0) space = true;
      if (!piece) continue;
      if (breaks >= 2) flush();
      else if (breaks === 1 && size) {
        add('\n');
        space = false;
      }
      breaks = 0;
      if (space && size && parts.at(-1) !== '\n') add(' ');
      space = false;
      if (unplaced.length) {
        for (const waiting of unplaced) waiting.start = size;
        unplaced = [];
      }
      add(piece);
    }
  };

  const parser = new FlatParser(
    {
      onopentag(tag, attributes) {
        const block = blockTags.has(tag);
        if (tag === 'html' && attributes.lang) head.language = attributes.lang;
        if (tag === 'meta') {
          const name = attributes.property ?? attributes.name ?? attributes.itemprop ?? attributes['http-equiv'];
          if (name && attributes.content) head.metas.push({ name: name.toLowerCase(), content: attributes.content });
        }
        if (tag === 'link' && /\bcanonical\b/i.test(attributes.rel ?? '') && attributes.href)
          head.canonical = attributes.href;
        if (tag === 'title' && !head.title && !path.some((element) => element.tag === 'svg'))
          [capture, captured] = ['title', []];
        if (tag === 'script' && /ld\+json/i.test(attributes.type ?? '')) [capture, captured] = ['jsonld', []];
        if (tag === 'br') {
          breaks += 1;
          space = false;
        }
        if (block && !silent) flush();
        const hide = silentTags.has(tag) || isHidden(attributes);
        const element = {
          tag,
          id: attributes.id ?? '',
          classes: attributes.class ?? '',
          role: attributes.role ?? '',
          itemprop: attributes.itemprop ?? '',
        };
        const open: Open = { tag, block, silent: hide, link: null, mark: null, quote: tag === 'q' };
        path.push(element);
        stack.push(open);
        if (hide) silent += 1;
        if (silent) return;
        if (tag === 'pre') pre += 1;
        if (tag === 'q') addText('“');
        if (tag === 'a' && attributes.href) open.link = { start: -1, end: -1, href: attributes.href };
        const marked = markTags.has(tag) || (!block && (attributes.class || attributes.itemprop || attributes.rel));
        if (marked)
          open.mark = {
            start: -1,
            end: -1,
            tag,
            classes: `${attributes.class ?? ''} ${attributes.id ?? ''}`.trim(),
            itemprop: attributes.itemprop ?? '',
            rel: attributes.rel ?? '',
            datetime: attributes.datetime ?? attributes.content ?? '',
          };
        if (open.link) links.push(open.link);
        if (open.mark) marks.push(open.mark);
        for (const waiting of [open.link, open.mark]) if (waiting) unplaced.push(waiting);
        if ((open.link || open.mark) && spanning.size < maxSpanning) spanning.add(open);
      },
      ontext(value) {
        if (capture) captured.push(value);
        else if (!silent) addText(value);
      },
      onclosetag(tag) {
        if (capture && (tag === 'title' || tag === 'script')) {
          const value = captured.join('');
          if (capture === 'title') head.title = value.replace(/\s+/g, ' ').trim();
          else head.jsonLd.push(value);
          capture = null;
        }
        const open = stack.at(-1);
        if (!open || open.tag !== tag) return;
        if (open.quote && !silent) addText('”');
        if (open.block && !silent) flush();
        if (open.link) open.link.end = open.link.start < 0 ? -1 : size;
        if (open.mark) open.mark.end = open.mark.start < 0 ? -1 : size;
        if (open.silent) silent -= 1;
        if (tag === 'pre') pre -= 1;
        spanning.delete(open);
        stack.pop();
        path.pop();
      },
    },
    { decodeEntities: true, lowerCaseTags: true, recognizeSelfClosing: false },
  );
  parser.depth = () => stack.length;
  for (let at = 0; at < markup.length; at += 65_536) parser.write(markup.slice(at, at + 65_536));
  parser.end();
  flush();
  return { text: chunks.join(''), blocks, head };
}
