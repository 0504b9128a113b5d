/**
 * A line of a page: the part of the capture's text from `start` to `end` (UTF-16 units), and its box on the page. `x`
 * and `y` are the left and top edge, in points (1/72 inch) from the top left corner of the page as it is shown. A line
 * that is read from right to left has a 1 at its end.
 */
export type PdfLine = [start: number, end: number, x: number, y: number, width: number, height: number, rtl?: 1];
export type PdfPageLayout = { width: number; height: number; lines: PdfLine[] };
/** Where the lines of a PDF's text are. A capture of a PDF stores it beside its text. */
export type PdfLayout = { pages: PdfPageLayout[] };

export type Box = { x: number; y: number; width: number; height: number };
/** A place on a page. `page` counts from 1. */
export type PdfPlace = { page: number; boxes: Box[] };

/**
 * The places of a part of the text, page by page. If the part begins or ends within a line, the box is cut in
 * proportion to the number of characters.
 */
export function placesOf(layout: PdfLayout, start: number, end: number): PdfPlace[] {
  return layout.pages.flatMap(({ lines }, index) => {
    const boxes = lines.flatMap(([from, to, x, y, width, height, rtl]): Box[] => {
      if (to <= start || from >= end || to <= from) return [];
      const unit = width / (to - from);
      const before = Math.max(0, start - from) * unit;
      const own = (Math.min(end, to) - Math.max(start, from)) * unit;
      const left = rtl ? x + width - before - own : x + before;
      return [{ x: rounded(left), y, width: rounded(own), height }];
    });
    return boxes.length ? [{ page: index + 1, boxes }] : [];
  });
}

export const pageParts = ['upper', 'middle', 'lower'] as const;
/** The thirds of a page. */
export type PagePart = (typeof pageParts)[number];
export const notInPdf = { page: null, page_part: null };

/** The page on which a part of the text begins, and the third of this page. Null if the text is not that of a PDF. */
export function pageOf(
  layout: PdfLayout | null,
  start: number,
  end: number,
): { page: number | null; page_part: PagePart | null } {
  const place = layout && placesOf(layout, start, end)[0];
  if (!place) return notInPdf;
  const { y, height } = place.boxes[0]!;
  const third = Math.floor((3 * (y + height / 2)) / layout.pages[place.page - 1]!.height);
  return { page: place.page, page_part: pageParts[Math.min(Math.max(third, 0), 2)]! };
}

/** Points with one decimal. */
export const rounded = (points: number): number => Math.round(points * 10) / 10;
