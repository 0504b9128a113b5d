import { Fragment, Slice, type Node } from 'prosemirror-model';
import type { EditorState } from 'prosemirror-state';
import { splitAttrs } from '../model/edit.ts';
import { articleSchema, attrsOf } from '../model/schema.ts';
import { remembered, sentencesAt } from './settle.ts';

/**
 * Handles what is pasted or dropped. A sentence that was cut from this article returns unchanged. For a copy, or a
 * sentence of another article, the citations must be confirmed and the exception is removed: the pasted data may come
 * from any website.
 */
export function settlePasted(state: EditorState, slice: Slice): Slice {
  const known = remembered.getState(state);
  const { from, to } = state.selection;
  const here = new Set(
    sentencesAt(state.doc)
      .filter(({ pos, node }) => pos < from || pos + node.nodeSize > to)
      .map((one) => one.attrs.id),
  );
  const visit = (node: Node, inHeading = false): Node => {
    // The HTML of other programs often marks the words of headings as bold. Our headings are bold without a mark.
    if (node.isText) return inHeading ? node.mark(articleSchema.marks.bold!.removeFromSet(node.marks)) : node;
    if (node.type.name === 'heading' || node.type.name === 'headline') inHeading = true;
    if (node.type.name !== 'sentence') return node.copy(visitAll(node.content, inHeading));
    const attrs = attrsOf(node);
    const was = attrs.id && !here.has(attrs.id) ? known?.get(attrs.id) : undefined;
    if (was) here.add(attrs.id);
    return articleSchema.nodes.sentence!.create(was ?? splitAttrs(attrs, ''), visitAll(node.content, inHeading));
  };
  const visitAll = (content: Fragment, inHeading = false): Fragment =>
    Fragment.fromArray(content.content.map((one) => visit(one, inHeading)));
  return new Slice(visitAll(slice.content), slice.openStart, slice.openEnd);
}
