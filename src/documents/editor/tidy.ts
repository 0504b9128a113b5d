import { Fragment, type Node } from 'prosemirror-model';
import { partOf } from '../model/links.ts';
import { articleSchema, attrsOf, isContainer, linkedSentence, linksOf } from '../model/schema.ts';

/**
 * A document ready to save: white space is normalised, sentences without words and blocks without sentences are
 * removed. The headline stays, even if empty.
 */
export function tidyDocument(doc: Node): Node {
  const visit = (node: Node): Node | null => {
    if (isContainer(node)) {
      const sentences = node.children.map(tidySentence).filter((one) => one.content.size > 0);
      if (sentences.length) return node.copy(Fragment.fromArray(sentences));
      return node.type === articleSchema.nodes.headline
        ? node.copy(Fragment.from(tidySentence(node.firstChild!)))
        : node.type.validContent(Fragment.empty)
          ? node.copy(Fragment.empty)
          : null;
    }
    if (node.isLeaf) return node;
    const children = node.children.map(visit).filter((one) => one !== null);
    return children.length ? node.copy(Fragment.fromArray(children)) : null;
  };
  return visit(doc)!;
}

function tidySentence(node: Node): Node {
  const raw = node.textContent;
  const links = linksOf(node);
  const plain = raw.normalize('NFC').replace(/\s+/gu, ' ');
  // The positions of links are still right if the text is as long as before; otherwise links are found by their words.
  const placed =
    plain.length === raw.length
      ? links
      : links.flatMap(({ start, end, href }) =>
          placeOf(
            plain,
            raw.slice(start, end).normalize('NFC').replace(/\s+/gu, ' '),
            raw.slice(0, start).normalize('NFC').replace(/\s+/gu, ' ').length,
            href,
          ),
        );
  const { text, links: kept } = partOf(plain, placed, 0, plain.length);
  return linkedSentence(attrsOf(node), text, kept);
}

function placeOf(text: string, words: string, near: number, href: string) {
  const start = text.indexOf(words, Math.max(0, near - 1));
  return start < 0 || !words ? [] : [{ start, end: start + words.length, href }];
}
