/* Typography of Russian pages, once for all their texts (docs/decisions/0258): from the messages, the record and the
   articles. Only the text of the rendered page changes. Attributes, forms, scripts, feeds and data keep plain spaces. */

const noBreak = '\u00a0';

/** Tags, and the texts between them. */
const parts = /<[^<>]*>?|[^<]+/g;
/** Elements whose texts are not changed. */
const plain = /^<(script|style|textarea|option|code|pre|title)\b/;

/** Words of one or two letters that must not end a line: prepositions, conjunctions and particles. */
const short = new Set('а в во до за и из к ко на не ни но о об от по с со у'.split(' '));
/** Words that must not be separated from a number after them: “статья 274”, “№ 118”, “дело 5”. */
const numbered =
  /^(?:№|§|(?:ст|п|ч|гл|стать[а-яё]{1,3}|пункт[а-яё]{0,2}|част[а-яё]{1,3}|глав[а-яё]{1,2}|дел[оау]?|том|стр)\.?)$/i;
const month = /^(?:янв|фев|мар|апр|ма[йя]|июн|июл|авг|сен|окт|ноя|дек)/;

const isDash = (word: string): boolean => word === '—' || word === '–';

/** Whether a line must not end between two words. `then` is the word after them. */
function mustNotBreak(before: string, after: string, then: string): boolean {
  if (isDash(after)) return true;
  const last = before.charCodeAt(before.length - 1);
  // Such as “2018 г.”, “6 апреля”, “50,2 миллиона” and “90 %”.
  if (last >= 48 && last <= 57 && /^[а-яё%‰$€£₽₸]/.test(after)) return !short.has(after);
  const word = before.length > 3 && !/\d/.test(after.charAt(0)) ? '' : before.replace(/^[«„(“]+/, '').toLowerCase();
  if (short.has(word)) return !isDash(after);
  return /^\d/.test(after) && numbered.test(word) && !month.test(then);
}

/**
 * The full stop of a sentence that ends in a date with “г.”, even after note numbers. It is removed, because there is
 * already one.
 */
const secondStop = /([ \u00a0]г\.(?:<\/(?:time|span)>)?(?:<sup class="refs">(?:(?!<\/?sup)[^])*<\/sup>)?)\.(?!\.)/g;

/** A Russian text with no-break spaces where a line must not end. */
export function withNoBreaks(text: string): string {
  const words = text.split(' ');
  if (words.length === 1) return text;
  return words.reduce(
    (made, word, index) =>
      made + (mustNotBreak(words[index - 1]!, word, words[index + 1] ?? '') ? noBreak : ' ') + word,
  );
}

/** A rendered Russian page with no-break spaces where a line must not end, and without double full stops. */
export function inRussianTypography(html: string): string {
  let end: string | undefined;
  return html.replace(secondStop, '$1').replace(parts, (part) => {
    if (end !== undefined) {
      if (part === end) end = undefined;
      return part;
    }
    if (!part.startsWith('<')) return withNoBreaks(part);
    const [, name] = plain.exec(part) ?? [];
    if (name) end = `</${name}>`;
    return part;
  });
}
