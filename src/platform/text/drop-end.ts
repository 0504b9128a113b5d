/**
 * Removes the characters at the end of a text that match `pattern`, which is tested on one UTF-16 code unit at a time.
 * `text.replace(/-+$/, '')` would take quadratic time for a long run of hyphens that is not at the end.
 */
export function dropEnd(text: string, pattern: RegExp): string {
  let end = text.length;
  while (end > 0 && pattern.test(text[end - 1]!)) end--;
  return text.slice(0, end);
}
