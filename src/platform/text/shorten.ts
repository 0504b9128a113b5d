/** The first characters of a text, by default 80, cut at a space, with "…" if something is missing. */
export const shorten = (text: string, most = 80): string =>
  text.length <= most
    ? text
    : `${text
        .slice(0, most)
        .replace(/\s\S*$/u, '')
        .trimEnd()} …`;
