// The script of the reading view. It sends forms without a page load, adds keyboard shortcuts, and creates claims from
// selected words. The page also works without this script.
import { fieldsOf } from '../../kit/islands/parts/form-data.ts';
import { unlockedEvent, whenUnlocked } from '../../kit/islands/parts/when-unlocked.ts';
import {
  decide,
  cleared,
  leaveBy,
  outbox,
  ownVersion,
  render,
  resetCleared,
  takeVersion,
  whenSent,
} from './parts/decisions.ts';
import { swap } from './parts/swap.ts';
import './reading.css';

const place = (): HTMLElement | null => document.getElementById('reading');
const cards = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>('#reading .claim')];
const say = (text: string): void => {
  const line = document.getElementById('reading-says');
  if (line) line.textContent = text;
};

document.documentElement.classList.add('scripted');

/**
 * The key of the claim that was selected last. Keyboard shortcuts apply to the focused claim. If no claim has the
 * focus, they apply to this one. If it is not in the list, they apply to the first claim without a decision.
 */
let current: string | null = null;
const card = (): HTMLElement | undefined => {
  const focused = document.activeElement?.closest<HTMLElement>('.claim');
  return (
    focused ??
    cards().find((one) => one.dataset.claim === current) ??
    cards().find((one) => one.dataset.decision === 'open') ??
    cards()[0]
  );
};

function choose(claim: HTMLElement | undefined, quiet = false): void {
  if (!claim) return;
  current = claim.dataset.claim ?? null;
  leaveText(`#${claim.id}`);
  markCurrent();
  claim.focus({ preventScroll: true });
  claim.scrollIntoView({ block: phone() ? 'start' : 'nearest' });
  if (!quiet && wide()) document.querySelector('#reading mark.here')?.scrollIntoView({ block: 'center' });
}

/**
 * A phone shows the text instead of the claims while the URL has the fragment of an element in the text. In this case,
 * sets the fragment to `to`.
 * @returns whether the text was shown
 */
function leaveText(to: string): boolean {
  const inText = document.querySelector('.reading-text :target') !== null;
  if (inText) location.replace(to);
  return inText;
}

const wide = (): boolean => matchMedia('(min-width: 62rem)').matches;

const phone = (): boolean => matchMedia('(max-width: 40rem)').matches;

function markCurrent(): void {
  for (const one of cards()) one.classList.toggle('current', one.dataset.claim === current);
  for (const mark of document.querySelectorAll('#reading mark'))
    mark.classList.toggle('here', (mark.getAttribute('data-claims') ?? '').split(' ').includes(current ?? ''));
}

/** Shows the elements that work only with this script. */
function ready(): void {
  for (const one of document.querySelectorAll<HTMLElement>('.scripted-only')) one.hidden = false;
}

/** The forms with unsent input. */
const dirtyForms = (): HTMLFormElement[] => [
  ...document.querySelectorAll<HTMLFormElement>('#reading form[data-dirty]'),
];

/** The number of forms that were sent and have no response yet. */
let exchanges = 0;
let queue: Promise<void> = Promise.resolve();

/**
 * Sends a form as soon as all decisions have been sent, and replaces the reading view with that in the response. Forms
 * are sent one after another.
 */
function send(form: HTMLFormElement, button: HTMLButtonElement | null): void {
  const data = fieldsOf(form);
  if (button?.name) data.append(button.name, button.value);
  const action = form.getAttribute('action') ?? location.href;
  const from = {
    claim: form.closest<HTMLElement>('.claim')?.dataset.claim,
    stay: /^(undo|reset|save|claim-case)/.test(button?.value ?? ''),
    place: form.closest('details[id], section, form[id]')?.id,
  };
  const isDirty = 'dirty' in form.dataset;
  delete form.dataset.dirty;
  form.querySelector('.not-sent')?.remove();
  exchanges++;
  queue = queue
    .then(() => exchange(action, data, from))
    .catch(() => notSent(form, isDirty))
    .then(() => void exchanges--);
}

