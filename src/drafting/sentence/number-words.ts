import { foldText } from '../../record/actors/names/fold.ts';

const forms = (text: string): [string, number][] =>
  [...text.matchAll(/(?<!\p{L})(\p{L}+) (\d+)/gu)].map(([, word, value]) => [foldText(word!), Number(value)]);

const english = forms(
  'two 2 three 3 four 4 five 5 six 6 seven 7 eight 8 nine 9 ten 10 eleven 11 twelve 12 thirteen 13 fourteen 14 fifteen 15 sixteen 16 seventeen 17 eighteen 18 nineteen 19 twenty 20 thirty 30 forty 40 fifty 50 sixty 60 seventy 70 eighty 80 ninety 90 hundred 100 thousand 1000 million 1000000 billion 1000000000 dozen 12',
);
const russian = forms(
  'два 2 две 2 двух 2 двум 2 двумя 2 двое 2 двоих 2 двоим 2 три 3 трех 3 трем 3 тремя 3 трое 3 троих 3 троим 3 четыре 4 четырех 4 четырем 4 четырьмя 4 четверо 4 четверых 4 четверым 4 пять 5 пяти 5 пятью 5 пятеро 5 пятерых 5 шесть 6 шести 6 шестью 6 шестеро 6 шестерых 6 семь 7 семи 7 семью 7 семеро 7 семерых 7 восемь 8 восьми 8 восемью 8 девять 9 девяти 9 девятью 9 десять 10 десяти 10 десятью 10 одиннадцать 11 одиннадцати 11 двенадцать 12 двенадцати 12 тринадцать 13 тринадцати 13 четырнадцать 14 четырнадцати 14 пятнадцать 15 пятнадцати 15 шестнадцать 16 шестнадцати 16 семнадцать 17 семнадцати 17 восемнадцать 18 восемнадцати 18 девятнадцать 19 девятнадцати 19 двадцать 20 двадцати 20 двадцатью 20 тридцать 30 тридцати 30 сорок 40 сорока 40 пятьдесят 50 пятидесяти 50 шестьдесят 60 шестидесяти 60 семьдесят 70 семидесяти 70 восемьдесят 80 восьмидесяти 80 девяносто 90 сто 100 ста 100 двести 200 двухсот 200 триста 300 трехсот 300 четыреста 400 четырехсот 400 пятьсот 500 пятисот 500 шестьсот 600 семьсот 700 восемьсот 800 девятьсот 900 тысяча 1000 тысячи 1000 тысяч 1000 тысячу 1000 тысячам 1000 миллион 1000000 миллиона 1000000 миллионов 1000000 миллиард 1000000000 миллиарда 1000000000 миллиардов 1000000000 дюжина 12 дюжины 12',
);
const kazakh = forms(
  'еки 2 уш 3 торт 4 бес 5 алты 6 жети 7 сегиз 8 тогыз 9 он 10 жиырма 20 отыз 30 кырык 40 елу 50 жуз 100 мын 1000',
);

const values = new Map([...english, ...russian]);
const inKazakh = new Map(kazakh);

/** The value of a word for a number in English or Russian, in the form that `foldText` returns. */
export const valueOfWord = (folded: string): number | undefined => values.get(folded);
/**
 * The value of a word, also in Kazakh. `valueOfWord` leaves Kazakh out, because Kazakh "он" (10) means "he" in Russian.
 */
export const valueOfAnyWord = (folded: string): number | undefined => values.get(folded) ?? inKazakh.get(folded);

/**
 * The value of words for one number: "two hundred and six", "двадцать шесть", "twenty-six"; with the number of words
 * that form it.
 */
export function valueOfWords(folded: readonly string[]): { value: number; count: number } | null {
  let total = 0;
  let part: number | null = null;
  let count = 0;
  let last = Number.POSITIVE_INFINITY;
  for (const word of folded) {
    const value = values.get(word);
    if (value === undefined) {
      if (word === 'and' && part !== null && last >= 100 && values.has(folded[count + 1] ?? '')) {
        count += 1;
        continue;
      }
      break;
    }
    if (part === null) part = value;
    else if (value >= 100 && value > part) {
      part *= value;
      if (value >= 1000) {
        total += part;
        part = 0;
      }
    } else if (value < last && (last >= 100 || (last >= 20 && value < 10))) part += value;
    else break;
    last = value;
    count += 1;
  }
  return part === null ? null : { value: total + part, count };
}
