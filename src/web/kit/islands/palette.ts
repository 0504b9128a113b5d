// The command palette: pages of the desk and actions from the menu, and items from the search. It is a combobox with a
// listbox (WAI-ARIA APG) in a dialog.

import { whenUnlocked } from './parts/when-unlocked.ts';

type Option = { title: string; kind: string; url: string };
type Suggestions = { suggestions: { title: string; name: string | null; kind: string; url: string }[] };

const dialog = document.getElementById('palette') as HTMLDialogElement;
const field = document.getElementById('palette-q') as HTMLInputElement;
const list = document.getElementById('palette-list')!;
const opener = document.getElementById('palette-open')!;
const status = dialog.querySelector<HTMLElement>('[role=status]')!;
const words = list.dataset as Record<string, string>;
const maxHits = 12;

const fold = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

const pages: Option[] = [...document.querySelectorAll<HTMLAnchorElement>('#desk-menu a')].map((link) => ({
  title: link.textContent.trim(),
  kind: words[link.dataset.action ? 'action' : 'page']!,
  url: link.getAttribute('href')!,
}));

/** Pages whose title has a word that begins with each typed word. */
function pagesLike(typed: string): Option[] {
  const asked = fold(typed).split(/\s+/).filter(Boolean);
  return pages.filter(({ title }) => {
    const own = fold(title).split(/[\s(),]+/);
    return asked.every((word) => own.some((one) => one.startsWith(word)));
  });
}

const options = (): HTMLElement[] => [...list.children] as HTMLElement[];
const chosen = (): number => options().findIndex((one) => one.ariaSelected === 'true');

function choose(at: number): void {
  for (const [index, one] of options().entries()) one.ariaSelected = String(index === at);
  const option = options()[at];
  if (option) field.setAttribute('aria-activedescendant', option.id);
  else field.removeAttribute('aria-activedescendant');
  option?.scrollIntoView({ block: 'nearest' });
}

function show(found: readonly Option[]): void {
  list.replaceChildren(
    ...found.slice(0, maxHits).map(({ title, kind, url }, index) => {
      const option = document.createElement('li');
      const what = document.createElement('small');
      option.id = `palette-${index}`;
      option.setAttribute('role', 'option');
      option.dataset.url = url;
      what.textContent = kind;
      option.append(title, ' ', what);
      return option;
    }),
  );
  list.hidden = found.length === 0;
  field.setAttribute('aria-expanded', String(found.length > 0));
  choose(found.length > 0 ? 0 : -1);
  status.textContent = field.value ? `${status.dataset.count} ${Math.min(found.length, maxHits)}` : '';
}

let asked = 0;
let timer: ReturnType<typeof setTimeout> | undefined;

function look(): void {
  clearTimeout(timer);
  const typed = field.value.trim();
  const mine = ++asked;
  const here = pagesLike(typed);
  if (!typed) return show(here);
  const everything = {
    title: typed,
    kind: words['search']!,
    url: `${opener.getAttribute('href')}?q=${encodeURIComponent(typed)}`,
  };
  show([...here, everything]);
  if (typed.length < 2) return;
  timer = setTimeout(() => {
    void itemsLike(typed).then((items) => {
      // Ignores the result if something else was typed meanwhile, or if an option was selected, which must not move.
      if (mine === asked && chosen() <= 0) show([...here.slice(0, maxHits - 6), ...items.slice(0, 5), everything]);
    });
  }, 120);
}

async function itemsLike(typed: string): Promise<Option[]> {
  const answer = await whenUnlocked(() =>
    fetch(`${dialog.dataset.suggest}?q=${encodeURIComponent(typed)}`, { headers: { accept: 'application/json' } }),
  ).catch(() => null);
  if (!answer?.ok) return [];
  const { suggestions } = (await answer.json()) as Suggestions;
  return suggestions.map(({ title, name, kind, url }) => ({ title: name ? `${title} (${name})` : title, kind, url }));
}

function open(option: HTMLElement | undefined): void {
  const url = option?.dataset.url;
  if (!url) return;
  dialog.close();
  // A click on a link, unlike `location.assign`, lets other scripts ask before the page is left.
  const link = document.createElement('a');
  link.href = url;
  document.body.append(link);
  link.click();
  link.remove();
}

function start(): void {
  if (document.querySelector('dialog[open]')) return;
  document.querySelector<HTMLElement>('#desk-menu:popover-open')?.hidePopover();
  field.value = '';
  dialog.showModal();
  look();
}

opener.addEventListener('click', (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  start();
});
field.addEventListener('input', look);
field.addEventListener('keydown', (event) => {
  const count = options().length;
  if (event.isComposing || !count) return;
  if (event.key === 'ArrowDown') choose((chosen() + 1) % count);
  else if (event.key === 'ArrowUp') choose((chosen() + count - 1) % count);
  else return;
  event.preventDefault();
});
field.form!.addEventListener('submit', (event) => {
  event.preventDefault();
  open(options()[chosen()]);
});
list.addEventListener('click', (event) => open((event.target as Element).closest('li') ?? undefined));
// A click beside the palette closes it.
dialog.addEventListener('click', (event) => {
  if (event.target === dialog) dialog.close();
});

const typing = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
/** Single-key shortcuts can be turned off, for people who dictate or use switches (WCAG 2.1.4). */
const memory = 'kronika-keys';
const keysOn = (): boolean => localStorage.getItem(memory) !== 'off';

document.addEventListener('keydown', (event) => {
  if (event.defaultPrevented || event.altKey) return;
  const controlled = (event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === 'k';
  const slash = event.key === '/' && !event.ctrlKey && !event.metaKey && keysOn();
  if (typing(event.target) || (!controlled && !slash)) return;
  event.preventDefault();
  start();
});

// The page that lists the shortcuts has the switch.
const box = document.querySelector<HTMLInputElement>('#shortcuts-on');
if (box) {
  box.closest<HTMLElement>('[hidden]')?.removeAttribute('hidden');
  box.checked = keysOn();
  box.addEventListener('change', () => localStorage.setItem(memory, box.checked ? 'on' : 'off'));
}
