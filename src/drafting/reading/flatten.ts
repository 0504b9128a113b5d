/** A copy of the text with equal length in which every white-space character is a plain space. */
export function flatten(text: string): string {
  return text.replace(/[\s\u00a0\u2028\u2029\u200b\ufeff]/g, ' ');
}
