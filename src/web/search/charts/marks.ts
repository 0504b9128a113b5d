import type { DatePart } from '../../../record/values/edtf/edtf-date.ts';
import { parseEdtfStructure, type IntervalEnd } from '../../../record/values/edtf/edtf.ts';

/** How a date is drawn on an axis of days. */
export type Mark = {
  /** `day`: this day. `within`: an unknown day or unknown days in the span. `during`: the whole span. */
  shape: 'day' | 'within' | 'during';
  /** The first day, as a number (`dayNumber`). */
  from: number;
  /** The last day, as a number. */
  to: number;
  /** Whether the date is marked as approximate or uncertain. */
  soft: boolean;
  /** Set if the first day is not known: the span is open (`..`), or began on an unknown day. */
  start?: 'open' | 'unknown';
  /** Set if the last day is not known: the span is open (`..`, so it continues), or ended on an unknown day. */
  end?: 'open' | 'unknown';
};

/** The marks of an EDTF date; none if the text is not a date. */
export function marksOf(edtf: string): Mark[] {
  const structure = parseEdtfStructure(edtf);
  if (!structure) return [];
  if (structure.kind === 'date') return ofPart(structure.part);
  if (structure.kind !== 'interval') {
    const soft = structure.approximate || structure.uncertain;
    return structure.spans.map(([from, to]): Mark => ({
      shape: structure.kind === 'all-of' ? 'during' : from === to ? 'day' : 'within',
      from: Number.isFinite(from) ? from : to,
      to: Number.isFinite(to) ? to : from,
      soft,
      ...(Number.isFinite(from) ? {} : { start: 'unknown' as const }),
      ...(Number.isFinite(to) ? {} : { end: 'unknown' as const }),
    }));
  }
  const { start, end } = structure;
  const [first, last] = [boundsOf(start), boundsOf(end)];
  const from = first?.[1] ?? last![0];
  const to = last?.[0] ?? first![1];
  return [
    {
      shape: 'during',
      from: Math.min(from, to),
      to,
      soft: false,
      ...(typeof start === 'string' ? { start } : {}),
      ...(typeof end === 'string' ? { end } : {}),
    },
    ...[start, end].flatMap((one) => (typeof one === 'object' ? ofPart(one) : [])),
  ];
}

const ofPart = (part: DatePart): Mark[] =>
  part.spans.map(([from, to]) => ({
    shape: from === to ? 'day' : 'within',
    from,
    to,
    soft: part.approximate || part.uncertain,
  }));

const boundsOf = (end: IntervalEnd): [number, number] | null =>
  typeof end === 'object' && end.spans.length ? [end.spans[0]![0], end.spans.at(-1)![1]] : null;
