// Forms of the record: choosing what is said brings the fields for its value at once, and what was typed is not lost.

document.documentElement.classList.add('scripted');

document.addEventListener('change', (event) => {
  if (event.target instanceof HTMLSelectElement && event.target.name.endsWith('.property'))
    void bringFields(event.target);
});

/** Asks the server for the row as it would be shown again, and puts it in place of the one that stands there. */
async function bringFields(select: HTMLSelectElement): Promise<void> {
  const row = select.closest<HTMLElement>('.row');
  const button = row?.querySelector<HTMLButtonElement>('button.each');
  if (!row || !button || !select.form) return;
  const { name, value } = select;
  const data = new URLSearchParams();
  for (const [field, typed] of new FormData(select.form)) if (typeof typed === 'string') data.append(field, typed);
  data.set(button.name, button.value);
  const answer = await fetch(location.href, { method: 'POST', body: data });
  const fresh = answer.ok
    ? new DOMParser().parseFromString(await answer.text(), 'text/html').getElementById(row.id)
    : null;
  // Another choice was made while this one was under way: its own answer will come.
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

export {};
