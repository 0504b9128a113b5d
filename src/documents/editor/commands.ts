import { toggleMark } from 'prosemirror-commands';
import { Fragment, type Node, type ResolvedPos } from 'prosemirror-model';
import {
  NodeSelection,
  Selection,
  TextSelection,
  type Command,
  type EditorState,
  type Transaction,
} from 'prosemirror-state';
import {
  articleSchema,
  attrsOf,
  isContainer,
  type Citation,
  type EmbedAttrs,
  type PhotoAttrs,
  type SentenceAttrs,
} from '../model/schema.ts';
import type { StyleName } from '../model/markup.ts';
import { dontSplit, sentencesAt, type SentenceAt } from './settle.ts';

const { sentence: sentenceType, headline, paragraph } = articleSchema.nodes;

const inSentence = ($pos: ResolvedPos): boolean => $pos.parent.type === sentenceType;
const emptySentence = (): Node => sentenceType!.create();
const isEmpty = (container: Node): boolean => container.childCount === 1 && container.firstChild!.content.size === 0;
/** Whether a block is removed as a whole, and never joined with another. */
const isFigure = (block: Node | null | undefined): boolean =>
  block?.type.name === 'embed' || block?.type.name === 'photo';

/** The sentence with the caret, or the first selected one. */
export function currentSentence(state: EditorState): SentenceAt | null {
  const { $from } = state.selection;
  if (!inSentence($from)) return null;
  const node = $from.parent;
  return { pos: $from.before(), node, attrs: attrsOf(node), inHeadline: $from.node(-1).type === headline };
}

export const findAt = (doc: Node, id: string): SentenceAt | undefined =>
  sentencesAt(doc).find((one) => one.attrs.id === id);

/**
 * Enter splits the block at the caret. In an empty list item, it ends the list. In the headline, it moves the caret
 * to the text.
 */
export const enter: Command = (state, dispatch) => {
  const { $from } = state.selection;
  if (!inSentence($from)) return false;
  if (!dispatch) return true;
  const tr = state.tr.deleteSelection();
  const $at = tr.selection.$from;
  if (!inSentence($at)) return (dispatch(tr), true);
  const container = $at.node(-1);
  if (container.type === headline) {
    if ($at.pos < $at.end()) return (dispatch(tr), true);
    return (dispatch(intoText(tr)), true);
  }
  if (container.type.name === 'photo') return (dispatch(afterCaption(tr, $at)), true);
  const isPoint = $at.depth > 2 && $at.node(-2).type.name !== 'doc';
  if (isEmpty(container) && (isPoint || container.type !== paragraph)) return setBlock('paragraph')(state, dispatch);
  cutBlock(tr, $at, isPoint);
  return (dispatch(tr.scrollIntoView()), true);
};

/** Moves the caret to the start of the text after the headline; creates a paragraph if there is none. */
function intoText(tr: Transaction): Transaction {
  const after = tr.doc.firstChild!.nodeSize;
  if (tr.doc.childCount < 2 || !isContainer(tr.doc.child(1)))
    tr.insert(after, paragraph!.create(null, emptySentence()));
  return tr.setSelection(Selection.near(tr.doc.resolve(after + 1), 1)).scrollIntoView();
}

/** Enter in a caption: moves the words after the caret into a paragraph below the photo. */
function afterCaption(tr: Transaction, $at: ResolvedPos): Transaction {
  const [atStart, atEnd] = [$at.parentOffset === 0, $at.parentOffset === $at.parent.content.size];
  const $after = tr.doc.resolve($at.after(-1));
  if (atEnd && $at.index(-1) === $at.node(-1).childCount - 1) {
    if ($after.nodeAfter?.type === paragraph)
      return tr.setSelection(Selection.near(tr.doc.resolve($after.pos + 1), 1)).scrollIntoView();
    tr.insert($after.pos, paragraph!.create(null, emptySentence()));
    return tr.setSelection(TextSelection.create(tr.doc, $after.pos + 2)).scrollIntoView();
  }
  if (atStart) tr.split($at.before(), 1, [{ type: paragraph! }]);
  else if (atEnd) tr.split($at.after(), 1, [{ type: paragraph! }]);
  else tr.split($at.pos, 2, [{ type: paragraph! }, { type: sentenceType!, attrs: $at.parent.attrs }]);
  return tr.setSelection(Selection.near(tr.doc.resolve(tr.mapping.map($at.pos, 1)), 1)).scrollIntoView();
}

