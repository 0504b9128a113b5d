/** White space as single spaces. A text without other white space is returned unchanged, which shares its memory. */
export function oneLine(text: string): string {
  return /[\t\n\r\f\v\u00a0\u2028\u2029]|\s\s|^\s|\s$/.test(text) ? text.replace(/\s+/g, ' ').trim() : text;
}