/** Shows an error in a form that could not be sent. The input stays. */
function notSent(form: HTMLFormElement, isDirty: boolean): void {
  if (isDirty) form.dataset.dirty = '';
  const line = document.createElement('p');
  line.className = 'error not-sent';
  line.setAttribute('role', 'alert');
  line.textContent = document.getElementById('outbox')!.dataset.form ?? '';
  form.append(line);
}

/** Where a sent form is on the page. With `stay`, its claim gets the focus after the response, not the next claim. */
type From = { claim?: string; stay: boolean; place?: string };

const readingIn = async (answer: Response): Promise<HTMLElement | null> =>
  new DOMParser().parseFromString(await answer.text(), 'text/html').getElementById('reading');

async function exchange(action: string, data: URLSearchParams, from: From): Promise<void> {
  await outbox.settled();
  if (outbox.unsent) throw new Error('offline');
  const answer = await whenUnlocked(() => {
    const token = document.querySelector<HTMLInputElement>('#reading input[name=_token]')?.value;
    if (token) data.set('_token', token);
    return fetch(action, { method: 'POST', body: data, headers: { accept: 'text/html' } });
  });
  const inside = await readingIn(answer);
  const here = place();
  if (!inside || !here) {
    // The response is another page, such as the sign-in or the list of drafts, so the browser loads it.
    location.assign(answer.url);
    return;
  }
  replace(here, inside);
  if (answer.redirected) history.replaceState(null, '', answer.url);
  if (focusErrors() || focusOpened()) return;
  if (from.claim) choose(from.stay ? cards().find((one) => one.dataset.claim === from.claim) : nextOpen(from.claim));
  else if (from.place) document.getElementById(from.place)?.scrollIntoView({ block: 'nearest' });
  sayProgress();
}

const sayProgress = (): void => say(document.querySelector('#reading .progress-line [role=status]')?.textContent ?? '');

function replace(here: HTMLElement, inside: HTMLElement): void {
  swap(here, inside);
  takeVersion();
  ready();
  markCurrent();
  render();
}

let refreshing: AbortController | null = null;
let late = false;

/**
 * Loads the reading view again after decisions, so that all of it shows them. It waits while text is selected, because
 * the selection would be lost. It ignores the response if another decision was made, or another form sent, before it
 * arrived.
 */
async function refresh(): Promise<void> {
  refreshing?.abort();
  late = selected() !== null;
  if (late) return;
  const controller = (refreshing = new AbortController());
  const answer = await whenUnlocked(() =>
    fetch(place()!.dataset.here!, { headers: { accept: 'text/html' }, signal: controller.signal }),
  );
  const inside = answer.ok ? await readingIn(answer) : null;
  const here = place();
  if (!inside || !here || controller.signal.aborted || outbox.unsent || exchanges || visits) return;
  replace(here, inside);
  resetCleared();
  sayProgress();
}
/** Like `refresh`, but ignores errors. After an error, the page stays as it is until the next decision. */
const refreshed = (): Promise<void> => refresh().catch(() => {});
whenSent(() => void refreshed());
document.addEventListener(unlockedEvent, () => cleared && void refreshed());
addEventListener('pageshow', (event) => event.persisted && void refreshed());

/**
 * The next claim without a decision. If none follows, the first such claim in the list. If there is none, the given
 * claim.
 */
function nextOpen(key: string): HTMLElement | undefined {
  const all = cards();
  const index = all.findIndex((one) => one.dataset.claim === key);
  const open = (one: HTMLElement): boolean => one.dataset.decision === 'open' && one.dataset.claim !== key;
  return all.slice(index + 1).find(open) ?? all.find(open) ?? all[index];
}

/** Moves the focus to the error summary. Returns false if there are no errors. */
function focusErrors(): boolean {
  const wrong = document.querySelector<HTMLElement>('#reading .summary');
  wrong?.closest('details')?.setAttribute('open', '');
  const form = wrong?.closest('form');
  if (form && form.id !== 'file-form') form.dataset.dirty = '';
  wrong?.focus();
  wrong?.scrollIntoView({ block: 'center' });
  return wrong !== null;
}

/**
 * Moves the focus to a new row of a form or, if there is none, into the form of a claim that was opened. Returns false
 * if there is neither.
 */
