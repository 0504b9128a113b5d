import type { EditorView } from 'prosemirror-view';
import { NodeSelection, TextSelection, type Command } from 'prosemirror-state';
import { cite, currentSentence, findAt, setSentence, uncite } from '../../../../documents/editor/commands.ts';
import { sentencesAt } from '../../../../documents/editor/settle.ts';
import { isLetterKind, sentenceKinds, type SentenceKind } from '../../../../documents/model/schema.ts';
import type { About, Checked, ClaimCard, SentenceProblem, Start } from '../../write/wire.ts';
import { byId, el, type Words } from './dom.ts';
import { checkedKey, noteNumbers } from './marks.ts';

type Beside = {
  view: EditorView;
  start: Start;
  words: Words;
  claims: ReadonlyMap<string, ClaimCard>;
  about(): About;
  openCite(): void;
};

/** Moves the caret to the end of a sentence, and scrolls to the sentence. */
export function goTo(view: EditorView, id: string): void {
  const found = findAt(view.state.doc, id);
  if (!found) return;
  view.dispatch(
    view.state.tr
      .setSelection(TextSelection.create(view.state.doc, found.pos + 1 + found.node.content.size))
      .scrollIntoView(),
  );
  view.focus();
}

function goToPhoto(view: EditorView, ref: string): void {
  view.state.doc.descendants((node, pos) => {
    if (node.type.name !== 'photo' || node.attrs.photo !== ref) return node.type.name === 'doc';
    view.dispatch(view.state.tr.setSelection(NodeSelection.create(view.state.doc, pos)).scrollIntoView());
    view.focus();
    return false;
  });
}

/**
 * Goes to the next or previous sentence with a problem. After the last one, it continues with the first. Returns false
 * if no sentence has a problem.
 */
export function walk(view: EditorView, by: 1 | -1): boolean {
  const checked = checkedKey.getState(view.state);
  const all = sentencesAt(view.state.doc).filter(({ attrs }) =>
    checked?.sentences[attrs.id]?.some((one) => !one.overridden),
  );
  if (!all.length) return false;
  const here = currentSentence(view.state)?.pos ?? 0;
  const next =
    by > 0 ? (all.find((one) => one.pos > here) ?? all[0]!) : (all.findLast((one) => one.pos < here) ?? all.at(-1)!);
  goTo(view, next.attrs.id);
  return true;
}

/** The kinds that a sentence can have. Only letters have salutations, demands and appeals. */
const kindsFor = ({ letter }: Start, own: SentenceKind): SentenceKind[] =>
  sentenceKinds.filter((kind) => letter || kind === own || !isLetterKind(kind));

let drawn = '';

