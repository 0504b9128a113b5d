import { StoryReader, type Story } from './docx-story.ts';
import { isOn, readStyles } from './docx-styles.ts';
import { relationsOf, type OpenDocument } from './open-document.ts';
import type { DocumentText } from './read-document.ts';
import { onceEach, type LeftOut, type Paragraph } from './story.ts';

/** Reads the text of a DOCX document, with its notes in the order in which the text refers to them. */
export async function readDocx(document: OpenDocument): Promise<DocumentText> {
  const relations = await relationsOf(document, document.main);
  const partOf = (type: string): string | undefined =>
    [...relations.values()].find((relation) => relation.type === type)?.part;
  const styles = await readStyles(document, partOf('styles'));
  const leftOut = new Set<LeftOut>();
  const read = async (part: string | undefined): Promise<Story> => {
    const reader = new StoryReader(styles);
    if (part !== undefined) await document.parse(part, reader);
    for (const one of reader.story.leftOut) leftOut.add(one);
    if (reader.story.comments > 0) leftOut.add('comments');
    return reader.story;
  };
  const main = await read(document.main);
  const [footnotes, endnotes] = [await read(partOf('footnotes')), await read(partOf('endnotes'))];
  const notes = (ids: readonly string[], { paragraphs }: Story): Paragraph[] =>
    [...new Set(ids)].flatMap((id) => (id && paragraphs.get(id)) || []);
  const hasEven = await hasEvenPages(document, partOf('settings'));
  const edge = async (part: 'header' | 'footer'): Promise<Paragraph[]> => {
    const used = main.edges.filter((one) => one.part === part && (one.type !== 'even' || hasEven));
    const parts = new Set(used.flatMap(({ id }) => relations.get(id)?.part ?? []));
    const found: Paragraph[] = [];
    for (const name of parts) found.push(...((await read(name)).paragraphs.get('') ?? []));
    return onceEach(found);
  };
  return {
    header: await edge('header'),
    body: main.paragraphs.get('') ?? [],
    footnote: [...notes(main.footnotes, footnotes), ...notes(main.endnotes, endnotes)],
    footer: await edge('footer'),
    leftOut,
    title: await titleOf(document),
  };
}

async function hasEvenPages(document: OpenDocument, part: string | undefined): Promise<boolean> {
  let found = false;
  if (part !== undefined)
    await document.parse(part, {
      open: (name, attributes) => void (found ||= name === 'evenAndOddHeaders' && isOn(attributes)),
      close() {},
    });
  return found;
}

async function titleOf(document: OpenDocument): Promise<string> {
  const part = [...(await relationsOf(document, '')).values()].find(({ type }) => type === 'core-properties')?.part;
  let [title, within] = ['', ''];
  if (part !== undefined)
    await document.parse(part, {
      open: (name) => void (within = name),
      close: () => void (within = ''),
      text: (text) => void (title += within === 'title' ? text : ''),
    });
  return title.trim();
}
