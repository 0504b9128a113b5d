/**
 * Removes the UTF-16 units at the end of a text that match `pattern`. This is linear, while `text.replace(/-+$/, '')`
 * takes quadratic time for a long run of hyphens that is not at the end.
 */
export function dropEnd(text: string, pattern: RegExp): string {
  let end = text.length;
  while (end > 0 && pattern.test(text[end - 1]!)) end--;
  return text.slice(0, end);
}
