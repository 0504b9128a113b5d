// In forms of the record, selecting a property loads its value fields at once. Typed input is not lost. Before the
// person leaves the page with unsaved input, the browser asks whether to leave.

import { whenUnlocked } from './parts/when-unlocked.ts';

document.documentElement.classList.add('scripted');

document.addEventListener('change', (event) => {
  if (event.target instanceof HTMLSelectElement && event.target.name.endsWith('.property'))
    void bringFields(event.target);
});

/**
 * Sends the form as the row's button would. The response has the fields of the selected property, and its row replaces
 * the old row.
 */
async function bringFields(select: HTMLSelectElement): Promise<void> {
  const row = select.closest<HTMLElement>('.row');
  const button = row?.querySelector<HTMLButtonElement>('button.each');
  if (!row || !button || !select.form) return;
  const { name, value } = select;
  const data = new URLSearchParams();
  for (const [field, typed] of new FormData(select.form)) if (typeof typed === 'string') data.append(field, typed);
  data.set(button.name, button.value);
  const answer = await whenUnlocked(() => fetch(location.href, { method: 'POST', body: data }));
  const fresh = answer.ok
    ? new DOMParser().parseFromString(await answer.text(), 'text/html').getElementById(row.id)
    : null;
  // The person has selected another option since. The request for that option brings its own response, so this response
  // is dropped.
  if (!fresh || select.value !== value) return;
  row.replaceChildren(...fresh.childNodes);
  row.querySelector<HTMLElement>(`[name="${CSS.escape(name)}"]`)?.focus();
}

let dirty = false;
document.addEventListener('input', () => (dirty = true));
document.addEventListener('submit', () => (dirty = false));
addEventListener('beforeunload', (event) => {
  if (dirty) event.preventDefault();
});