function cutBlock(tr: Transaction, $at: ResolvedPos, isPoint: boolean): void {
  const container = $at.node(-1);
  const index = $at.index(-1);
  const next = isPoint || container.type.name === 'quotation' ? container.type : paragraph!;
  const [atStart, atEnd] = [$at.parentOffset === 0, $at.parentOffset === $at.parent.content.size];
  if (atStart && index === 0 && !atEnd) {
    // At the start of a block: inserts an empty block of the same kind above it.
    tr.insert($at.before(-1), container.type.create(null, emptySentence()));
    return;
  }
  if (atStart && index > 0) tr.split($at.before(), 1, [{ type: next }]);
  else if (atEnd && index < container.childCount - 1) tr.split($at.after(), 1, [{ type: next }]);
  else if (atEnd) {
    const after = $at.after(-1);
    tr.insert(after, next.create(null, emptySentence()));
    tr.setSelection(TextSelection.create(tr.doc, after + 2));
    return;
  } else tr.split($at.pos, 2, [{ type: next }, { type: sentenceType!, attrs: $at.parent.attrs }]);
  tr.setSelection(Selection.near(tr.doc.resolve(tr.mapping.map($at.pos, 1)), 1));
}

/** Splits the sentence at the caret within its block. */
export const breakSentence: Command = (state, dispatch) => {
  const { $from, empty } = state.selection;
  if (
    !empty ||
    !inSentence($from) ||
    $from.node(-1).type === headline ||
    $from.parentOffset === 0 ||
    $from.parentOffset === $from.parent.content.size
  )
    return false;
  dispatch?.(
    state.tr.split($from.pos, 1, [{ type: sentenceType!, attrs: $from.parent.attrs }]).setMeta(dontSplit, true),
  );
  return true;
};

/**
 * Backspace at the start of a sentence joins it to the sentence before; at the start of a block, it joins the two
 * blocks.
 */
export const joinBackward: Command = (state, dispatch) => {
  const { $from, empty } = state.selection;
  if (!empty || !inSentence($from) || $from.parentOffset > 0) return false;
  const tr = state.tr;
  if ($from.index(-1) > 0) joinSentences(tr, $from.before());
  else if (!joinBlock(state, tr, $from)) return true;
  dispatch?.(tr.scrollIntoView());
  return true;
};

/** Delete at the end of a sentence joins it to the next one; at the end of a block, it joins the two blocks. */
export const joinForward: Command = (state, dispatch) => {
  const { $from, empty } = state.selection;
  if (!empty || !inSentence($from) || $from.parentOffset < $from.parent.content.size) return false;
  const container = $from.node(-1);
  const tr = state.tr;
  if ($from.index(-1) < container.childCount - 1) joinSentences(tr, $from.after());
  else {
    const next = Selection.findFrom(state.doc.resolve($from.after(-1)), 1);
    if (!next || container.type === headline) return true;
    if (next instanceof NodeSelection) tr.setSelection(next);
    else if (!joinBlock(state, tr, next.$from)) return true;
  }
  dispatch?.(tr.scrollIntoView());
  return true;
};

/**
 * Joins the sentences on both sides of `pos`. They stay one sentence, even with a full stop between them, because the
 * user joined them on purpose.
 */
function joinSentences(tr: Transaction, pos: number): void {
  const [before, after] = [tr.doc.resolve(pos).nodeBefore!, tr.doc.resolve(pos).nodeAfter!];
  const gap =
    before.content.size && after.content.size && !/\s$/.test(before.textContent) && !/^\s/.test(after.textContent);
  tr.join(pos);
  if (gap) tr.insertText(' ', pos - 1);
  tr.setMeta(dontSplit, true);
}

/** Appends the block at the caret to the one before it. */
function joinBlock(state: EditorState, tr: Transaction, $from: ResolvedPos): boolean {
  const own = $from.before(-1);
  const container = $from.node(-1);
  const index = sentencesAt(state.doc).findIndex((one) => one.pos === $from.before());
  const previous = sentencesAt(state.doc)[index - 1];
  const before = state.doc.resolve(own).nodeBefore;
  if (container.type.name === 'photo') {
    tr.setSelection(NodeSelection.create(tr.doc, own));
    return true;
  }
  if (isFigure(before)) {
    tr.setSelection(NodeSelection.create(tr.doc, own - before!.nodeSize));
    return true;
  }
  const listStart = $from.depth > 2 && $from.index(-2) === 0 ? state.doc.resolve($from.before(-2)).nodeBefore : null;
  if (isFigure(listStart)) {
    tr.setSelection(NodeSelection.create(tr.doc, $from.before(-2) - listStart!.nodeSize));
    return true;
  }
  if (!previous || container.type === headline) return false;
  // The headline accepts no second sentence, so nothing is joined to it. An empty block after it is removed.
  if (previous.inHeadline && !isEmpty(container)) return false;
  const list = $from.depth > 2 ? $from.node(-2) : null;
  const whole = list && list.childCount === 1 ? $from.before(-2) : own;
  const end = previous.pos + 1 + previous.node.content.size;
  tr.delete(whole, whole + (list && list.childCount === 1 ? list : container).nodeSize);
  if (!isEmpty(container)) {
    const into =
      previous.node.content.size === 0
        ? { from: previous.pos, to: previous.pos + previous.node.nodeSize }
        : { from: previous.pos + previous.node.nodeSize, to: previous.pos + previous.node.nodeSize };
    tr.replaceWith(into.from, into.to, container.content);
    tr.setSelection(TextSelection.create(tr.doc, into.from + 1));
  } else tr.setSelection(TextSelection.create(tr.doc, end));
  return true;
}

