// In the article form, a button beside a claim adds the claim's number to the sentence that was last edited.

let last: HTMLInputElement | null = null;

/**
 * The field for the claims of a sentence, from any field of that sentence. Its name is the same up to the last part,
 * which is `claims`.
 */
function claimsFieldOf(element: EventTarget | null): HTMLInputElement | null {
  const name =
    element instanceof HTMLInputElement ||
    element instanceof HTMLTextAreaElement ||
    element instanceof HTMLSelectElement
      ? element.name
      : '';
  if (!name) return null;
  const field = document.getElementsByName(name.replace(/(^|\.)[a-zA-Z]+$/, '$1claims'))[0];
  return field instanceof HTMLInputElement ? field : null;
}

document.addEventListener('focusin', (event) => {
  last = claimsFieldOf(event.target) ?? last;
});

for (const button of document.querySelectorAll<HTMLButtonElement>('button[data-cite]')) {
  button.hidden = false;
  button.addEventListener('click', () => {
    const field = last ?? document.querySelector<HTMLInputElement>('input[name$=".claims"]');
    if (!field) return;
    const numbers = field.value.split(/[\s,;]+/).filter(Boolean);
    const number = button.dataset.cite ?? '';
    if (!numbers.includes(number)) numbers.push(number);
    field.value = numbers.join(', ');
    field.focus();
  });
}

// Whether there is unsaved input, so that the browser must ask before the page is left.
let dirty = false;
document.addEventListener('input', () => (dirty = true));
document.addEventListener('submit', () => (dirty = false));
addEventListener('beforeunload', (event) => {
  if (dirty) event.preventDefault();
});
