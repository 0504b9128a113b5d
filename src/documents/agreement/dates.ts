import type { SentenceDate, SentenceFacts } from '../../drafting/sentence/facts.ts';
import { compareEdtf } from '../../record/values/edtf/edtf-compare.ts';
import { isEdtf, parseEdtf } from '../../record/values/edtf/edtf.ts';
import type { Point, Verdict } from './agreement.ts';
import { clearlyBetter, contextOf, likeness, type Context } from './context.ts';
import { point, type Compared } from './known.ts';

const nextDay = /\b(?:(?:a|one|the) day (?:before|after|earlier|later)|(?:next|following|previous) day|overnight)\b/iu;
/** How many dates, and how many lengths of time, are used to calculate further dates. */
const maxCounted = 4;

/** Days that can be calculated from a text: "on 14 July, a day before the warrant was issued". */
function counted({ text, dates, numbers }: SentenceFacts): ClaimDate[] {
  const steps = numbers
    .filter(({ kind, low, high, about }) => kind === 'duration' && low === high && !about && low <= 60)
    .map(({ low }) => Math.round(low));
  if (nextDay.test(text)) steps.push(1);
  const days = dates.flatMap(({ edtf, relative }) => (relative ? [] : edtf.split('/').slice(0, 2)));
  return days.slice(0, maxCounted).flatMap((edtf) => {
    const day = Date.parse(edtf.replace('XXXX', '2001'));
    if (!/^(?:\d{4}|XXXX)-\d{2}-\d{2}$/.test(edtf) || Number.isNaN(day)) return [];
    return steps.slice(0, maxCounted).flatMap((step) =>
      [-step, step].map((by): ClaimDate => {
        const found = new Date(day + by * 86_400_000).toISOString().slice(0, 10);
        return {
          edtf: edtf.startsWith('X') ? found.replace(/^\d{4}/, 'XXXX') : found,
          text: edtf,
          relative: false,
          context: null,
        };
      }),
    );
  });
}

/** How a date of the sentence fits a date of the claims. `added`: the sentence is more precise. */
type Fit = 'supported' | 'added' | 'unsure' | 'conflict';
const order: readonly Fit[] = ['supported', 'added', 'unsure', 'conflict'];

type ClaimDate = Pick<SentenceDate, 'edtf' | 'relative' | 'text'> & { context: Context | null };

/** Compares dates. A date of the sentence that is less precise than the claim's date, but contains it, is supported. */
export function compareDates(compared: Compared): Point[] {
  const { sentence, claims, facts } = compared;
  const known: ClaimDate[] = [
    ...facts.flatMap((one) => one.dates.map((date) => ({ ...date, context: contextOf(one, date, one.dates) }))),
    ...new Map(facts.flatMap(counted).map((date) => [date.edtf, date])).values(),
    ...claims.flatMap(({ claim }) =>
      (claim.dates ?? []).map((edtf) => ({ edtf, text: edtf, relative: false, context: null })),
    ),
  ];
  // "Three days later" is left out here, because `compareNumbers` compares it as a length of time.
  const own = sentence.dates.filter(
    (date) => !date.relative || !sentence.numbers.some((number) => number.start < date.end && number.end > date.start),
  );
  const fits = own.map((date) => known.map((other) => fitOf(date, other)));
  return own.map((date, index) => {
    const fit = fits[index]!;
    const best = order.find((one) => fit.includes(one)) ?? null;
    const place = best ? fit.indexOf(best) : -1;
    const swapped = best === 'supported' ? correctDate(date, index, known, fits, compared) : null;
    if (swapped) return point('date', swapped.surely ? 'contradicted' : 'not-in-claims', date, swapped.date.text);
    if (best === 'supported' || best === 'unsure') return point('date', best, date, known[place]!.text);
    // "The end of 2019" may be its last day.
    if (best === 'added' && vague.test(known[place]!.text)) return point('date', 'unsure', date, known[place]!.text);
    if (best === 'added') return point('date', 'not-in-claims', date, known[place]!.text);
    // The date that this one seems to replace: one of the claims' dates that fits no other date of the sentence.
    const left = known.findIndex(
      ({ context, text, edtf }, at) =>
        (context !== null || text === edtf) &&
        fits.every((others, other) => other === index || others[at] !== 'supported'),
    );
    if (left < 0)
      return point('date', date.relative && !weekdayName.test(date.text) ? 'unsure' : 'not-in-claims', date, null);
    const verdict: Verdict = date.relative !== known[left]!.relative ? 'not-in-claims' : 'contradicted';
    return point('date', verdict, date, known[left]!.text);
  });
}

