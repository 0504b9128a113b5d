// Counts the characters of fields while someone types.

for (const shown of document.querySelectorAll<HTMLElement>('[data-count-of]')) {
  const field = document.getElementById(shown.dataset['countOf']!) as HTMLInputElement | HTMLTextAreaElement | null;
  const count = (): void => {
    shown.textContent = shown.dataset['count']!.replace('#', String(field!.value.length));
  };
  field?.addEventListener('input', count);
  // After a reload, the browser may have restored what was typed before.
  if (field) count();
}
