import { insertRows } from '../../platform/database/insert-rows.ts';
import type { Tx } from '../../platform/database/tx.ts';
import { partDates } from '../../record/views/began.ts';
import type { CaseContent, CaseFact } from '../index/read-cases.ts';
import { authoritiesOf, daysOf } from './course.ts';
import type { CaseBegan } from './tables.ts';

/** Inserts rows of `case_began`. Leaves out rows in which nothing is known. */
export async function insertBegan(tx: Tx, began: readonly CaseBegan[]): Promise<void> {
  await insertRows(
    tx,
    'case_began',
    began.filter((one) => one.desk_from !== null || one.public_from !== null || one.desk_authorities.length > 0),
  );
}

/**
 * The span of days in which a case began, for statistics. The same dates count as on the page of the case (`beganOf` in
 * the record): if sources date the beginning of the case itself, the dates of its parts do not count.
 *
 * If sources differ, the span covers all their dates: if one says December and another January, the case began in one
 * of the two. If only the parts have dates, the span goes from the earliest beginning of any part to the earliest end
 * of the spans of the parts, because the case began no later than any of them.
 *
 * An approximate or uncertain date (`~`, `?`) is widened by three days, four weeks or a year, depending on its
 * precision. For a period, its beginning counts; if this is open, there is no span. Alleged and denied dates do not
 * count.
 */
export function beganOf(content: CaseContent): CaseBegan {
  const forDesk = (fact: CaseFact): boolean => fact.plainDesk;
  const forPublic = (fact: CaseFact): boolean => fact.plainPublic;
  const desk = spanOf(content, forDesk);
  const open = spanOf(content, forPublic);
  return {
    case_id: content.id,
    desk_from: desk?.from ?? null,
    desk_to: desk?.to ?? null,
    public_from: open?.from ?? null,
    public_to: open?.to ?? null,
    desk_authorities: authoritiesOf(content, forDesk),
    public_authorities: authoritiesOf(content, forPublic),
    desk_days: daysOf(content, desk, forDesk),
    public_days: daysOf(content, open, forPublic),
  };
}

type Span = { from: string; to: string };

function spanOf(content: CaseContent, counts: (fact: CaseFact) => boolean): Span | null {
  const [itself, ...parts] = content.parts.map((part) =>
    widest(
      part.facts.filter(
        (fact) =>
          counts(fact) &&
          (part.isCase ? fact.property === 'began' : (partDates as readonly string[]).includes(fact.property)),
      ),
    ),
  );
  return itself ?? earliest(parts.filter((span) => span !== null));
}

/**
 * The span that covers the beginnings of all these dates. Null if there are no dates, or if one has an open beginning.
 */
function widest(facts: readonly CaseFact[]): Span | null {
  const spans = facts.map(beginningOf);
  if (spans.length === 0 || spans.includes(null)) return null;
  return {
    from: least(spans.map((span) => span!.from)),
    to: spans
      .map((span) => span!.to)
      .toSorted()
      .at(-1)!,
  };
}

const earliest = (spans: readonly Span[]): Span | null =>
  spans.length === 0 ? null : { from: least(spans.map((span) => span.from)), to: least(spans.map((span) => span.to)) };

const least = (days: readonly string[]): string => days.toSorted()[0]!;

/** The span of days in which a date or period begins; null if its beginning is open. */
function beginningOf({ value, from, to }: CaseFact): Span | null {
  const edtf = String(value);
  const start = edtf.split('/')[0]!;
  const last = edtf.includes('/')
    ? lastDayOf(/^\d{4}(?:-(?:0[1-9]|1[0-2]))?(?:-\d{2})?/.exec(start)?.[0] ?? '', from)
    : to;
  if (from === null || last === null) return null;
  const width = widthOf(start);
  return { from: shift(from, -width), to: shift(last, width) };
}

function lastDayOf(start: string, from: string | null): string | null {
  if (start.length === 10) return from;
  const [year, month] = [Number(start.slice(0, 4)), start.length === 7 ? Number(start.slice(5)) : 12];
  return start.length === 4 || start.length === 7
    ? new Date(Date.UTC(year, month, 0)).toISOString().slice(0, 10)
    : null;
}

function widthOf(start: string): number {
  if (!/[~?%]/.test(start)) return 0;
  if (/\d{4}[~?%]?-[~?%]?\d{2}[~?%]?-/.test(start)) return 3;
  return /\d{4}[~?%]?-/.test(start) ? 28 : 365;
}

const shift = (day: string, days: number): string =>
  days === 0 ? day : new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10);
