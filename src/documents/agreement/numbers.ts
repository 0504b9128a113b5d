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
    const left = known.find((other) => !sentence.money.some((one) => matches(one, other)));
    return point('money', left ? 'contradicted' : 'not-in-claims', sum, left?.text ?? null);
  });
}

type Range = Pick<SentenceNumber, 'kind' | 'low' | 'high' | 'of' | 'text'> & { context?: Context };

/** Compares numbers and lengths of time: each must be in the claims, or be a rounding of one in them. */
export function compareNumbers(compared: Compared): Point[] {
  const { sentence, claims, facts } = compared;
  const known: Range[] = [
    ...facts.flatMap((one) =>
      one.numbers.map((number) => ({ ...number, context: contextOf(one, number, one.numbers) })),
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
  return sentence.numbers.map((number) => {
    const found = known.find((other) => fits(number, other));
    if (found) {
      const other = instead(number, known, sentence);
      return other
        ? point('number', 'not-in-claims', number, other.text)
        : point('number', 'supported', number, found.text);
    }
    if (calculated(number, known, facts)) return point('number', 'supported', number, null);
    if (listed(number, facts)) return point('number', 'unsure', number, null);
    const left = known.filter(
      (other) => other.kind === number.kind && !sentence.numbers.some((one) => fits(one, other)),
    );
    const same = left.find((other) => other.of.some((stem) => number.of.includes(stem)));
    return point('number', same ? 'contradicted' : 'not-in-claims', number, same?.text ?? null);
  });
}

/**
 * Finds a number that the sentence took from something else in the claims. Returns the number that the claims give for
 * what the sentence counts.
 */
function instead(number: SentenceNumber, known: readonly Range[], sentence: SentenceFacts): Range | null {
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
  const inside = (value: number): boolean => value >= number.low * 0.99 && value <= number.high * 1.01;
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
  return days.some((a) =>
    days.some(
      (b) =>
        b > a &&
        (inside(b - a) || inside(b - a + 1) || (number.low > 60 && Math.abs(b - a - number.low) < 0.1 * number.low)),
    ),
  );
}
const shared = (a: Range, b: Range): boolean =>
  a.of.length === 0 || b.of.length === 0 || a.of.some((stem) => b.of.includes(stem));

/** Whether the claims may list by name what the sentence counts, as in "two reporters". */
function listed(number: SentenceNumber, facts: readonly SentenceFacts[]): boolean {
  if (number.kind !== 'count' || number.low > 6 || number.low !== number.high) return false;
  return (
    !facts.some(({ numbers }) =>
      numbers.some((other) => other.kind === 'count' && other.of.some((stem) => number.of.includes(stem))),
    ) && facts.some(({ text }) => (text.match(/,|\band\b|(?<!\p{L})и(?!\p{L})/gu)?.length ?? 0) + 1 >= number.low)
  );
}
