import { signedOutEvent, untilUnlocked } from '../../../kit/islands/parts/when-unlocked.ts';
import { Outbox, type Decision, type Entry, type Outcome } from './outbox.ts';

const panel = document.getElementById('outbox')!;
const words = panel.dataset as Record<string, string>;
const verbs: Record<Decision, string> = { accepted: 'accept', skipped: 'skip', open: 'undo' };
const decisionOf: Record<string, Decision> = { accept: 'accepted', skip: 'skipped', undo: 'open' };
/** The number of milliseconds after which a request without a response is aborted, and tried again. */
const timeout = 15_000;

const cards = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>('#reading .claim')];
const field = (form: Element, name: string): HTMLInputElement | null =>
  form.querySelector<HTMLInputElement>(`input[name=${name}]`);
const version = (): HTMLInputElement | null => document.querySelector('#file-form input[name=_version]');

/**
 * The version of the draft, including the saved decisions of this page. If someone else has changed the draft, the
 * server has a newer version.
 */
export let ownVersion = Number(version()?.value);
export const takeVersion = (): void => void (ownVersion = Number(version()?.value));

export const outbox = new Outbox(send, changed);
const listeners: (() => void)[] = [];
/** Adds a listener that is called whenever all decisions have been confirmed or rejected. */
export const whenSent = (listener: () => void): void => void listeners.push(listener);
let sentSome = false;

async function send(entry: Entry): Promise<Outcome> {
  for (;;) {
    const form = document.querySelector<HTMLFormElement>(`#claim-${entry.key} .steps, #reading .steps`)!;
    const answer = await fetch(form.getAttribute('action')!, {
      method: 'POST',
      headers: { accept: 'application/json' },
      signal: AbortSignal.timeout(timeout),
      body: new URLSearchParams({
        _token: field(form, '_token')!.value,
        _intent: `${verbs[entry.decision]}:${entry.key}`,
        rev: entry.rev,
        seen: entry.seen,
      }),
    });
    const body = (await answer.json()) as { version?: number; code?: string; detail?: string };
    if (answer.ok) {
      if (body.version === ownVersion + 1) ownVersion++;
      return { saved: true, version: body.version! };
    }
    if (answer.status === 401 || body.code === 'stale_form') {
      await untilUnlocked();
      // If the person has signed out in the meantime, the outbox was cleared.
      if (!outbox.pending(entry.key)) throw new Error('cleared');
      continue;
    }
    if (answer.status === 409) return { saved: false, refused: null };
    if (answer.status >= 500 || answer.status === 429) throw new Error(String(answer.status));
    return { saved: false, refused: body.detail ?? String(answer.status) };
  }
}

/**
 * Adds the decision of a button to the outbox, so that the card shows it at once. Returns false if the button is not
 * for a decision.
 */
export function decide(card: HTMLElement | null, button: HTMLButtonElement | null): boolean {
  const [verb = ''] = (button?.value ?? '').split(':');
  const decision = decisionOf[verb];
  const rev = card && field(card, 'rev');
  const seen = card && field(card, 'seen');
  const key = card?.dataset.claim;
  if (!decision || !rev || !seen || !key) return false;
  outbox.add({ key, rev: rev.value, seen: seen.value, decision });
  return true;
}

/** Shows on each card its unconfirmed decision, and whether a decision is being saved, was saved or was rejected. */
export function render(): void {
  for (const card of cards()) {
    const key = card.dataset.claim!;
    const pending = outbox.pending(key);
    if (pending) renderDecision(card, pending.decision);
    const { state, why } = outbox.stateOf(key) ?? { state: null, why: null };
    card.querySelector('.save-state')?.remove();
    if (state === 'waiting' || state === 'saved') {
      const line = document.createElement('span');
      line.className = 'save-state muted';
      line.textContent = words[state === 'saved' ? 'saved' : 'saving']!;
      card.querySelector('.pills')?.prepend(line);
    }
    if (state !== 'refused') card.querySelector('.not-saved')?.remove();
    else if (!card.querySelector('.not-saved')) {
      const line = document.createElement('p');
      line.className = 'error not-saved';
      line.textContent = why === null ? words['conflict']! : `${words['refused']} ${why}`;
      card.querySelector('.card-head')?.after(line);
    }
  }
  renderStatus();
}

function renderDecision(card: HTMLElement, decision: Decision): void {
  card.dataset.decision = decision;
  for (const one of ['open', 'accepted', 'skipped']) card.classList.toggle(one, one === decision);
  const seen = field(card, 'seen');
  if (seen) seen.value = decision;
  for (const [name, shown] of [
    ['a', decision === 'open'],
    ['s', decision === 'open'],
    ['u', decision !== 'open'],
  ] as const)
    card.querySelector<HTMLElement>(`[data-key=${name}]`)?.toggleAttribute('hidden', !shown);
  const pill = panel.querySelector<HTMLTemplateElement>(`template[data-decision=${decision}]`);
  card.querySelector('.decision')?.replaceChildren(...(pill ? [pill.content.cloneNode(true)] : []));
}

function renderStatus(): void {
  const { unsent, stopped, retrying, refused } = outbox;
  const text = unsent
    ? stopped
      ? words['stopped']
      : retrying
        ? words['offline']
        : words['saving']
    : refused.length
      ? words['someRefused']
      : sentSome
        ? words['allSaved']
        : '';
  const line = panel.querySelector('[role=status]')!;
  if (line.textContent !== text) line.textContent = text ?? '';
  panel.querySelector('b')!.textContent = unsent ? String(unsent) : '';
  panel.querySelector('button')!.hidden = !stopped && !retrying;
  panel.hidden = !text;
  panel.dataset.state = unsent ? (stopped || retrying ? 'trouble' : 'saving') : refused.length ? 'trouble' : 'saved';
}

let wasUnsent = 0;
function changed(): void {
  if (wasUnsent > outbox.unsent) sentSome = true;
  const done = wasUnsent > 0 && !outbox.unsent;
  wasUnsent = outbox.unsent;
  render();
  if (done) for (const listener of listeners) listener();
}

panel.querySelector('button')!.addEventListener('click', () => outbox.again());
addEventListener('online', () => outbox.unsent && outbox.again());
/** Whether unsaved decisions were discarded. The cards still show them until the reading view is loaded again. */
export let cleared = false;
function clearAll(): void {
  cleared ||= outbox.unsent > 0;
  wasUnsent = 0;
  sentSome = false;
  outbox.clear();
}
export const resetCleared = (): void => void (cleared = false);
document.addEventListener(signedOutEvent, clearAll);
// The browser may restore this page from its back/forward cache later, for example after signing out. So the outbox is
// cleared.
addEventListener('pagehide', clearAll);
addEventListener('beforeunload', (event) => {
  if (outbox.unsent) event.preventDefault();
});

/** The dialog that asks before a link leaves the page while there are unsent decisions. It closes when all are sent. */
const dialog = document.getElementById('leave') as HTMLDialogElement;
export function leaveBy(link: HTMLAnchorElement, event: Event): void {
  if (!outbox.unsent || link.target || link.hasAttribute('download')) return;
  event.preventDefault();
  dialog.returnValue = '';
  dialog.showModal();
  dialog.onclose = () => {
    if (!dialog.returnValue) return;
    clearAll();
    location.assign(link.href);
  };
  void outbox.settled().then(() => {
    if (dialog.open && !outbox.unsent && !outbox.refused.length) dialog.close('sent');
  });
}
