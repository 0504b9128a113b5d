/** Shortens a text to at most `most` UTF-16 units, cut at a space, and adds " …". */
export const shorten = (text: string, most = 80): string =>
  text.length <= most
    ? text
    : `${text
        .slice(0, most)
        .replace(/\s\S*$/u, '')
        .trimEnd()} …`;
