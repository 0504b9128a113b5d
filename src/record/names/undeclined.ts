export const kazakh = /[әғқңөұүһі]/i;
/** Plural, case: what Kazakh nouns end with most. */
export const kazakhEndings =
  /(?:[лдт][ае]р)?(?:ым|ім|ың|ің|ы|і|сы|сі)?(?:[нтд][ыі]ң|[ғгқк][ае]|[нтд][ыі]|[дт][ае]н?|[нд]е|мен|бен|пен)?$/u;

/** What Russian names end with in their cases: Какимжанова, Асипову, Калашниковой, Достоевского, Сергея. */
const russianEndings = /(?:ого|ому|ым|им|ом|ем|ой|ою|ей|ею|ью|ию|ии|ия|[аяуюеыи])$/u;

/** A Russian or Kazakh name without the ending of its case, and as it may have ended without it; other words have none. */
export function undeclined(word: string): string[] {
  if (!/^[\p{Script=Cyrillic}\p{M}]{5,}$/u.test(word)) return [];
  const russian = word.replace(russianEndings, '');
  const kazakhStem = kazakh.test(word) ? word.replace(kazakhEndings, '') : word;
  const forms = [...(russian === word ? [] : [russian, `${russian}а`, `${russian}й`, `${russian}ий`]), kazakhStem];
  return [...new Set(forms)].filter((form) => form.length >= 4 && form !== word);
}
