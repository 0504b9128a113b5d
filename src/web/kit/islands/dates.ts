// Date fields: shows beside the field how its text is understood, and opens the browser's calendar.

import { whenUnlocked } from './parts/when-unlocked.ts';

document.documentElement.classList.add('picks-days');

const waiting = new WeakMap<HTMLInputElement, ReturnType<typeof setTimeout>>();

const fieldOf = (target: EventTarget | null): HTMLInputElement | null =>
  target instanceof HTMLInputElement && target.dataset.reads ? target : null;

document.addEventListener('input', (event) => {
  const field = fieldOf(event.target);
  if (!field) return;
  clearTimeout(waiting.get(field));
  waiting.set(
    field,
    setTimeout(() => void showRead(field), 250),
  );
});

async function showRead(field: HTMLInputElement): Promise<void> {
  const note = document.getElementById(`${field.id}-understood`);
  if (!note) return;
  const text = field.value;
  let read: { text: string; wrong: boolean } = { text: '', wrong: false };
  if (text.trim()) {
    const address = new URL(field.dataset.reads!, location.href);
    address.searchParams.set('text', text);
    try {
      const answer = await whenUnlocked(() => fetch(address, { headers: { accept: 'application/json' } }));
      // Sending the form shows how the date is understood, so a failure here needs no message.
      if (!answer.ok || answer.redirected) return;
      read = (await answer.json()) as typeof read;
    } catch {
      return;
    }
  }
  if (field.value !== text) return;
  note.textContent = read.text;
  note.classList.toggle('unread', read.wrong);
}

document.addEventListener('click', (event) => {
  const button = event.target instanceof Element ? event.target.closest<HTMLElement>('.date-pick') : null;
  const field = button?.parentElement?.querySelector<HTMLInputElement>('input.edtf');
  if (!button || !field) return;
  const calendar = document.createElement('input');
  calendar.type = 'date';
  calendar.className = 'date-calendar';
  calendar.tabIndex = -1;
  calendar.setAttribute('aria-hidden', 'true');
  calendar.value = /^\d{4}-\d{2}-\d{2}$/.test(field.value.trim()) ? field.value.trim() : '';
  button.after(calendar);
  calendar.addEventListener('change', () => {
    if (!calendar.value) return;
    field.value = calendar.value;
    field.dispatchEvent(new Event('input', { bubbles: true }));
    field.focus();
  });
  calendar.addEventListener('blur', () => calendar.remove());
  calendar.focus();
  calendar.showPicker();
});
