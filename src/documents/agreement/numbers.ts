import { madeOnce } from '../../platform/made-once.ts';
import type { SentenceFacts, SentenceMoney, SentenceNumber } from '../../drafting/sentence/facts.ts';
import { parseEdtf } from '../../record/values/edtf/edtf.ts';
import type { Point } from './agreement.ts';
import { clearlyBetter, contextOf, likeness, type Context } from './context.ts';
import { point, type Compared } from './known.ts';

/** Compares sums of money: amount and currency must be the same, and a sum may be rounded with "about". */
export function compareMoney({ sentence, claims, facts }: Compared): Point[] {
  const known = [
    ...facts.flatMap(({ money }) => money),
    ...claims.flatMap(({ claim }) =>
      (claim.money ?? []).map((sum) => ({ ...sum, about: false, text: `${sum.amount} ${sum.currency}` })),
    ),
  ];
  const matches = (sum: SentenceMoney, other: { amount: number; currency: string; about: boolean }): boolean =>
    sum.currency === other.currency &&
    (sum.amount === other.amount ||
      ((sum.about || other.about) && Math.abs(sum.amount - other.amount) <= 0.12 * Math.max(sum.amount, other.amount)));
  const places = facts.flatMap((one) =>
    one.money.map((other) => ({ other, context: contextOf(one, other, one.money) })),
  );
  return sentence.money.map((sum) => {
    const found =
      known.find((other) => matches(sum, other)) ??
      facts.flatMap(({ numbers }) => numbers).find(({ low, high }) => sum.amount >= low && sum.amount <= high);
    if (found) {
      const own = contextOf(sentence, sum, sentence.money);
      const scores = places.map(({ other, context }) => ({ other, score: likeness(own, context) }));
      const best = Math.max(0, ...scores.filter(({ other }) => matches(sum, other)).map(({ score }) => score));
      const swapped = scores.find(
        ({ other, score }) => !sentence.money.some((one) => matches(one, other)) && clearlyBetter(score, best),
      );
      return swapped
        ? point('money', 'contradicted', sum, swapped.other.text)
        : point('money', 'supported', sum, found.text);
    }
    // The claims may say this without a number, as in "for a symbolic euro".
    if (sum.amount === 1) return point('money', 'unsure', sum, null);
    const left = known.find((other) => !sentence.money.some((one) => matches(one, other)));
    return point('money', left ? 'contradicted' : 'not-in-claims', sum, left?.text ?? null);
  });
}

/** The numbers of a text. "34-year-old" counts years, not days, and "two dozen" is one number. */
const numbersIn = madeOnce(({ numbers, text }: SentenceFacts): readonly SentenceNumber[] =>
  numbers.flatMap((number, at): SentenceNumber[] => {
    if (number.kind === 'duration' && /^[- ]old\b/.test(text.slice(number.end, number.end + 5)))
      return [
        { ...number, kind: 'count', low: Math.round(number.low / 365.25), high: Math.round(number.high / 365.25) },
      ];
    const next = numbers[at + 1];
    const previous = numbers[at - 1];
    // "Between 20 and 30 people".
    const joins = (a: SentenceNumber | undefined, b: SentenceNumber | undefined): boolean =>
      a?.kind === 'count' &&
      b?.kind === 'count' &&
      a.low < b.high &&
      text.slice(a.end, b.start) === ' and ' &&
      /\bbetween $/i.test(text.slice(0, a.start));
    if (joins(previous, number)) return [];
    if (joins(number, next))
      return [{ ...next!, start: number.start, text: text.slice(number.start, next!.end), low: number.low }];
    if (isDozen(next) && next!.start === number.end + 1)
      return [
        { ...number, end: next!.end, text: `${number.text} dozen`, low: number.low * 12, high: number.high * 12 },
      ];
    return isDozen(number) && previous?.end === number.start - 1 ? [] : [number];
  }),
);
const isDozen = (number: SentenceNumber | undefined): boolean => number?.text === 'dozen';

type Range = Pick<SentenceNumber, 'kind' | 'low' | 'high' | 'of' | 'text'> & { about?: boolean; context?: Context };

