// The script of a page for readers. Its buttons go back, print, save and share. A tap on a sentence opens the
// sentence's note. Without scripts, the page offers the same content. Nothing is stored before the reader asks for it.

type SavedArticle = { path: string; title: string; at: string };

const name = 'kronika-list';
const find = <E extends HTMLElement>(selector: string): E | null => document.querySelector<E>(selector);

function readSaved(): SavedArticle[] {
  try {
    const list: unknown = JSON.parse(localStorage.getItem(name) ?? '[]');
    return Array.isArray(list)
      ? list.filter((one: SavedArticle) => /^\/(?!\/)/.test(one?.path) && typeof one.title === 'string')
      : [];
  } catch {
    return [];
  }
}

function storeSaved(list: SavedArticle[]): void {
  try {
    if (list.length) localStorage.setItem(name, JSON.stringify(list));
    else localStorage.removeItem(name);
  } catch {
    // The browser refused to store the list, so the button does not change.
  }
}

const tools = find('.tools');
if (tools) {
  const { title = '', path = '', url = '' } = tools.dataset;
  const on = (selector: string, event: string, act: (event: Event) => void) =>
    tools.querySelector(selector)?.addEventListener(event, act);

  const back = tools.querySelector<HTMLElement>('[data-back]');
  if (back && document.referrer.startsWith(`${location.origin}/`) && history.length > 1) {
    back.textContent = back.dataset.back!;
    back.addEventListener('click', (event) => {
      event.preventDefault();
      history.back();
    });
  }
  on('[data-tool=print]', 'click', (event) => {
    event.preventDefault();
    print();
  });

  // On the site, the print button works without this script, because it submits a form. A mirror has no such form, so
  // there the button is hidden until this script runs. Buttons that need a server are missing in a mirror.
  tools.querySelector('[data-tool=print]')?.removeAttribute('hidden');
  const button = tools.querySelector<HTMLElement>('[data-tool=keep]');
  const words = button?.textContent ?? '';
  const mine = (one: SavedArticle) => one.path === path;
  const show = () => {
    if (!button) return;
    const is = readSaved().some(mine);
    button.ariaPressed = String(is);
    button.textContent = is ? button.dataset.kept! : words;
  };
  button?.addEventListener('click', (event) => {
    event.preventDefault();
    const list = readSaved();
    storeSaved(
      list.some(mine) ? list.filter((one) => !mine(one)) : [{ path, title, at: new Date().toISOString() }, ...list],
    );
    show();
  });
  addEventListener('storage', show);
  addEventListener('pageshow', show);
  show();

  on('summary', 'click', (event) => {
    if (!navigator.share) return;
    event.preventDefault();
    navigator.share({ title, url }).catch(() => {});
  });
  const copy = tools.querySelector<HTMLElement>('[data-copy]');
  copy?.toggleAttribute('hidden', !navigator.clipboard);
  copy?.addEventListener('click', () => {
    void navigator.clipboard.writeText(url).then(() => (copy.textContent = copy.dataset.done!));
  });
  on('input', 'focus', (event) => (event.target as HTMLInputElement).select());
}

// A tap on a sentence works like a tap on its note number, except on links and while text is selected.
document.addEventListener('click', ({ target }) => {
  const said = (target as Element).closest?.('.said');
  if (said && !(target as Element).closest('a') && getSelection()?.isCollapsed)
    said.parentElement!.querySelector<HTMLElement>('.refs button')?.click();
});

// Dismisses a support message without leaving the page; the response sets the cookie.
find<HTMLFormElement>('[data-support-message]')?.addEventListener('submit', (event) => {
  event.preventDefault();
  const form = event.target as HTMLFormElement;
  const to = find('main');
  fetch(form.action, {
    method: 'POST',
    body: new URLSearchParams({ to: location.pathname }),
    redirect: 'manual',
  }).catch(() => {});
  form.closest('.support-message')!.remove();
  to?.focus({ preventScroll: true });
});

const list = find('[data-list]');
if (list) {
  const [none, rows, clear] = [
    list.querySelector<HTMLElement>('[data-none]')!,
    list.querySelector('ul')!,
    list.querySelector<HTMLElement>('[data-clear]')!,
  ];
  const show = () => {
    const all = readSaved();
    none.textContent = none.dataset.none!;
    none.hidden = all.length > 0;
    clear.hidden = !all.length;
    rows.replaceChildren(
      ...all.map(({ path, title, at }) => {
        const [row, head, link, line, away] = [
          document.createElement('li'),
          document.createElement('h2'),
          document.createElement('a'),
          document.createElement('p'),
          document.createElement('button'),
        ];
        link.href = path;
        link.textContent = title;
        head.append(link);
        line.className = 'meta';
        line.textContent = new Date(at).toLocaleDateString(list.dataset.locale, { dateStyle: 'long' });
        away.className = 'button small';
        away.textContent = list.dataset.remove!;
        away.ariaLabel = `${away.textContent}: ${title}`;
        away.addEventListener('click', () => {
          storeSaved(readSaved().filter((one) => one.path !== path));
          show();
          (rows.querySelector('button') ?? find('main'))?.focus();
        });
        row.append(head, line, away);
        return row;
      }),
    );
  };
  clear.addEventListener('click', () => {
    if (!confirm(clear.dataset.clear)) return;
    storeSaved([]);
    show();
    find('main')?.focus();
  });
  addEventListener('storage', show);
  show();
}

export {};