/** Shows the sources and problems of the current sentence. Does nothing if nothing has changed. */
export function drawSentence(beside: Beside): void {
  const { view, start, words, claims, about, openCite } = beside;
  const current = currentSentence(view.state);
  const checked = checkedKey.getState(view.state);
  const problems = current ? (checked?.sentences[current.attrs.id] ?? []) : [];
  const notCompared = current ? checked?.notCompared[current.attrs.id] : undefined;
  const part = current ? checked?.parts[current.attrs.id] : undefined;
  const key = JSON.stringify([
    part,
    current?.attrs,
    problems,
    notCompared,
    current?.attrs.citations.map(({ claim }) => claims.get(claim)?.number),
    about().byline.names,
  ]);
  const panel = byId('ed-sentence');
  if (key === drawn || panel.contains(document.activeElement)) return;
  drawn = key;
  if (!current) return panel.replaceChildren(el('p', { class: 'hint' }, words('side.none')));
  const { attrs } = current;
  const numbers = noteNumbers(view.state.doc);
  const run = (command: Command): void => {
    command(view.state, view.dispatch);
    drawn = '';
    (document.activeElement as HTMLElement | null)?.blur();
    drawSentence(beside);
    view.focus();
  };
  const set = (change: Parameters<typeof setSentence>[1]) => (): void =>
    void setSentence(attrs.id, change)(view.state, view.dispatch);
  const field = (label: string, control: HTMLElement): HTMLElement =>
    el('label', { class: 'ed-field' }, el('span', {}, label), control);
  const select = el(
    'select',
    {
      change: (event) =>
        run(setSentence(attrs.id, { kind: (event.target as HTMLSelectElement).value as SentenceKind })),
    },
    ...kindsFor(start, attrs.kind).map((kind) =>
      el('option', { value: kind, selected: kind === attrs.kind }, words(`kind.${kind}`)),
    ),
  );
  const reporters = about().byline.names;
  panel.replaceChildren(
    el('p', { class: 'ed-said' }, current.node.textContent || words('side.empty')),
    ...(problems.length
      ? [
          el(
            'ul',
            { class: 'ed-problems' },
            ...problems.map((one) =>
              el(
                'li',
                { class: one.overridden ? 'overridden' : one.blocks ? 'blocks' : 'warns' },
                one.words,
                one.overridden ? ` ${words('side.overridden')}` : null,
                ...heldLink(words, one),
              ),
            ),
          ),
        ]
      : []),
    ...(part ? [el('p', { class: 'hint' }, part)] : []),
    ...(notCompared ? [el('p', { class: 'ed-asks' }, words('side.not_compared'), ' ', notCompared)] : []),
    field(words('side.kind'), select),
    ...attrs.citations.map(({ claim, inherited }) =>
      claimCard(words, numbers.get(claim)!, claim, claims.get(claim), inherited === true, {
        said: problems.flatMap((one) => (one.overridden || !one.claim ? [] : [one.claim])),
        confirm: () => run(cite(attrs.id, claim)),
        remove: () => run(uncite(attrs.id, claim)),
      }),
    ),
    el(
      'p',
      {},
      el(
        'button',
        { type: 'button', class: 'button small', click: openCite },
        words('side.cite'),
        ' ',
        el('kbd', {}, '@'),
      ),
    ),
    ...(attrs.kind === 'own-reporting'
      ? [
          field(
            words('side.reporter'),
            el(
              'select',
              {
                change: (event) =>
                  run(setSentence(attrs.id, { reporter: (event.target as HTMLSelectElement).value || null })),
              },
              el('option', { value: '' }, '–'),
              ...reporters.map((name) => el('option', { value: name, selected: name === attrs.reporter }, name)),
            ),
          ),
        ]
      : []),
    ...(attrs.kind === 'computed'
      ? [
          field(
            words('side.basis'),
            el('input', {
              type: 'text',
              value: attrs.basis ?? '',
              change: (event) => set({ basis: (event.target as HTMLInputElement).value.trim() || null })(),
            }),
          ),
        ]
      : []),
    ...(start.mayOverride && (problems.some((one) => one.blocks) || attrs.override)
      ? [
          el(
            'details',
            { open: attrs.override !== null },
            el('summary', {}, words('side.override')),
            field(
              words('side.override_hint'),
              el(
                'textarea',
                {
                  rows: '3',
                  change: (event) => {
                    const reason = (event.target as HTMLTextAreaElement).value.trim();
                    set({ override: reason ? { reason, covers: [] } : null })();
                  },
                },
                attrs.override?.reason ?? '',
              ),
            ),
          ),
        ]
      : []),
  );
}

