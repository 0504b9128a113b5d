/** Removes the characters that XML 1.0 forbids. A single one of them would make a whole feed or EPUB unreadable. */
export const withoutForbidden = (text: string): string => text.replace(/[^\P{Cc}\t\n\r]|[\ufffe\uffff]|\p{Cs}/gu, '');

/** Escapes a text for XML and HTML, and removes the characters that XML 1.0 forbids. */
export const xml = (text: string): string =>
  withoutForbidden(text.replace(/[<>&'"]/g, (sign) => `&#${sign.codePointAt(0)};`));
