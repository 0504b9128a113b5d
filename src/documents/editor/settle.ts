import { isHistoryTransaction } from 'prosemirror-history';
import type { Node } from 'prosemirror-model';
import { Plugin, PluginKey, type EditorState, type Transaction } from 'prosemirror-state';
import { Mapping } from 'prosemirror-transform';
import { mergeAttrs, splitAttrs } from '../model/edit.ts';
import { articleSchema, attrsOf, type SentenceAttrs } from '../model/schema.ts';
import { sentenceSpans } from '../model/split-text.ts';

/**
 * The key of a mark on a transaction. The mark means that this edit must not split sentences at full stops, so that
 * sentences that it joins stay one.
 */
export const dontSplit = 'kronika-whole';

/**
 * The article's sentences by their ids, also those that were removed: a sentence that is cut and pasted gets its
 * citations back.
 */
export const remembered = new PluginKey<ReadonlyMap<string, SentenceAttrs>>('sentences');

export type SentenceAt = { pos: number; node: Node; attrs: SentenceAttrs; inHeadline: boolean };

/** Every sentence with the position before it. */
export function sentencesAt(doc: Node): SentenceAt[] {
  const found: SentenceAt[] = [];
  doc.descendants((node, pos, parent) => {
    if (node.type !== articleSchema.nodes.sentence) return true;
    found.push({ pos, node, attrs: attrsOf(node), inHeadline: parent?.type === articleSchema.nodes.headline });
    return false;
  });
  return found;
}

const fresh = (id: string): SentenceAttrs => ({
  id,
  kind: 'cited',
  citations: [],
  reporter: null,
  basis: null,
  override: null,
});

/**
 * After every edit, whether a command, a key, a drop or the browser made it, the rules of `edit.ts` are applied: joined
 * sentences unite their citations, split parts get new ids with citations to confirm, and a new full stop starts a new
 * sentence. Undo and redo are not changed.
 */
export function settling(newId: () => string): Plugin {
  return new Plugin({
    key: remembered,
    state: {
      init: (_config, state) => remember(new Map(), state.doc),
      apply: (tr, known) => (tr.docChanged ? remember(known, tr.doc) : known),
    },
    appendTransaction(transactions, before, after) {
      if (!transactions.some((tr) => tr.docChanged) || transactions.some(isHistoryTransaction)) return null;
      const tr = after.tr;
      nameAll(tr, newId);
      const born = transactions.some((one) => one.getMeta(dontSplit))
        ? new Set<string>()
        : cutAtStops(tr, before, newId);
      unite(tr, before, transactions, born);
      return tr.docChanged ? tr : null;
    },
  });
}

function remember(known: ReadonlyMap<string, SentenceAttrs>, doc: Node): ReadonlyMap<string, SentenceAttrs> {
  const next = new Map(known);
  for (const { attrs } of sentencesAt(doc)) if (attrs.id) next.set(attrs.id, attrs);
  return next;
}

const setAttrs = (tr: Transaction, pos: number, attrs: SentenceAttrs): void => {
  for (const [name, value] of Object.entries(attrs))
    if (tr.doc.nodeAt(pos)!.attrs[name] !== value) tr.setNodeAttribute(pos, name, value);
};

/**
 * If the words of a sentence that no longer exists are now in another sentence, that other sentence gets its citations.
 * If those words make up all of a piece that was just split off, the piece becomes the old sentence, with its id.
 */
function unite(tr: Transaction, before: EditorState, transactions: readonly Transaction[], born: Set<string>): void {
  const mapping = new Mapping([...transactions.flatMap((one) => one.mapping.maps), ...tr.mapping.maps]);
  const there = new Set(sentencesAt(tr.doc).map((one) => one.attrs.id));
  const old = sentencesAt(before.doc);
  const emptyBefore = new Set(old.filter((one) => one.node.content.size === 0).map((one) => one.attrs.id));
  for (const { pos, node, attrs } of old) {
    if (!attrs.id || there.has(attrs.id) || node.content.size === 0) continue;
    const [from, to] = [mapping.map(pos + 1, 1), mapping.map(pos + 1 + node.content.size, -1)];
    if (to <= from) continue;
    const targets = sentencesAt(tr.doc).filter(
      (one) => Math.min(to, one.pos + 1 + one.node.content.size) > Math.max(from, one.pos + 1),
    );
    // The old sentence's id goes to a target that was empty before, or to a piece of only its words that was just split
    // off.
    const itself = targets.find(
      ({ pos: at, node: now, attrs: { id } }) =>
        emptyBefore.has(id) || (born.has(id) && from <= at + 1 && at + 1 + now.content.size <= to),
    );
    for (const target of targets) {
      const id = target.attrs.id;
      setAttrs(
        tr,
        target.pos,
        target === itself ? attrs : mergeAttrs(target.attrs, itself ? splitAttrs(attrs, id) : attrs),
      );
      emptyBefore.delete(id);
      born.delete(id);
    }
  }
}

/** Gives each sentence a unique id. If several sentences have the same id, the first one with text keeps it. */
function nameAll(tr: Transaction, newId: () => string): void {
  const all = sentencesAt(tr.doc);
  const keeper = new Map<string, SentenceAt>();
  for (const one of all) {
    const known = keeper.get(one.attrs.id);
    if (!known || (known.node.content.size === 0 && one.node.content.size > 0)) keeper.set(one.attrs.id, one);
  }
  for (const one of all) {
    if (one.attrs.id && keeper.get(one.attrs.id) === one) continue;
    const id = newId();
    if (!one.attrs.id) tr.setNodeAttribute(one.pos, 'id', id);
    else setAttrs(tr, one.pos, one.node.content.size === 0 ? fresh(id) : splitAttrs(one.attrs, id));
  }
}

/**
 * Splits sentences at full stops that this edit created. Full stops that were inside a sentence before were intended,
 * and stay. Returns the ids of what was split off.
 */
function cutAtStops(tr: Transaction, before: EditorState, newId: () => string): Set<string> {
  const born = new Set<string>();
  const old = new Map(sentencesAt(before.doc).map((one) => [one.attrs.id, one.node.textContent]));
  for (const { pos, node, attrs, inHeadline } of sentencesAt(tr.doc).toReversed()) {
    const text = node.textContent;
    const was = old.get(attrs.id);
    if (inHeadline || was === text) continue;
    const spans = sentenceSpans(text);
    if (spans.length < 2) continue;
    const changed = was === undefined ? { start: 0, end: text.length } : changedPart(was, text);
    for (let index = spans.length - 1; index > 0; index -= 1) {
      const [end, start] = [spans[index - 1]!.end, spans[index]!.start];
      if (changed.end < end || changed.start > start) continue;
      const typed = was !== undefined && changed.start >= end && changed.end >= spans[index]!.end;
      const id = newId();
      born.add(id);
      tr.delete(pos + 1 + end, pos + 1 + start);
      tr.split(pos + 1 + end, 1, [
        { type: articleSchema.nodes.sentence!, attrs: typed ? fresh(id) : splitAttrs(attrs, id) },
      ]);
    }
  }
  return born;
}

/** The part of the second text that differs from the first. */
function changedPart(before: string, after: string): { start: number; end: number } {
  const most = Math.min(before.length, after.length);
  let start = 0;
  while (start < most && before[start] === after[start]) start += 1;
  let same = 0;
  while (same < most - start && before[before.length - 1 - same] === after[after.length - 1 - same]) same += 1;
  return { start, end: after.length - same };
}
