// The script of the reading view. It runs steps without a page load, adds keyboard shortcuts, and creates claims from
// selected words. Without this script, the forms and links work too.
import { whenUnlocked } from '../../kit/islands/parts/when-unlocked.ts';
import './reading.css';

const place = (): HTMLElement | null => document.getElementById('reading');
const panel = (): HTMLElement | null => document.querySelector<HTMLElement>('#reading .draft');
const cards = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>('#reading .claim')];
const say = (text: string): void => {
  const line = document.getElementById('reading-says');
  if (line) line.textContent = text;
};

document.documentElement.classList.add('scripted');

/**
 * The claim to which keyboard shortcuts apply: the focused claim, or else the last selected one, or else the first one
 * without a decision.
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
  claim.focus({ preventScroll: true });
  claim.scrollIntoView({ block: 'nearest' });
  for (const mark of document.querySelectorAll('#reading mark'))
    mark.classList.toggle('here', (mark.getAttribute('data-claims') ?? '').split(' ').includes(current ?? ''));
  if (!quiet && matchMedia('(min-width: 62rem)').matches)
    document.querySelector('#reading mark.here')?.scrollIntoView({ block: 'center' });
}

/** Shows the parts that only work with a script. */
function ready(): void {
  for (const one of document.querySelectorAll<HTMLElement>('.scripted-only')) one.hidden = false;
}

let dirty = false;
let queue: Promise<void> = Promise.resolve();

/** Sends a form, and replaces this reading view with the one in the response. Steps are sent one after another. */
function send(form: HTMLFormElement, button: HTMLButtonElement | null): void {
  const data = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (typeof value === 'string') data.append(name, value);
  if (button?.name) data.append(button.name, button.value);
  const action = form.getAttribute('action') ?? location.href;
  const from = {
    claim: form.closest<HTMLElement>('.claim')?.dataset.claim,
    stay: /^(undo|reset|save)/.test(button?.value ?? ''),
    place: form.closest('details[id], section, form[id]')?.id,
  };
  dirty = false;
  queue = queue.then(() => exchange(action, data, from)).catch(() => form.submit());
}

/** Where the person took a step. This decides what gets the focus afterwards. */
type From = { claim?: string; stay: boolean; place?: string };

async function exchange(action: string, data: URLSearchParams, from: From): Promise<void> {
  const answer = await whenUnlocked(() =>
    fetch(action, { method: 'POST', body: data, headers: { accept: 'text/html' } }),
  );
  const inside = new DOMParser().parseFromString(await answer.text(), 'text/html').getElementById('reading');
  const here = place();
  if (!inside || !here) {
    // The response is another page, such as the sign-in or the list, so the browser goes there.
    location.assign(answer.url);
    return;
  }
  swap(here, inside);
  if (answer.redirected) history.replaceState(null, '', answer.url);
  if (toWrong() || toOpened()) return;
  if (from.claim) choose(from.stay ? cards().find((one) => one.dataset.claim === from.claim) : nextOpen(from.claim));
  else if (from.place) document.getElementById(from.place)?.scrollIntoView({ block: 'nearest' });
  say(document.querySelector('#reading .progress-line [role=status]')?.textContent ?? '');
}

/**
 * The next claim without a decision after the given claim. If there is none, the first claim without a decision, or
 * else the given claim.
 */
function nextOpen(key: string): HTMLElement | undefined {
  const all = cards();
  const at = all.findIndex((one) => one.dataset.claim === key);
  const open = (one: HTMLElement): boolean => one.dataset.decision === 'open' && one.dataset.claim !== key;
  return all.slice(at + 1).find(open) ?? all.find(open) ?? all[at];
}

function swap(here: HTMLElement, inside: HTMLElement): void {
  const scroll = panel()?.scrollTop ?? 0;
  const open = new Set([...here.querySelectorAll<HTMLDetailsElement>('details[id][open]')].map((one) => one.id));
  here.replaceChildren(...inside.childNodes);
  for (const id of open) document.getElementById(id)?.setAttribute('open', '');
  ready();
  const side = panel();
  if (side) side.scrollTop = scroll;
}

/** Moves the focus to the list of errors of a form. False if there are no errors. */
function toWrong(): boolean {
  const wrong = document.querySelector<HTMLElement>('#reading .summary');
  wrong?.closest('details')?.setAttribute('open', '');
  wrong?.focus();
  wrong?.scrollIntoView({ block: 'center' });
  return wrong !== null;
}

/**
 * Moves the focus to a new row of a form, or else to the claim that was opened for changes. False if there is no new
 * row and no such claim.
 */
function toOpened(): boolean {
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
  form.scrollIntoView({ block: 'start' });
  form.querySelector<HTMLElement>('textarea')?.focus({ preventScroll: true });
  document.querySelector('#reading mark.here')?.scrollIntoView({ block: 'nearest' });
  return true;
}

document.addEventListener('submit', (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || !form.closest('#reading')) return;
  const action = form.getAttribute('action') ?? '';
  // Filing leads to another page, so the browser handles it.
  if (form.method !== 'post' || /\/(file|mark)$/.test(action)) {
    dirty = false;
    if (action.endsWith('/mark')) return markBy(event, form);
    return;
  }
  event.preventDefault();
  send(form, event.submitter instanceof HTMLButtonElement ? event.submitter : null);
});

function markBy(event: SubmitEvent, form: HTMLFormElement): void {
  event.preventDefault();
  send(form, event.submitter instanceof HTMLButtonElement ? event.submitter : null);
  const bubble = document.getElementById('mark-form');
  if (bubble) bubble.hidden = true;
}

