// Counts the characters of fields while someone types.

for (const shown of document.querySelectorAll<HTMLElement>('[data-count-of]')) {
  const field = document.getElementById(shown.dataset['countOf']!) as HTMLInputElement | HTMLTextAreaElement | null;
  const count = (): void => {
    shown.textContent = shown.dataset['count']!.replace('#', String(field!.value.length));
  };
  field?.addEventListener('input', count);
  // The browser may have kept what was typed before the page was loaded again.
  if (field) count();
}
