/**
 * Replaces the content of the reading view (`here`) with newer content (`inside`). Forms with unsent input, opened
 * details that have an id, the scroll position and the focus are preserved.
 */
export function swap(here: HTMLElement, inside: HTMLElement): void {
  const scroll = here.querySelector('.draft')?.scrollTop ?? 0;
  const open = [...here.querySelectorAll<HTMLDetailsElement>('details[open]')].flatMap((one) => one.id || []);
  const focused = here.contains(document.activeElement) ? document.activeElement : null;
  const focus = focused?.id || focused?.closest('[id]')?.id;
  const checked = here.querySelector<HTMLInputElement>('#file-checked')?.checked;
  const unsent = [...here.querySelectorAll<HTMLFormElement>('form[data-dirty]')].map((form) => ({
    form,
    card: form.closest<HTMLElement>('.claim'),
  }));
  const inText = here.querySelector('.reading-text :target')?.id;
  here.dataset.here = inside.dataset.here;
  here.replaceChildren(...inside.childNodes);
  for (const { form, card } of unsent) {
    const counterpart = [...here.querySelectorAll('form')].find(
      (one) => one.id === form.id && one.getAttribute('action') === form.getAttribute('action'),
    );
    if (counterpart) counterpart.replaceWith(form);
    else if (card) document.getElementById(card.id)?.replaceWith(card);
  }
  for (const id of open) document.getElementById(id)?.setAttribute('open', '');
  const box = here.querySelector<HTMLInputElement>('#file-checked');
  if (box && checked !== undefined) box.checked = checked;
  // A phone shows the text while an element in it is the `:target`. The target was replaced, so it is set again.
  if (inText) location.replace(`#${inText}`);
  const side = here.querySelector('.draft');
  if (side) side.scrollTop = scroll;
  if (focused?.isConnected && focused instanceof HTMLElement) focused.focus({ preventScroll: true });
  else if (focus) document.getElementById(focus)?.focus({ preventScroll: true });
}
