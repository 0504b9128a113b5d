/**
 * The text without the UTF-16 units at its end that match. A pattern such as `/-+$/` would be tried from each place of
 * a run again, which takes a time that grows with the square of its length.
 * @param sign matches one unit
 */
export function dropEnd(text: string, sign: RegExp): string {
  let end = text.length;
  while (end > 0 && sign.test(text[end - 1]!)) end--;
  return text.slice(0, end);
}
