// Sets the focal point of a photo: a click on the picture fills in the two number fields, and the fields move the mark.
// Without this script, people enter the numbers.

const picture = document.querySelector<HTMLElement>('[data-focus]');
const mark = picture?.querySelector('circle');
const [across, down] = ['x', 'y'].map((axis) =>
  document.querySelector<HTMLInputElement>(`input[name="focus.${axis}"]`),
);

if (picture && mark && across && down) {
  const size = mark.ownerSVGElement!.viewBox.baseVal;
  const move = (): void => {
    mark.setAttribute('cx', String((Number(across.value) / 100) * size.width || 0));
    mark.setAttribute('cy', String((Number(down.value) / 100) * size.height || 0));
  };
  const percent = (part: number, whole: number): string =>
    String(Math.min(100, Math.max(0, Math.round((part / whole) * 100))));
  picture.addEventListener('click', (event) => {
    const box = picture.getBoundingClientRect();
    across.value = percent(event.clientX - box.left, box.width);
    down.value = percent(event.clientY - box.top, box.height);
    across.dispatchEvent(new Event('input', { bubbles: true }));
    move();
  });
  for (const input of [across, down]) input.addEventListener('input', move);
  picture.dataset.focus = 'ready';
  move();
}
