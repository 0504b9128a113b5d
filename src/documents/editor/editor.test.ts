import fc from 'fast-check';
import { redo, undo } from 'prosemirror-history';
import { Fragment, Slice, type Node } from 'prosemirror-model';
import { Selection, TextSelection, type Command, type EditorState } from 'prosemirror-state';
import { describe, expect, it } from 'vitest';
import { whole } from '../../platform/testing/whole.ts';
import { articleSchema, checkDocument, readDocument, sentence, type Citation } from '../model/schema.ts';
import { sentencesOf, type Placed } from '../model/sentences.ts';
import {
  breakSentence,
  cite,
  enter,
  findAt,
  insertEmbed,
  insertPhoto,
  joinBackward,
  joinForward,
  setBlock,
  setLink,
  uncite,
  type BlockKind,
} from './commands.ts';
import { settlePasted } from './paste.ts';
import { sentencesAt } from './settle.ts';
import { editorState } from './state.ts';

const counter = (start: string) => {
  let made = 0;
  return () => `${start}${(made += 1)}`;
};
const doc = (...paragraphs: [id: string, text: string, ...claims: number[]][][]): Node =>
  articleSchema.node('doc', null, [
    articleSchema.node('headline', null, [
      sentence({ id: 'shead', citations: [{ claim: 'claim/99' }] }, 'The headline'),
    ]),
    ...paragraphs.map((one) =>
      articleSchema.node(
        'paragraph',
        null,
        one.map(([id, text, ...claims]) =>
          sentence({ id, citations: claims.map((claim) => ({ claim: `claim/${claim}` })) }, text),
        ),
      ),
    ),
  ]);
const two = doc(
  [
    ['sa1', 'Police came.', 1],
    ['sb1', 'They left.', 2, 3],
  ],
  [['sc1', 'A court fined them.', 4]],
);
const open = (of: Node = two) => editorState(of, { newId: counter('snew'), groupDelay: 0 });
const act = (state: EditorState, command: Command): EditorState => {
  let next = state;
  command(state, (tr) => (next = state.apply(tr)));
  return next;
};
const at = (state: EditorState, id: string, offset: number, to = offset): EditorState => {
  const { pos } = findAt(state.doc, id)!;
  return state.apply(state.tr.setSelection(TextSelection.create(state.doc, pos + 1 + offset, pos + 1 + to)));
};
const type = (state: EditorState, text: string): EditorState =>
  [...text].reduce((now, letter) => now.apply(now.tr.insertText(letter)), state);
const show = (state: EditorState) =>
  sentencesOf(state.doc)
    .slice(1)
    .map((one) => [
      one.id,
      one.text,
      ...one.citations.map(({ claim, inherited }) => `${claim.slice(6)}${inherited ? '?' : ''}`),
    ]);
const copy = (state: EditorState): Slice => state.selection.content();
const paste = (state: EditorState, slice: Slice): EditorState =>
  state.apply(state.tr.replaceSelection(settlePasted(state, slice)));

