import { redo, undo } from 'prosemirror-history';
import { keymap } from 'prosemirror-keymap';
import { Node, type Slice } from 'prosemirror-model';
import { TextSelection, type Command } from 'prosemirror-state';
import { EditorView } from 'prosemirror-view';
import {
  blockKind,
  cite,
  currentSentence,
  hasStyle,
  insertEmbed,
  setBlock,
  setLink,
  toggleStyle,
  type BlockKind,
} from '../../../documents/editor/commands.ts';
import { settlePasted } from '../../../documents/editor/paste.ts';
import { editorState } from '../../../documents/editor/state.ts';
import { cleanHref } from '../../../documents/model/links.ts';
import { styleNames } from '../../../documents/model/markup.ts';
import { articleSchema, type EmbedKind } from '../../../documents/model/schema.ts';
import { unlockedEvent, type Unlocked } from '../../kit/islands/parts/when-unlocked.ts';
import type { About, Checked, ClaimCard, EmbedDrawn, PreservedMatch, SaveResponse, Start } from '../write/wire.ts';
import { caseFields } from './editor/case-fields.ts';
import { citeDialog } from './editor/cite.ts';
import { ask, byId, el, Refused, timeOf, wordsOf } from './editor/dom.ts';
import { EmbedViews } from './editor/embed-view.ts';
import { AutoSave } from './editor/auto-save.ts';
import { checkedKey, marks } from './editor/marks.ts';
import { photoUploads, picturesIn, uploadPlaceholders } from './editor/upload-photos.ts';
import { cleanPasted, maxPasted } from './editor/pasted.ts';
import { reviewPanel } from './editor/review.ts';
import { saveOnChange } from './editor/place.ts';
import { PhotoViews } from './editor/photo-view.ts';
import { drawProblems, drawSentence, goTo, walk } from './editor/side.ts';
import './editor.css';

// The editor of an article. It loads what it needs from the desk; nothing is stored in this browser.

const root = byId('editor');
const start = JSON.parse(root.dataset.start!) as Start;
const words = wordsOf(start);
document.addEventListener(unlockedEvent, (event) => (start.token = (event as Unlocked).detail.token));
const claims = new Map<string, ClaimCard>();
const form = byId<HTMLFormElement>('ed-about');
document.documentElement.classList.add('scripted');

const listed = (name: string): string[] =>
  String(new FormData(form).get(name) ?? '')
    .split(/[\n;]/)
    .map((one) => one.trim())
    .filter(Boolean);
const about = (): About => ({
  byline: { kind: new FormData(form).get('kind') === 'compiled-by' ? 'compiled-by' : 'by', names: listed('names') },
  language: String(new FormData(form).get('language') ?? 'en').trim() || 'en',
  cases: cases.refs(),
});
const cases = caseFields({ form, start, words });

const embeds = new EmbedViews({ start, words, language: () => about().language });
function checkPhotos(): void {
  keeper.checkAgain();
  void keeper.keep();
}
const photos = new PhotoViews({ start, words, changed: checkPhotos });
const uploads = photoUploads({ start, words, photos, view: () => view });

const openCite = (): boolean => {
  const current = currentSentence(view.state);
  if (!current) return false;
  citeList.open();
  return true;
};
/** Whether an "@" after this text starts a citation. After a letter or digit, the "@" belongs to an email address. */
const startsCitation = (before: string): boolean => !/[\p{L}\p{M}\p{N}_+-]$/u.test(before);
const beforeCaret = (): string => {
  const { $from } = view.state.selection;
  return $from.parent.textBetween(0, $from.parentOffset);
};
const openLink: Command = (state) => {
  if (state.selection.empty) return (say(words('link.select'), 'wrong'), true);
  byId<HTMLInputElement>('link-href').value = '';
  byId<HTMLDialogElement>('link').showModal();
  return true;
};
const openKeys: Command = () => {
  byId<HTMLDialogElement>('keys').showModal();
  return true;
};

