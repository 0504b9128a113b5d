import type { Relation } from './relation.ts';

/** The months and seconds of an ISO 8601 duration. They are separate because a month has no fixed number of days. */
export type Duration = { months: number; seconds: number };

const pattern =
  /^P(?=\d|T\d)(?:(\d+(?:\.\d+)?)Y)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)W)?(?:(\d+(?:\.\d+)?)D)?(?:T(?=\d)(?:(\d+(?:\.\d+)?)H)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)S)?)?$/;

/** Parses `P3M`, `P1Y6M`, `P2W`, `PT36H`; null if the text is not a duration or its length is zero. */
export function parseDuration(text: string): Duration | null {
  const match = pattern.exec(text);
  if (!match) return null;
  const [years, months, weeks, days, hours, minutes, seconds] = match.slice(1).map((part) => Number(part ?? 0)) as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const duration = {
    months: years * 12 + months,
    seconds: (weeks * 7 + days) * 86_400 + hours * 3600 + minutes * 60 + seconds,
  };
  return duration.months || duration.seconds ? duration : null;
}

const units: readonly [RegExp, string][] = [
  [/^(years?|yrs?|y|год|года|лет|жыл|roky?|let)$/i, 'P#Y'],
  [/^(months?|mos?|месяц|месяца|месяцев|ай|měsíc[eů]?)$/i, 'P#M'],
  [/^(weeks?|wks?|недел[яиь]|апта|týden|týdn[yů])$/i, 'P#W'],
  [/^(days?|d|день|дня|дней|күн|den|dny|dní)$/i, 'P#D'],
  [/^(hours?|hrs?|h|час|часа|часов|сағат|hodin[ay]?)$/i, 'PT#H'],
  [/^(minutes?|mins?|минут[аы]?|minut[ay]?)$/i, 'PT#M'],
];

const amount = /(\d{1,5})\s*(\p{L}+)\.?/gu;
/** The text between two amounts. */
const joint = /^(?:\s|,|&|and|и|және|a)*$/iu;

/**
 * The ISO form of `3 months`, `1 year and 6 months`, `24 часа` or `p3m`; null if the text is not a duration, or names a
 * unit twice.
 */
export function readDuration(text: string): string | null {
  const iso = text.trim().toUpperCase();
  if (parseDuration(iso)) return iso;
  const amounts = new Map<string, string>();
  for (const [, number, word] of text.matchAll(amount)) {
    const unit = units.find(([pattern]) => pattern.test(word!))?.[1];
    if (!unit || amounts.has(unit)) return null;
    amounts.set(unit, number!);
  }
  if (!text.split(amount).every((part, index) => index % 3 > 0 || joint.test(part))) return null;
  const inOrder = units.flatMap(([, unit]) => (amounts.has(unit) ? [unit.replace('#', amounts.get(unit)!)] : []));
  const [days, time] = ['P', 'PT'].map((start) =>
    inOrder.flatMap((part) => (/^PT?/.exec(part)![0] === start ? [part.slice(start.length)] : [])).join(''),
  );
  const made = `P${days}${time && `T${time}`}`;
  return parseDuration(made) ? made : null;
}

/** The minimum and maximum length of a duration in seconds: a month has 28 to 31 days. */
function range({ months, seconds }: Duration): [number, number] {
  return [seconds + months * 28 * 86_400, seconds + months * 31 * 86_400];
}

/**
 * Compares two durations. `P12M` and `P1Y` are the same. `P90D` and `P3M` are compatible, because 90 days can be three
 * months. Durations that cannot be equal conflict.
 * @throws RangeError if one of the texts is not a duration
 */
export function compareDurations(a: string, b: string): Relation {
  const left = parseDuration(a);
  const right = parseDuration(b);
  if (!left || !right) throw new RangeError(`not a duration: ${left ? b : a}`);
  if (left.months === right.months && left.seconds === right.seconds) return 'same';
  if (left.months === right.months || left.seconds === right.seconds) return 'conflicts';
  const [first, second] = [range(left), range(right)];
  return first[0] <= second[1] && second[0] <= first[1] ? 'compatible' : 'conflicts';
}
