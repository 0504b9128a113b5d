/** A page of a list, newest first. */
export type ListPart = {
  /** The number of the page; null for the first page of the list, which has the newest entries and no number. */
  part: number | null;
  /** How many entries are newer than those on this page. */
  from: number;
  count: number;
  /** The number of the page with the next newer entries; null if that is the first page, or if there is none. */
  newer: number | null;
  /** The number of the page with the next older entries; null if there is none. */
  older: number | null;
  /** How many pages have numbers. */
  parts: number;
};

export const partSize = 20;

/**
 * Finds which entries of a list are on one of its pages. Pages are numbered from the oldest entry on, so page 3 always
 * has the same entries, and links to it stay valid when entries are added. The first page of the list has the newest
 * entries and no number. It has at least `size` entries and fewer than twice as many, or all of a shorter list.
 * @returns null if there is no page with this number
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

/**
 * The numbers of the pages to which the list links: the newest three, page 1, and every nth page between them, about
 * ten links in all. If there are at most eight pages, all of them.
 */
export function partsToLink(parts: number): number[] {
  const every = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000].find((step) => parts / step <= 8) ?? 5000;
  return Array.from({ length: parts }, (_, index) => parts - index).filter(
    (part) => part > parts - 3 || part % every === 0 || part === 1,
  );
}