/**
 * Finds a date that the sentence took from another event in the claims. Returns the date that the claims give for the
 * sentence's own event.
 */
function correctDate(
  date: SentenceDate,
  index: number,
  known: readonly ClaimDate[],
  fits: readonly (readonly Fit[])[],
  { sentence }: Compared,
): { date: ClaimDate; surely: boolean } | null {
  if (known.length < 2 || date.relative) return null;
  const own = contextOf(sentence, date, sentence.dates);
  const scores = known.map(({ context }) => (context ? likeness(own, context) : -1));
  const best = Math.max(...scores.filter((_, at) => fits[index]![at] === 'supported'));
  const others = known.flatMap((other, at) =>
    fits[index]![at] === 'conflict' && !other.relative && clearlyBetter(scores[at]!, best)
      ? [{ other, score: scores[at]! }]
      : [],
  );
  if (best < 0 || others.length === 0) return null;
  const first = others.sort((a, b) => b.score - a.score)[0]!;
  return { date: first.other, surely: first.score >= best + 5 };
}

function fitOf(date: SentenceDate, other: Pick<ClaimDate, 'edtf' | 'relative' | 'text'>): Fit {
  if (date.relative && other.relative) return relation(date.edtf, other.edtf);
  if (date.relative !== other.relative) {
    const [words, fixed] = date.relative ? [date, other] : [other, date];
    const weekday = weekdayOf(words.edtf);
    const day = parseEdtf(fixed.edtf);
    if (!weekdayName.test(words.text) || weekday === null) return 'unsure';
    if (!day?.earliest || day.earliest !== day.latest) return 'unsure';
    if (weekdayOf(day.earliest) !== weekday) return 'conflict';
    return date.relative ? 'supported' : 'added';
  }
  return relation(date.edtf, other.edtf);
}

const vague = /^(?:(?:the )?(?:end|beginning|start|close)|late|early|конц|начал)/iu;
const weekdayName = /day\b|понедельник|вторник|сред[ауы]|четверг|пятниц|суббот|воскресень/iu;
const weekdayOf = (edtf: string): number | null =>
  /^\d{4}-\d{2}-\d{2}$/.test(edtf) ? new Date(`${edtf}T00:00:00Z`).getUTCDay() : null;

function relation(a: string, b: string): Fit {
  const [left, right] = [withoutYear(a), withoutYear(b)];
  if (left || right) {
    // "20 May" is after "4 to 18 May 2023".
    if (left?.day && /^\d{4}-\d{2}-\d{2}\/\d{4}-\d{2}-\d{2}$/.test(b) && b.slice(0, 4) === b.slice(11, 15))
      return relation(`${b.slice(0, 4)}-${left.month}-${left.day}`, b);
    const own = left ?? monthDay(a);
    const others = right ?? monthDay(b);
    if (!own || !others) return 'unsure';
    if (own.month !== others.month) return 'conflict';
    if (own.day === null || own.day === others.day) return left || !right ? 'supported' : 'unsure';
    return others.day === null ? 'added' : 'conflict';
  }
  if (!isEdtf(a) || !isEdtf(b)) return 'unsure';
  const found = compareEdtf(a, b);
  if (found === 'same' || found === 'refined-by') return 'supported';
  if (found === 'refines') return within(a, b) ? 'added' : 'supported';
  return found === 'compatible' ? 'unsure' : covers(a, b) ? 'supported' : 'conflict';
}

/**
 * Whether a date (`a`) that lies within another (`b`) says more than it. A day within an interval does not: it covers
 * only a part of what the interval says.
 */
const within = (a: string, b: string): boolean => !b.includes('/') || a.includes('/');

/** Whether the first date contains all of the second, as "in February" contains "13 to 14 February". */
function covers(a: string, b: string): boolean {
  const [outer, inner] = [parseEdtf(a), parseEdtf(b)];
  return Boolean(
    outer?.earliest &&
    outer.latest &&
    inner?.earliest &&
    inner.latest &&
    !a.includes('/') &&
    outer.earliest <= inner.earliest &&
    outer.latest >= inner.latest,
  );
}

type MonthDay = { month: string; day: string | null };
const withoutYear = (edtf: string): MonthDay | null => {
  const [, month, day] = /^XXXX-(\d{2})(?:-(\d{2}))?$/.exec(edtf) ?? [];
  return month ? { month, day: day ?? null } : null;
};
const monthDay = (edtf: string): MonthDay | null => {
  const [, month, day] = /^\d{4}-(\d{2})(?:-(\d{2}))?[~?]?$/.exec(edtf) ?? [];
  return month ? { month, day: day ?? null } : null;
};
