/** A text with single spaces as its only white space. If it has no other, it is returned itself, to save memory. */
export function oneLine(text: string): string {
  return /[\t\n\r\f\v\u00a0\u2028\u2029]|\s\s|^\s|\s$/.test(text) ? text.replace(/\s+/g, ' ').trim() : text;
}
