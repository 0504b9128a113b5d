import { baseKeymap, chainCommands, deleteSelection, selectAll } from 'prosemirror-commands';
import { history, redo, undo } from 'prosemirror-history';
import { InputRule, inputRules } from 'prosemirror-inputrules';
import { keymap } from 'prosemirror-keymap';
import type { Node } from 'prosemirror-model';
import { EditorState, TextSelection, type Plugin } from 'prosemirror-state';
import { cleanHref } from '../model/links.ts';
import { articleSchema, newSentenceId } from '../model/schema.ts';
import {
  breakSentence,
  enter,
  joinBackward,
  joinForward,
  setBlock,
  step,
  toggleStyle,
  type BlockKind,
} from './commands.ts';
import { settling } from './settle.ts';

/** A rule that changes the kind of a paragraph when someone types `# `, `> `, `- ` or `1. ` at its start. */
const begin = (pattern: RegExp, kind: BlockKind): InputRule =>
  new InputRule(pattern, (state, _match, start, end) => {
    const { $from } = state.selection;
    if ($from.index(-1) > 0 || $from.node(1).type.name !== 'paragraph') return null;
    const tr = state.tr.delete(start, end);
    setBlock(kind)(state.apply(tr), (made) => {
      for (const one of made.steps) tr.step(one);
      tr.setSelection(TextSelection.create(tr.doc, made.selection.from));
    });
    return tr;
  });

/** A rule that makes a link when someone types `[words](https://…)`, the syntax of links in the plain form. */
const typedLink = new InputRule(/\[([^[\]]+)\]\(((?:https?:\/\/|mailto:)[^\s()]+)\)$/, (state, match, start, end) => {
  const href = cleanHref(match[2]!);
  return href === null
    ? null
    : state.tr
        .replaceWith(start, end, articleSchema.text(match[1]!, [articleSchema.mark('link', { href })]))
        .removeStoredMark(articleSchema.marks.link!);
});

/** The state of an editor with an article, without its view. */
export function editorState(
  doc: Node,
  {
    newId = newSentenceId,
    plugins = [],
    groupDelay = 500,
  }: { newId?: () => string; plugins?: readonly Plugin[]; groupDelay?: number } = {},
): EditorState {
  return EditorState.create({
    doc,
    plugins: [
      ...plugins,
      inputRules({
        rules: [
          begin(/^#{1,3}\s$/, 'heading'),
          begin(/^>\s$/, 'quotation'),
          begin(/^[-*]\s$/, 'bullets'),
          begin(/^1[.)]\s$/, 'numbers'),
          typedLink,
        ],
      }),
      keymap({
        Enter: enter,
        'Shift-Enter': enter,
        'Mod-Enter': breakSentence,
        Backspace: chainCommands(deleteSelection, joinBackward),
        'Mod-Backspace': chainCommands(deleteSelection, joinBackward),
        Delete: chainCommands(deleteSelection, joinForward),
        'Mod-Delete': chainCommands(deleteSelection, joinForward),
        ArrowLeft: step(-1),
        ArrowRight: step(1),
        'Mod-b': toggleStyle('bold'),
        'Mod-i': toggleStyle('italic'),
        'Mod-z': undo,
        'Shift-Mod-z': redo,
        'Mod-y': redo,
        'Mod-a': selectAll,
      }),
      keymap({ Escape: baseKeymap.Escape! }),
      settling(newId),
      history({ newGroupDelay: groupDelay }),
    ],
  });
}
