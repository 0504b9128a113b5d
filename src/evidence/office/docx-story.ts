import { isOn, outlineLevel, type Styles } from './docx-styles.ts';
import type { Attributes, XmlHandler } from './parse-xml.ts';
import { OpenParagraph, requireFew, type LeftOut, type Paragraph } from './story.ts';

/**
 * Elements whose content is no text of the document: code of fields, readings above letters, embedded data, and what
 * properties were before a tracked change.
 */
const silent = new Set(
  'instrText delInstrText delText rt binData pPrChange rPrChange sectPrChange tblPrChange trPrChange tcPrChange oMath'.split(
    ' ',
  ),
);
/** Elements with text that a tracked change has deleted or moved to another place. */
const deleted = new Set(['del', 'moveFrom']);
/**
 * Elements that stand for content in another part or format: charts, diagrams, tables of Excel, other documents, formulas,
 * choices in forms, letters as pictures.
 */
const objects = new Set('altChunk subDoc chart relIds OLEObject oMath ddList checkBox control textpath'.split(' '));
/** The boxes that forms have as letters of the font Wingdings. */
const boxes: Readonly<Record<string, string>> = {
  F06F: '☐',
  F0A8: '☐',
  F078: '☒',
  F0FD: '☒',
  F0FE: '☑',
  F0FC: '✔',
  F0FB: '✘',
};
const signs: Readonly<Record<string, string>> = { tab: ' ', br: '\n', cr: '\n', noBreakHyphen: '-', ptab: ' ' };

type Frame = {
  name: string;
  isSkipped: boolean;
  paragraph?: OpenParagraph;
  /** In a paragraph or run: the id of its style, and what it says itself. */
  style?: string;
  isHidden?: boolean;
  isBold?: boolean;
  /** In a paragraph: whether it continues in the next one, because a tracked change deleted its end, or as a drop cap. */
  isJoined?: boolean;
  /** In a container of paragraphs: the last paragraph, if it continues in the next one. */
  joined?: OpenParagraph;
  /** A program shows only one of several alternatives. Whether one was read already. */
  isChosen?: boolean;
  /** In a section: its headers and footers. */
  edges?: { id: string; type: string; part: 'header' | 'footer' }[];
  hasFirst?: boolean;
};

/** What a part with text refers to. */
export type Story = {
  /** The paragraphs of the part, or of each of its notes by id. */
  paragraphs: ReadonlyMap<string, Paragraph[]>;
  footnotes: string[];
  endnotes: string[];
  comments: number;
  edges: { id: string; type: string; part: 'header' | 'footer' }[];
  leftOut: Set<LeftOut>;
};

const containers = new Set(['body', 'tc', 'txbxContent', 'footnote', 'endnote', 'hdr', 'ftr', 'sdtContent']);

/** Reads the text of one part of a DOCX document: the body, the notes, a header or a footer. */
export class StoryReader implements XmlHandler {
  readonly story = {
    paragraphs: new Map<string, Paragraph[]>(),
    footnotes: [] as string[],
    endnotes: [] as string[],
    comments: 0,
    edges: [] as Story['edges'],
    leftOut: new Set<LeftOut>(),
  } satisfies Story;
  readonly #styles: Styles;
  readonly #stack: Frame[] = [];
  /** For each field that is open: whether its result has begun. */
  #fields: boolean[] = [];
  #note = '';
  #count = 0;

  constructor(styles: Styles) {
    this.#styles = styles;
  }

