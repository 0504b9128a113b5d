import type { Node } from 'prosemirror-model';
import { articleSchema, attrsOf, sentence, type Citation, type Override, type SentenceAttrs, type SentenceKind } from './schema.ts';
import { findSentence, mapContainers, mapSentences } from './sentences.ts';

/*
 * What happens to a sentence's id and citations when the text is edited. Every edit of a document, by form or by
 * editor, goes through these rules:
 *
 *   text changed   id and citations stay
 *   split          the first part keeps the id and its citations; the other is new, its citations marked inherited
 *   merged         the first id stays, the citations are united
 *   deleted        the citations go with the sentence
 *   moved          all stays
 *
 * No citation gets onto a sentence that does not descend from the one it was on, except by `cite`.
 */

/** The new part of a split sentence: what it rests on is not known until the editor says so. */
export function splitAttrs(from: SentenceAttrs, id: string): SentenceAttrs {
  return { ...from, id, citations: from.citations.map(({ claim }) => ({ claim, inherited: true })), override: null };
}

/** Two sentences made one. What either needs, the whole needs. */
export function mergeAttrs(first: SentenceAttrs, second: SentenceAttrs): SentenceAttrs {
  return {
    id: first.id,
    kind: mergedKind(first.kind, second.kind),
    citations: uniteCitations(first.citations, second.citations),
    reporter: first.reporter ?? second.reporter,
    basis: first.basis ?? second.basis,
    override: mergedOverride(first.override, second.override),
  };
}

/** A claim confirmed on either side is confirmed. */
export function uniteCitations(first: readonly Citation[], second: readonly Citation[]): Citation[] {
  const united = new Map<string, Citation>();
  for (const one of [...first, ...second]) {
    const known = united.get(one.claim);
    if (!known || (known.inherited && !one.inherited)) united.set(one.claim, one);
  }
  return [...united.values()];
}

const demand: readonly SentenceKind[] = ['connective', 'own-reporting', 'computed', 'cited'];
const mergedKind = (a: SentenceKind, b: SentenceKind): SentenceKind => (demand.indexOf(a) >= demand.indexOf(b) ? a : b);

function mergedOverride(a: Override | null, b: Override | null): Override | null {
  if (!a || !b) return a ?? b;
  return { reason: a.reason === b.reason ? a.reason : `${a.reason} ${b.reason}`, covers: [...new Set([...a.covers, ...b.covers])] };
}

const withAttrs = (doc: Node, id: string, change: (attrs: SentenceAttrs) => Partial<SentenceAttrs>): Node =>
  mapSentences(doc, (node) => (attrsOf(node).id === id ? articleSchema.node('sentence', { ...attrsOf(node), ...change(attrsOf(node)) }, node.content) : node));

export const editText = (doc: Node, id: string, text: string): Node =>
  mapSentences(doc, (node) => (attrsOf(node).id === id ? sentence(attrsOf(node), text) : node));

/** Splits a sentence before the UTF-16 unit `at` of its text. The headline is one sentence and stays one. */
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

/** Appends the second sentence to the first, wherever both stand. The headline takes no part. */
export function mergeSentences(doc: Node, firstId: string, secondId: string): Node {
  const first = findSentence(doc, firstId);
  const second = findSentence(doc, secondId);
  if (!first || !second || firstId === secondId || first.where === 'headline' || second.where === 'headline') return doc;
  const merged = sentence(mergeAttrs(first, second), `${first.text} ${second.text}`);
  return mapSentences(doc, (node) => (attrsOf(node).id === firstId ? merged : attrsOf(node).id === secondId ? null : node));
}

/** Takes a sentence out; the headline's leaves an empty new one behind, because a document has one. */
export function deleteSentence(doc: Node, id: string, newId: string): Node {
  return mapContainers(doc, (sentences, _container, type) =>
    sentences.flatMap((node) => (attrsOf(node).id !== id ? [node] : type === 'headline' ? [sentence({ id: newId }, '')] : [])),
  );
}

/** Moves a sentence to `index` of a container; to or from the headline nothing moves. */
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

/** Puts a new sentence at `index` of a container (not into the headline). */
export const insertSentence = (doc: Node, to: { container: number; index: number }, attrs: Partial<SentenceAttrs> & { id: string }, text: string): Node =>
  mapContainers(doc, (sentences, container, type) =>
    container === to.container && type !== 'headline' ? sentences.toSpliced(Math.min(to.index, sentences.length), 0, sentence(attrs, text)) : sentences,
  );

/** The editor says that the sentence rests on the claim; an inherited citation is thereby confirmed. */
export const cite = (doc: Node, id: string, claim: string): Node =>
  withAttrs(doc, id, (attrs) => ({
    citations: attrs.citations.some((one) => one.claim === claim)
      ? attrs.citations.map((one) => (one.claim === claim ? { claim } : one))
      : [...attrs.citations, { claim }],
  }));

export const uncite = (doc: Node, id: string, claim: string): Node =>
  withAttrs(doc, id, (attrs) => ({ citations: attrs.citations.filter((one) => one.claim !== claim) }));

/**
 * Gives every sentence an id of its own, after an editor's split or paste has doubled or forgotten some: the first
 * in reading order keeps the id, each later one counts as split off it.
 */
export function settleIds(doc: Node, newId: () => string): Node {
  const seen = new Set<string>();
  return mapSentences(doc, (node) => {
    const attrs = attrsOf(node);
    if (attrs.id && !seen.has(attrs.id)) {
      seen.add(attrs.id);
      return node;
    }
    const id = newId();
    seen.add(id);
    return articleSchema.node('sentence', splitAttrs(attrs, id), node.content);
  });
}
