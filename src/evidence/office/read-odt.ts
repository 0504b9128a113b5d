import type { OpenDocument } from './open-document.ts';
import type { Attributes, XmlHandler } from './parse-xml.ts';
import type { DocumentText } from './read-document.ts';
import { OpenParagraph, onceEach, requireFew, type LeftOut, type Paragraph, type Part } from './story.ts';

/** What a style says about text. */
type Style = { above: string; isHidden?: boolean; isBold?: boolean; isTitle: boolean };
type Frame = {
  name: string;
  isSkipped: boolean;
  paragraph?: OpenParagraph;
  /** The innermost paragraph that is open, and what the styles inside of it say. */
  within?: OpenParagraph;
  isHidden: boolean;
  isBold: boolean;
  /** Where the paragraphs inside belong: a note, a header or a footer. */
  part?: Part | 'endnote';
};
type Texts = Record<Part | 'endnote' | 'body', Paragraph[]>;

/** Elements whose content is no text of the document, or text that is not printed. */
const silent = new Set([
  'tracked-changes',
  'annotation',
  'note-citation',
  'ruby-text',
  'forms',
  'scripts',
  'script',
  'table-of-content-source',
  'alphabetical-index-source',
  'bibliography-source',
  'illustration-index-source',
  'object-index-source',
  'table-index-source',
  'user-index-source',
  'title-and-desc',
  'event-listeners',
  'math',
]);
/** Elements that stand for content in another part or format: formulas, charts, tables, other files. */
const objects = new Set(['math', 'object', 'object-ole', 'plugin', 'applet', 'floating-frame']);
/** Elements in which `title` and `desc` are part of the text. In others, they describe a picture. */
const withFields = new Set(['p', 'h', 'a', 'span']);
const edges: Readonly<Record<string, Part>> = {
  header: 'header',
  'header-left': 'header',
  'header-first': 'header',
  footer: 'footer',
  'footer-left': 'footer',
  'footer-first': 'footer',
};
/** The longest chain of styles that are based on each other. */
const maxChain = 20;

/** Reads the text of an ODT document. Footnotes come before endnotes. */
export async function readOdt(document: OpenDocument): Promise<DocumentText> {
  const reader = new OdtReader();
  // The styles that the text uses are in both parts, and those of the first one count for the second.
  await document.parse('styles.xml', reader);
  await document.parse(document.main, reader);
  const { texts, leftOut } = reader;
  return {
    header: onceEach(texts.header),
    body: texts.body,
    footnote: [...texts.footnote, ...texts.endnote],
    footer: onceEach(texts.footer),
    leftOut,
    title: await titleOf(document),
  };
}

class OdtReader implements XmlHandler {
  readonly texts: Texts = { header: [], body: [], footnote: [], endnote: [], footer: [] };
  readonly leftOut = new Set<LeftOut>();
  readonly #styles = new Map<string, Style>();
  /** The levels of headings that have a number. */
  readonly #numbered = new Set<string>();
  readonly #stack: Frame[] = [];
  #style: Style | undefined;
  #count = 0;

  open(name: string, attributes: Attributes): void {
    const above = this.#stack.at(-1);
    const { isSkipped = false, within, isHidden = false, isBold = false } = above ?? {};
    const frame: Frame = { name, isSkipped: isSkipped || silent.has(name), within, isHidden, isBold };
    this.#stack.push(frame);
    if (name === 'tracked-changes' || /^change(?:-start)?$/.test(name)) this.leftOut.add('changes');
    if (name === 'annotation') this.leftOut.add('comments');
    if (objects.has(name) && !above?.isSkipped) this.leftOut.add('objects');
    if ((name === 'title' || name === 'desc') && !withFields.has(above?.name ?? '')) frame.isSkipped = true;
    if (frame.isSkipped) return;
    if (name === 'style') this.#openStyle(attributes);
    else if (name === 'outline-level-style') this.#markLevel(attributes);
    else if (name === 'text-properties') this.#markStyle(attributes);
    else if (name === 'p' || name === 'h') this.#openParagraph(frame, name, attributes);
    else if (name === 'span') this.#setStyle(frame, this.#chain(attributes['style-name'] ?? ''));
    else if (name === 'note') frame.part = attributes['note-class'] === 'endnote' ? 'endnote' : 'footnote';
    else if (Object.hasOwn(edges, name) && above?.name === 'master-page') this.#openEdge(frame, attributes);
    else if (name === 's' || name === 'tab') this.#add(' ');
    else if (name === 'line-break') this.#add('\n');
    else if (isHiddenPart(name, attributes)) this.#hide(frame);
    else if (name === 'hidden-paragraph' && attributes['is-hidden'] === 'true') this.#hideParagraph();
  }

