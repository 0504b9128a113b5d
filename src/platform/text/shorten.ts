const most = 80;

/** The first 80 characters of a text, cut at a space, with "…" if something is missing. */
export const shorten = (text: string): string =>
  text.length <= most
    ? text
    : `${text
        .slice(0, most)
        .replace(/\s\S*$/u, '')
        .trimEnd()} …`;
