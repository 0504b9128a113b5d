/** A stretch of a list whose newest comes first, and its neighbours, each by its number; null: the list itself, or nothing. */
export type ListPart = {
  part: number | null;
  /** How many are newer than what stands in it. */
  from: number;
  count: number;
  newer: number | null;
  older: number | null;
  /** How many parts have numbers. */
  parts: number;
};

export const partSize = 20;

/**
 * Parts are counted from the oldest: what stands in part 3 stands there for good, whatever comes in front of the list,
 * and a link to it goes on leading there. The list itself begins with what fills no part yet and one part's worth more,
 * so that it is never a short one. Null: there is no such part.
 */
export function partOfList(total: number, part: number | null, size: number = partSize): ListPart | null {
  const parts = Math.max(0, Math.floor(total / size) - 1);
  if (part === null) return { part, parts, from: 0, count: total - parts * size, newer: null, older: parts || null };
  if (part > parts) return null;
  return {
    part,
    parts,
    from: total - part * size,
    count: size,
    newer: part < parts ? part + 1 : null,
    older: part > 1 ? part - 1 : null,
  };
}

/** Parts that the list itself names: all where they are few, else the next ones and some of those further down. */
export function partsToName(parts: number): number[] {
  const every = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000].find((step) => parts / step <= 8) ?? 5000;
  return Array.from({ length: parts }, (_, index) => parts - index).filter(
    (part) => part > parts - 3 || part % every === 0 || part === 1,
  );
}
