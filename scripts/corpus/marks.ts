import { Parser } from 'htmlparser2';
import type { Block, Report, Span } from './scheme.ts';

/**
 * A piece of text with the label of its mark. Pieces with the same label form one item that is interrupted by other
 * words.
 */
export type Piece = Span & { label: string; line: number };
export type Marked = { clean: string; text: string; blocks: (Block & { line: number })[]; pieces: Piece[] };

type Region = 'title' | 'standfirst' | 'body' | 'x';
type Open = { labels: string[]; line: number; start: number | null; outside: boolean };
const regionNames: readonly string[] = ['title', 'standfirst', 'body', 'x'];
const opening = /\[\[([^[\]|<>&\n]{1,160})\|/y;
const inline = new Set(
  'a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark nobr q s samp small span strike strong sub sup time tt u var wbr'.split(
    ' ',
  ),
);
const ignored = new Set(['script', 'style', 'template', 'noscript', 'head', 'svg', 'textarea', 'select', 'iframe']);

/** Reads the marks of a page and removes them. `firstLine` is the line of the file at which `source` starts. */
export function readMarks(source: string, format: 'html' | 'text', firstLine: number, report: Report): Marked {
  const reader = new Reader(source, firstLine, report);
  if (format === 'html') readHtml(source, reader);
  else readText(source, reader);
  return reader.finish();
}

function readText(source: string, reader: Reader): void {
  let at = 0;
  for (const gap of source.matchAll(/\r?\n[ \t]*\r?\n/g)) {
    reader.text(source.slice(at, gap.index), at);
    reader.endBlock();
    at = gap.index + gap[0].length;
  }
  reader.text(source.slice(at), at);
}

function readHtml(source: string, reader: Reader): void {
  let skipped = 0;
  let afterBreak = false;
  const parser: Parser = new Parser(
    {
      onopentag(name) {
        if (ignored.has(name)) skipped += 1;
        else if (name === 'br') {
          if (afterBreak) reader.endBlock();
          else reader.lineBreak();
          afterBreak = true;
        } else if (!inline.has(name)) reader.endBlock();
      },
      onclosetag(name) {
        if (ignored.has(name)) skipped -= 1;
        else if (name !== 'br' && !inline.has(name)) reader.endBlock();
      },
      ontext(data) {
        if (skipped > 0) return;
        const at = parser.startIndex;
        if (source.startsWith(data, at)) reader.text(data, at);
        else reader.decoded(data);
        if (data.trim()) afterBreak = false;
      },
    },
    { decodeEntities: true },
  );
  parser.end(source);
}

class Reader {
  private out = '';
  private readonly blocks: { role: Block['role']; start: number; end: number; line: number }[] = [];
  private block: { role: Block['role']; start: number; line: number } | null = null;
  private at = 0;
  private gap = '';
  private readonly open: Open[] = [];
  private readonly pieces: Piece[] = [];
  private readonly removed: [number, number][] = [];

  constructor(
    private readonly source: string,
    private readonly firstLine: number,
    private readonly report: Report,
  ) {}

  /** Reads text that the source contains literally, from position `at` on. */
  text(data: string, at: number): void {
    for (let i = 0; i < data.length;) {
      opening.lastIndex = i;
      const labels = data[i] === '[' ? opening.exec(data) : null;
      if (labels) {
        this.openMark(labels[1]!, at + i);
        this.removed.push([at + i, at + i + labels[0].length]);
        i += labels[0].length;
      } else if (this.open.length > 0 && this.closes(data, i)) {
        this.closeMark();
        this.removed.push([at + i, at + i + 2]);
        i += 2;
      } else {
        this.at = at + i;
        this.add(data[i++]!);
      }
    }
  }

  /** Reads a character that is a character reference in the HTML, such as `&amp;`. */
  decoded(data: string): void {
    for (const unit of data.split('')) this.add(unit);
  }

  lineBreak(): void {
    if (this.block) this.gap = '\n';
  }

  endBlock(): void {
    if (this.block) this.blocks.push({ ...this.block, end: this.out.length });
    this.block = null;
    this.gap = '';
  }

  finish(): Marked {
    this.endBlock();
    for (const { labels, line } of this.open)
      this.report(line, `[[${labels.join(' ')}| is never closed. Add ]] where it ends.`);
    let clean = '';
    let at = 0;
    for (const [start, end] of this.removed) {
      clean += this.source.slice(at, start);
      at = end;
    }
    clean += this.source.slice(at);
    const left = /\[\[[^[\]|<>&\n]{1,160}\|/.exec(clean);
    if (left) {
      const line = this.lineOf(this.source.indexOf(left[0]));
      this.report(line, `${left[0]} is inside a tag, a script or the head. Marks go into visible text only.`);
    }
    const blocks = this.blocks.map((block) => ({ ...block, text: this.out.slice(block.start, block.end) }));
    return { clean, text: this.out, blocks, pieces: this.pieces };
  }

  /**
   * Whether brackets at `at` close a mark. In a run of three or five brackets, the first bracket is text:
   * `[[cue1|…[sic]]]`.
   */
  private closes(data: string, at: number): boolean {
    if (data[at] !== ']' || data[at + 1] !== ']') return false;
    let length = 2;
    while (data[at + length] === ']') length += 1;
    return length % 2 === 0;
  }

  private region(): Region | null {
    for (const { labels } of this.open.toReversed()) {
      const found = labels.find((label) => regionNames.includes(label));
      if (found) return found as Region;
    }
    return null;
  }

  private lineOf(at: number): number {
    return this.firstLine + (this.source.slice(0, at).match(/\n/g)?.length ?? 0);
  }

  private openMark(text: string, at: number): void {
    this.open.push({ labels: text.trim().split(/\s+/), line: this.lineOf(at), start: null, outside: false });
  }

  private closeMark(): void {
    const { labels, line, start, outside } = this.open.pop()!;
    if (labels.includes('x')) return;
    if (labels.some((label) => regionNames.includes(label))) this.endBlock();
    const name = `[[${labels.join(' ')}|`;
    if (start === null && outside)
      this.report(line, `${name} is outside the title, standfirst and body. Move or delete it, or mark the body.`);
    else if (start === null) this.report(line, `${name} contains no text. Delete it, or move ]] behind the words.`);
    else {
      const end = this.out.length;
      for (const label of labels) this.pieces.push({ label, line, start, end, text: this.out.slice(start, end) });
    }
  }

  private add(unit: string): void {
    const region = this.region();
    const blank = /[\s\u00a0]/.test(unit);
    if (region === null || region === 'x') {
      if (!blank) for (const mark of this.open) if (mark.start === null) mark.outside = true;
      return;
    }
    if (blank) {
      if (this.block && this.gap === '') this.gap = ' ';
      return;
    }
    if (this.block && this.block.role !== region) this.endBlock();
    if (this.block) this.out += this.gap;
    else {
      if (this.out) this.out += '\n\n';
      this.block = { role: region, start: this.out.length, line: this.lineOf(this.at) };
    }
    this.gap = '';
    for (const mark of this.open) mark.start ??= this.out.length;
    this.out += unit;
  }
}
