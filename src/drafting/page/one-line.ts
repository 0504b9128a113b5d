/** White space as single blanks. A text that has nothing else is given back as it is, which shares its memory. */
export function oneLine(text: string): string {
  return /[\t\n\r\f\v\u00a0\u2028\u2029]|\s\s|^\s|\s$/.test(text) ? text.replace(/\s+/g, ' ').trim() : text;
}
