// Lists similar existing items while someone fills in the form for a new actor, source or case. Without this script,
// the list appears after the form is submitted.

const box = document.querySelector<HTMLElement>('[data-like]');
const form = document.querySelector<HTMLFormElement>('form.form');

/** The query parameters of the request. Each gets the values of all fields whose names match the pattern. */
const parameters: readonly (readonly [RegExp, string])[] = [
  [/^names\[\d+\]\.text$/, 'name'],
  [/^title$/, 'title'],
  [/^addresses\[\d+\]\.url$/, 'url'],
];

let last = '';
let waiting: ReturnType<typeof setTimeout> | undefined;
let running: AbortController | undefined;

function question(): string {
  const query = new URLSearchParams();
  // A proxy could log the address of the request. So nothing is sent once people are chosen for a sealed item.
  if (form!.querySelector('[name=sealFor]:checked')) return '';
  for (const [field, value] of new FormData(form!))
    for (const [name, as] of parameters)
      if (typeof value === 'string' && value.trim().length > 2 && name.test(field)) query.append(as, value.trim());
  return query.toString();
}

async function look(): Promise<void> {
  const query = question();
  if (!box || query === last) return;
  last = query;
  running?.abort();
  running = new AbortController();
  if (!query) return box.replaceChildren();
  const address = box.dataset.like!;
  try {
    const answer = await fetch(`${address}${address.includes('?') ? '&' : '?'}${query}`, {
      signal: running.signal,
      headers: { accept: 'text/html' },
    });
    // The session has ended, or the request failed. The user will see this after submitting the form.
    if (!answer.ok || answer.redirected) return;
    const found = new DOMParser().parseFromString(await answer.text(), 'text/html');
    box.replaceChildren(...found.body.childNodes);
  } catch {
    last = '';
  }
}

if (box && form)
  form.addEventListener('input', (event) => {
    if (
      !(event.target instanceof HTMLInputElement) ||
      !parameters.some(([name]) => name.test((event.target as HTMLInputElement).name))
    )
      return;
    clearTimeout(waiting);
    waiting = setTimeout(() => void look(), 250);
  });

export {};