document.addEventListener('click', (event) => {
  if (!(event.target instanceof Element) || event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (event.target.closest('#keys-open')) document.querySelector<HTMLDialogElement>('#keys')?.showModal();
  const link = event.target.closest<HTMLAnchorElement>('#reading a');
  if (link && new URL(link.href).pathname === location.pathname && /[?&](claim|show)=/.test(link.href)) {
    event.preventDefault();
    void visit(link.href);
    return;
  }
  const reference = link?.getAttribute('href')?.startsWith('#') ? link.getAttribute('href') : null;
  const target = reference ? document.getElementById(reference.slice(1)) : null;
  if (target?.classList.contains('claim')) {
    event.preventDefault();
    choose(target);
  } else if (target) target.closest('details')?.setAttribute('open', '');
  const mark = event.target.closest<HTMLElement>('#reading mark[data-claims]');
  if (mark && !link && getSelection()?.isCollapsed)
    choose(cards().find((one) => one.dataset.claim === mark.dataset.claims?.split(' ')[0]));
  const clicked = event.target.closest<HTMLElement>('.claim');
  if (clicked) current = clicked.dataset.claim ?? null;
});

/** Shows another state of this page without a page load, such as an open claim, or sentences with their buttons. */
async function visit(address: string): Promise<void> {
  if (dirty && !confirm(document.querySelector('#reading .form .buttons .quiet')?.textContent ?? '?')) return;
  await queue;
  const answer = await whenUnlocked(() => fetch(address, { headers: { accept: 'text/html' } }));
  const inside = new DOMParser().parseFromString(await answer.text(), 'text/html').getElementById('reading');
  const here = place();
  if (!inside || !here) return location.assign(address);
  swap(here, inside);
  history.replaceState(null, '', address);
  if (toOpened()) return;
  const target = document.getElementById(new URL(address).hash.slice(1));
  if (target?.classList.contains('claim')) choose(target);
}

document.addEventListener('input', (event) => {
  if (event.target instanceof Element && event.target.closest('#reading form.form')) dirty = true;
});
addEventListener('beforeunload', (event) => {
  if (dirty) event.preventDefault();
});

// The selected subject or property decides which fields are shown.
document.addEventListener('change', (event) => {
  const select = event.target;
  if (!(select instanceof HTMLSelectElement) || !/statements\[\d+\]\.(property|subject)$/.test(select.name)) return;
  const button = select.closest('.row')?.querySelector<HTMLButtonElement>('button.each');
  if (button && select.form) void bringFields(select, button, select.form);
});

async function bringFields(select: HTMLSelectElement, button: HTMLButtonElement, form: HTMLFormElement): Promise<void> {
  const row = select.closest<HTMLElement>('.row');
  const data = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (typeof value === 'string') data.append(name, value);
  data.append(button.name, button.value);
  const { name, value } = select;
  const answer = await whenUnlocked(() =>
    fetch(form.getAttribute('action') ?? location.href, { method: 'POST', body: data }),
  );
  const fresh =
    row && answer.ok ? new DOMParser().parseFromString(await answer.text(), 'text/html').getElementById(row.id) : null;
  // If the person has selected another option meanwhile, this response is out of date. The newer request has its own
  // response.
  if (!row || !fresh || select.value !== value) return;
  row.replaceChildren(...fresh.childNodes);
  row.querySelector<HTMLElement>(`[name="${CSS.escape(name)}"]`)?.focus();
}

/**
 * The range of the selection in the captured text, in UTF-16 units. Null if any part of the selection is outside the
 * page's text.
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
  const offset = (within: HTMLElement, node: Node, at: number): number | null => {
    if (!within.contains(node)) return null;
    const before = document.createRange();
    before.selectNodeContents(within);
    before.setEnd(node, at);
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
  form.hidden = !found;
  if (!found) return;
  form.querySelector<HTMLInputElement>('[name=place]')!.value = `${found.start}-${found.end}`;
  const box = found.range.getBoundingClientRect();
  const around = (form.offsetParent ?? document.body).getBoundingClientRect();
  form.style.insetBlockStart = `${box.bottom - around.top + 6}px`;
  form.style.insetInlineStart = `${Math.max(0, Math.min(box.left - around.left, around.width - 160))}px`;
});

// People who dictate or use switches can turn single-key shortcuts off (WCAG 2.1.4). The shortcuts are always off while
// someone types.
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
  if (writing(event.target)) {
    if (event.key === 'Escape') (event.target as HTMLElement).closest<HTMLElement>('.claim')?.focus();
    return;
  }
  if (event.key === '?') document.querySelector<HTMLDialogElement>('#keys')?.showModal();
  else if (!keysOn()) return;
  else if (event.key === 'j' || event.key === 'k') move(event.key === 'j' ? 1 : -1);
  else if (event.key === 'm') press(selected() ? document.querySelector<HTMLButtonElement>('#mark-form button') : null);
  else if (event.key === 'f') document.querySelector<HTMLElement>('#file-checked')?.focus();
  else if (/^[asue]$/.test(event.key)) press(card()?.querySelector<HTMLElement>(`[data-key=${event.key}]`) ?? null);
  else return;
  event.preventDefault();
});

const press = (button: HTMLElement | null): void => button?.click();

function move(by: number): void {
  const all = cards();
  const at = all.findIndex((one) => one === card());
  const chosen = current === null && !document.activeElement?.closest('.claim') ? at : at + by;
  choose(all[Math.max(0, Math.min(all.length - 1, chosen))]);
}

ready();
const start = location.hash ? document.getElementById(location.hash.slice(1)) : null;
if (start?.classList.contains('claim')) choose(start, true);
