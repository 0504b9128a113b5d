/**
 * The text without the UTF-16 units at its end that match. A pattern such as `/-+$/` is slower: it is tried again from
 * each place in a run of such units, so its time grows with the square of the length of the run.
 * @param sign a pattern that is tested on one unit at a time
 */
export function dropEnd(text: string, sign: RegExp): string {
  let end = text.length;
  while (end > 0 && sign.test(text[end - 1]!)) end--;
  return text.slice(0, end);
}
