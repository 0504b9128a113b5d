/** A link in a sentence: its position in the text, in UTF-16 units, and its target. */
export type Link = { start: number; end: number; href: string };

/** Whether a link leads to a web page, and not to an email address. */
export const isWebAddress = (href: string): boolean => /^https?:\/\/\S+$/i.test(href);

/** A web or email address in the form in which links store it; null if it is neither. */
export function cleanHref(written: string): string | null {
  const mail = /^mailto:([^\s@:?&#%()<>[\]"'\\]{1,64}@[a-z0-9-]+(?:\.[a-z0-9-]+)+)$/i.exec(written.trim());
  if (mail) return mail[1]!.length <= 254 ? `mailto:${mail[1]!}` : null;
  if (!isWebAddress(written.trim())) return null;
  try {
    const url = new URL(written.trim());
    if (url.username || url.password) return null;
    // Brackets would end the link in a form's text.
    const href = url.href.replaceAll('(', '%28').replaceAll(')', '%29');
    return href.length <= 2000 ? href : null;
  } catch {
    return null;
  }
}