const view: EditorView = new EditorView(byId('ed-page'), {
  state: editorState(Node.fromJSON(articleSchema, start.doc), {
    plugins: [
      marks(),
      uploadPlaceholders(),
      keymap({
        'Alt-c': () => openCite(),
        'Mod-k': openLink,
        'Mod-s': () => (void save(), true),
        'Alt-ArrowDown': () => walk(view, 1),
        'Alt-ArrowUp': () => walk(view, -1),
        F6: () => (byId('ed-sentence').querySelector<HTMLElement>('select, button')?.focus(), true),
        'Mod-/': openKeys,
      }),
    ],
  }),
  attributes: {
    'aria-label': words('page.label'),
    role: 'textbox',
    'aria-multiline': 'true',
    lang: start.about.language,
    spellcheck: 'true',
  },
  nodeViews: { embed: embeds.view, photo: photos.view },
  handleTextInput(_view, _from, _to, text) {
    return text === '@' && startsCitation(beforeCaret()) && openCite();
  },
  transformPastedHTML: cleanPasted,
  transformPasted: (slice) => settlePasted(view.state, slice),
  handleDOMEvents: { paste: refuseLong, drop: refuseLong },
  handlePaste(shown, event, slice) {
    const pictures = picturesIn(event.clipboardData);
    if (pictures.length) return (void uploads.upload(pictures), true);
    const address = event.clipboardData?.getData('text/plain').trim() ?? '';
    if (!shown.state.selection.empty && cleanHref(address) !== null)
      return setLink(cleanHref(address))(shown.state, shown.dispatch);
    void lookForPasted(slice);
    return false;
  },
  handleDrop(shown, event) {
    const pictures = picturesIn(event.dataTransfer);
    if (!pictures.length) return false;
    event.preventDefault();
    void uploads.upload(pictures, shown.posAtCoords({ left: event.clientX, top: event.clientY })?.pos);
    return true;
  },
  dispatchTransaction(tr) {
    view.updateState(view.state.apply(tr));
    if (tr.docChanged) keeper.touch();
    draw();
  },
});
const beside = { view, start, words, claims, about, openCite: () => void openCite() };

/** Refuses to insert text that is too long. If only the HTML is too long, its plain text is inserted. */
function refuseLong(shown: EditorView, event: ClipboardEvent | DragEvent): boolean {
  const data = 'clipboardData' in event ? event.clipboardData : event.dataTransfer;
  const [text, html] = [data?.getData('text/plain') ?? '', data?.getData('text/html') ?? ''];
  const long = text.length > maxPasted.text || (!text && html.length > maxPasted.html);
  if (!long && html.length <= maxPasted.html) return false;
  event.preventDefault();
  if (long) say(words('paste.long', { count: maxPasted.text.toLocaleString(document.documentElement.lang) }), 'wrong');
  else shown.pasteText(text);
  return true;
}

function say(message: string, kind: 'kept' | 'waiting' | 'lost' | 'wrong'): void {
  const status = byId('ed-state');
  status.textContent = message;
  status.className = `ed-state ${kind}`;
}

const keeper: AutoSave = new AutoSave({
  start,
  words,
  about,
  state: () => view.state,
  say,
  onChecked(checked: Checked) {
    for (const [ref, claim] of Object.entries(checked.claims)) claims.set(ref, claim);
    view.dispatch(view.state.tr.setMeta(checkedKey, checked).setMeta('addToHistory', false));
    photos.found(checked.photos);
    embeds.found(checked.embeds);
    drawProblems(view, words, checked);
    review.missing(checked.blocking ? byId('ed-count').textContent : '');
  },
  onOthers({ others, newer, links }: SaveResponse) {
    const linksStatus =
      links === null
        ? words('links.never')
        : links.pending
          ? words('links.pending')
          : words('links.tried', {
              time: new Date(links.at).toLocaleString(document.documentElement.lang, {
                dateStyle: 'long',
                timeStyle: 'short',
                hourCycle: 'h23',
              }),
            });
    if (byId('ed-links-told').textContent !== linksStatus) byId('ed-links-told').textContent = linksStatus;
    const notices = [
      ...(newer
        ? [
            el(
              'p',
              {},
              words('other.saved', { name: newer.by, revision: newer.revision }),
              ' ',
              el('a', { href: start.urls.compare }, words('other.compare')),
            ),
          ]
        : []),
      ...others.map(({ name, since, writing }) =>
        el('p', {}, words(writing ? 'other.writing' : 'other.here', { name, time: timeOf(new Date(since)) })),
      ),
      ...(others.length ? [el('p', {}, words('other.both'))] : []),
    ];
    const place = byId('ed-others');
    const text = notices.map((one) => one.textContent).join();
    if (place.textContent !== text) place.replaceChildren(...notices);
    place.hidden = notices.length === 0;
  },
});

