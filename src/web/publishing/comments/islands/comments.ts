// Shows new comments without a reload while the page is visible. The request contains nothing about the reader.

const list = document.getElementById('comment-list');
const form = document.querySelector<HTMLFormElement>('.comment-form form');
const status = document.querySelector<HTMLElement>('[data-fresh]');

async function look(): Promise<void> {
  if (document.hidden || !list || !form) return;
  const answer = await fetch(`${form.action}/new`).catch(() => null);
  if (!answer?.ok) return;
  const now = new DOMParser().parseFromString(await answer.text(), 'text/html').querySelectorAll('li');
  let fresh = false;
  for (const one of now) {
    const there = document.getElementById(one.id);
    if (there && there.innerHTML !== one.innerHTML) there.replaceWith(one);
    else if (!there) {
      list.append(one);
      fresh = true;
    }
  }
  if (fresh && status) status.textContent = status.dataset.fresh!;
}

if (form) setInterval(() => void look(), 30_000);
document.addEventListener('visibilitychange', () => void look());

export {};
