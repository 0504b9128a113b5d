import type { ClaimCard, Start } from '../../write/wire.ts';
import { ask, byId, el, type Words } from './dom.ts';

type CiteOptions = {
  start: Start;
  words: Words;
  cases(): string[];
  /** Cites the claim in the current sentence. */ cite(claim: ClaimCard): void;
  closed(): void;
};

/**
 * Finds claims by any of their words, in a combobox with a listbox (WAI-ARIA APG). Arrows select a claim, and Enter
 * cites it. Shift+Enter cites it and keeps the list open. Escape returns to the text.
 */
export function citeDialog({ start, words, cases, cite, closed }: CiteOptions): { open(query?: string): void } {
  const dialog = byId<HTMLDialogElement>('cite');
  const input = byId<HTMLInputElement>('cite-find');
  const list = byId('cite-list');
  const status = byId('cite-told');
  let claims: ClaimCard[] = [];
  let chosen = 0;
  let asked = '';
  /** The query whose results the list shows; null before the first query. */
  let shown: string | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const choose = (at: number): void => {
    chosen = Math.max(0, Math.min(claims.length - 1, at));
    for (const [index, option] of [...list.children].entries())
      option.setAttribute('aria-selected', String(index === chosen));
    const option = list.children[chosen];
    if (option) input.setAttribute('aria-activedescendant', option.id);
    else input.removeAttribute('aria-activedescendant');
    option?.scrollIntoView({ block: 'nearest' });
  };
  const draw = (): void => {
    list.replaceChildren(
      ...claims.map((claim, index) =>
        el(
          'li',
          {
            role: 'option',
            id: `cite-${index}`,
            'aria-selected': 'false',
            mousedown: (event) => event.preventDefault(),
            click: (event) => take(index, (event as MouseEvent).shiftKey),
          },
          el('b', {}, String(claim.number)),
          ' ',
          el('span', { lang: claim.language }, claim.quotation ? `“${claim.wording}”` : claim.wording),
          el('small', {}, [claim.mode, claim.chain, ...claim.notes].filter(Boolean).join(' · ')),
        ),
      ),
    );
    list.hidden = claims.length === 0;
    input.setAttribute('aria-expanded', String(claims.length > 0));
    choose(0);
  };
  const find = async (): Promise<void> => {
    const q = input.value.trim();
    asked = q;
    const url = new URL(start.urls.claims, location.href);
    url.searchParams.set('q', q);
    for (const one of cases()) url.searchParams.append('case', one);
    try {
      const found = await ask<{ claims: ClaimCard[] }>(start, url.href);
      if (asked !== q) return;
      claims = found.claims;
      shown = q;
      status.textContent = claims.length
        ? words('cite.count', { count: claims.length })
        : words(q ? 'cite.none' : 'cite.type');
    } catch {
      if (asked !== q) return;
      claims = [];
      status.textContent = words('state.lost');
    }
    draw();
  };
  const take = (index: number, stay: boolean): void => {
    const claim = claims[index];
    if (!claim) return;
    cite(claim);
    if (!stay) return dialog.close();
    status.textContent = words('cite.done', { number: claim.number });
    input.select();
  };

  /**
   * Cites the selected claim. If the list still shows the results of an older query, waits for the new results first.
   */
  const takeShown = async (stay: boolean): Promise<void> => {
    if (shown !== input.value.trim()) {
      clearTimeout(timer);
      await find();
      if (shown !== input.value.trim()) return;
    }
    take(chosen, stay);
  };

  input.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(() => void find(), 150);
  });
  input.addEventListener('keydown', (event) => {
    if (event.isComposing) return;
    if (event.key === 'ArrowDown') choose(chosen + 1);
    else if (event.key === 'ArrowUp') choose(chosen - 1);
    else if (event.key === 'Enter') void takeShown(event.shiftKey);
    else return;
    event.preventDefault();
  });
  dialog.addEventListener('close', closed);
  return {
    open(query = '') {
      input.value = query;
      claims = [];
      shown = null;
      draw();
      dialog.showModal();
      input.focus();
      void find();
    },
  };
}
