import type { Block } from './extract.ts';

/** The width of the lines of a hard-wrapped text; 0 if each line is a whole paragraph. */
function wrapWidth(lines: string[]): number {
  const filled = lines.map((line) => line.trimEnd().length).filter((length) => length > 0);
  const longest = Math.max(0, ...filled);
  if (longest < 50 || longest > 110) return 0;
  const full = filled.filter((length) => length > longest - 14).length;
  return full >= 4 && full >= filled.length * 0.3 ? longest : 0;
}

const startsItem = /^\s*(?:[•▪◦‣*–—-]|\d{1,2}[.)])\s+/;

/**
 * The blocks of a plain text, which itself is not changed. A blank line ends a block. The end of a line also ends a
 * block, except in a hard-wrapped text if the next word would not have fitted on the line.
 */
export function readText(text: string): Block[] {
  const lines: { start: number; end: number; value: string }[] = [];
  const pattern = /\r\n|\n|\r|\u2028|\u2029/g;
  let from = 0;
  for (const found of text.matchAll(pattern)) {
    lines.push({ start: from, end: found.index, value: text.slice(from, found.index) });
    from = found.index + found[0].length;
  }
  lines.push({ start: from, end: text.length, value: text.slice(from) });

  const width = wrapWidth(lines.map((line) => line.value));
  const blocks: Block[] = [];
  let open: { start: number; end: number; last: string } | null = null;
  const close = (): void => {
    if (open) blocks.push(blockOf(text, open.start, open.end));
    open = null;
  };
  for (const line of lines) {
    const value = line.value.trim();
    if (!value) {
      close();
      continue;
    }
    const previous = open as { start: number; end: number; last: string } | null;
    const firstWord = value.split(/\s/, 1)[0] ?? '';
    const continues =
      previous !== null &&
      width > 0 &&
      !startsItem.test(line.value) &&
      previous.last.trimEnd().length + 1 + firstWord.length > width;
    if (continues && previous) {
      previous.end = line.end;
      previous.last = line.value;
    } else {
      close();
      open = { start: line.start, end: line.end, last: line.value };
    }
  }
  close();
  return blocks;
}

function blockOf(text: string, from: number, to: number): Block {
  let start = from;
  let end = to;
  while (start < end && /\s/.test(text[start]!)) start += 1;
  while (end > start && /\s/.test(text[end - 1]!)) end -= 1;
  return {
    start,
    end,
    tag: startsItem.test(text.slice(start, end)) ? 'li' : 'p',
    path: [],
    heading: 0,
    links: [],
    marks: [],
  };
}