/** Compares numbers and lengths of time: each must be in the claims, or be a rounding of one in them. */
export function compareNumbers(compared: Compared): Point[] {
  const { sentence, claims, facts } = compared;
  const known: Range[] = [
    ...facts.flatMap((one) =>
      numbersIn(one).map((number) => ({ ...number, context: contextOf(one, number, one.numbers) })),
    ),
    ...claims.flatMap(({ claim }) =>
      (claim.numbers ?? []).map((value): Range => ({
        kind: 'count',
        low: value,
        high: value,
        of: [],
        text: String(value),
      })),
    ),
    ...facts.flatMap(({ money }) =>
      money.map(({ amount, text }): Range => ({ kind: 'count', low: amount, high: amount, of: [], text })),
    ),
    ...claims.flatMap(({ speakers }) => speakers.flatMap(({ names }) => names.flatMap(numbersOfName))),
  ];
  const years = facts.flatMap(({ dates }) => dates.flatMap(({ edtf }) => edtf.match(/(?<!\d)\d{4}(?!\d)/g) ?? []));
  return numbersIn(sentence).map((number) => {
    if (years.includes(number.text)) return point('number', 'supported', number, number.text);
    const found = known.find((other) => fits(number, other));
    if (found) {
      const other = correctNumber(number, known, sentence);
      return other
        ? point('number', 'not-in-claims', number, other.text)
        : point('number', 'supported', number, found.text);
    }
    if (calculated(number, known, facts)) return point('number', 'supported', number, null);
    if (listed(number, facts) || addedUp(number, known) || rounded(number, known, facts))
      return point('number', 'unsure', number, null);
    const left = known.filter(
      (other) => other.kind === number.kind && !sentence.numbers.some((one) => fits(one, other)),
    );
    const same = left.find(
      ({ of }) => of.some((stem) => number.of.includes(stem)) || alike(of[0] ?? '', number.of[0] ?? ''),
    );
    // The claims may say "the two" and "all three" without a number.
    if (!same && number.kind === 'count' && number.high <= 3 && !/\d/.test(number.text))
      return point('number', 'unsure', number, null);
    return point('number', same ? 'contradicted' : 'not-in-claims', number, same?.text ?? null);
  });
}

/**
 * Finds a number that the sentence took from something else in the claims. Returns the number that the claims give for
 * what the sentence counts.
 */
function correctNumber(number: SentenceNumber, known: readonly Range[], sentence: SentenceFacts): Range | null {
  const own = contextOf(sentence, number, sentence.numbers);
  const score = (other: Range): number => (other.context ? likeness(own, other.context) : -1);
  const fitting = known.filter((other) => fits(number, other));
  if (fitting.some(({ context }) => !context)) return null;
  const best = Math.max(...fitting.map(score));
  return (
    known.find(
      (other) =>
        other.kind === number.kind &&
        !sentence.numbers.some((one) => fits(one, other)) &&
        clearlyBetter(score(other), best),
    ) ?? null
  );
}

/** Whether one word ends with the other: "gunman" and "man". */
const alike = (a: string, b: string): boolean => Math.min(a.length, b.length) > 2 && (a.endsWith(b) || b.endsWith(a));

const numbersOfName = (name: string): Range[] =>
  (name.match(/\d+/gu) ?? []).map((text) => ({
    kind: 'count',
    low: Number(text),
    high: Number(text),
    of: [],
    text: name,
  }));

/** Whether the sentence's number is the claim's number, or is a range that contains it. */
function fits(number: Range, other: Range): boolean {
  const kinds =
    number.kind === other.kind ||
    (number.kind === 'count' && (other.kind === 'reference' || other.kind === 'ordinal')) ||
    (other.kind === 'count' && (number.kind === 'reference' || number.kind === 'ordinal'));
  if (!kinds) return false;
  const slack = number.kind === 'duration' ? 0.02 : 0.001;
  const low = number.low * (1 - slack);
  const high = number.high * (1 + slack);
  if (other.low === other.high) return other.low >= low && other.low <= high;
  // The claim has a range, and the sentence one number: "at least 43" and "43", "about 1.3 million" and "1.3 million".
  if (number.low === number.high)
    return (
      number.low >= other.low * (1 - slack) &&
      number.low <= other.high * (1 + slack) &&
      ((Number.isFinite(other.high) && other.low > 0) ||
        number.low <= other.low * 1.001 ||
        number.low >= other.high * 0.999)
    );
  // "Some two dozen" for "between 20 and 30".
  if (number.about && low >= other.low && high <= other.high && other.high <= other.low * 2) return true;
  return (
    low <= other.high &&
    high >= other.low &&
    (Math.abs(number.low - other.low) <= 0.13 * other.low || Math.abs(number.high - other.high) <= 0.13 * other.high)
  );
}

/**
 * Whether the number can be calculated from the claims: as a percentage or a sum of two of their numbers, or as the
 * days between two of their dates.
 */
