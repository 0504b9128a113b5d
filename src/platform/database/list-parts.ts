/** A page of a list, newest first, and its neighbours by number. Null: the list itself, or nothing. */
export type ListPart = {
  part: number | null;
  /** How many entries are newer than those on this page. */
  from: number;
  count: number;
  newer: number | null;
  older: number | null;
  /** How many pages have numbers. */
  parts: number;
};

export const partSize = 20;

/**
 * Pages are counted from the oldest entry. So page 3 always has the same entries, however many are added, and links to
 * it stay valid. The list itself has the entries that fill no page yet, plus one page, so it is never short. Null:
 * there is no such page.
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

/** Pages that the list links to: all if they are few, else the next ones and some further down. */
export function partsToName(parts: number): number[] {
  const every = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000].find((step) => parts / step <= 8) ?? 5000;
  return Array.from({ length: parts }, (_, index) => parts - index).filter(
    (part) => part > parts - 3 || part % every === 0 || part === 1,
  );
}
