// Suggestions below a search field, as a combobox (WAI-ARIA APG). Selecting a suggestion opens its page. Enter without
// a selection submits the form.

import { whenUnlocked } from '../../kit/islands/parts/when-unlocked.ts';

type Suggestion = {
  title: string;
  language?: string;
  name: string | null;
  nameLanguage?: string;
  kind: string;
  url: string;
};

/** The text, in an element with its language if there is one. */
function inLanguage(text: string, language: string | undefined): string | HTMLElement {
  if (language === undefined) return text;
  const element = document.createElement('span');
  element.lang = language;
  element.textContent = text;
  return element;
}

for (const field of document.querySelectorAll<HTMLInputElement>('input[data-suggest]')) {
  const list = document.createElement('ul');
  let asked = '';
  let timer: ReturnType<typeof setTimeout> | undefined;
  list.id = `${field.id}-suggestions`;
  list.className = 'suggestions';
  list.setAttribute('role', 'listbox');
  list.ariaLabel = field.labels?.[0]?.textContent ?? '';
  list.hidden = true;
  field.after(list);
  const set = (name: string, value: string) => field.setAttribute(`aria-${name}`, value);
  field.setAttribute('role', 'combobox');
  set('controls', list.id);
  set('autocomplete', 'list');
  set('expanded', 'false');

  const options = () => [...list.children] as HTMLElement[];
  const show = (shown: boolean) => {
    list.hidden = !shown;
    set('expanded', String(shown));
    choose(-1);
  };
  const chosen = () => options().findIndex((one) => one.ariaSelected === 'true');
  const choose = (at: number) => {
    for (const [index, one] of options().entries()) one.ariaSelected = String(index === at);
    set('activedescendant', options()[at]?.id ?? '');
  };
  const open = (option: Element | null | undefined) => {
    if (option instanceof HTMLElement) location.assign(option.dataset.url ?? '');
  };

  /** Closes the list. A pending response does not open it again. */
  const close = () => {
    asked = '';
    clearTimeout(timer);
    show(false);
  };

  const ask = async () => {
    const q = field.value.trim();
    asked = q;
    if (q.length < 2) return show(false);
    const answer = await whenUnlocked(() => fetch(`${field.dataset.suggest}?q=${encodeURIComponent(q)}`)).catch(
      () => null,
    );
    if (!answer?.ok || asked !== q) return;
    const { suggestions } = (await answer.json()) as { suggestions: Suggestion[] };
    if (asked !== q) return;
    list.replaceChildren(
      ...suggestions.map(({ title, language, name, nameLanguage, kind, url }, index) => {
        const option = document.createElement('li');
        const what = document.createElement('small');
        option.id = `${list.id}-${index}`;
        option.setAttribute('role', 'option');
        option.dataset.url = url;
        what.textContent = kind;
        option.append(inLanguage(title, language));
        if (name) option.append(' (', inLanguage(name, nameLanguage), ')');
        option.append(' ', what);
        return option;
      }),
    );
    show(suggestions.length > 0);
  };

  field.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(ask, 120);
  });
  field.addEventListener('keydown', (event) => {
    if (list.hidden || event.isComposing) return;
    const count = options().length;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      // Between the last option and the first one, the arrow keys select no option.
      choose(((chosen() + (event.key === 'ArrowDown' ? 2 : count + 1)) % (count + 1)) - 1);
    } else if (event.key === 'Escape') close();
    else if (event.key === 'Enter' && chosen() >= 0) open(options()[chosen()]);
    else return;
    event.preventDefault();
  });
  // Pressing the mouse button on an option must not move the focus out of the field, because that would close the list
  // before the click.
  list.addEventListener('mousedown', (event) => event.preventDefault());
  list.addEventListener('click', (event) => open((event.target as Element).closest('li')));
  field.addEventListener('blur', close);
  field.form?.addEventListener('submit', close);
}