  open(name: string, attributes: Attributes): void {
    const above = this.#stack.at(-1);
    const frame: Frame = { name, isSkipped: (above?.isSkipped ?? false) || silent.has(name) };
    this.#stack.push(frame);
    if (name === 'ins' || name === 'moveTo' || deleted.has(name)) this.#change(frame, above);
    if (objects.has(name) && !above?.isSkipped) this.story.leftOut.add('objects');
    if (frame.isSkipped) return;
    if (name === 'p') frame.paragraph = new OpenParagraph(this.#takeJoined());
    else if (name === 'Choice' || name === 'Fallback') this.#choose(frame, above);
    else if (name === 'tbl') this.#endJoined();
    else if (name === 'footnote' || name === 'endnote')
      this.#note = /^(?:separator|continuation)/.test(attributes.type ?? '') ? '' : (attributes.id ?? '');
    else if (name === 'sectPr') frame.edges = [];
    else this.#mark(name, attributes, above);
  }

  close(name: string): void {
    const frame = this.#stack.pop()!;
    if (frame.paragraph) this.#endParagraph(frame);
    // There may be no paragraph in which the last one continues.
    if (frame.joined) this.#put(new OpenParagraph(frame.joined).end());
    if (frame.edges)
      this.story.edges.push(...frame.edges.filter(({ type }) => type !== 'first' || (frame.hasFirst ?? false)));
    if (name === 'footnote' || name === 'endnote') this.#note = '';
  }

  text(text: string): void {
    const frame = this.#stack.at(-1);
    if (frame?.name === 't' && !frame.isSkipped) this.#add(text);
  }

  /** Handles an element that says something about the text, or that is a sign. `above`: the element around it. */
  #mark(name: string, attributes: Attributes, above: Frame | undefined): void {
    if (above?.name === 'r' && Object.hasOwn(signs, name)) this.#add(this.#signOf(name, attributes));
    else if (name === 'sym') this.#addSymbol(attributes);
    else if (name === 'fldChar') this.#field(attributes.fldCharType ?? '');
    else if (name === 'footnoteReference') this.#refer(this.story.footnotes, attributes);
    else if (name === 'endnoteReference') this.#refer(this.story.endnotes, attributes);
    else if (name === 'commentReference') this.story.comments++;
    else if (name === 'headerReference' || name === 'footerReference')
      this.#find('sectPr')?.edges?.push({
        id: attributes.id ?? '',
        type: attributes.type ?? '',
        part: name === 'headerReference' ? 'header' : 'footer',
      });
    else if (name === 'titlePg') {
      const section = this.#find('sectPr');
      if (section) section.hasFirst = isOn(attributes);
    } else if (above?.name === 'rPr') this.#markRun(name, attributes);
    else if (above?.name === 'pPr' || above?.name === 'numPr') this.#markParagraph(name, attributes);
    else if (name === 'cellDel') {
      this.story.leftOut.add('changes');
      this.#skip('tc');
    }
  }

  #signOf(name: string, { type = '' }: Attributes): string {
    return name === 'br' && /^(?:page|column)$/.test(type) ? '\n\n' : signs[name]!;
  }

  #addSymbol({ font = '', char = '' }: Attributes): void {
    const box =
      /^wingdings$/i.test(font) && Object.hasOwn(boxes, char.toUpperCase()) ? boxes[char.toUpperCase()] : null;
    if (box) this.#add(box);
    else this.story.leftOut.add('objects');
  }

  /** A note that only hidden text refers to is not printed. */
  #refer(notes: string[], { id = '' }: Attributes): void {
    if (this.#isHidden()) this.story.leftOut.add('hidden');
    else notes.push(id);
  }

  #markRun(name: string, attributes: Attributes): void {
    // In the properties of a paragraph, run properties are those of the sign at its end.
    const run = this.#stack.at(-3);
    if (run?.name !== 'r') return;
    if (name === 'rStyle') run.style = attributes.val ?? '';
    else if (name === 'vanish') run.isHidden = isOn(attributes);
    else if (name === 'b') run.isBold = isOn(attributes);
  }

  #markParagraph(name: string, attributes: Attributes): void {
    const paragraph = this.#find('p');
    if (!paragraph?.paragraph) return;
    if (name === 'pStyle') {
      paragraph.style = attributes.val ?? '';
      paragraph.paragraph.heading = this.#styles.of(paragraph.style, 'heading') ?? 0;
      paragraph.paragraph.isItem = this.#styles.of(paragraph.style, 'isItem') ?? false;
    } else if (name === 'outlineLvl') paragraph.paragraph.heading = outlineLevel(attributes);
    else if (name === 'numId') paragraph.paragraph.isItem = attributes.val !== '0';
    // The large first letter of a paragraph is a paragraph of its own.
    else if (name === 'framePr' && isOn({ val: attributes.dropCap ?? 'none' })) paragraph.isJoined = true;
  }

  /** A tracked change of text, of the end of a paragraph, or of a row of a table. */
  #change(frame: Frame, above: Frame | undefined): void {
    this.story.leftOut.add('changes');
    if (!deleted.has(frame.name)) return;
    const properties = this.#stack.at(-3);
    if (above?.name === 'rPr' && properties?.name === 'pPr') {
      const paragraph = this.#find('p');
      if (paragraph) paragraph.isJoined = true;
    } else if (above?.name === 'trPr') this.#skip('tr');
    frame.isSkipped = true;
  }

  /** Of the alternatives for different programs, only the first one is read. */
  #choose(frame: Frame, above: Frame | undefined): void {
    if (above?.name !== 'AlternateContent') return;
    if (above.isChosen) frame.isSkipped = true;
    above.isChosen = true;
  }

  #field(type: string): void {
    if (type === 'begin') this.#fields.push(false);
    else if (type === 'separate' && this.#fields.length) this.#fields[this.#fields.length - 1] = true;
    else if (type === 'end') this.#fields.pop();
  }

  #add(text: string): void {
    const [paragraph, run] = [this.#find('p'), this.#find('r')];
    if (!paragraph?.paragraph || this.#fields.includes(false)) return;
    if (this.#isHidden()) this.story.leftOut.add('hidden');
    else paragraph.paragraph.add(text, this.#says('isBold', run, paragraph));
  }

  #says(key: 'isHidden' | 'isBold', run: Frame | undefined, paragraph: Frame | undefined): boolean {
    return (
      run?.[key] ?? this.#styles.of(run?.style ?? '', key) ?? this.#styles.of(paragraph?.style ?? '', key) ?? false
    );
  }

  /** Whether the run, or one around it in which its text box is, is hidden. */
  #isHidden(): boolean {
    let paragraph: Frame | undefined;
    let isIn = false;
    for (const frame of this.#stack) {
      if (frame.name === 'p') paragraph = frame;
      if (frame.name !== 'r') continue;
      isIn = true;
      if (this.#says('isHidden', frame, paragraph)) return true;
    }
    return !isIn && this.#says('isHidden', undefined, paragraph);
  }

  /** The paragraph that waits for its end ends before a table. */
  #endJoined(): void {
    const joined = this.#takeJoined();
    if (joined) this.#put(new OpenParagraph(joined).end());
  }

  #endParagraph({ paragraph, isJoined }: Frame): void {
    // The code of a field that is not ended is a fault of the document, and must not hide the rest of it.
    this.#fields = this.#fields.filter(Boolean);
    const container = this.#container();
    if (isJoined && container) container.joined = paragraph!;
    this.#put(isJoined && container ? paragraph!.boxes : paragraph!.end());
  }

  /** Adds paragraphs to the text; those of a text box follow the paragraph in which the box is. */
  #put(paragraphs: readonly Paragraph[]): void {
    requireFew((this.#count += paragraphs.length));
    const around = this.#find('p')?.paragraph;
    if (around) around.boxes.push(...paragraphs);
    else {
      const own = this.story.paragraphs.get(this.#note);
      if (own) own.push(...paragraphs);
      else this.story.paragraphs.set(this.#note, [...paragraphs]);
    }
  }

  #takeJoined(): OpenParagraph | undefined {
    const container = this.#container();
    const joined = container?.joined;
    if (container) container.joined = undefined;
    return joined;
  }

  #container(): Frame | undefined {
    return this.#stack.findLast(({ name }) => containers.has(name));
  }

  #find(name: string): Frame | undefined {
    return this.#stack.findLast((frame) => frame.name === name);
  }

  #skip(name: string): void {
    const frame = this.#find(name);
    for (const one of this.#stack.slice(frame ? this.#stack.indexOf(frame) : this.#stack.length)) one.isSkipped = true;
  }
}
