import { Fragment, type Node } from 'prosemirror-model';
import type { Words } from './markup.ts';
import {
  attrsOf,
  embedAttrsOf,
  isContainer,
  photoAttrsOf,
  type ContainerType,
  type EmbedAttrs,
  type PhotoAttrs,
  wordsOf,
  type SentenceAttrs,
} from './schema.ts';

/** One sentence with its position. `container`: the index of its block among those with sentences, in reading order. */
export type Placed = SentenceAttrs & Words & { where: ContainerType; container: number; index: number };

/** A block in reading order. Embeds have no sentences; a photo has the sentences of its caption, or none. */
export type Holder = {
  type: ContainerType | 'embed';
  sentences: Placed[];
  embed: EmbedAttrs | null;
  photo: PhotoAttrs | null;
};

export function holdersOf(doc: Node): Holder[] {
  const found: Holder[] = [];
  let container = -1;
  doc.descendants((node) => {
    if (node.type.name === 'embed')
      found.push({ type: 'embed', sentences: [], embed: embedAttrsOf(node), photo: null });
    if (!isContainer(node)) return true;
    container += 1;
    const type = node.type.name as ContainerType;
    const sentences: Placed[] = [];
    found.push({ type, sentences, embed: null, photo: type === 'photo' ? photoAttrsOf(node) : null });
    node.forEach((child, _offset, index) => {
      sentences.push({
        ...attrsOf(child),
        ...wordsOf(child),
        where: type,
        container,
        index,
      });
    });
    return false;
  });
  return found;
}

/** Every sentence of the document in reading order. */
export const sentencesOf = (doc: Node): Placed[] => holdersOf(doc).flatMap((holder) => holder.sentences);

/** The refs of the claims that sentences cite, in order. A claim that is cited twice is listed twice. */
export const citedRefs = (sentences: readonly Pick<Placed, 'citations'>[]): string[] =>
  sentences.flatMap((one) => one.citations.map(({ claim }) => claim));

/** The embeds of a document, in reading order. */
export const embedsOf = (doc: Node): EmbedAttrs[] => holdersOf(doc).flatMap((holder) => holder.embed ?? []);

/** Replaces what each embed shows by the result of `edit`. */
export function mapEmbeds(doc: Node, edit: (embed: EmbedAttrs) => EmbedAttrs): Node {
  const visit = (node: Node): Node =>
    node.type.name === 'embed'
      ? node.type.create(edit(embedAttrsOf(node)))
      : isContainer(node)
        ? node
        : node.copy(Fragment.fromArray(node.children.map(visit)));
  return visit(doc);
}

/** The photos of the document in reading order. */
export const photosOf = (doc: Node): PhotoAttrs[] => holdersOf(doc).flatMap((holder) => holder.photo ?? []);

export const findSentence = (doc: Node, id: string): Placed | undefined =>
  sentencesOf(doc).find((one) => one.id === id);

/**
 * Replaces the sentences of each container by the result of `edit`. Blocks that become empty are removed, except
 * photos.
 */
export function mapContainers(
  doc: Node,
  edit: (sentences: readonly Node[], container: number, type: ContainerType) => readonly Node[],
): Node {
  let counted = -1;
  const visit = (node: Node): Node | null => {
    if (isContainer(node)) {
      counted += 1;
      const sentences = edit(node.children, counted, node.type.name as ContainerType);
      if (sentences.length === 0 && node.type.name !== 'photo') return null;
      return node.copy(Fragment.fromArray([...sentences]));
    }
    const children = node.children.map(visit).filter((child) => child !== null);
    if (children.length === 0 && listTypes.has(node.type.name)) return null;
    return node.copy(Fragment.fromArray(children));
  };
  return visit(doc)!;
}

/** Replaces each sentence by the result of `edit`. Null removes the sentence. */
export function mapSentences(doc: Node, edit: (sentence: Node) => Node | null): Node {
  return mapContainers(doc, (sentences) => sentences.map(edit).filter((one) => one !== null));
}

/** Blocks that contain items, which contain the sentences. */
const listTypes: ReadonlySet<string> = new Set(['bullets', 'numbers', 'background']);
