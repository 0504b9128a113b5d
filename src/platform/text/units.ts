/** What a unit of a text is: part of a letter or figure, of a mark on one (an accent), or of something else. */
export const [other, letter, mark] = [1, 2, 3] as const;

/** For each UTF-16 unit what it is; 0 if that was not asked yet. */
const known = new Uint8Array(0x10000);

const kindOf = (character: string): number =>
  /[\p{L}\p{N}]/u.test(character) ? letter : /\p{M}/u.test(character) ? mark : other;

/** What the UTF-16 unit at a place is. Faster than a pattern with `\p{L}`, which has hundreds of ranges. */
export function unitAt(text: string, at: number): number {
  const code = text.charCodeAt(at);
  if (code >= 0xd800 && code <= 0xdfff)
    return kindOf(String.fromCodePoint(text.codePointAt(isLow(text, at) ? at - 1 : at)!));
  return (known[code] ||= kindOf(String.fromCharCode(code)));
}

/** Whether the unit is the second of a pair. */
const isLow = (text: string, at: number): boolean =>
  (text.charCodeAt(at) & 0xfc00) === 0xdc00 && at > 0 && (text.charCodeAt(at - 1) & 0xfc00) === 0xd800;
