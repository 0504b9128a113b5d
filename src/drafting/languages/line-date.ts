import type { FoundDate } from '../facts/dates.ts';

/** The date in a line, as EDTF; without a year, as `XXXX-05-11`. `changed`: it is only the date of a later change. */
export type LineDate = { edtf: string; changed: boolean };

export const isDay = /^(?:\d{4}|XXXX)-\d{2}-\d{2}$/;
export const hasYear = ({ edtf }: Pick<LineDate, 'edtf'>): boolean => !edtf.startsWith('X');

/** Matches words for a change at the end of a text: no digit may follow them. */
export const change =
  /(?:\b(?:updated?|modified|corrected|edited|revised|changed|amended|reviewed|as of)\b|по состоянию на|обновл|измен|дополнен|исправл|жаңарт|өзгер|түзет)[^\d]*$/iu;
export const publication = /\b(?:published|posted|created)\b|опубликован|размещен|создан|жариялан/iu;

/**
 * Of the dates found in a line, the one of publication: "Updated 12 May 2026, published 11 May 2026", "11 May,
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
 * Of several dates in one line, the one of publication: one with a year if there is any, else one without a year, else
 * the date of a change. A date of publication without a year gets the year of the change; or the year before, if it
 * would otherwise be later than the change.
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

/** What `without` can leave in the place of the first date. */
export const gap = '\u0000';

/** The line without its dates; `mark` is left in the place of the first. */
export function without(line: string, found: readonly FoundDate[], mark = ' '): string {
  let text = '';
  let from = 0;
  for (const [index, { start, end }] of found.entries()) {
    text += line.slice(from, start) + (index === 0 ? mark : ' ');
    from = end;
  }
  return text + line.slice(from);
}
