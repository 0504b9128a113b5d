import { spansEqual, spansMeet, spansWithin, type Span } from '../calendar.ts';
import { isEdtf, parseEdtfStructure, type EdtfStructure, type IntervalEnd } from './edtf.ts';
import type { DatePart } from './edtf-date.ts';
import { combine, type Relation } from '../relation.ts';

/**
 * The parts of a date, or of a set of dates, that are compared: the possible days (`spans`), these days with a margin
 * (`wide`), and how certain they are.
 */
type Candidates = {
  spans: readonly Span[];
  wide: readonly Span[];
  approximate: boolean;
  uncertain: boolean;
  time?: DatePart['time'];
};

/**
 * Compares two EDTF texts about one date.
 *
 * A date is the set of days that it can mean. Equal sets are the same date. If one set lies within the other, it is
 * more precise ("30 March" refines "end of March"). Sets that overlap are compatible; all others conflict.
 *
 * An approximate date has a margin (`margins`). Dates that overlap only in a margin are compatible. A certain date
 * refines an uncertain one. Intervals are compared by their two ends. A single date agrees with an interval that
 * contains it.
 *
 * @throws RangeError if one of the texts is not EDTF; values are validated before they are compared
 */
export function compareEdtf(a: string, b: string): Relation {
  const left = parseEdtfStructure(a);
  const right = parseEdtfStructure(b);
  if (!left || !right) throw new RangeError(`not EDTF: ${left ? b : a}`);
  if (left.kind === 'interval' && right.kind === 'interval')
    return combine([compareEnds(left.start, right.start), compareEnds(left.end, right.end)]);
  if (left.kind === 'interval' || right.kind === 'interval' || left.kind === 'all-of' || right.kind === 'all-of')
    return compareExtents(left, right);
  return compareCandidates(candidates(left), candidates(right));
}

/** Whether two dates can be the same date. A date that is unknown or not EDTF can be any date. */
export const mayBeOneDate = (a: string | null | undefined, b: string | null | undefined): boolean =>
  !a || !b || !isEdtf(a) || !isEdtf(b) || compareEdtf(a, b) !== 'conflicts';

function candidates(structure: Exclude<EdtfStructure, { kind: 'interval' }>): Candidates {
  return structure.kind === 'date' ? structure.part : structure;
}

function compareCandidates(a: Candidates, b: Candidates): Relation {
  const times = compareTimes(a, b);
  if (times === 'same' && a.time) return hedged('same', a, b);
  if (spansEqual(a.spans, b.spans))
    return hedged(times === 'conflicts' && (a.approximate || b.approximate) ? 'compatible' : times, a, b);
  if (isWithin(a, b)) return hedgedByDoubt('refines', a, b);
  if (isWithin(b, a)) return hedgedByDoubt('refined-by', a, b);
  return spansMeet(a.wide, b.wide) ? 'compatible' : 'conflicts';
}

/**
 * Whether all days of `a` are days of `b`, both without and with their margins. For example, "10 April" is only in the
 * margin of "about March". So the two are compatible, but "10 April" is not a more precise form of "about March".
 */
function isWithin(a: Candidates, b: Candidates): boolean {
  return spansWithin(a.spans, b.spans) && spansWithin(a.wide, b.wide);
}

function hedged(relation: Relation, a: Candidates, b: Candidates): Relation {
  return combine([relation, flag(a.approximate, b.approximate), flag(a.uncertain, b.uncertain)]);
}

function hedgedByDoubt(relation: Relation, a: Candidates, b: Candidates): Relation {
  return combine([relation, flag(a.uncertain, b.uncertain)]);
}

function flag(a: boolean, b: boolean): Relation {
  if (a === b) return 'same';
  return a ? 'refined-by' : 'refines';
}

/**
 * Compares the times of two dates. If both have a zone, the instants are compared; otherwise the times on the clock.
 */
function compareTimes(a: Candidates, b: Candidates): Relation {
  if (!a.time || !b.time) return a.time ? 'refines' : b.time ? 'refined-by' : 'same';
  const zoned = a.time.offset !== null && b.time.offset !== null;
  const clock = (side: Candidates) =>
    (side.spans[0]?.[0] ?? 0) * 86_400 + (side.time?.seconds ?? 0) - (zoned ? (side.time?.offset ?? 0) * 60 : 0);
  const zone = flag(a.time.offset === null, b.time.offset === null);
  const [left, right] = [clock(a), clock(b)];
  if (a.time.finest === b.time.finest) return left === right ? zone : 'conflicts';
  if (Math.floor(left / 60) !== Math.floor(right / 60)) return 'conflicts';
  return combine([a.time.finest === 'second' ? 'refines' : 'refined-by', zone]);
}

function compareEnds(a: IntervalEnd, b: IntervalEnd): Relation {
  if (typeof a === 'object' && typeof b === 'object') return compareCandidates(a, b);
  if (a === b) return 'same';
  if (a === 'unknown') return 'refined-by';
  if (b === 'unknown') return 'refines';
  return 'compatible';
}

/**
 * Compares two dates, if at least one of them is an interval or "all of these days". They are the same, compatible if
 * they overlap, or conflicting.
 */
function compareExtents(a: EdtfStructure, b: EdtfStructure): Relation {
  if (a.kind === 'all-of' && b.kind === 'all-of' && spansEqual(a.spans, b.spans)) return hedged('same', a, b);
  return spansMeet(extent(a), extent(b)) ? 'compatible' : 'conflicts';
}

function extent(structure: EdtfStructure): readonly Span[] {
  if (structure.kind !== 'interval') return candidates(structure).wide;
  const { start, end } = structure;
  return [
    [
      typeof start === 'object' ? (start.wide[0]?.[0] ?? -Infinity) : -Infinity,
      typeof end === 'object' ? (end.wide.at(-1)?.[1] ?? Infinity) : Infinity,
    ],
  ];
}
