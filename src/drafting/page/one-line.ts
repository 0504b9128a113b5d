/**
 * Replaces all white space in a text by single spaces. If there is nothing to replace, returns the same string, to save
 * memory.
 */
export function oneLine(text: string): string {
  return /[\t\n\r\f\v\u00a0\u2028\u2029]|\s\s|^\s|\s$/.test(text) ? text.replace(/\s+/g, ' ').trim() : text;
}