function calculated(number: SentenceNumber, known: readonly Range[], facts: readonly SentenceFacts[]): boolean {
  const slack = number.about ? 0 : 0.01;
  const inside = (value: number): boolean => value >= number.low * (1 - slack) && value <= number.high * (1 + slack);
  const exact = known.filter((one) => one.kind === 'count').slice(0, 12);
  if (number.kind === 'share')
    return exact.some((a) => exact.some((b) => b.low > a.low && b.low > 0 && inside((100 * a.low) / b.low)));
  if (number.kind === 'count')
    return exact.some((a, at) =>
      exact
        .slice(at + 1)
        .some((b) => shared(a, b) && (inside(a.low + b.low) || (number.low > 0 && inside(Math.abs(a.low - b.low))))),
    );
  if (number.kind !== 'duration') return false;
  return lengthsBetween(facts).some(
    (days) => inside(days) || inside(days + 1) || (number.low > 60 && Math.abs(days - number.low) < 0.1 * number.low),
  );
}

/** The days between each two dates of the claims. */
const lengthsBetween = madeOnce((facts: readonly SentenceFacts[]): readonly number[] => {
  const given = facts.flatMap(({ dates }) => dates.flatMap(({ edtf }) => /^\d{4}/.exec(edtf)?.[0] ?? []));
  const years = given.length > 0 ? [...new Set(given)].slice(0, 4) : ['2001'];
  const days = facts
    .flatMap(({ dates }) => dates)
    .slice(0, 12)
    .flatMap(({ edtf }) => {
      const dated = edtf.includes('XXXX') ? years.map((year) => edtf.replaceAll('XXXX', year)) : [edtf];
      return dated.flatMap((full) => (full.includes('/') ? full.split('/') : [full]));
    })
    .flatMap((edtf) => parseEdtf(edtf)?.earliest ?? [])
    .map((day) => Date.parse(day) / 86_400_000);
  return days.flatMap((a) => days.flatMap((b) => (b > a ? [b - a] : [])));
});

/** Whether a length of time in words may be a rounding: "a month" for 27 days. */
const rounded = (number: SentenceNumber, known: readonly Range[], facts: readonly SentenceFacts[]): boolean =>
  number.kind === 'duration' &&
  !/\d/.test(number.text) &&
  number.low >= 5 &&
  [...known.filter(({ kind }) => kind === 'duration').map(({ low }) => low), ...lengthsBetween(facts)].some(
    (days) => Math.abs(days - number.low) <= 0.15 * number.low,
  );

/**
 * Whether the number may be calculated from numbers of the claims that count other things: as a sum, as a difference,
 * or as a share of one of them. In "six devices" for two laptops, three phones and a camera, it is a sum.
 */
function addedUp(number: SentenceNumber, known: readonly Range[]): boolean {
  if (number.about) return false;
  const inside = (value: number): boolean => value > 0 && value >= number.low * 0.99 && value <= number.high * 1.01;
  const same = known.filter(({ kind, low, high }) => kind === number.kind && low === high).slice(0, 8);
  if (same.some((a) => same.some((b) => inside(a.low - b.low)))) return true;
  const shares = known.filter(({ kind }) => kind === 'share').slice(0, 4);
  if (same.some((a) => shares.some((share) => inside((a.low * share.low) / 100) || inside((a.low * 100) / share.low))))
    return true;
  return (
    number.kind === 'count' &&
    same.some((_, from) => {
      let sum = 0;
      // "A camera" counts as one, although it has no number.
      return same.slice(from, from + 6).some(({ low }, more) => {
        sum += low;
        return more > 0 && (inside(sum) || (sum < 20 && inside(sum + 1)));
      });
    })
  );
}
const shared = (a: Range, b: Range): boolean =>
  a.of.length === 0 || b.of.length === 0 || a.of.some((stem) => b.of.includes(stem));

/**
 * Whether the claims may say without a number what the sentence counts: by listing names ("two reporters"), or as "one
 * day" and "the second instance".
 */
function listed(number: SentenceNumber, facts: readonly SentenceFacts[]): boolean {
  if (number.low !== number.high) return false;
  const others = facts.flatMap(numbersIn).filter(({ kind }) => kind === number.kind);
  if (number.kind === 'ordinal') return number.low <= 2 && others.length === 0;
  if (number.kind === 'duration') return /^(?:an?|one)\b/i.test(number.text) && others.length === 0;
  return (
    number.kind === 'count' &&
    number.low <= 6 &&
    !others.some((other) => other.of.some((stem) => number.of.includes(stem))) &&
    (number.low === 2 ||
      facts.some(({ text }) => (text.match(/,|\band\b|(?<!\p{L})и(?!\p{L})/gu)?.length ?? 0) + 1 >= number.low))
  );
}
