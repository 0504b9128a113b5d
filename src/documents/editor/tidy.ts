import { Fragment, type Node } from 'prosemirror-model';
import { tidyWords } from '../model/markup.ts';
import {
  articleSchema,
  attrsOf,
  embedAttrsOf,
  isContainer,
  plainText,
  sentenceOfWords,
  wordsOf,
} from '../model/schema.ts';

/**
 * A document ready to save: white space is normalised, sentences without words and blocks without sentences are
 * removed. The headline stays, even if empty, and has no bold or italic words.
 */
export function tidyDocument(doc: Node): Node {
  const visit = (node: Node): Node | null => {
    if (isContainer(node)) {
      const inHeadline = node.type === articleSchema.nodes.headline;
      const sentences = node.children.map((one) => tidySentence(one, inHeadline)).filter((one) => one.content.size > 0);
      if (sentences.length) return node.copy(Fragment.fromArray(sentences));
      return inHeadline
        ? node.copy(Fragment.from(tidySentence(node.firstChild!)))
        : node.type.validContent(Fragment.empty)
          ? node.copy(Fragment.empty)
          : null;
    }
    if (node.isLeaf) return node.type === articleSchema.nodes.embed ? tidyEmbedNode(node) : node;
    const children = node.children.map(visit).filter((one) => one !== null);
    return children.length ? node.copy(Fragment.fromArray(children)) : null;
  };
  return visit(doc)!;
}

function tidyEmbedNode(node: Node): Node {
  const { finding, ...embed } = embedAttrsOf(node);
  const text = plainText(finding?.text ?? '');
  return node.type.create({ ...embed, finding: text ? { ...finding, text } : null });
}

const tidySentence = (node: Node, plain = false): Node => {
  const words = tidyWords(wordsOf(node));
  return sentenceOfWords(attrsOf(node), plain ? { ...words, styles: [] } : words);
};