describe('the editor', () => {
  it('starts a new sentence after a typed full stop; one typed after the end of a sentence has no citations yet', () => {
    const state = type(at(open(), 'sa1', 12), ' Homes were searched.');
    expect(show(state).slice(0, 3)).toEqual([
      ['sa1', 'Police came.', '1'],
      ['snew1', 'Homes were searched.'],
      ['sb1', 'They left.', '2', '3'],
    ]);
  });

  it('asks about the citations of the words that a typed full stop splits off', () => {
    const state = type(at(open(), 'sc1', 7), '. D');
    expect(show(state).slice(2)).toEqual([
      ['sc1', 'A court.', '4'],
      ['snew1', 'D fined them.', '4?'],
    ]);
  });

  it('joins sentences with all their citations, and separates them again when that is undone', () => {
    const state = act(at(open(), 'sb1', 0), joinBackward);
    expect(show(state)[0]).toEqual(['sa1', 'Police came. They left.', '1', '2', '3']);
    expect(act(state, undo).doc.eq(two)).toBe(true);
    expect(act(act(state, undo), redo).doc.eq(state.doc)).toBe(true);
    expect(act(at(open(), 'sa1', 12), joinForward).doc.eq(state.doc)).toBe(true);
  });

  it('unites the rest of two sentences when the words between are deleted', () => {
    const state = open();
    const [from, to] = [findAt(state.doc, 'sa1')!.pos + 1 + 6, findAt(state.doc, 'sc1')!.pos + 1 + 7];
    const left = state.apply(state.tr.setSelection(TextSelection.create(state.doc, from, to)).deleteSelection());
    expect(show(left)).toEqual([['sa1', 'Police fined them.', '1', '4']]);
  });

  it('splits a block at the caret, joins blocks, and keeps every sentence intact', () => {
    const cut = act(at(open(), 'sb1', 0), enter);
    expect(cut.doc.childCount).toBe(4);
    expect(show(cut)).toEqual(show(open()));
    expect(act(at(cut, 'sb1', 0), joinBackward).doc.eq(two)).toBe(true);
    expect(show(act(at(open(), 'sb1', 4), enter))[2]).toEqual(['snew1', ' left.', '2?', '3?']);
    expect(show(act(at(open(), 'sc1', 19), enter)).at(-1)).toEqual(['snew1', '']);
  });

  it('restores a cut sentence unchanged when it is pasted; the citations of a second copy have to be confirmed', () => {
    const state = at(open(), 'sb1', 0, 10);
    const { pos, node } = findAt(state.doc, 'sb1')!;
    const cutting = state.apply(
      state.tr.setSelection(TextSelection.create(state.doc, pos + 1, pos + 1 + node.content.size)),
    );
    const whole = cutting.doc.slice(pos, pos + node.nodeSize);
    const gone = cutting.apply(cutting.tr.delete(pos, pos + node.nodeSize));
    const back = gone.apply(
      gone.tr.insert(gone.doc.content.size, articleSchema.node('paragraph', null, settlePasted(gone, whole).content)),
    );
    expect(show(back).at(-1)).toEqual(['sb1', 'They left.', '2', '3']);
    const again = back.apply(
      back.tr.insert(back.doc.content.size, articleSchema.node('paragraph', null, settlePasted(back, whole).content)),
    );
    expect(show(again).at(-1)).toEqual(['snew1', 'They left.', '2?', '3?']);
  });

  it('turns blocks into lists and boxes and back into paragraphs, without changing sentences', () => {
    let state = open();
    state = state.apply(
      state.tr.setSelection(
        TextSelection.create(state.doc, findAt(state.doc, 'sa1')!.pos + 2, findAt(state.doc, 'sc1')!.pos + 2),
      ),
    );
    for (const kind of ['bullets', 'numbers', 'background', 'quotation', 'heading', 'paragraph'] as const) {
      state = act(state, setBlock(kind));
      expect([kind, show(state)]).toEqual([kind, show(open())]);
    }
    expect(state.doc.eq(two)).toBe(true);
    expect(act(at(open(), 'sa1', 0), setBlock('standfirst')).doc.child(1).type.name).toBe('standfirst');
    expect(act(at(act(at(open(), 'sc1', 3), setBlock('bullets')), 'sc1', 19), enter).doc.child(2).childCount).toBe(2);
  });

  it('inserts photos below a block, continues below their caption, and removes them whole', () => {
    const state = type(act(at(open(), 'sb1', 3), insertPhoto({ photo: 'photo/7', alt: '' })), 'The door. Sealed.');
    const kinds = (of: EditorState) => of.doc.children.map((block) => block.type.name);
    expect(kinds(state)).toEqual(['headline', 'paragraph', 'photo', 'paragraph']);
    expect(state.doc.child(2).children.map((one) => one.textContent)).toEqual(['The door.', 'Sealed.']);
    const inCaption = sentencesAt(state.doc).find((one) => one.node.textContent === 'Sealed.')!.attrs.id;
    // Enter at the end of the caption continues with the text; in the middle, it moves the rest of the caption
    // to a new paragraph below the photo.
    expect(act(state, enter).selection.$from.parent.textContent).toBe('A court fined them.');
    const cut = act(at(state, inCaption, 0), enter);
    expect([kinds(cut), cut.doc.child(2).textContent, cut.doc.child(3).textContent]).toEqual([
      ['headline', 'paragraph', 'photo', 'paragraph', 'paragraph'],
      'The door.',
      'Sealed.',
    ]);
    expect(kinds(act(act(at(open(), 'sc1', 19), insertPhoto({ photo: 'photo/7', alt: '' })), enter))).toEqual([
      'headline',
      'paragraph',
      'paragraph',
      'photo',
      'paragraph',
    ]);
    // Backspace below the photo and at the start of its caption, and Delete above the photo, select it. A second press
    // removes it.
    for (const chosen of [
      act(at(state, 'sc1', 0), joinBackward),
      act(at(state, sentencesAt(state.doc)[3]!.attrs.id, 0), joinBackward),
      act(at(state, 'sb1', 10), joinForward),
    ]) {
      expect(chosen.selection.toJSON()).toMatchObject({ type: 'node' });
      expect(chosen.apply(chosen.tr.deleteSelection()).doc.eq(two)).toBe(true);
    }
    // A photo cannot become another kind of block, and a standfirst cannot follow one.
    expect(act(at(state, inCaption, 0), setBlock('heading')).doc.eq(state.doc)).toBe(true);
    const top = act(
      at(act(at(open(), 'sa1', 0), setBlock('standfirst')), 'shead', 0),
      insertPhoto({ photo: 'photo/7', alt: '' }),
    );
    expect(kinds(top)).toEqual(['headline', 'standfirst', 'photo', 'paragraph']);
  });

  it('links words and removes the link', () => {
    const linked = act(at(open(), 'sc1', 2, 7), setLink('https://court.example/'));
    expect(sentencesOf(linked.doc).at(-1)).toMatchObject({
      id: 'sc1',
      links: [{ start: 2, end: 7, href: 'https://court.example/' }],
    });
    expect(act(at(linked, 'sc1', 2, 7), setLink(null)).doc.eq(two)).toBe(true);
  });
});