/**
 * Moves the caret left or right across the boundary of two sentences, because the browser treats both sides of it as
 * one position.
 */
export const step =
  (by: 1 | -1): Command =>
  (state, dispatch) => {
    const { $head, empty } = state.selection;
    if (!empty || !inSentence($head) || $head.parentOffset !== (by > 0 ? $head.parent.content.size : 0)) return false;
    const next = Selection.findFrom(state.doc.resolve(by > 0 ? $head.after() : $head.before()), by);
    if (!next) return false;
    dispatch?.(state.tr.setSelection(next).scrollIntoView());
    return true;
  };

const lists = { bullets: 'bullet', numbers: 'number', background: 'item' } as const;
export type BlockKind = 'standfirst' | 'paragraph' | 'heading' | 'quotation' | keyof typeof lists;
const isList = (kind: string): kind is keyof typeof lists => kind in lists;

/** The kind of block at the caret; null in the headline, a caption and on an embed. */
export function blockKind(state: EditorState): BlockKind | null {
  const { $from } = state.selection;
  const top = $from.depth ? $from.node(1) : null;
  return !top || top.type === headline || isFigure(top) ? null : (top.type.name as BlockKind);
}

/** Changes the kind of the selected blocks. List items that are not selected stay in their list. */
export const setBlock =
  (kind: BlockKind): Command =>
  (state, dispatch) => {
    const { $from, $to, from, to } = state.selection;
    if (!inSentence($from) || !inSentence($to)) return false;
    const [first, last] = [$from.index(0), $to.index(0)];
    if (
      first === 0 ||
      (first === last && isFigure(state.doc.child(first))) ||
      (kind === 'standfirst' && (first !== 1 || last !== 1))
    )
      return false;
    const made: Node[] = [];
    const add = (as: string, container: Node): void => {
      const type = articleSchema.nodes[as === 'keep' ? container.type.name : as]!;
      if (!isList(type.name)) return void made.push(type.create(null, container.content));
      const item = articleSchema.nodes[lists[type.name]]!.create(null, container.content);
      const open = made.at(-1);
      if (open?.type === type) made[made.length - 1] = open.copy(open.content.addToEnd(item));
      else made.push(type.create(null, item));
    };
    let at = 0;
    let start = 0;
    state.doc.forEach((block, offset, index) => {
      if (index === first) start = offset;
      if (index < first || index > last) return;
      if (isFigure(block)) return void made.push(block);
      if (isContainer(block)) return add(kind, block);
      at = offset + 1;
      block.forEach((item, inner) =>
        add(at + inner < to && at + inner + item.nodeSize > from ? kind : block.type.name, item),
      );
    });
    const end =
      start +
      Array.from({ length: last - first + 1 }, (_, index) => state.doc.child(first + index).nodeSize).reduce(
        (sum, size) => sum + size,
        0,
      );
    if (!dispatch) return true;
    const caret = {
      id: attrsOf($from.parent).id,
      offset: $from.parentOffset,
      to: attrsOf($to.parent).id,
      end: $to.parentOffset,
    };
    const tr = state.tr.replaceWith(start, end, Fragment.fromArray(made)).setMeta(dontSplit, true);
    const [one, other] = [findAt(tr.doc, caret.id), findAt(tr.doc, caret.to)];
    if (one && other)
      tr.setSelection(TextSelection.create(tr.doc, one.pos + 1 + caret.offset, other.pos + 1 + caret.end));
    dispatch(tr.scrollIntoView());
    return true;
  };

/** The position for a new block: after the block with the caret, but never between headline and standfirst. */
function placeAfter(doc: Node, $to: ResolvedPos): number {
  let head = doc.firstChild!.nodeSize;
  if (doc.maybeChild(1)?.type.name === 'standfirst') head += doc.child(1).nodeSize;
  return Math.max($to.depth ? $to.after(1) : $to.pos, head);
}

