/* Typography of Russian pages, once for all their texts (docs/decisions/0258): from the messages, the record and the
   articles. Only the text of the rendered page changes. Attributes, forms, scripts, feeds and data keep plain spaces. */

const noBreak = '\u00a0';

/** Elements with their content, tags, and the texts between them. Texts in forms, code and scripts are left alone. */
const parts = /<(script|style|textarea|option|code|pre|title)\b[^>]*>[^]*?<\/\1>|<[^>]*>|[^<]+/g;

/** The words of one or two letters that belong to the next word: prepositions, conjunctions and particles. */
const short = 'а|во?|до|за|и|из|ко?|на|не|ни|но|о|об|от|по|со?|у';

const rules: readonly [RegExp, string][] = [
  // Before a dash: the dash never begins a line.
  [/ (?=[—–](?:\s|$))/g, noBreak],
  // After a number: “2018 г.”, “6 апреля”, “50,2 миллиона”, “90 %”.
  [new RegExp(`(?<=\\d) (?=[а-яё%‰$€£₽₸])(?!(?:${short})\\s)`, 'g'), noBreak],
  // Before a number: “статья 274”, “№ 118”, “дело 5”.
  [
    /(?<=№|§|(?<![\p{L}\p{N}])(?:ст|п|ч|гл|стать[а-яё]{1,3}|пункт[а-яё]{0,2}|част[а-яё]{1,3}|глав[а-яё]{1,2}|дел[оау]?|том|стр)\.?) (?=\d)/giu,
    noBreak,
  ],
  [new RegExp(`(?<![\\p{L}\\p{N}])(${short}) (?=[^\\s—–]|$)`, 'giu'), `$1${noBreak}`],
];

/** A date ends in “г.”, so a sentence that ends in a date has no second full stop, also after the numbers of notes. */
const secondStop = /([ \u00a0]г\.(?:<\/(?:time|span)>)?(?:<sup class="refs">(?:(?!<\/sup>)[^])*<\/sup>)?)\.(?!\.)/g;

/** The spaces of a Russian text that must not end a line. */
export function withNoBreaks(text: string): string {
  return /[а-яё]/i.test(text) ? rules.reduce((made, [rule, by]) => made.replace(rule, by), text) : text;
}

/** A rendered Russian page with its spaces that must not end a line, and without double full stops. */
export const inRussianTypography = (html: string): string =>
  html.replace(secondStop, '$1').replace(parts, (part) => (part.startsWith('<') ? part : withNoBreaks(part)));
