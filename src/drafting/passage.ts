import type { Passage } from './schema.ts';

/** A place in the text with 32 units before and after it, as the W3C selectors want it. */
export function passageAt(text: string, start: number, end: number): Passage {
  return {
    exact: text.slice(start, end),
    prefix: text.slice(safeCut(text, Math.max(0, start - 32)), start),
    suffix: text.slice(end, safeCut(text, Math.min(text.length, end + 32))),
    start,
    end,
  };
}

/** Never between the two halves of a surrogate pair. */
function safeCut(text: string, at: number): number {
  const code = text.charCodeAt(at);
  return code >= 0xdc00 && code <= 0xdfff ? at - 1 : at;
}
