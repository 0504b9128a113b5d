import { startAuthentication } from '@simplewebauthn/browser';
import { lockedEvent, signedOutEvent, unlockedEvent, type Unlocked } from '../../kit/islands/parts/when-unlocked.ts';

// Covers a desk page with the lock screen (`cover`) after 15 minutes without input in any tab, until the session is
// unlocked. localStorage contains only times.

type State = { account: number; locked: boolean; token: string; passkey: boolean };
type Refusal = { code?: string; detail?: string; errors?: { message: string }[] };

const limit = 15 * 60_000;
/** Milliseconds between reports of input to the server. Without reports, the server locks the session. */
const reportEvery = 90_000;

const cover = document.getElementById('lock') as HTMLDialogElement;
const { account, title: lockedTitle, lock: lockAddress, used: usedAddress } = cover.dataset;
const form = document.getElementById('lock-form') as HTMLFormElement;
const password = document.getElementById('lock-password') as HTMLInputElement;
const byPasskey = document.getElementById('lock-passkey') as HTMLFormElement;
const token = form.querySelector<HTMLInputElement>('[name=_unlock]')!;
const errorLine = document.getElementById('lock-error')!;
const leave = document.getElementById('lock-leave') as HTMLFormElement;
const key = { used: 'kronika-used', unlocked: 'kronika-unlocked', left: 'kronika-left' };

/** Times that all tabs share, if the browser allows localStorage. */
const shared = {
  read(name: string): number {
    try {
      return Number(localStorage.getItem(name)) || 0;
    } catch {
      return 0;
    }
  },
  write(name: string, time: number): void {
    try {
      localStorage.setItem(name, String(time));
    } catch {
      // Without localStorage, each tab uses only its own times.
    }
  },
};

let here = 0;
let reported = Date.now();
let covered = false;
/**
 * The last attempt to lock the session on the server: true if the server has locked it. The page stays covered until
 * this resolves.
 */
let locking: Promise<boolean> = Promise.resolve(false);
let title = document.title;
let focused: Element | null = null;
let next: ReturnType<typeof setTimeout> | undefined;
let reporting: ReturnType<typeof setTimeout> | undefined;

const lastUse = (): number => Math.min(Date.now(), Math.max(here, shared.read(key.used)));

function noteUse(): void {
  const now = Date.now();
  // Stores the time at most once per second, because every movement of the mouse is input.
  if (now - here < 1000) return;
  here = now;
  shared.write(key.used, now);
}

/**
 * Covers the page if there was no input for `limit`. Otherwise, sets a timer for the time when `limit` will have
 * passed.
 */
function coverIfIdle(): void {
  clearTimeout(next);
  if (covered) return;
  const idle = Date.now() - lastUse();
  if (idle >= limit) show();
  else next = setTimeout(coverIfIdle, limit - idle);
}

const post = (address: string): Promise<Response> =>
  fetch(address, {
    method: 'POST',
    keepalive: true,
    headers: { accept: 'application/json' },
    body: new URLSearchParams({ _token: token.value }),
  });

function report(): void {
  reporting = undefined;
  reported = Date.now();
  void post(usedAddress!).then(
    (answer) => answer.headers.has('x-kronika-locked') && show(),
    () => {},
  );
}

function input(event: Event): void {
  if (!event.isTrusted || covered) return;
  if (Date.now() - lastUse() >= limit) {
    // The timer does not run while the computer sleeps. So the page may not be covered yet, and must not get this
    // input.
    event.preventDefault();
    event.stopImmediatePropagation();
    show();
    return;
  }
  noteUse();
  reporting ??= setTimeout(report, Math.max(0, reported + reportEvery - Date.now()));
}

function show(): void {
  if (covered) return;
  covered = true;
  clearTimeout(reporting);
  reporting = undefined;
  focused = document.activeElement;
  title = document.title;
  document.title = lockedTitle!;
  document.documentElement.classList.add('locked');
  say('');
  showState('locked');
  cover.showModal();
  password.focus();
  locking = lockSession();
  void checkState();
}

/** Locks the session on the server. False if the server did not confirm the lock; the lock screen then says why. */
async function lockSession(): Promise<boolean> {
  const locked = async (): Promise<boolean> => {
    const answer = await post(lockAddress!).catch(() => null);
    return answer !== null && (answer.ok || answer.status === 401);
  };
  if (await locked()) return true;
  // If someone has signed in again in another tab, the session has another token, which `loadState` loads.
  if (!(await loadState())) return false;
  if (await locked()) return true;
  say(errorLine.dataset.offline!);
  return false;
}

/**
 * Whether the server has locked the session. If it has not, this tries again. Without this check, the lock screen would
 * close after a failed attempt, as if another tab had unlocked the session.
 */
async function isLockedAtDesk(): Promise<boolean> {
  if (await locking) return true;
  locking = lockSession();
  return locking;
}

function hide(state: State): void {
  for (const field of document.querySelectorAll<HTMLInputElement>('input[name=_token], input[name=_unlock]'))
    field.value = state.token;
  covered = false;
  password.value = '';
  document.title = title;
  document.documentElement.classList.remove('locked');
  cover.close();
  if (focused instanceof HTMLElement) focused.focus({ preventScroll: true });
  here = 0;
  noteUse();
  reported = Date.now();
  coverIfIdle();
  document.dispatchEvent(new CustomEvent(unlockedEvent, { detail: { token: state.token } }) satisfies Unlocked);
}