function claimCard(
  words: Words,
  note: number,
  ref: string,
  claim: ClaimCard | undefined,
  inherited: boolean,
  act: { said: readonly string[]; confirm(): void; remove(): void },
): HTMLElement {
  const number = ref.split('/')[1]!;
  return el(
    'article',
    { class: 'ed-claim', 'aria-label': words('side.claim', { number }) },
    el(
      'p',
      { class: 'ed-claim-head' },
      el('b', {}, String(note)),
      ' ',
      claim
        ? el('a', { href: claim.href, target: '_blank' }, words('side.claim', { number }))
        : words('side.claim', { number }),
      inherited && el('span', { class: 'ed-asks' }, ` ${words('side.inherited')}`),
    ),
    claim
      ? el(
          'p',
          { lang: claim.language },
          claim.quotation && '“',
          ...marked(claim.wording, act.said),
          claim.quotation && '”',
        )
      : null,
    claim ? el('p', { class: 'hint' }, [claim.mode, claim.chain].filter(Boolean).join(': ')) : null,
    claim?.passage && claim.passage !== claim.wording
      ? el(
          'blockquote',
          { lang: claim.language },
          ...marked(claim.passage.length > 300 ? `${claim.passage.slice(0, 300)}…` : claim.passage, act.said),
        )
      : null,
    claim?.notes.length ? el('p', { class: 'ed-asks' }, claim.notes.join(' · ')) : null,
    el(
      'p',
      { class: 'buttons' },
      inherited &&
        el('button', { type: 'button', class: 'button small main', click: act.confirm }, words('side.confirm')),
      inherited && ' ',
      el('button', { type: 'button', class: 'button small', click: act.remove }, words('side.remove')),
    ),
  );
}

/** Marks the given words in a text. Where two of them start at the same place, the longer one is marked. */
function marked(text: string, words: readonly string[]): (Node | string)[] {
  const [first] = words
    .map((word) => ({ word, at: text.indexOf(word) }))
    .filter(({ word, at }) => word && at >= 0)
    .sort((a, b) => a.at - b.at || b.word.length - a.word.length);
  if (!first) return [text];
  const end = first.at + first.word.length;
  return [text.slice(0, first.at), el('mark', {}, first.word), ...marked(text.slice(end), words)];
}

/** A link to the preserved copy of a page that is gone. */
const heldLink = (words: Words, { held }: SentenceProblem): (Node | string)[] =>
  held ? [' ', el('a', { href: held, target: '_blank' }, words('links.held'))] : [];

/** All problems as a list of buttons. Each button leads to the place of its problem. */
export function drawProblems(view: EditorView, words: Words, checked: Checked): void {
  const list = byId('ed-list');
  const rows = sentencesAt(view.state.doc).flatMap(({ attrs, node }) => {
    const problems = (checked.sentences[attrs.id] ?? []).filter((one) => !one.overridden);
    if (!problems.length) return [];
    const row = el(
      'li',
      { class: problems.some((one) => one.blocks) ? 'blocks' : 'warns' },
      el(
        'button',
        { type: 'button', class: 'ed-goto', click: () => goTo(view, attrs.id) },
        node.textContent || words('side.empty'),
      ),
      ...problems.map((one) => el('p', {}, one.words, ...heldLink(words, one))),
    );
    return [row];
  });
  rows.push(
    ...Object.entries(checked.photos).flatMap(([ref, problems]) =>
      problems.map((one) =>
        el(
          'li',
          { class: one.blocks ? 'blocks' : 'warns' },
          el(
            'button',
            { type: 'button', class: 'ed-goto', click: () => goToPhoto(view, ref) },
            words('embed.photo', { number: ref.split('/')[1]! }),
          ),
          el('p', {}, one.words),
        ),
      ),
    ),
  );
  rows.push(...checked.embeds.map((one) => el('li', { class: 'blocks' }, el('p', {}, one.words))));
  if (!checked.hasBody) rows.push(el('li', { class: 'blocks' }, el('p', {}, words('list.no_body'))));
  byId('ed-parts').textContent = checked.partsTold;
  const count = checked.blocking;
  byId('ed-count').textContent = count
    ? words('list.some', { count })
    : rows.length
      ? words('list.warns')
      : words('list.none');
  byId('ed-compared').textContent = checked.compared;
  list.replaceChildren(...rows);
}
