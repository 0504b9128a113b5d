import type { Node } from 'prosemirror-model';
import { Plugin, PluginKey } from 'prosemirror-state';
import { Decoration, DecorationSet } from 'prosemirror-view';
import { currentSentence } from '../../../../documents/editor/commands.ts';
import { sentencesAt } from '../../../../documents/editor/settle.ts';
import type { Checked } from '../../write/wire.ts';

export const checkedKey = new PluginKey<Checked | null>('checked');

/** The note number of each claim, as readers will see it. Claims are numbered in the order of their first citation. */
export function noteNumbers(doc: Node): Map<string, number> {
  const numbers = new Map<string, number>();
  for (const { attrs } of sentencesAt(doc))
    for (const { claim } of attrs.citations) if (!numbers.has(claim)) numbers.set(claim, numbers.size + 1);
  return numbers;
}

/**
 * Shows note numbers after sentences, and problems at the words where they were found. These marks are not part of the
 * text, so the caret skips them.
 */
export const marks = (): Plugin<Checked | null> =>
  new Plugin<Checked | null>({
    key: checkedKey,
    state: { init: () => null, apply: (tr, was) => (tr.getMeta(checkedKey) as Checked | undefined) ?? was },
    props: {
      decorations(state) {
        const checked = checkedKey.getState(state);
        const numbers = noteNumbers(state.doc);
        const current = currentSentence(state)?.pos;
        const found: Decoration[] = [];
        for (const { pos, node, attrs } of sentencesAt(state.doc)) {
          const problems = (checked?.sentences[attrs.id] ?? []).filter((one) => !one.overridden);
          const notes = attrs.citations
            .map(({ claim, inherited }) => `${numbers.get(claim)}${inherited ? '?' : ''}`)
            .join(',');
          found.push(
            Decoration.node(pos, pos + node.nodeSize, {
              class: [
                'sentence',
                attrs.kind,
                pos === current ? 'current' : '',
                problems.some((one) => one.blocks) ? 'blocks' : problems.length ? 'warns' : '',
              ]
                .filter(Boolean)
                .join(' '),
              ...(notes && { 'data-notes': notes }),
            }),
          );
          for (const { run, at: checkedAt, blocks } of problems) {
            const words = run?.replace(/ …$/, '');
            if (!words) continue;
            const text = node.textContent;
            const at = checkedAt !== null && text.startsWith(words, checkedAt) ? checkedAt : text.indexOf(words);
            if (at >= 0)
              found.push(
                Decoration.inline(pos + 1 + at, pos + 1 + at + words.length, {
                  class: blocks ? 'differs' : 'adds',
                }),
              );
          }
        }
        return DecorationSet.create(state.doc, found);
      },
    },
  });
