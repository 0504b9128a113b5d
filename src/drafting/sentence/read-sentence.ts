import { cyrillicLanguage } from '../languages/language.ts';
import { findMoney as moneyIn } from '../languages/money.ts';
import { moneyWords } from '../languages/ru/money.ts';
import { findMoney } from '../facts/money.ts';
import type { Day } from '../facts/dates.ts';
import { detectLanguage } from '../page/language.ts';
import { flatten } from '../reading/flatten.ts';
import { findQuotes } from '../reading/quotes.ts';
import { lemmasOf } from '../reading/tokens.ts';
import { datesIn } from './dates.ts';
import { readEnglish } from './english.ts';
import type { SentenceFacts, SentenceMoney, SentenceName, SentenceNumber } from './facts.ts';
import { russianStem } from './lexicon.ts';
import { numbersIn } from './numbers.ts';
import { readRussianFacts } from './russian.ts';

/** The maximum number of characters of a text that are read. */
export const maxRead = 2_500;

/**
 * What a sentence, or a few sentences, say: dates, numbers, sums, names, quotations; in English and Russian also
 * predicates (who does what to whom) and attributions (who says it).
 * @param options.language BCP 47; by default it is recognised
 * @param options.day the day from which relative dates are counted
 */
export function factsOf(written: string, options: { language?: string | null; day?: Day | null } = {}): SentenceFacts {
  const text = written.slice(0, maxRead);
  const flat = flatten(text);
  const language = languageOf(flat, options.language ?? null);
  const dates = datesIn(flat, language, options.day ?? null);
  const money = language === 'ru' ? moneyIn(flat, 0, flat.length, null, moneyWords) : findMoney(flat, 0, flat.length);
  const lemmas = language === 'ru' ? new Map<number, string>() : lemmasOf(flat);
  const { names, predicates, attributions } =
    language === 'en'
      ? readEnglish(flat, lemmas)
      : language === 'ru'
        ? readRussianFacts(flat)
        : { names: capitalised(flat), predicates: [], attributions: [] };
  const stems = stemsOf(flat, lemmas);
  const stemmed = new Map(stems.map((one) => [one.text, one.stem]));
  // "two days later" is both a date and a length of time.
  const taken = [...dates.filter(({ relative }) => !relative), ...money];
  const numbers = numbersIn(flat, taken, (word) => stemmed.get(word) ?? stemOf(word));
  return {
    text: flat,
    language,
    dates: dates.filter((date) => !money.some((sum) => sum.start < date.end && sum.end > date.start)),
    numbers: numbers.filter((number) => !money.some((sum) => isShareOf(number, sum, flat))),
    money: money.map((sum) => {
      const share = numbers.find((number) => isShareOf(number, sum, flat));
      return share
        ? {
            ...sum,
            start: share.start,
            text: flat.slice(share.start, sum.end),
            amount: (sum.amount * (share.low + share.high)) / 200,
          }
        : sum;
    }),
    names: names.filter(
      (name) => ![...numbers, ...money].some((other) => other.start <= name.start && other.end >= name.end),
    ),
    quotations: findQuotes(flat, 0, flat.length)
      .filter(({ innerStart, innerEnd }) => /[\p{L}\p{N}]/u.test(flat.slice(innerStart, innerEnd)))
      .map(({ innerStart, innerEnd }) => ({
        start: innerStart,
        end: innerEnd,
        text: flat.slice(innerStart, innerEnd),
      })),
    predicates,
    attributions,
    stems,
  };
}

/** Reads only the stems of the words of a text. */
export function stemsIn(written: string, language: SentenceFacts['language']): SentenceFacts['stems'] {
  const flat = flatten(written.slice(0, maxRead));
  return stemsOf(flat, language === 'ru' ? new Map() : lemmasOf(flat));
}

/** @param lemmas the dictionary forms of words, by the place where the word starts */
function stemsOf(flat: string, lemmas: ReadonlyMap<number, string>): SentenceFacts['stems'] {
  return Array.from(flat.matchAll(/[\p{L}\p{N}][\p{L}\p{M}\p{N}]*/gu), (match) => ({
    start: match.index,
    end: match.index + match[0].length,
    text: match[0],
    stem: lemmas.get(match.index) ?? stemOf(match[0]),
  }));
}

const stemOf = (word: string): string => (/\p{Script=Cyrillic}/u.test(word) ? russianStem(word) : word.toLowerCase());

/** Whether a number is a share of a sum: "a quarter of a million euros". */
const isShareOf = (number: SentenceNumber, sum: SentenceMoney, flat: string): boolean =>
  number.kind === 'share' && flat.slice(number.end, sum.start) === ' of ';

function languageOf(flat: string, given: string | null): SentenceFacts['language'] {
  if (given) return /^en\b/i.test(given) ? 'en' : /^ru\b/i.test(given) ? 'ru' : null;
  const cyrillic = cyrillicLanguage(flat);
  if (cyrillic) return cyrillic === 'ru' ? 'ru' : null;
  // For short texts with foreign names, the detector is unreliable.
  if ((flat.match(englishWord)?.length ?? 0) >= 2) return 'en';
  return /^en\b/.test(detectLanguage(flat, null) ?? '') ? 'en' : null;
}

const englishWord = /\b(?:the|of|and|was|were|has|have|had|by|for|with|from|said|says|that|his|her|their)\b/giu;

/**
 * Runs of capitalised words, for languages whose names are not read. The first word of the text alone is not a name.
 */
function capitalised(flat: string): SentenceName[] {
  return Array.from(
    flat.matchAll(/\p{Lu}[\p{L}\p{M}’'-]{1,60}(?:\s{1,3}\p{Lu}[\p{L}\p{M}’'-]{1,60}){0,5}/gu),
    (match) => ({
      start: match.index,
      end: match.index + match[0].length,
      text: match[0],
      name: match[0],
      kind: null,
    }),
  ).filter(({ start, text }) => (start > 0 && !/[.!?]\s*$/u.test(flat.slice(0, start))) || /\s/u.test(text));
}