/*
 * No citation ever moves silently. Every character of the random articles is unique. So the test sees from which sentence
 * a word came, without positions, without ProseMirror's steps, and without the editor's code, which it tests.
 */
const letters = { next: 0xac00 };
const word = (length: number): string =>
  Array.from({ length }, () =>
    String.fromCharCode((letters.next = letters.next >= 0xd7a0 ? 0xac00 : letters.next + 1)),
  ).join('');

/** Results for the same state are cached, because the test is about ten thousand sequences long. */
const once = <Key extends object, Value>(find: (of: Key) => Value): ((of: Key) => Value) => {
  const found = new WeakMap<Key, Value>();
  return (of) => {
    if (!found.has(of)) found.set(of, find(of));
    return found.get(of)!;
  };
};
const placedIn = once((doc: Node) => sentencesOf(doc));
const lettersOf = once((one: Placed) => new Set([...one.text].filter((each) => each >= '\uac00')));
const written = once((doc: Node) => JSON.stringify(doc.toJSON()));

/** A copy in unique letters, because repeated words could not be distinguished. */
const reworded = (slice: Slice): Slice => {
  const visit = (node: Node): Node =>
    node.isText
      ? articleSchema.text([...node.text!].map((one) => (one >= '\uac00' ? word(1) : one)).join(''), node.marks)
      : node.copy(visitAll(node.content));
  const visitAll = (content: Fragment): Fragment => Fragment.fromArray(content.content.map(visit));
  return new Slice(visitAll(slice.content), slice.openStart, slice.openEnd);
};

const where = fc.nat({ max: 10_000 });
const stepOf = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('type' as const),
      at: where,
      words: fc.array(fc.constantFrom('word', '. ', ' ', '“', '”', '? '), { minLength: 1, maxLength: 5 }),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('delete' as const), at: where, to: where, near: fc.boolean() }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constantFrom(
        'enter' as const,
        'break' as const,
        'back' as const,
        'forward' as const,
        'embed' as const,
        'photo' as const,
      ),
      at: where,
      edge: fc.boolean(),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('block' as const),
      at: where,
      to: where,
      kind: fc.constantFrom<BlockKind>(
        'paragraph',
        'heading',
        'quotation',
        'bullets',
        'numbers',
        'background',
        'standfirst',
      ),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('cite' as const, 'uncite' as const), at: where }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constantFrom('copy' as const, 'cut' as const), at: where, to: where, into: where }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('undo' as const, 'redo' as const, 'reload' as const) }) },
);
type Step = typeof stepOf extends fc.Arbitrary<infer T> ? T : never;

const caret = (state: EditorState, from: number, to = from): EditorState => {
  const size = state.doc.content.size + 1;
  const [a, b] = [state.doc.resolve(from % size), state.doc.resolve(to % size)];
  return state.apply(state.tr.setSelection(TextSelection.between(Selection.near(a).$from, Selection.near(b).$from)));
};

function demand(right: boolean, what: () => string): void {
  if (!right) throw new Error(what());
}
const refs = (one: { citations: readonly Citation[] }, confirmed?: boolean): string[] =>
  one.citations.filter((each) => !confirmed || !each.inherited).map((each) => each.claim);

