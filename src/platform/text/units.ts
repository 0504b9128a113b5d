/**
 * The kinds of UTF-16 units: `letter` is a letter or digit, or part of one; `mark` is a combining mark such as an
 * accent, or part of one; `other` is anything else.
 */
export const [other, letter, mark] = [1, 2, 3] as const;

/** A cache of the kind of each UTF-16 unit; 0 if it was not looked up yet. */
const known = new Uint8Array(0x10000);

const kindOf = (character: string): number =>
  /[\p{L}\p{N}]/u.test(character) ? letter : /\p{M}/u.test(character) ? mark : other;

/**
 * The kind of the UTF-16 unit at an index: `letter`, `mark` or `other`. This is faster than a regular expression with
 * `\p{L}`, which has hundreds of ranges.
 */
export function unitAt(text: string, at: number): number {
  const code = text.charCodeAt(at);
  if (code >= 0xd800 && code <= 0xdfff)
    return kindOf(String.fromCodePoint(text.codePointAt(isLow(text, at) ? at - 1 : at)!));
  return (known[code] ||= kindOf(String.fromCharCode(code)));
}

/** Whether the unit is the second of a surrogate pair. */
const isLow = (text: string, at: number): boolean =>
  (text.charCodeAt(at) & 0xfc00) === 0xdc00 && at > 0 && (text.charCodeAt(at - 1) & 0xfc00) === 0xd800;
