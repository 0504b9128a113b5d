import { foldText } from '../../record/actors/names/fold.ts';
import { nameFillers } from '../checks/words.ts';

/** Words such as "(pictured)", which say that a person in the caption is in the photo. */
const markers =
  /[([]\s*(?:pictured|in the picture|pictured (?:left|right|above|below)|на фото|на снимке|суретте|na snímku|na fotografii)(?!\p{L})[^)\]]*[)\]]/giu;

/**
 * A place in a caption that says who is in the photo. `start` and `end` are in UTF-16 units; `actor` is the index of
 * the person's name in the list of names.
 */
export type Marked = { start: number; end: number; actor: number };

export const saysPictured = (text: string): boolean => text.search(markers) >= 0;

/**
 * Finds the person to whom each "(pictured)" of a caption refers: the last person named before the marker. If the
 * marker follows the name directly, the place includes the name.
 */
export function markedIn(text: string, names: readonly string[]): Marked[] {
  return [...text.matchAll(markers)].flatMap((found): Marked[] => {
    const nearest = names
      .map((name, actor) => ({ actor, at: lastNamed(text.slice(0, found.index), name) }))
      .filter((one) => one.at !== null)
      .toSorted((a, b) => b.at!.end - a.at!.end)[0];
    if (!nearest) return [];
    const { start, end } = nearest.at!;
    const near = text.slice(end, found.index).trim() === '';
    return [
      near
        ? { start, end: found.index + found[0].length, actor: nearest.actor }
        : { start: found.index, end: found.index + found[0].length, actor: nearest.actor },
    ];
  });
}

/** Where a name last occurs in the text: as a whole, or by its last distinctive word, which may be inflected. */
function lastNamed(text: string, name: string): { start: number; end: number } | null {
  const whole = text.toLowerCase().lastIndexOf(name.toLowerCase());
  const surname = foldText(name)
    .match(/[\p{L}\p{N}]+/gu)
    ?.findLast((word) => word.length >= 4 && !nameFillers.has(word));
  const word =
    surname && [...text.matchAll(/[\p{L}\p{M}\p{N}]+/gu)].findLast((one) => isWord(foldText(one[0]), surname));
  const places = [
    ...(whole >= 0 ? [{ start: whole, end: whole + name.length }] : []),
    ...(word ? [{ start: word.index, end: word.index + word[0].length }] : []),
  ];
  // The place that ends last is the right one. If the whole name and its last word end at the same place, the place of
  // the whole name is right. It starts earlier.
  return places.toSorted((a, b) => b.end - a.end || a.start - b.start)[0] ?? null;
}

const isWord = (written: string, surname: string): boolean =>
  written === surname ||
  (/\p{Script=Cyrillic}/u.test(surname) &&
    written.startsWith(surname.replace(/[аеиоуыэюяь]$/u, '')) &&
    written.length <= surname.length + 2);
