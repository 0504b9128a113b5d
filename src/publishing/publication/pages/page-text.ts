/* Parses the text of a page of the publication: paragraphs separated by blank lines, `## ` headings, `- ` lists, `1. `
   numbered lists, and links `[words](URL)`. HTML in the text is shown as text. */

export type Span = { text: string; href?: string };
export type PageBlock =
  | { type: 'paragraph' | 'heading'; spans: Span[] }
  | { type: 'points' | 'steps'; items: Span[][] };
/** `problem`: the first URL in the text to which a page may not link; null if there is none. */
export type ReadPage = { blocks: PageBlock[]; problem: string | null };

/** Whether a page may link to a URL: https, http, mailto, tel, and paths of this site. */
const isAddress = (address: string): boolean =>
  /^(https?:\/\/[^\s/]\S*|mailto:[^\s@]+@[^\s@]+|tel:\+?[\d-]+|\/(?![/\\])\S*)$/i.test(address) &&
  !/["<>\\]/.test(address);

export function readPage(text: string): ReadPage {
  let problem: string | null = null;
  const spansOf = (line: string): Span[] => {
    const spans: Span[] = [];
    let last = 0;
    for (const match of line.matchAll(/\[([^[\]]+)\]\(([^()\s]+(?:\([^()\s]*\)[^()\s]*)?)\)/g)) {
      const [whole, words = '', address = ''] = match;
      if (match.index > last) spans.push({ text: line.slice(last, match.index) });
      if (isAddress(address)) spans.push({ text: words, href: address });
      else {
        problem ??= address;
        spans.push({ text: words });
      }
      last = match.index + whole.length;
    }
    if (last < line.length) spans.push({ text: line.slice(last) });
    return spans;
  };
  const blocks = text
    .replace(/\r\n?/g, '\n')
    .split(/\n[^\S\n]*\n/)
    .map((part) =>
      part
        .split('\n')
        .map((line) => line.trim())
        .filter(Boolean),
    )
    .filter((lines) => lines.length > 0)
    .flatMap((lines): PageBlock[] => {
      const [first = ''] = lines;
      if (first.startsWith('## ')) {
        const rest = lines.slice(1).join(' ');
        return [
          { type: 'heading', spans: spansOf(first.slice(3).trim()) },
          ...(rest ? [{ type: 'paragraph' as const, spans: spansOf(rest) }] : []),
        ];
      }
      const list = [
        ['points', /^[-*] +/],
        ['steps', /^\d+[.)] +/],
      ] as const;
      const found = list.find(([, mark]) => lines.every((line) => mark.test(line)));
      if (found) return [{ type: found[0], items: lines.map((line) => spansOf(line.replace(found[1], ''))) }];
      return [{ type: 'paragraph', spans: spansOf(lines.join(' ')) }];
    });
  return { blocks, problem };
}