/** Shows the parts of the cover for the state of the session: locked, ended, or of another person. */
function showState(state: 'locked' | 'ended' | 'other'): void {
  for (const part of cover.querySelectorAll<HTMLElement>('[data-when]'))
    part.hidden = !part.dataset.when!.split(' ').includes(state);
  if (state !== 'locked') byPasskey.hidden = true;
  if (state !== 'locked') cover.querySelector<HTMLElement>('a.button')!.focus();
}

const reasonOf = ({ errors, detail }: Refusal, { status }: Response): string =>
  errors?.[0]?.message ?? detail ?? String(status);

function say(words: string): void {
  errorLine.textContent = words;
  password.setAttribute('aria-invalid', String(words !== ''));
}

/**
 * Loads the state of this person's session. Null if the session has ended or belongs to someone else, or after an
 * error; the lock screen then says why.
 */
async function loadState(): Promise<State | null> {
  const answer = await fetch(lockAddress!, { headers: { accept: 'application/json' } }).catch(() => null);
  if (!answer) say(errorLine.dataset.offline!);
  else if (answer.status === 401) showState('ended');
  else if (!answer.ok) say(reasonOf((await answer.json().catch(() => ({}))) as Refusal, answer));
  if (!answer?.ok) return null;
  const state = (await answer.json()) as State;
  if (String(state.account) !== account) {
    showState('other');
    return null;
  }
  token.value = state.token;
  return state;
}

/**
 * Removes the cover if the session is no longer locked: after unlocking it in any tab, or after the same person has
 * signed in again.
 */
async function checkState(): Promise<void> {
  if (!covered || !(await isLockedAtDesk())) return;
  const state = await loadState();
  if (!state) return;
  if (state.locked) {
    showState('locked');
    byPasskey.hidden = !state.passkey || !('PublicKeyCredential' in window);
  } else if (covered) hide(state);
}

async function unlock(proof: Record<string, string>): Promise<void> {
  say('');
  if (!(await isLockedAtDesk())) return;
  const answer = await fetch(form.action, {
    method: 'POST',
    headers: { accept: 'application/json' },
    body: new URLSearchParams({ _unlock: token.value, ...proof }),
  }).catch(() => null);
  if (!answer) return say(errorLine.dataset.offline!);
  const refusal = (await answer.json().catch(() => ({}))) as Refusal;
  if (answer.ok) {
    shared.write(key.unlocked, Date.now());
    return checkState();
  }
  if (refusal.code === 'not_signed_in') return showState('ended');
  // The form had the token of an earlier session, so `checkState` loads the current token.
  if (refusal.code === 'stale_form') await checkState();
  say(reasonOf(refusal, answer));
  password.select();
}

/** If someone has signed out in another tab, covers the page, and notifies its other scripts. */
async function lookSignedOut(): Promise<void> {
  const answer = await fetch(lockAddress!, { headers: { accept: 'application/json' } }).catch(() => null);
  if (answer?.status !== 401) return;
  document.dispatchEvent(new Event(signedOutEvent));
  show();
}

let asking = false;

async function usePasskey(): Promise<void> {
  if (asking) return;
  asking = true;
  const { options: address, failed } = byPasskey.querySelector('button')!.dataset;
  let answer;
  try {
    const options = await fetch(address!, { headers: { accept: 'application/json' } });
    answer = await startAuthentication({ optionsJSON: await options.json() });
  } catch {
    // The person cancelled or was too slow, or has no passkey for this address. The browser does not say which.
    return say(failed!);
  } finally {
    asking = false;
  }
  await unlock({ _passkey: JSON.stringify(answer) });
}

form.addEventListener('submit', (event) => {
  event.preventDefault();
  void unlock({ _password: password.value });
});
byPasskey.addEventListener('submit', (event) => {
  event.preventDefault();
  void usePasskey();
});
document.getElementById('lock-again')!.addEventListener('click', () => void checkState());
// The Escape key must not close the cover.
cover.addEventListener('cancel', (event) => event.preventDefault());
cover.addEventListener('keydown', (event) => event.key === 'Escape' && event.preventDefault());
cover.addEventListener('close', () => {
  if (covered) cover.showModal();
});
document.addEventListener(lockedEvent, show);
let leaving = false;
document.addEventListener('submit', ({ target }) => {
  if (target instanceof HTMLFormElement && target.action === leave.action) leaving = true;
});
addEventListener('pagehide', () => {
  if (leaving) shared.write(key.left, Date.now());
});

for (const name of ['keydown', 'beforeinput', 'pointerdown', 'pointermove', 'wheel', 'touchstart'])
  addEventListener(name, input, { capture: true, passive: false });
addEventListener('storage', (event) => {
  if (event.key === key.left) void lookSignedOut();
  if (event.key === key.unlocked || (event.key === key.used && covered)) void checkState();
});
addEventListener('focus', () => (covered ? void checkState() : coverIfIdle()));
addEventListener('pageshow', coverIfIdle);
document.addEventListener('visibilitychange', coverIfIdle);

// With `waiting`, the page has reloaded itself, which does not count as input.
if (!new URLSearchParams(location.search).has('waiting')) noteUse();
coverIfIdle();