const review = reviewPanel({
  start,
  words,
  keeper,
  sentence: () => currentSentence(view.state)?.attrs.id,
  goTo: (id) => goTo(view, id),
});

const citeList = citeDialog({
  start,
  words,
  cases: () => about().cases,
  cite(claim) {
    claims.set(claim.ref, claim);
    const current = currentSentence(view.state);
    if (current) cite(current.attrs.id, claim.ref)(view.state, view.dispatch);
  },
  closed: () => view.focus(),
});

/** If pasted words occur in a preserved page, the editor offers to quote the page. */
async function lookForPasted(slice: Slice): Promise<void> {
  const text = slice.content.textBetween(0, slice.content.size, ' ').trim();
  if (text.split(/\s+/).length < 3) return;
  const { held } = await ask<{ held: PreservedMatch[] }>(start, start.urls.words, { text }).catch((error: unknown) => {
    if (error instanceof Refused) return { held: [] };
    throw error;
  });
  if (!held.length) return;
  const place = byId('ed-held');
  const close = (): void => {
    place.hidden = true;
    view.focus();
  };
  /** The sentence that now contains the pasted words. The caret may have moved since. */
  const target = (): string | undefined => {
    let id: string | undefined;
    view.state.doc.descendants((node) => {
      if (
        node.type.name === 'sentence' &&
        node.textContent.trim() &&
        (text.includes(node.textContent.trim()) || node.textContent.includes(text))
      )
        id ??= String(node.attrs.id);
      return node.type.name !== 'sentence';
    });
    return id;
  };
  const quote = (claim: ClaimCard | null) => (): void => {
    const id = target();
    if (id) {
      if (claim) {
        claims.set(claim.ref, claim);
        cite(id, claim.ref)(view.state, view.dispatch);
      }
      view.state.doc.descendants((node, pos) => {
        if (node.attrs.id !== id || node.type.name !== 'sentence') return true;
        const at = node.textContent.indexOf(text.trim());
        if (view.state.doc.resolve(pos).parent.type.name !== 'quotation' && at >= 0 && !/^[“"«]/.test(text))
          view.dispatch(view.state.tr.insertText('”', pos + 1 + at + text.length).insertText('“', pos + 1 + at));
        return false;
      });
    }
    close();
  };
  place.replaceChildren(
    el('h2', {}, words('held.title')),
    ...held.flatMap((one) => [
      el(
        'p',
        {},
        words(one.whole ? 'held.whole' : 'held.near'),
        ' ',
        el('a', { href: one.href, target: '_blank' }, one.source),
      ),
      ...one.claims.map((claim) =>
        el(
          'p',
          {},
          el(
            'button',
            { type: 'button', class: 'button small', click: quote(claim) },
            words('held.cite', { number: claim.number }),
          ),
          ' ',
          el('span', { class: 'hint' }, claim.wording),
        ),
      ),
      el(
        'p',
        {},
        el('button', { type: 'button', class: 'button small', click: quote(null) }, words('held.quote')),
        ' ',
        one.claims.length === 0 && el('a', { href: one.file, target: '_blank' }, words('held.file')),
      ),
    ]),
    el('p', {}, el('button', { type: 'button', class: 'button small', click: close }, words('held.leave'))),
  );
  place.hidden = false;
}

/** Starts a check of the links. Stores the current text first, because the desk checks the stored text. */
async function tryLinks(): Promise<void> {
  await keeper.keep();
  await ask(start, start.urls.links, {}).then(
    () => {
      keeper.checkAgain();
      return keeper.keep();
    },
    (error: unknown) => say(error instanceof Refused ? error.message : words('state.lost'), 'wrong'),
  );
}

async function save(): Promise<void> {
  const why = byId<HTMLInputElement>('ed-why');
  const done = await keeper.save(why.value.trim());
  if (done === 'saved') why.value = '';
  if (done === 'conflict') location.assign(start.urls.compare);
}

function draw(): void {
  const select = byId<HTMLSelectElement>('ed-block');
  const inCaption = view.state.selection.$from.depth > 0 && view.state.selection.$from.node(1).type.name === 'photo';
  select.value = blockKind(view.state) ?? (inCaption ? 'photo' : '');
  select.disabled = blockKind(view.state) === null;
  for (const style of styleNames) byId(`ed-${style}`).setAttribute('aria-pressed', String(hasStyle(view.state, style)));
  drawSentence(beside);
}

// The toolbar: each button does the same as a keyboard shortcut.
const run = (command: Command) => (): void => {
  command(view.state, view.dispatch);
  view.focus();
};
byId('ed-block').addEventListener('change', (event) =>
  run(setBlock((event.target as HTMLSelectElement).value as BlockKind))(),
);
const buttons: Record<string, () => void> = {
  'ed-cite': () => void openCite(),
  'ed-link': () => void openLink(view.state),
  'ed-bold': run(toggleStyle('bold')),
  'ed-italic': run(toggleStyle('italic')),
  'ed-photo': uploads.open,
  'ed-embed': () => byId<HTMLDialogElement>('embed').showModal(),
  'ed-undo': run(undo),
  'ed-redo': run(redo),
  'ed-keys': () => byId<HTMLDialogElement>('keys').showModal(),
  'ed-save': () => void save(),
  'ed-links': () => void tryLinks(),
  'ed-next': () => void walk(view, 1),
  'ed-previous': () => void walk(view, -1),
};
for (const [id, act] of Object.entries(buttons)) byId(id).addEventListener('click', act);
for (const button of document.querySelectorAll<HTMLElement>('.ed-dialog [data-close]'))
  button.addEventListener('click', () => button.closest('dialog')?.close());
for (const id of ['link', 'photo', 'embed', 'keys']) byId(id).addEventListener('close', () => view.focus());
form.addEventListener('input', () => keeper.touch());
document.getElementById('ed-drop')?.addEventListener('click', () => {
  keeper.forget();
  void ask(start, start.urls.drop, {}).then(() => location.reload());
});

saveOnChange(start, words);
byId('link-form').addEventListener('submit', (event) => {
  event.preventDefault();
  const input = byId<HTMLInputElement>('link-href').value.trim();
  const href = input ? cleanHref(input) : null;
  byId('link-wrong').textContent = input && href === null ? words('link.wrong') : '';
  if (input && href === null) return;
  byId<HTMLDialogElement>('link').close();
  run(setLink(href))();
});
byId('embed-form').addEventListener('change', ({ target }) => {
  if (!(target instanceof HTMLSelectElement)) return;
  const form = byId<HTMLFormElement>('embed-form');
  const list = target.selectedOptions[0]?.dataset['list'] ?? '';
  form.querySelector('[name=ref]')!.setAttribute('list', list);
  form.querySelector<HTMLElement>('[data-only]')!.hidden = target.value !== 'provision';
});
byId('embed-form').addEventListener('submit', (event) => {
  event.preventDefault();
  const data = new FormData(event.target as HTMLFormElement);
  const wrong = byId('embed-wrong');
  ask<EmbedDrawn & { kind: EmbedKind; ref: string }>(start, start.urls.embed, {
    kind: data.get('kind'),
    ref: data.get('ref'),
    on: data.get('on'),
    language: about().language,
  }).then(
    ({ kind, ref, ...drawn }) => {
      wrong.textContent = '';
      embeds.know(`${kind} ${ref}`, drawn);
      byId<HTMLDialogElement>('embed').close();
      run(insertEmbed({ kind, ref, finding: null }))();
    },
    (error: unknown) =>
      (wrong.textContent =
        error instanceof Refused ? (error.fields[0]?.message ?? error.message) : words('state.lost')),
  );
});
document.addEventListener('keydown', (event) => {
  // The save shortcut works anywhere on the page.
  if (event.key.toLowerCase() === 's' && (event.ctrlKey || event.metaKey) && !event.altKey && !event.defaultPrevented) {
    event.preventDefault();
    void save();
  }
  const typing =
    event.target instanceof HTMLElement &&
    (event.target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName));
  if (event.key === '?' && !typing && !document.querySelector('dialog[open]'))
    byId<HTMLDialogElement>('keys').showModal();
});

for (const hidden of root.querySelectorAll<HTMLElement>('[data-scripted]')) hidden.hidden = false;
view.dispatch(view.state.tr.setSelection(TextSelection.atEnd(view.state.doc)));
// Lists of the desk link to a sentence of the article. The hash of the address is the id of that sentence.
if (location.hash) goTo(view, location.hash.slice(1));
draw();
