import { Fragment, type Node } from 'prosemirror-model';
import { attrsOf, isContainer, type ContainerType, type SentenceAttrs } from './schema.ts';

/** One sentence and where it stands. `container` counts the blocks that hold sentences, in reading order. */
export type Placed = SentenceAttrs & { text: string; where: ContainerType; container: number; index: number };

/** Every sentence of the document in reading order. */
export function sentencesOf(doc: Node): Placed[] {
  const found: Placed[] = [];
  let container = -1;
  doc.descendants((node) => {
    if (!isContainer(node)) return true;
    container += 1;
    node.forEach((child, _offset, index) => {
      found.push({ ...attrsOf(child), text: child.textContent, where: node.type.name as ContainerType, container, index });
    });
    return false;
  });
  return found;
}

export const findSentence = (doc: Node, id: string): Placed | undefined => sentencesOf(doc).find((one) => one.id === id);

/**
 * The document with the sentences of each container replaced by what `edit` gives. A block that loses its last
 * sentence goes with it.
 */
export function mapContainers(doc: Node, edit: (sentences: readonly Node[], container: number, type: ContainerType) => readonly Node[]): Node {
  let counted = -1;
  const visit = (node: Node): Node | null => {
    if (isContainer(node)) {
      counted += 1;
      const sentences = edit(node.children, counted, node.type.name as ContainerType);
      if (sentences.length === 0) return null;
      return node.copy(Fragment.fromArray([...sentences]));
    }
    const children = node.children.map(visit).filter((child) => child !== null);
    if (node.type.name === 'background' && children.length === 0) return null;
    return node.copy(Fragment.fromArray(children));
  };
  return visit(doc)!;
}

/** The document with each sentence replaced by what `edit` gives; null takes it out. */
export function mapSentences(doc: Node, edit: (sentence: Node) => Node | null): Node {
  return mapContainers(doc, (sentences) => sentences.map(edit).filter((one) => one !== null));
}

/** The same, gathered by the block that holds them. */
export function containersOf(doc: Node): Placed[][] {
  const held: Placed[][] = [];
  for (const one of sentencesOf(doc)) (held[one.container] ??= []).push(one);
  return held;
}