function focusOpened(): boolean {
  const form = document.querySelector<HTMLElement>('#reading .claim.chosen');
  const row = document.querySelector<HTMLElement>('#reading .row[autofocus]');
  if (row) {
    row.closest('details')?.setAttribute('open', '');
    (row.querySelector<HTMLElement>('input, select, textarea') ?? row).focus();
    row.scrollIntoView({ block: 'nearest' });
    return true;
  }
  if (!form) return false;
  current = form.dataset.claim ?? null;
  markCurrent();
  form.scrollIntoView({ block: 'start' });
  form.querySelector<HTMLElement>('textarea')?.focus({ preventScroll: true });
  document.querySelector('#reading mark.here')?.scrollIntoView({ block: 'nearest' });
  return true;
}

document.addEventListener('submit', (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || form.method !== 'post' || !form.closest('#reading')) return;
  if (form.id === 'file-form') return fileFrom(event, form);
  event.preventDefault();
  const button = event.submitter instanceof HTMLButtonElement ? event.submitter : null;
  const claim = form.closest<HTMLElement>('.claim');
  if (claim && decide(claim, button)) {
    refreshing?.abort();
    choose(claim.dataset.decision === 'open' ? claim : nextOpen(claim.dataset.claim!));
    return;
  }
  send(form, button);
  if (form.id === 'mark-form') form.hidden = true;
});

let filing = false;
let preparing = false;

/** Files the claims as soon as all decisions have been saved. If something is missing, says so beside the button. */
function fileFrom(event: SubmitEvent, form: HTMLFormElement): void {
  if (filing) return;
  if (!preparing && !outbox.unsent && !outbox.refused.length && !form.querySelector('.settle')) return;
  event.preventDefault();
  // A second click while decisions are being saved must not file the claims twice.
  if (preparing) return;
  preparing = true;
  void fileWhenSaved().finally(() => (preparing = false));
}

async function fileWhenSaved(): Promise<void> {
  if (outbox.unsent) showMissing(document.getElementById('outbox')!.dataset.file!);
  await outbox.settled();
  const missing = document.getElementById('file-missing')!;
  if (outbox.unsent || outbox.refused.length)
    return showMissing(document.getElementById('outbox')!.dataset.notFiled!, outbox.unsaved);
  const version = ownVersion;
  await refreshed();
  if (ownVersion !== version) return showMissing(missing.dataset.conflict!);
  if (document.querySelector('#file-form .settle')) return showMissing(missing.dataset.notYet!);
  filing = true;
  document.querySelector<HTMLFormElement>('#file-form')?.requestSubmit();
}

/** Shows beside the button why nothing was filed, with links to claims. */
function showMissing(words: string, claims: readonly string[] = []): void {
  const missing = document.getElementById('file-missing');
  if (!missing) return;
  missing.querySelector('.told')?.remove();
  const box = document.createElement('div');
  box.className = 'told';
  const title = document.createElement('h4');
  title.textContent = words;
  box.append(title, ...claims.map((key) => linkTo(key)));
  missing.prepend(box);
  missing.classList.add('summary');
  missing.setAttribute('role', 'alert');
  missing.focus();
  missing.scrollIntoView({ block: 'nearest' });
}

function linkTo(key: string): HTMLElement {
  const line = document.createElement('p');
  const link = document.createElement('a');
  link.href = `#claim-${key}`;
  link.textContent = document.getElementById(`claim-${key}-title`)?.textContent ?? key;
  line.append(link);
  return line;
}