/** Inserts an embed after the block with the caret. */
export const insertEmbed =
  (embed: EmbedAttrs): Command =>
  (state, dispatch) => {
    let place = placeAfter(state.doc, state.selection.$to);
    // The caret does not move. A further embed is inserted after the embeds that are already there.
    for (let next = state.doc.nodeAt(place); next?.type.name === 'embed'; next = state.doc.nodeAt(place))
      place += next.nodeSize;
    dispatch?.(state.tr.insert(place, articleSchema.node('embed', embed)).scrollIntoView());
    return true;
  };

/**
 * Inserts a photo with an empty caption after the block at `at`, or after the one with the caret, and moves the caret
 * into the caption.
 */
export const insertPhoto =
  (photo: PhotoAttrs, at?: number): Command =>
  (state, dispatch) => {
    const place = placeAfter(
      state.doc,
      at === undefined ? state.selection.$to : state.doc.resolve(Math.min(at, state.doc.content.size)),
    );
    const tr = state.tr.insert(place, articleSchema.node('photo', photo, [emptySentence()]));
    dispatch?.(tr.setSelection(TextSelection.create(tr.doc, place + 2)).scrollIntoView());
    return true;
  };

/** Starts the caption of the photo after `pos`. */
export const beginCaption =
  (pos: number): Command =>
  (state, dispatch) => {
    if (state.doc.nodeAt(pos)?.type.name !== 'photo') return false;
    const tr = state.tr.insert(pos + 1, emptySentence());
    dispatch?.(tr.setSelection(TextSelection.create(tr.doc, pos + 2)).scrollIntoView());
    return true;
  };

/** Changes the kind or the sources of a sentence. */
export const setSentence =
  (id: string, change: Partial<Omit<SentenceAttrs, 'id'>>): Command =>
  (state, dispatch) => {
    const found = findAt(state.doc, id);
    if (!found) return false;
    const tr = state.tr;
    for (const [name, value] of Object.entries(change)) tr.setNodeAttribute(found.pos, name, value);
    dispatch?.(tr);
    return true;
  };

const withCitations =
  (id: string, change: (citations: readonly Citation[]) => readonly Citation[]): Command =>
  (state, dispatch) => {
    const found = findAt(state.doc, id);
    return found ? setSentence(id, { citations: change(found.attrs.citations) })(state, dispatch) : false;
  };

/** Adds a citation of the claim to the sentence; if the sentence inherited that citation, this confirms it. */
export const cite = (id: string, claim: string): Command =>
  withCitations(id, (citations) =>
    citations.some((one) => one.claim === claim)
      ? citations.map((one) => (one.claim === claim ? { claim } : one))
      : [...citations, { claim }],
  );

export const uncite = (id: string, claim: string): Command =>
  withCitations(id, (citations) => citations.filter((one) => one.claim !== claim));

/** Makes the selected words a link; with null, removes the links in them. */
export const setLink =
  (href: string | null): Command =>
  (state, dispatch) => {
    const { from, to, empty } = state.selection;
    if (empty) return false;
    const link = articleSchema.marks.link!;
    const tr = state.tr.removeMark(from, to, link);
    dispatch?.(href === null ? tr : tr.addMark(from, to, link.create({ href })));
    return true;
  };

/** Makes the selected words, or the words typed next, bold or italic, or removes this style. Not in the headline. */
export const toggleStyle =
  (style: StyleName): Command =>
  (state, dispatch) => {
    // Returns true although it does nothing, so that the browser does not make the words bold itself.
    if (state.selection.$to.pos < headlineEnd(state)) return true;
    return toggleMark(articleSchema.marks[style]!)(
      state,
      dispatch && ((tr) => dispatch(tr.removeMark(0, headlineEnd(state), articleSchema.marks[style]))),
    );
  };

const headlineEnd = (state: EditorState): number => state.doc.firstChild!.nodeSize;

/** Whether all selected words, or the words typed next, have the style. */
export function hasStyle({ selection, storedMarks, doc }: EditorState, style: StyleName): boolean {
  const { empty, $from } = selection;
  if (empty) return articleSchema.marks[style]!.isInSet(storedMarks ?? $from.marks()) !== undefined;
  let all = true;
  let words = false;
  const { from, to } = selection;
  doc.nodesBetween(from, to, (node, pos) => {
    // White space at the ends gets no style.
    if (!node.isText || !node.text!.slice(Math.max(0, from - pos), to - pos).trim()) return;
    words = true;
    all &&= node.marks.some((mark) => mark.type.name === style);
  });
  return words && all;
}
