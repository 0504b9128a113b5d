// In forms of the record, a subject loads the properties that fit it, and a property loads its value fields. Typed input
// is not lost. Before the person leaves the page with unsaved input, the browser asks whether to leave.

import { fieldsOf } from './parts/form-data.ts';
import { whenUnlocked } from './parts/when-unlocked.ts';

document.documentElement.classList.add('scripted');

type Control = HTMLSelectElement | HTMLInputElement;

document.addEventListener('change', (event) => {
  if (event.target instanceof HTMLSelectElement && event.target.name.endsWith('.property'))
    void bringFields(event.target);
  if (isSubject(event.target)) void bringFields(event.target);
});

// A suggestion of the browser is complete as soon as it is chosen, before the field loses the focus.
document.addEventListener('input', (event) => {
  if (isSubject(event.target) && / · [a-z]+\/\d+$/.test(event.target.value)) void bringFields(event.target);
});

function isSubject(target: EventTarget | null): target is HTMLInputElement {
  return target instanceof HTMLInputElement && target.name.endsWith('.subject');
}

/** The values for which rows have the fields, so that the same value does not load them twice. */
const brought = new WeakMap<HTMLElement, string>();

/**
 * Sends the form as the row's button would. The response has the fields for the chosen subject or property, and its row
 * replaces the old row.
 */
async function bringFields(select: Control): Promise<void> {
  const row = select.closest<HTMLElement>('.row');
  const button = row?.querySelector<HTMLButtonElement>('button.each');
  if (!row || !button || !select.form) return;
  const { name, value } = select;
  if (brought.get(row) === `${name} ${value}`) return;
  brought.set(row, `${name} ${value}`);
  const data = fieldsOf(select.form);
  data.set(button.name, button.value);
  const answer = await whenUnlocked(() => fetch(location.href, { method: 'POST', body: data }));
  if (!answer.ok) brought.delete(row);
  const fresh = answer.ok
    ? new DOMParser().parseFromString(await answer.text(), 'text/html').getElementById(row.id)
    : null;
  // The person has selected another option since. The request for that option brings its own response, so this response
  // is dropped.
  if (!fresh || select.value !== value) return;
  // The person who has chosen the subject goes on with the property, unless they are already elsewhere.
  const isHere = row.contains(document.activeElement) || document.activeElement === document.body;
  keepTyped(row, fresh, data);
  row.replaceChildren(...fresh.childNodes);
  const next = isSubject(select) && value ? name.replace(/subject$/, 'property') : name;
  if (isHere) row.querySelector<HTMLElement>(`[name="${CSS.escape(next)}"]`)?.focus();
}

/** What the person has typed in a row since it was sent stays. */
function keepTyped(row: HTMLElement, fresh: HTMLElement, sent: URLSearchParams): void {
  for (const old of row.querySelectorAll<Control | HTMLTextAreaElement>('[name]')) {
    const twin = fresh.querySelector<Control | HTMLTextAreaElement>(`[name="${CSS.escape(old.name)}"]`);
    const isText = old instanceof HTMLTextAreaElement || (old instanceof HTMLInputElement && old.type === 'text');
    if (twin && isText && old.value !== (sent.get(old.name) ?? '')) twin.value = old.value;
  }
}

let dirty = false;
document.addEventListener('input', () => (dirty = true));
document.addEventListener('submit', () => (dirty = false));
addEventListener('beforeunload', (event) => {
  if (dirty) event.preventDefault();
});
