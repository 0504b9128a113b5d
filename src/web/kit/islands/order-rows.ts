// Adds a handle to rows whose order matters. People drag it, or move the row with the arrow keys. The buttons that move
// a row remain; they also work without scripts.

type Group = { fieldset: HTMLElement; at: string; handle: string };

for (const fieldset of document.querySelectorAll<HTMLElement>('fieldset.rows.ordered')) {
  const group = { fieldset, at: fieldset.dataset.at ?? '', handle: fieldset.dataset.handle ?? '' };
  for (const row of rowsOf(group)) addHandle(group, row);
}

function rowsOf({ fieldset }: Group): HTMLElement[] {
  return [...fieldset.querySelectorAll<HTMLElement>(':scope > .row')];
}

function addHandle(group: Group, row: HTMLElement): void {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'row-handle';
  button.title = group.handle;
  button.setAttribute('aria-label', `${row.getAttribute('aria-label') ?? ''}: ${group.handle}`);
  button.textContent = '⠿';
  button.addEventListener('keydown', (event) => {
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!step) return;
    event.preventDefault();
    move(group, row, step);
    button.focus();
  });
  button.addEventListener('pointerdown', (event) => {
    button.setPointerCapture(event.pointerId);
    row.classList.add('dragged');
  });
  button.addEventListener('pointermove', (event) => {
    if (!button.hasPointerCapture(event.pointerId)) return;
    const rows = rowsOf(group);
    const place = rows.indexOf(row);
    const middle = (other: HTMLElement): number => {
      const { top, height } = other.getBoundingClientRect();
      return top + height / 2;
    };
    const [before, after] = [rows[place - 1], rows[place + 1]];
    // Browsers release the pointer of an element that is moved in the document, so the other row is moved instead.
    if (before && event.clientY < middle(before)) swap(group, row, before);
    else if (after && event.clientY > middle(after)) swap(group, after, row);
  });
  const end = (): void => row.classList.remove('dragged');
  button.addEventListener('pointerup', end);
  button.addEventListener('pointercancel', end);
  row.prepend(button);
}

function move(group: Group, row: HTMLElement, step: number): void {
  const rows = rowsOf(group);
  const other = rows[rows.indexOf(row) + step];
  if (!other) return;
  if (step < 0) swap(group, row, other);
  else swap(group, other, row);
}

/** Moves `second` behind `first`, which was the next row. */
function swap(group: Group, first: HTMLElement, second: HTMLElement): void {
  const names = rowsOf(group).map(namesOf);
  const focused = document.activeElement;
  first.after(second);
  rowsOf(group).forEach((row, index, rows) => {
    number(group, row, index);
    setNames(row, names[index]!);
    row.querySelector('.up')?.toggleAttribute('hidden', index === 0);
    row.querySelector('.down')?.toggleAttribute('hidden', index === rows.length - 1);
  });
  if (focused instanceof HTMLElement) focused.focus();
  // Marks the form as changed, so that the browser asks before the page is left.
  group.fieldset.dispatchEvent(new Event('input', { bubbles: true }));
}

/** The row and the buttons whose labels contain the row's number. These labels stay at their places when rows move. */
const labelled = (row: HTMLElement): Element[] => [
  row,
  ...row.querySelectorAll(':scope > .row-handle, .row-buttons > .up, .row-buttons > .down, .row-buttons > :last-child'),
];
const namesOf = (row: HTMLElement): (string | null)[] => labelled(row).map((one) => one.getAttribute('aria-label'));
const setNames = (row: HTMLElement, names: readonly (string | null)[]): void =>
  labelled(row).forEach((one, index) => one.setAttribute('aria-label', names[index] ?? ''));

/** Changes the names and ids of the controls in a row to its new index. */
function number({ fieldset, at }: Group, row: HTMLElement, index: number): void {
  const id = fieldset.id;
  for (const element of [row, ...row.querySelectorAll('*')])
    for (const attribute of ['name', 'value', 'id', 'for', 'aria-describedby']) {
      const value = element.getAttribute(attribute);
      // The attribute `value` of a field is not what the person typed. Only the values of buttons are paths.
      if (value === null || (attribute === 'value' && !(element instanceof HTMLButtonElement))) continue;
      const next = value
        .split(' ')
        .map((part) => renumbered(renumbered(part, `${at}[`, index), `${id}-`, index))
        .join(' ');
      if (next !== value) element.setAttribute(attribute, next);
    }
}

function renumbered(text: string, start: string, index: number): string {
  if (!text.startsWith(start)) return text;
  return start + text.slice(start.length).replace(/^\d+/, String(index));
}
