// Counts the characters of fields while someone types.

for (const shown of document.querySelectorAll<HTMLElement>('[data-count-of]')) {
  const field = document.getElementById(shown.dataset['countOf']!) as HTMLInputElement | HTMLTextAreaElement | null;
  const count = (): void => {
    shown.textContent = shown.dataset['count']!.replace('#', String(field!.value.length));
  };
  field?.addEventListener('input', count);
  // Counts at once, because the browser may have restored typed text after a reload.
  if (field) count();
}
