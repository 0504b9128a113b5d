// For forms of the record: selecting a subject loads its properties, and selecting a property loads its value fields.
// Typed input is not lost. If the person leaves the page with unsaved input, the browser asks first.

import { fieldsOf } from './parts/form-data.ts';
import { whenUnlocked } from './parts/when-unlocked.ts';

document.documentElement.classList.add('scripted');

type Control = HTMLSelectElement | HTMLInputElement;

document.addEventListener('change', (event) => {
  if (event.target instanceof HTMLSelectElement && event.target.name.endsWith('.property'))
    void loadFields(event.target);
  if (isSubject(event.target)) void loadFields(event.target);
});

// If the person selects one of the browser's suggestions, the fields are loaded without waiting for the event `change`.
document.addEventListener('input', (event) => {
  if (isSubject(event.target) && / · [a-z]+\/\d+$/.test(event.target.value)) void loadFields(event.target);
});

function isSubject(target: EventTarget | null): target is HTMLInputElement {
  return target instanceof HTMLInputElement && target.name.endsWith('.subject');
}

/** The value for which the fields of a row were loaded last, so that they are not loaded twice. */
const loadedFor = new WeakMap<HTMLElement, string>();

/**
 * Sends the form as the row's button would. The response has the fields for the chosen subject or property, and its row
 * replaces the old row.
 */
async function loadFields(select: Control): Promise<void> {
  const row = select.closest<HTMLElement>('.row');
  const button = row?.querySelector<HTMLButtonElement>('button.each');
  if (!row || !button || !select.form) return;
  const { name, value } = select;
  if (loadedFor.get(row) === `${name} ${value}`) return;
  loadedFor.set(row, `${name} ${value}`);
  const data = fieldsOf(select.form);
  data.set(button.name, button.value);
  const answer = await whenUnlocked(() => fetch(location.href, { method: 'POST', body: data }));
  if (!answer.ok) loadedFor.delete(row);
  const fresh = answer.ok
    ? new DOMParser().parseFromString(await answer.text(), 'text/html').getElementById(row.id)
    : null;
  // If the person has selected another option meanwhile, this response is ignored, because there is another request.
  if (!fresh || select.value !== value) return;
  // If the person is still in this row, the focus moves from the subject to the property.
  const isHere = row.contains(document.activeElement) || document.activeElement === document.body;
  keepTyped(row, fresh, data);
  row.replaceChildren(...fresh.childNodes);
  const next = isSubject(select) && value ? name.replace(/subject$/, 'property') : name;
  if (isHere) row.querySelector<HTMLElement>(`[name="${CSS.escape(next)}"]`)?.focus();
}

/** Copies text that was typed after the request from the old row into the new row. */
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