  close(name: string): void {
    const frame = this.#stack.pop()!;
    if (name === 'style') this.#style = undefined;
    if (frame.paragraph) this.#put(frame.paragraph.end());
  }

  text(text: string): void {
    const frame = this.#stack.at(-1);
    // White space between elements is no text, and there is no other text outside of paragraphs.
    if (frame && !frame.isSkipped) this.#add(text.replaceAll(/[\n\r]/g, ' '));
  }

  #openStyle({ name = '', 'parent-style-name': above = '' }: Attributes): void {
    this.#style = { above, isTitle: name === 'Title' };
    this.#styles.set(name, this.#style);
  }

  #markStyle({ display, 'font-weight': weight }: Attributes): void {
    if (!this.#style) return;
    if (display !== undefined) this.#style.isHidden = display === 'none';
    if (weight !== undefined) this.#style.isBold = weight === 'bold' || Number(weight) >= 600;
  }

  #markLevel({ level = '', 'num-format': format = '' }: Attributes): void {
    if (format) this.#numbered.add(level);
  }

  #openParagraph(frame: Frame, name: string, attributes: Attributes): void {
    const { 'outline-level': level = '1', 'style-name': style = '' } = attributes;
    const styles = this.#chain(style);
    frame.paragraph = frame.within = new OpenParagraph();
    // A note or a text box in hidden text is hidden, whatever its own style says.
    const isAroundHidden = frame.isHidden;
    frame.isBold = false;
    this.#setStyle(frame, styles);
    frame.isHidden ||= isAroundHidden;
    const isNumbered = name === 'h' && this.#numbered.has(level) && attributes['is-list-header'] !== 'true';
    frame.paragraph.isItem = isNumbered || this.#isInList();
    if (name === 'h') frame.paragraph.heading = /^\d{1,2}$/.test(level) ? Math.min(6, Math.max(1, Number(level))) : 1;
    else if (styles.some(({ isTitle }) => isTitle)) frame.paragraph.heading = 1;
  }

  #openEdge(frame: Frame, { display }: Attributes): void {
    frame.part = edges[frame.name]!;
    if (display === 'false') frame.isSkipped = true;
  }

  #hide(frame: Frame): void {
    frame.isSkipped = true;
    this.leftOut.add('hidden');
  }

  #hideParagraph(): void {
    const at = this.#stack.findLastIndex(({ paragraph }) => paragraph !== undefined);
    if (at < 0) return;
    this.#stack[at]!.paragraph = new OpenParagraph();
    for (const frame of this.#stack.slice(at)) this.#hide(frame);
  }

  /** Whether the paragraph that begins is in a list, and not in a note or a text box of a list. */
  #isInList(): boolean {
    const from = this.#stack.findLastIndex(({ name }) => name === 'list-item');
    return from >= 0 && !this.#stack.slice(from).some(({ name }) => name === 'note' || name === 'text-box');
  }

  #chain(name: string): Style[] {
    const found: Style[] = [];
    for (let style = this.#styles.get(name); style && found.length < maxChain; style = this.#styles.get(style.above))
      found.push(style);
    return found;
  }

  /** The innermost style that says something counts. */
  #setStyle(frame: Frame, styles: readonly Style[]): void {
    frame.isHidden = styles.find(({ isHidden }) => isHidden !== undefined)?.isHidden ?? frame.isHidden;
    frame.isBold = styles.find(({ isBold }) => isBold !== undefined)?.isBold ?? frame.isBold;
  }

  #add(text: string): void {
    const { within, isHidden = false, isBold = false } = this.#stack.at(-1) ?? {};
    if (!isHidden) within?.add(text, isBold);
    else if (/\S/.test(text)) this.leftOut.add('hidden');
  }

  /** Adds paragraphs to their part; those of a text box follow the paragraph in which the box is. */
  #put(paragraphs: readonly Paragraph[]): void {
    requireFew((this.#count += paragraphs.length));
    const at = this.#stack.findLastIndex(({ part, paragraph }) => part !== undefined || paragraph !== undefined);
    const around = this.#stack[at];
    if (around?.paragraph) around.paragraph.boxes.push(...paragraphs);
    else this.texts[around?.part ?? 'body'].push(...paragraphs);
  }
}

/** Whether an element is a section or a text that its author has hidden. */
const isHiddenPart = (name: string, { display, 'is-hidden': isHidden }: Attributes): boolean =>
  (name === 'section' && (display === 'none' || isHidden === 'true')) ||
  (name === 'hidden-text' && isHidden === 'true');

async function titleOf(document: OpenDocument): Promise<string> {
  let [title, within] = ['', ''];
  await document.parse('meta.xml', {
    open: (name) => void (within = name),
    close: () => void (within = ''),
    text: (text) => void (title += within === 'title' ? text : ''),
  });
  return title.trim();
}
