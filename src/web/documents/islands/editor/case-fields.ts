import type { CaseNamed, Start } from '../../write/wire.ts';
import { ask, byId, el, type Words } from './dom.ts';

/** The ref of the case whose number or address is in the text. Each suggestion contains its number. */
export function caseIn(text: string): string | null {
  const number = /(?:^#?|case\/|\/cases\/)([1-9]\d*)(?:\/[a-z\d-]*)?$/.exec(text.trim())?.[1];
  return number ? `case/${number}` : null;
}

type Found = { cases: CaseNamed[]; exact: CaseNamed | null };

/**
 * The fields of the cases that an article is about. Each is a combobox with a listbox (WAI-ARIA APG) that searches all
 * cases. Arrows select a case, Enter accepts it, and Escape closes the list. If the typed words are the title of exactly
 * one case, the field means this case. There is always an empty field for one more case.
 * @param form the form of the fields. An event `input` is fired on it for each change
 */
export function caseFields({ form, start, words }: { form: HTMLFormElement; start: Start; words: Words }): {
  refs(): string[];
} {
  const list = byId('ed-cases-list');
  const wrong = byId('ed-cases-wrong');
  const fields = (): HTMLInputElement[] => [...form.querySelectorAll<HTMLInputElement>('[name=case]')];
  let of: HTMLInputElement | null = null;
  let cases: CaseNamed[] = [];
  let chosen = -1;
  let asked = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const close = (): void => {
    clearTimeout(timer);
    asked += 1;
    list.hidden = true;
    of?.setAttribute('aria-expanded', 'false');
    of?.removeAttribute('aria-activedescendant');
  };
  const choose = (at: number): void => {
    chosen = Math.max(-1, Math.min(cases.length - 1, at));
    for (const [index, option] of [...list.children].entries())
      option.setAttribute('aria-selected', String(index === chosen));
    const option = list.children[chosen];
    if (option) of?.setAttribute('aria-activedescendant', option.id);
    else of?.removeAttribute('aria-activedescendant');
    option?.scrollIntoView({ block: 'nearest' });
  };
  const search = (q: string): Promise<Found> => ask<Found>(start, `${start.urls.cases}?q=${encodeURIComponent(q)}`);
  const showErrors = (): void => {
    wrong.textContent = fields().some((field) => field.value.trim() && !caseIn(field.value))
      ? words('cases.wrong')
      : '';
  };
  const addField = (): void => {
    const last = fields().at(-1)!;
    if (!fields().every((field) => caseIn(field.value))) return;
    const next = last.cloneNode() as HTMLInputElement;
    next.value = '';
    next.setAttribute('aria-expanded', 'false');
    next.removeAttribute('aria-activedescendant');
    last.after(next);
  };
  const fill = (field: HTMLInputElement, one: CaseNamed): void => {
    field.value = one.text;
    close();
    field.dispatchEvent(new Event('input', { bubbles: true }));
    close();
    showErrors();
  };
  const offer = async (field: HTMLInputElement): Promise<void> => {
    const mine = ++asked;
    const found = await search(field.value.trim()).catch((): Found => ({ cases: [], exact: null }));
    if (mine !== asked || document.activeElement !== field) return;
    of = field;
    cases = found.cases;
    list.replaceChildren(
      ...cases.map((one, index) =>
        el(
          'li',
          {
            role: 'option',
            id: `ed-case-${index}`,
            'aria-selected': 'false',
            mousedown: (event) => event.preventDefault(),
            click: () => fill(field, one),
          },
          one.text,
        ),
      ),
    );
    field.after(list);
    list.hidden = cases.length === 0;
    field.setAttribute('aria-expanded', String(!list.hidden));
    choose(-1);
    list.scrollIntoView({ block: 'nearest' });
  };

  form.addEventListener('input', ({ target }) => {
    if (!(target instanceof HTMLInputElement) || !fields().includes(target)) return;
    addField();
    close();
    timer = setTimeout(() => void offer(target), 150);
  });
  form.addEventListener('keydown', (event) => {
    const { target } = event;
    if (event.isComposing || !(target instanceof HTMLInputElement) || target.name !== 'case') return;
    if (event.key === 'Escape' && !list.hidden) close();
    else if (event.key === 'ArrowDown' && list.hidden) void offer(target);
    else if (event.key === 'ArrowDown') choose(chosen + 1);
    else if (event.key === 'ArrowUp' && !list.hidden) choose(chosen - 1);
    else if (event.key === 'Enter') {
      const one = cases[chosen];
      if (!list.hidden && one) fill(target, one);
    } else return;
    event.preventDefault();
  });
  form.addEventListener('focusout', ({ target }) => {
    if (target === of) close();
  });
  form.addEventListener('change', ({ target }) => {
    showErrors();
    if (!(target instanceof HTMLInputElement) || target.name !== 'case') return;
    const title = target.value.trim();
    if (!title || caseIn(title)) return;
    void search(title).then(
      ({ exact }) => {
        if (exact && target.value.trim() === title) fill(target, exact);
      },
      () => undefined,
    );
  });
  return { refs: () => fields().flatMap((field) => caseIn(field.value) ?? []) };
}
