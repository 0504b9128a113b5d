import { smallNumbers } from '../../facts/number-words.ts';
import { findMoney } from '../../facts/money.ts';
import type { Span } from '../../reading/sentences.ts';
import type { Act, Outcome, Stated } from '../incident.ts';

const numbers: Record<string, number> = {
  a: 1,
  an: 1,
  ...smallNumbers,
  eleven: 11,
  twelve: 12,
  thirteen: 13,
  fourteen: 14,
  fifteen: 15,
  eighteen: 18,
  twenty: 20,
  thirty: 30,
  forty: 40,
  sixty: 60,
  ninety: 90,
};
const count = `(\\d{1,4}|${Object.keys(numbers)
  .filter((word) => word.length > 2)
  .join('|')}|an?)`;
const term = new RegExp(
  `(?<![\\p{L}\\d])${count}(?: \\(\\d+\\))?[- ](?:(?:further|full|more|calendar) )?(years?|months?|weeks?|days?|hours?)(?: and ${count} (months?))?\\b(?!-old| old| ago| earlier| later| before)`,
  'giu',
);

const amount = (text: string): number => numbers[text.toLowerCase()] ?? Number(text);
function durationOf(match: RegExpMatchArray): string {
  const [, first, unit, second] = match;
  const letter = unit![0]!.toUpperCase();
  return letter === 'H' ? `PT${amount(first!)}H` : `P${amount(first!)}${letter}${second ? `${amount(second)}M` : ''}`;
}

/** Reads the outcome of an act from the words around it: a term, a sum, or that someone was released or acquitted. */
export function outcomeOf(
  act: Act,
  flat: string,
  words: Span,
  around: Span,
  country: string | null,
): Stated<Outcome> | null {
  const text = flat.slice(around.start, around.end);
  const own = flat.slice(words.start, words.end);
  const at = (match: { index: number; 0: string }, kind: string, value: string | null): Stated<Outcome> => ({
    value: { kind, value },
    start: around.start + match.index,
    end: around.start + match.index + match[0].length,
  });
  const terms = [...text.matchAll(term)];
  const length = (
    kind: string,
    fits: (before: string, after: string) => boolean = () => true,
  ): Stated<Outcome> | null => {
    const match = terms.find((one) => fits(text.slice(0, one.index), text.slice(one.index + one[0].length)));
    return match ? at(match, kind, durationOf(match)) : null;
  };
  const money = (
    kind: string,
    fits: (before: string, after: string) => boolean = () => true,
  ): Stated<Outcome> | null => {
    const sum = findMoney(flat, around.start, around.end, country).find((one) =>
      fits(flat.slice(around.start, one.start), flat.slice(one.end, around.end)),
    );
    return sum ? { value: { kind, value: `${sum.amount}${sum.currency}` }, start: sum.start, end: sum.end } : null;
  };
  switch (act) {
    case 'sentence':
    case 'conviction': {
      if (/^fin/i.test(own)) return money('fine');
      const suspended =
        length('suspended-sentence', (_, after) => /^[^.;]{0,20}\bsuspended\b/.test(after)) ??
        length('suspended-sentence', (before) =>
          /\bsuspended (?:prison )?(?:sentence|term) of (?:up to )?$/.test(before),
        );
      if (suspended) return suspended;
      const prison = length(
        'sentence',
        (before, after) =>
          /\b(?:sentenced|jailed|prison|jail|gave|given|imprisonment|term|behind bars|handed|labou?r|to|of|for)\b[^.;]*$/.test(
            before,
          ) || /^[’']? (?:in|of) (?:prison|jail|imprisonment|labou?r)|^ behind bars/.test(after),
      );
      if (prison && /hours?/.test(flat.slice(prison.start, prison.end)))
        return { ...prison, value: { kind: 'service', value: prison.value.value } };
      if (prison && /^P\d+D$/.test(prison.value.value!))
        return { ...prison, value: { kind: 'custody', value: prison.value.value } };
      return prison ?? money('fine', (before) => /\bfin(?:ed?|es)\b[^;]*$/.test(before));
    }
    case 'detention':
    case 'arrest':
    case 'imprisonment': {
      const bail = /\b(?:bail|bond)\b/i.test(text)
        ? money('bail', (before, after) => /\bbail of[^.;]{0,12}$/.test(before) || /^[^.;]{0,10}\bbail\b/.test(after))
        : null;
      if (bail) return bail;
      const freed = /\b(?:released|freed|let go)\b/i.exec(text);
      if (freed) return at(freed, 'released', null);
      return length(
        'custody',
        (before, after) =>
          /\b(?:for|to|gave (?:him|her|them)|custody of|remanded[^.;]*)\s*$/.test(before) ||
          /^[’']? (?:in custody|custody|in detention|arrest)/.test(after),
      );
    }
    case 'release':
      return /\b(?:bail|bond)\b/i.test(text) ? money('bail') : null;
    case 'hearing':
      return /\b(?:remanded|custody)\b/i.test(text) ? length('custody') : null;
    case 'house-arrest':
      return length('house-arrest', (before) => /\bfor (?:an initial )?$/.test(before));
    case 'suspension':
    case 'blocking':
    case 'closure':
      return length('suspension', (before) =>
        /\b(?:for|period of)(?: a period of)?(?: at least| up to| about)? $/.test(before),
      );
    case 'judgment':
      return money('damages');
    case 'acquittal':
      return { value: { kind: 'acquitted', value: null }, ...words };
    case 'appeal-decided': {
      return { value: { kind: /^upheld/i.test(own) ? 'upheld' : 'overturned', value: null }, ...words };
    }
    case 'case-dismissed':
      return { value: { kind: 'dismissed', value: null }, ...words };
    default:
      return null;
  }
}
