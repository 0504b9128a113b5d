/** The keyboard shortcuts of the reading view. The script (`islands/reading.ts`) handles them. */
export const reviewKeys = [
  { key: 'a', step: 'accept' },
  { key: 's', step: 'skip' },
  { key: 'u', step: 'undo' },
  { key: 'e', step: 'change' },
  { key: 'j', step: 'next' },
  { key: 'k', step: 'previous' },
  { key: 'm', step: 'mark' },
  { key: 'f', step: 'file' },
  { key: '?', step: 'help' },
] as const;
