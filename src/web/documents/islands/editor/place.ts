import type { Start } from '../../write/wire.ts';
import { ask, Refused } from './dom.ts';

/** Sends each change of section or tags at once. They are not part of the text, so the text is not sent. */
export function saveOnChange(start: Start, words: (key: string) => string): void {
  const form = document.querySelector<HTMLFormElement>('#ed-place');
  const status = document.querySelector('#ed-place-told');
  if (!form || !status) return;
  form.addEventListener('submit', (event) => event.preventDefault());
  form.addEventListener('change', (event) => {
    const { name, value } = event.target as HTMLInputElement | HTMLSelectElement;
    ask(start, form.dataset['address']!, { [name]: value }).then(
      () => (status.textContent = words('place.kept')),
      (error: unknown) =>
        (status.textContent =
          error instanceof Refused ? (error.fields[0]?.message ?? error.message) : words('state.lost')),
    );
  });
}
