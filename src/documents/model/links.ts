/** A link in a sentence: its position in the text, in UTF-16 units, and its target. */
export type Link = { start: number; end: number; href: string };

/** Normalises a web address for a link; null if the text is not a web address. */
export function cleanHref(written: string): string | null {
  if (!/^https?:\/\/\S+$/i.test(written.trim())) return null;
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

const pattern = /\[((?:\\[[\]\\]|\[[^[\]\\]*\]|[^[\]\\])+)\]\((https?:\/\/(?:[^\s()]|\([^\s()]*\))+)\)/giu;

/** Parses form text with `[words](https://…)` links into plain text and its links. */
export function readMarkup(markup: string): { text: string; links: Link[] } {
  const links: Link[] = [];
  let text = '';
  let from = 0;
  for (const found of markup.matchAll(pattern)) {
    const href = cleanHref(found[2]!);
    if (href === null) continue;
    text += markup.slice(from, found.index);
    const start = text.length;
    text += found[1]!.replace(/\\([[\]\\])/gu, '$1');
    links.push({ start, end: text.length, href });
    from = found.index + found[0].length;
  }
  return { text: text + markup.slice(from), links };
}

/** The opposite of `readMarkup`. */
export function writeMarkup(text: string, links: readonly Link[]): string {
  let markup = '';
  let from = 0;
  for (const { start, end, href } of links) {
    markup += `${text.slice(from, start)}[${text.slice(start, end).replace(/[[\]\\]/gu, '\\$&')}](${href})`;
    from = end;
  }
  return markup + text.slice(from);
}

/** The part of a text between two positions, trimmed, with its links. */
export function partOf(
  text: string,
  links: readonly Link[],
  start: number,
  end: number,
): { text: string; links: Link[] } {
  const part = text.slice(start, end);
  const [from, to] = [start + part.length - part.trimStart().length, end - (part.length - part.trimEnd().length)];
  return {
    text: text.slice(from, Math.max(from, to)),
    links: links.flatMap((one) =>
      one.start < to && one.end > from
        ? [{ href: one.href, start: Math.max(one.start, from) - from, end: Math.min(one.end, to) - from }]
        : [],
    ),
  };
}
