import { valueOfAnyWord } from '../../drafting/sentence/number-words.ts';
import { foldText } from '../../record/actors/names/fold.ts';
import { dateWords, numberWords } from '../checks/words.ts';

/** A number in a sentence. `value` is null if the words are not an exact number ("dozens", "half", "twice"). */
export type Written = {
  text: string;
  value: number | null;
  /** Digits after the point. */ decimals: number;
  percent: boolean;
};

const units = (value: number): boolean => value < 10;
const tens = (value: number): boolean => value >= 20 && value < 100 && value % 10 === 0;

const digits =
  /(?<![\p{L}\p{N}])\d{1,3}(?:[,\u00a0\u202f\u2009 ]\d{3})+(?:\.\d+)?(?![\p{L}\p{N}])|(?<![\p{L}\p{N}])\d+(?:[.,]\d+)?(?![\p{N}])/gu;

/** The numbers of a sentence, in order. Years are included; days of the month are left out. */
export function numbersIn(text: string): Written[] {
  const found: (Written & { at: number })[] = [];
  for (const match of text.matchAll(digits)) {
    const [whole, after] = [match[0], text.slice(match.index + match[0].length)];
    if (isDay(text.slice(0, match.index), after)) continue;
    const grouped = /^\d{1,3}(?:[,\s]\d{3})+/u.test(whole);
    const plain = grouped ? whole.replace(/[,\s]/gu, '') : whole.replace(',', '.');
    found.push({
      at: match.index,
      text: whole,
      value: Number(plain),
      decimals: plain.split('.')[1]?.length ?? 0,
      percent: isPercent(after),
    });
  }
  const words = [...text.matchAll(/\p{L}+/gu)].map((match) => ({
    at: match.index,
    text: match[0],
    plain: foldText(match[0]),
    end: match.index + match[0].length,
  }));
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index]!;
    if (!numberWords.has(word.plain) || word.plain === 'percent') continue;
    const value = valueOfAnyWord(word.plain) ?? null;
    const next = words[index + 1];
    const second = next && /^[\s-]$/u.test(text.slice(word.end, next.at)) ? valueOfAnyWord(next.plain) : undefined;
    // Joins words of one number, such as "twenty-six", "двадцать шесть" and "two hundred".
    const joined =
      value === null || second === undefined
        ? null
        : tens(value) && units(second)
          ? value + second
          : units(value) && second >= 100
            ? value * second
            : null;
    if (joined !== null) index += 1;
    const end = joined === null ? word.end : next!.end;
    found.push({
      at: word.at,
      text: text.slice(word.at, end),
      value: joined ?? value,
      decimals: 0,
      percent: isPercent(text.slice(end)),
    });
  }
  return found.toSorted((a, b) => a.at - b.at).map(({ at: _, ...one }) => one);
}

const isPercent = (after: string): boolean => /^\s*(?:%|per\s?cent|процент)/iu.test(after);

/** Whether a number is a day of the month, as in "2 April" or "April 2, 2018". */
function isDay(before: string, after: string): boolean {
  const isMonth = (word: string | undefined): boolean => word !== undefined && dateWords.has(foldText(word));
  return (
    isMonth(/^\s+(\p{L}+)/u.exec(after)?.[1]) ||
    (isMonth(/(\p{L}{1,30})\s{1,9}$/u.exec(before)?.[1]) && /^,\s*\d{4}/u.test(after))
  );
}
