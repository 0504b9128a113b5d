import type { FoundDate } from '../facts/dates.ts';

/**
 * The date in a line, as EDTF. If the line gives no year, the year is `XXXX` (`XXXX-05-11`). `changed`: the date is
 * only that of a later change.
 */
export type LineDate = { edtf: string; changed: boolean };

export const isDay = /^(?:\d{4}|XXXX)-\d{2}-\d{2}$/;
export const hasYear = ({ edtf }: Pick<LineDate, 'edtf'>): boolean => !edtf.startsWith('X');

/** Matches words for a change, with no digit between them and the end of the text. */
export const change =
  /(?:\b(?:updated?|modified|corrected|edited|revised|changed|amended|reviewed|as of)\b|по состоянию на|обновл|измен|дополнен|исправл|жаңарт|өзгер|түзет)[^\d]*$/iu;
export const publication = /\b(?:published|posted|created)\b|опубликован|размещен|создан|жариялан/iu;

/**
 * Selects the date of publication among the dates in a line: "Updated 12 May 2026, published 11 May 2026", "11 May,
 * corrected 12 May 2026".
 */
export function firstPublished(line: string, found: readonly FoundDate[]): LineDate | null {
  const dates = found.map(({ edtf, start }, at) => {
    const before = line.slice(found[at - 1]?.end ?? 0, start);
    return { edtf, changed: change.test(before) && !publication.test(before.replace(/^.*[.,;|·•(]/su, '')) };
  });
  return publicationIn(dates);
}

/**
 * Selects the date of publication among several dates of one line. A date with a year is preferred to one without, and
 * both to the date of a change. A date of publication without a year gets the year of the change. If it would then be
 * later than the change, it gets the year before.
 */
export function publicationIn(dates: readonly LineDate[]): LineDate | null {
  const own = dates.find((date) => !date.changed && hasYear(date)) ?? dates.find(({ changed }) => !changed);
  const later = dates.find((date) => date.changed && hasYear(date));
  if (!own) return later ?? null;
  if (hasYear(own) || !later) return own;
  const day = own.edtf.slice(4);
  const year = Number(later.edtf.slice(0, 4));
  return { edtf: `${day > later.edtf.slice(4) ? year - 1 : year}${day}`, changed: false };
}

/** A mark that `without` can put in place of the first date. */
export const gap = '\u0000';

/** Removes the dates from a line, and puts `mark` in place of the first one. */
export function without(line: string, found: readonly FoundDate[], mark = ' '): string {
  let text = '';
  let from = 0;
  for (const [index, { start, end }] of found.entries()) {
    text += line.slice(from, start) + (index === 0 ? mark : ' ');
    from = end;
  }
  return text + line.slice(from);
}