/** Compares the article before and after one edit, only by characters. `known`: the last citations of each id. */
function expectNothingMoved(
  before: Node,
  after: Node,
  known: ReadonlyMap<string, readonly Citation[]>,
  about: { cited?: string; uncited?: [string, string]; pasted?: boolean },
): void {
  const [old, now] = [placedIn(before), placedIn(after)];
  const oldById = new Map(old.map((one) => [one.id, one]));
  const nowById = new Map(now.map((one) => [one.id, one]));
  // A single full stop has no letters to identify it.
  const shares = (a: Placed, b: Placed): boolean => {
    const [ours, theirs] = [lettersOf(a), lettersOf(b)];
    if (a.text && b.text && (ours.size === 0 || theirs.size === 0)) return true;
    for (const each of theirs) if (ours.has(each)) return true;
    return false;
  };
  for (const one of now) {
    const self = oldById.get(one.id);
    const related = old.map((other) => other.id === one.id || shares(other, one));
    // When whole sentences are deleted, a mark without letters can remain: the full stop of the last one, or an opening
    // quotation mark of the first. It joins a neighbour, so deleted sentences beside that neighbour count as parents.
    const parents = old.filter(
      (other, index) =>
        related[index] ||
        (!nowById.has(other.id) && (related[index - 1] || related[index + 1])) ||
        (!nowById.has(other.id) && old.slice(0, index).findLast((each) => nowById.has(each.id))?.id === one.id),
    );
    for (const { claim, inherited } of one.citations) {
      if (claim === about.cited) continue;
      const cutBack = !self && about.pasted && known.get(one.id)?.some((each) => each.claim === claim);
      // A citation that must be confirmed does not move silently, but it must come from somewhere.
      if (inherited)
        demand(
          old.some((other) => refs(other).includes(claim)) || cutBack || (about.pasted ?? false),
          () => `${claim} came to ${one.id} from nowhere`,
        );
      else {
        // A citation may stay confirmed only in its own sentence, or in one that has absorbed it. Then its own id is gone.
        const rightful = parents.filter((other) => other.id === one.id || !nowById.has(other.id));
        demand(
          cutBack === true || rightful.some((other) => refs(other, true).includes(claim)),
          () => `${claim} moved silently to ${one.id}: ${JSON.stringify([short(old), short(now)])}`,
        );
      }
    }
  }
  for (const was of old) {
    const heirs = nowById.has(was.id)
      ? [nowById.get(was.id)!]
      : now.filter((one) => [...lettersOf(was)].some((each) => lettersOf(one).has(each)));
    for (const heir of heirs)
      for (const claim of refs(was))
        if (!(about.uncited?.[0] === was.id && about.uncited[1] === claim))
          demand(
            refs(heir).includes(claim),
            () => `${claim} of ${was.id} was lost on ${heir.id}: ${JSON.stringify([short(old), short(now)])}`,
          );
  }
}

const short = (all: readonly Placed[]) =>
  all.map((one) =>
    [
      one.id,
      one.where,
      one.text,
      ...one.citations.map(({ claim, inherited }) => `${claim.slice(6)}${inherited ? '?' : ''}`),
    ].join(' '),
  );

const stats = { sequences: 0, edits: 0, splits: 0, merges: 0, asked: 0, undone: 0 };

function perform(
  state: EditorState,
  step: Step,
  newClaim: () => string,
): { next: EditorState; about: Parameters<typeof expectNothingMoved>[3] } {
  switch (step.do) {
    case 'type': {
      const text = step.words.map((one) => (one === 'word' ? word(2) : one)).join('');
      return { next: type(caret(state, step.at), text), about: {} };
    }
    case 'delete': {
      const placed = caret(state, step.at, step.near ? step.at + (step.to % 9) : step.to);
      return { next: placed.apply(placed.tr.deleteSelection()), about: {} };
    }
    case 'enter':
    case 'break':
    case 'back':
    case 'forward':
    case 'embed':
    case 'photo': {
      let placed = caret(state, step.at);
      const { $from } = placed.selection;
      if (step.edge && $from.parent.isTextblock)
        placed = placed.apply(
          placed.tr.setSelection(TextSelection.create(placed.doc, step.do === 'back' ? $from.start() : $from.end())),
        );
      const commands: Record<typeof step.do, Command> = {
        enter,
        break: breakSentence,
        back: joinBackward,
        forward: joinForward,
        embed: insertEmbed({ kind: 'timeline', ref: 'case/1', finding: null }),
        photo: insertPhoto({ photo: 'photo/1', alt: '' }),
      };
      return { next: act(placed, commands[step.do]), about: {} };
    }
    case 'block':
      return { next: act(caret(state, step.at, step.to), setBlock(step.kind)), about: {} };
    case 'cite':
    case 'uncite': {
      const all = sentencesAt(state.doc);
      const { attrs } = all[step.at % all.length]!;
      if (step.do === 'cite') {
        const claim = newClaim();
        return { next: act(state, cite(attrs.id, claim)), about: { cited: claim } };
      }
      const claim = attrs.citations[0]?.claim;
      return claim
        ? { next: act(state, uncite(attrs.id, claim)), about: { uncited: [attrs.id, claim] } }
        : { next: state, about: {} };
    }
    case 'copy': {
      const slice = reworded(copy(caret(state, step.at, step.to)));
      return { next: paste(caret(state, step.into), slice), about: { pasted: true } };
    }
    default:
      return { next: state, about: {} };
  }
}

