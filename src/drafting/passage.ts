import type { Passage } from './schema.ts';

/** A passage with 32 UTF-16 units before and after it, as required by the W3C text quote selector. */
export function passageAt(text: string, start: number, end: number): Passage {
  return {
    exact: text.slice(start, end),
    prefix: text.slice(safeCut(text, Math.max(0, start - 32)), start),
    suffix: text.slice(end, safeCut(text, Math.min(text.length, end + 32))),
    start,
    end,
  };
}

/** Moves a cut so that it never splits a surrogate pair. */
function safeCut(text: string, at: number): number {
  const code = text.charCodeAt(at);
  return code >= 0xdc00 && code <= 0xdfff ? at - 1 : at;
}