document.addEventListener('click', (event) => {
  if (!(event.target instanceof Element) || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const away = event.target.closest<HTMLAnchorElement>('a[href]');
  if (away && !away.closest('#reading') && !away.getAttribute('href')!.startsWith('#')) return leaveBy(away, event);
  if (event.target.closest('#keys-open')) document.querySelector<HTMLDialogElement>('#keys')?.showModal();
  const clicked = event.target.closest<HTMLElement>('.claim');
  if (clicked) current = clicked.dataset.claim ?? null;
  const link = event.target.closest<HTMLAnchorElement>('#reading a');
  if (link && new URL(link.href).pathname === location.pathname && /[?&](claim|show)=/.test(link.href)) {
    event.preventDefault();
    void visit(link.href);
    return;
  }
  const reference = link?.getAttribute('href')?.startsWith('#') ? link.getAttribute('href') : null;
  // The link "To the draft" returns to the claim that was selected last.
  const back = link?.matches('.to-draft') ? card() : undefined;
  const target = back ?? (reference ? document.getElementById(reference.slice(1)) : null);
  if (target?.classList.contains('claim')) {
    event.preventDefault();
    choose(target);
  } else if (target?.closest('.draft')) {
    event.preventDefault();
    if (!leaveText(reference!)) history.replaceState(null, '', reference);
    reveal(target);
  } else if (link && !reference) leaveBy(link, event);
  const mark = event.target.closest<HTMLElement>('#reading mark[data-claims]');
  if (mark && !link && getSelection()?.isCollapsed)
    choose(cards().find((one) => one.dataset.claim === mark.dataset.claims?.split(' ')[0]));
});

/** Opens all `details` around an element, and moves the focus to the selected option or the first field in it. */
function reveal(target: HTMLElement): void {
  const own = target.querySelector<HTMLDetailsElement>(':scope > details');
  if (own) own.open = true;
  for (let around: Element | null = target; around; around = around.parentElement)
    if (around instanceof HTMLDetailsElement) around.open = true;
  target.scrollIntoView({ block: 'nearest' });
  const fields = 'input:not([type=hidden]), select, textarea';
  const checked = target.querySelector<HTMLElement>('input:checked');
  const first = target.matches(fields) ? target : (checked ?? target.querySelector<HTMLElement>(fields));
  (first ?? target).focus();
}

/** The number of running `visit` calls. Meanwhile, `refresh` does not replace the reading view. */
let visits = 0;

/**
 * Shows another state of this page without a page load, such as the form of a claim, or buttons after the sentences.
 */
async function visit(address: string): Promise<void> {
  visits++;
  await show(address).finally(() => visits--);
}

async function show(address: string): Promise<void> {
  await queue;
  await outbox.settled();
  const answer = await whenUnlocked(() => fetch(address, { headers: { accept: 'text/html' } }));
  const inside = await readingIn(answer);
  const here = place();
  if (!inside || !here) return location.assign(address);
  refreshing?.abort();
  replace(here, inside);
  history.replaceState(null, '', address);
  if (focusOpened()) return;
  const target = document.getElementById(new URL(address).hash.slice(1));
  if (target?.classList.contains('claim')) choose(target);
}

document.addEventListener('input', (event) => {
  const form = event.target instanceof Element ? event.target.closest<HTMLFormElement>('#reading form') : null;
  if (form && form.id !== 'file-form') form.dataset.dirty = '';
});
addEventListener('beforeunload', (event) => {
  if (!filing && (dirtyForms().length || exchanges)) event.preventDefault();
});

// The fields of a fact depend on the selected subject and property.
document.addEventListener('change', (event) => {
  const select = event.target;
  if (!(select instanceof HTMLSelectElement) || !/statements\[\d+\]\.(property|subject)$/.test(select.name)) return;
  const button = select.closest('.row')?.querySelector<HTMLButtonElement>('button.each');
  if (button && select.form) void loadFields(select, button, select.form);
});

async function loadFields(select: HTMLSelectElement, button: HTMLButtonElement, form: HTMLFormElement): Promise<void> {
  const row = select.closest<HTMLElement>('.row');
  const data = fieldsOf(form);
  data.append(button.name, button.value);
  const { name, value } = select;
  const answer = await whenUnlocked(() =>
    fetch(form.getAttribute('action') ?? location.href, { method: 'POST', body: data }),
  );
  const fresh =
    row && answer.ok ? new DOMParser().parseFromString(await answer.text(), 'text/html').getElementById(row.id) : null;
  // If the person has selected another option in the meantime, a newer request is running, and this response is
  // outdated.
  if (!row || !fresh || select.value !== value) return;
  row.replaceChildren(...fresh.childNodes);
  row.querySelector<HTMLElement>(`[name="${CSS.escape(name)}"]`)?.focus();
}

/**
 * The range of the selection in the text of the capture, in UTF-16 code units. Null if nothing is selected, or if part
 * of the selection is outside of the text.
 */
function selected(): { start: number; end: number; range: Range } | null {
  const selection = getSelection();
  if (!selection || selection.isCollapsed || !selection.rangeCount) return null;
  const range = selection.getRangeAt(0);
  const text = document.getElementById('page-text');
  if (!text || !text.contains(range.commonAncestorContainer)) return null;
  const spans = [...text.querySelectorAll<HTMLElement>('[data-at]')].filter(
    (one) => range.intersectsNode(one) && one.textContent,
  );
  const [first, last] = [spans[0], spans.at(-1)];
  if (!first || !last) return null;
  const offset = (within: HTMLElement, node: Node, index: number): number | null => {
    if (!within.contains(node)) return null;
    const before = document.createRange();
    before.selectNodeContents(within);
    before.setEnd(node, index);
    return Number(within.dataset.at) + before.toString().length;
  };
  const start = offset(first, range.startContainer, range.startOffset) ?? Number(first.dataset.at);
  const end =
    offset(last, range.endContainer, range.endOffset) ?? Number(last.dataset.at) + (last.textContent?.length ?? 0);
  return end > start ? { start, end, range } : null;
}

document.addEventListener('selectionchange', () => {
  const form = document.querySelector<HTMLFormElement>('#mark-form');
  if (!form) return;
  const found = selected();
  if (!found && late) void refreshed();
  form.hidden = !found;
  if (!found) return;
  form.querySelector<HTMLInputElement>('[name=place]')!.value = `${found.start}-${found.end}`;
  const box = found.range.getBoundingClientRect();
  const around = (form.offsetParent ?? document.body).getBoundingClientRect();
  form.style.insetBlockStart = `${box.bottom - around.top + 6}px`;
  form.style.insetInlineStart = `${Math.max(0, Math.min(box.left - around.left, around.width - 160))}px`;
});

// Single-key shortcuts can be turned off, for people who use speech input or switches (WCAG 2.1.4). While someone types
// in a field, they are always off.
const memory = 'kronika-keys';
const keysOn = (): boolean => localStorage.getItem(memory) !== 'off';
const writing = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

document.querySelector<HTMLInputElement>('#keys-on')?.addEventListener('change', (event) => {
  localStorage.setItem(memory, (event.target as HTMLInputElement).checked ? 'on' : 'off');
});
const box = document.querySelector<HTMLInputElement>('#keys-on');
if (box) box.checked = keysOn();

document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector('dialog[open]')) return;
  if (event.target instanceof Element && event.target.closest('[popover]')) return;
  if (writing(event.target)) {
    if (event.key === 'Escape') (event.target as HTMLElement).closest<HTMLElement>('.claim')?.focus();
    return;
  }
  if (event.key === '?') document.querySelector<HTMLDialogElement>('#keys')?.showModal();
  else if (!keysOn()) return;
  else if (event.key === 'j' || event.key === 'k') move(event.key === 'j' ? 1 : -1);
  else if (event.key === 'm') press(selected() ? document.querySelector<HTMLButtonElement>('#mark-form button') : null);
  else if (event.key === 'f') document.querySelector<HTMLElement>('#file-checked')?.focus();
  else if (/^[asue]$/.test(event.key))
    press(card()?.querySelector<HTMLElement>(`[data-key=${event.key}]:not([hidden])`) ?? null);
  else return;
  event.preventDefault();
});

const press = (button: HTMLElement | null): void => button?.click();

function move(by: number): void {
  const all = cards();
  const index = all.findIndex((one) => one === card());
  const chosen = current === null && !document.activeElement?.closest('.claim') ? index : index + by;
  choose(all[Math.max(0, Math.min(all.length - 1, chosen))]);
}

ready();
const start = location.hash ? document.getElementById(location.hash.slice(1)) : null;
if (start?.classList.contains('claim')) choose(start, true);