describe('citations in the editor', () => {
  it('never move silently, through thousands of random sequences of typing, joining, splitting, pasting, undoing and reloading', () => {
    const paragraphs = fc.array(fc.array(fc.nat({ max: 4 }), { minLength: 1, maxLength: 3 }), {
      minLength: 1,
      maxLength: 3,
    });
    fc.assert(
      fc.property(paragraphs, fc.array(stepOf, { minLength: 1, maxLength: 10, size: 'max' }), (start, steps) => {
        let claims = 0;
        const newClaim = (): string => `claim/${(claims += 1)}`;
        let id = 0;
        const newId = counter('sn');
        const made = doc(
          ...start.map((one) =>
            one.map((words): [string, string] => [
              `s0${(id += 1)}`,
              `${Array.from({ length: words + 1 }, () => word(3)).join(' ')}.`,
            ]),
          ),
        );
        let state = editorState(made, { newId, groupDelay: 0 });
        for (const { attrs } of sentencesAt(made)) state = act(state, cite(attrs.id, newClaim()));
        state = editorState(state.doc, { newId, groupDelay: 0 });
        let known = new Map(sentencesOf(state.doc).map((one) => [one.id, one.citations]));
        // Every state after an edit, because undo must restore exactly that.
        const seen = new Set([written(state.doc)]);
        stats.sequences += 1;
        for (const one of steps) {
          const parts: Step[] = one.do === 'cut' ? [{ do: 'delete', at: one.at, to: one.to, near: false }] : [one];
          const slice = one.do === 'cut' ? copy(caret(state, one.at, one.to)) : null;
          for (const part of parts) {
            const before = state;
            if (part.do === 'undo' || part.do === 'redo') {
              state = act(state, part.do === 'undo' ? undo : redo);
              stats.undone += Number(!state.doc.eq(before.doc));
              demand(seen.has(written(state.doc)), () => `${part.do} led to what never was`);
            } else if (part.do === 'reload') {
              state = editorState(readDocument(JSON.parse(written(state.doc))), { newId, groupDelay: 0 });
              demand(state.doc.eq(before.doc), () => 'reloading changed the article');
              known = new Map();
            } else if (part.do === 'type') {
              // Letter by letter, like typing.
              const text = part.words.map((each) => (each === 'word' ? word(2) : each)).join('');
              state = caret(state, part.at);
              for (const letter of text) {
                const earlier = state;
                state = type(state, letter);
                expectNothingMoved(earlier.doc, state.doc, known, {});
                seen.add(written(state.doc));
              }
            } else {
              const { next, about } = perform(state, part, newClaim);
              state = next;
              expectNothingMoved(before.doc, state.doc, known, about);
            }
            checkDocument(state.doc);
            seen.add(written(state.doc));
            stats.edits += 1;
            const [was, is] = [placedIn(before.doc), placedIn(state.doc)];
            stats.splits += Number(is.length > was.length);
            stats.merges += Number(is.length < was.length);
            stats.asked += is.filter((each) => each.citations.some((citation) => citation.inherited)).length;
            for (const each of is) known.set(each.id, each.citations);
          }
          if (slice && one.do === 'cut') {
            const before = state;
            state = paste(caret(state, one.into), slice);
            expectNothingMoved(before.doc, state.doc, known, { pasted: true });
            checkDocument(state.doc);
            seen.add(written(state.doc));
            for (const each of placedIn(state.doc)) known.set(each.id, each.citations);
          }
        }
      }),
      { numRuns: Number(process.env.KRONIKA_RUNS ?? (whole ? 10_000 : 3000)) },
    );
    if (process.env.KRONIKA_FIGURES) process.stdout.write(`${JSON.stringify(stats)}\n`);
    expect(stats.splits).toBeGreaterThan(100);
    expect(stats.merges).toBeGreaterThan(100);
    expect(stats.undone).toBeGreaterThan(100);
    expect(stats.asked).toBeGreaterThan(100);
  }, 600_000);
});
