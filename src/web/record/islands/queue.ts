// Keyboard shortcuts of the comment queue: `j` and `k` go to the next and the previous comment, `a` publishes a
// comment, and `r` opens the form that rejects it. Without this script, buttons do the same.

const cards = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>('[data-queued]')];
const current = (): HTMLElement | undefined =>
  document.activeElement?.closest<HTMLElement>('[data-queued]') ?? undefined;

function go(to: HTMLElement | undefined): void {
  to?.focus({ preventScroll: true });
  to?.scrollIntoView({ block: 'nearest' });
}

document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const target = event.target as HTMLElement;
  if (event.key === 'Escape' && target.closest('details')) {
    const card = current();
    target.closest('details')!.open = false;
    return go(card);
  }
  if (target.matches('input, select, textarea')) return;
  const all = cards();
  const here = current();
  const index = here ? all.indexOf(here) : -1;
  switch (event.key) {
    case 'j':
      go(all[Math.min(index + 1, all.length - 1)]);
      break;
    case 'k':
      go(all[Math.max(index - 1, 0)]);
      break;
    case 'a':
      here?.querySelector<HTMLButtonElement>('[data-approve]')?.click();
      break;
    case 'r': {
      const details = here?.querySelector('details');
      if (!details) return;
      details.open = true;
      details.querySelector<HTMLElement>('select')?.focus();
      break;
    }
    default:
      return;
  }
  event.preventDefault();
});

// If this page was loaded again after a decision, the first comment gets the focus.
if (document.referrer.split(/[?#]/)[0] === location.origin + location.pathname) go(cards()[0]);

export {};
