export const kazakh = /[әғқңөұүһі]/i;
/** The most common endings of Kazakh nouns: plural, possessive and case. */
export const kazakhEndings =
  /(?:[лдт][ае]р)?(?:ым|ім|ың|ің|ы|і|сы|сі)?(?:[нтд][ыі]ң|[ғгқк][ае]|[нтд][ыі]|[дт][ае]н?|[нд]е|мен|бен|пен)?$/u;

/** Case endings of Russian names: Какимжанова, Асипову, Калашниковой, Достоевского, Сергея. */
const russianEndings = /(?:ого|ому|ым|им|ом|ем|ой|ою|ей|ею|ью|ию|ии|ия|[аяуюеыи])$/u;

/**
 * The possible base forms of a Russian or Kazakh name that has a case ending. Empty if the word has no base form, is in
 * another script, or has fewer than five letters.
 */
export function undeclined(word: string): string[] {
  if (!/^[\p{Script=Cyrillic}\p{M}]{5,}$/u.test(word)) return [];
  const russian = word.replace(russianEndings, '');
  const kazakhStem = kazakh.test(word) ? word.replace(kazakhEndings, '') : word;
  const forms = [...(russian === word ? [] : [russian, `${russian}а`, `${russian}й`, `${russian}ий`]), kazakhStem];
  return [...new Set(forms)].filter((form) => form.length >= 4 && form !== word);
}
