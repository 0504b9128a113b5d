import type { Node } from 'prosemirror-model';
import { mergeAttrs, splitAttrs } from '../edit.ts';
import { articleSchema, attrsOf, sentence, type SentenceAttrs } from '../schema.ts';
import { findSentence, mapContainers, mapSentences } from '../sentences.ts';

/* Single edits of a document, so that a test can run many of them. The editor does the same by transactions. */

const withAttrs = (doc: Node, id: string, change: (attrs: SentenceAttrs) => Partial<SentenceAttrs>): Node =>
  mapSentences(doc, (node) =>
    attrsOf(node).id === id
      ? articleSchema.node('sentence', { ...attrsOf(node), ...change(attrsOf(node)) }, node.content)
      : node,
  );

export const editText = (doc: Node, id: string, text: string): Node =>
  mapSentences(doc, (node) => (attrsOf(node).id === id ? sentence(attrsOf(node), text) : node));

/** Splits a sentence before the UTF-16 unit `at` of its text. The headline is never split. */
export function splitSentence(doc: Node, id: string, at: number, newId: string): Node {
  return mapContainers(doc, (sentences, _container, type) => {
    if (type === 'headline') return sentences;
    return sentences.flatMap((node) => {
      if (attrsOf(node).id !== id) return [node];
      const parts = [node.textContent.slice(0, at), node.textContent.slice(at)];
      if (parts.some((part) => !part.trim())) return [node];
      return [sentence(attrsOf(node), parts[0]!), sentence(splitAttrs(attrsOf(node), newId), parts[1]!)];
    });
  });
}

/** Appends the second sentence to the first, even if they are far apart. The headline is never merged. */
export function mergeSentences(doc: Node, firstId: string, secondId: string): Node {
  const first = findSentence(doc, firstId);
  const second = findSentence(doc, secondId);
  if (!first || !second || firstId === secondId || first.where === 'headline' || second.where === 'headline')
    return doc;
  const merged = sentence(mergeAttrs(first, second), `${first.text} ${second.text}`);
  return mapSentences(doc, (node) =>
    attrsOf(node).id === firstId ? merged : attrsOf(node).id === secondId ? null : node,
  );
}

/** Deletes a sentence; a deleted headline is replaced by an empty one, because each document has a headline. */
export function deleteSentence(doc: Node, id: string, newId: string): Node {
  return mapContainers(doc, (sentences, _container, type) =>
    sentences.flatMap((node) =>
      attrsOf(node).id !== id ? [node] : type === 'headline' ? [sentence({ id: newId }, '')] : [],
    ),
  );
}

/** Moves a sentence to `index` of a container; the headline does not move. */
export function moveSentence(doc: Node, id: string, to: { container: number; index: number }): Node {
  const from = findSentence(doc, id);
  if (!from || from.where === 'headline') return doc;
  let allowed = false;
  let moving: Node | undefined;
  mapContainers(doc, (sentences, container, type) => {
    if (container === to.container) allowed = type !== 'headline';
    moving ??= sentences.find((node) => attrsOf(node).id === id);
    return sentences;
  });
  if (!allowed || !moving) return doc;
  return mapContainers(doc, (sentences, container) => {
    const left = sentences.filter((node) => attrsOf(node).id !== id);
    return container === to.container ? left.toSpliced(Math.min(to.index, left.length), 0, moving!) : left;
  });
}

/** Inserts a new sentence at `index` of a container (not into the headline). */
export const insertSentence = (
  doc: Node,
  to: { container: number; index: number },
  attrs: Partial<SentenceAttrs> & { id: string },
  text: string,
): Node =>
  mapContainers(doc, (sentences, container, type) =>
    container === to.container && type !== 'headline'
      ? sentences.toSpliced(Math.min(to.index, sentences.length), 0, sentence(attrs, text))
      : sentences,
  );

/** Cites a claim as an editor does. This confirms an inherited citation. */
export const cite = (doc: Node, id: string, claim: string): Node =>
  withAttrs(doc, id, (attrs) => ({
    citations: attrs.citations.some((one) => one.claim === claim)
      ? attrs.citations.map((one) => (one.claim === claim ? { claim } : one))
      : [...attrs.citations, { claim }],
  }));

export const uncite = (doc: Node, id: string, claim: string): Node =>
  withAttrs(doc, id, (attrs) => ({ citations: attrs.citations.filter((one) => one.claim !== claim) }));
