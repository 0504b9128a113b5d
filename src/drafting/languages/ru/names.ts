import { sifted } from '../../../platform/text/sieve.ts';
import { readLists, word } from '../../../platform/text/word-lists.ts';
import givenNamesText from '../../words/ru/given-names.txt';
import placesText from '../../words/ru/places.txt';
import { cases, nounForms, plain, type Case, type Sex } from './decline.ts';

/**
 * One way to read a word of a name: its dictionary form, and the genders and cases that fit. The gender `*` means any.
 */
type Reading = {
  lemma: string;
  gender: Sex | '*';
  cases: readonly Case[];
  weight: number;
  part: 'given' | 'patronymic' | 'surname';
};
export type PersonName = {
  name: string;
  gender: Sex | null;
  weight: number;
  case: Case;
  words: string[];
  known: boolean;
};

const givenLists = readLists('drafting/words/ru/given-names.txt', givenNamesText, { masculine: word, feminine: word });
const given = new Map<string, Reading[]>();
for (const [list, gender] of [
  [givenLists.masculine, 'm'],
  [givenLists.feminine, 'f'],
] as const)
  for (const lemma of list)
    for (const form of nounForms(plain(lemma), gender, true, true)) {
      if (form.plural) continue;
      const reading: Reading = { lemma, gender, cases: form.cases, weight: 3, part: 'given' };
      const known = given.get(form.text);
      if (known) known.push(reading);
      else given.set(form.text, [reading]);
    }
export const isGiven = (lower: string): boolean => given.has(lower);

const countryEntry = (line: string): { name: string; code: string; stems: string[] } => {
  const [name = '', code = '', ...stems] = line.split(' ');
  if (!/^[A-Z]{2}$/.test(code)) throw new Error(`"${line}" must be a country and its two letters.`);
  return { name, code, stems };
};
const placeLists = readLists('drafting/words/ru/places.txt', placesText, { countries: countryEntry, others: word });
const places = new Map<string, string>();
for (const name of [...placeLists.others, ...placeLists.countries.map((each) => each.name)])
  for (const { text } of nounForms(plain(name), name.endsWith('ь') ? 'f' : undefined, false)) places.set(text, name);
export const isPlace = (lower: string): boolean => places.has(lower);
const countryPatterns = placeLists.countries.map(({ name, code, stems }): [string, RegExp] => {
  const forms = nounForms(plain(name), name.endsWith('ь') ? 'f' : undefined, false)
    .filter((form) => !form.plural)
    .map((form) => form.text);
  return [
    code,
    new RegExp(
      `(?<![\\p{L}])(?:${forms.join('|')}|(?:${['\u0000', ...stems].join('|')})\\p{Ll}{2,3})(?![\\p{L}])`,
      'giu',
    ),
  ];
});

const possibleCountries = sifted(countryPatterns, ([, pattern]) => pattern);

/**
 * The country that a text names most often, with its first place in the text. Null if two countries are named equally
 * often.
 */
export function countryAt(text: string): { code: string; start: number; end: number } | null {
  const folded = plain(text);
  const found = new Map<string, { count: number; start: number; end: number }>();
  for (const [code, pattern] of possibleCountries(folded))
    for (const match of folded.matchAll(pattern)) {
      const known = found.get(code);
      if (known) known.count += 1;
      else found.set(code, { count: 1, start: match.index, end: match.index + match[0].length });
    }
  const [first, second] = [...found].sort((a, b) => b[1].count - a[1].count);
  if (!first || (second && second[1].count === first[1].count)) return null;
  return { code: first[0], start: first[1].start, end: first[1].end };
}

const anyCase: readonly Case[] = cases;
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** The readings of one word as a surname or an unlisted given name. `text` keeps its capitals. */
function surnameReadings(text: string): Reading[] {
  const found: Reading[] = [];
  const add = (lemma: string, gender: Sex | '*', which: readonly Case[] | string, weight: number): void => {
    if (lemma.length < 2) return;
    const list = typeof which === 'string' ? (which.split(' ') as Case[]) : which;
    found.push({ lemma, gender, cases: list, weight, part: 'surname' });
  };
  const cut = (count: number, put = ''): string => text.slice(0, text.length - count) + put;
  const lower = plain(text);
  const hyphen = /^(.+)-(\p{Lu}.*)$/u.exec(text);
  if (hyphen) {
    // Both parts of a double surname decline.
    for (const left of surnameReadings(hyphen[1]!))
      for (const right of surnameReadings(hyphen[2]!)) {
        const both = left.cases.filter((each) => right.cases.includes(each));
        if (both.length && (left.gender === right.gender || left.gender === '*' || right.gender === '*'))
          add(
            `${left.lemma}-${right.lemma}`,
            left.gender === '*' ? right.gender : left.gender,
            both,
            Math.min(left.weight, right.weight),
          );
      }
    return found;
  }
  if (/(?:ко|дзе|швили|ых|их|[оэ]|улы|уулу|оглы|заде|кызы)$/.test(lower)) add(text, '*', anyCase, 1.5);
  else if (/[еиуюы]$/.test(lower)) add(text, '*', anyCase, 0.6);
  if (/(?:ұлы|қызы)$/.test(lower)) add(text, lower.endsWith('ұлы') ? 'm' : 'f', anyCase, 2);
  const typical = /(?:[оеё]в|[иы]н)$/;
  if (typical.test(lower) && lower.length > 3) add(text, 'm', 'nom', 2);
  if (typical.test(lower.slice(0, -1)) && lower.length > 4) {
    if (lower.endsWith('а')) {
      add(cut(1), 'm', 'gen acc', 2);
      add(text, 'f', 'nom', 2.1);
    } else if (lower.endsWith('у')) {
      add(cut(1), 'm', 'dat', 2);
      add(cut(1, 'а'), 'f', 'acc', 2);
    } else if (lower.endsWith('е')) add(cut(1), 'm', 'prep', 2);
  }
  if (/(?:[оеё]в|[иы]н)ым$/.test(lower)) add(cut(2), 'm', 'ins', 2);
  if (/(?:[оеё]в|[иы]н)ой$/.test(lower)) add(cut(2, 'а'), 'f', 'gen dat ins prep', 2);
  const adjective: [RegExp, Sex, string, number, string][] = [
    [/(?:[сцз]к)ий$/, 'm', 'nom', 0, ''],
    [/(?:[сцз]к)ого$/, 'm', 'gen acc', 3, 'ий'],
    [/(?:[сцз]к)ому$/, 'm', 'dat', 3, 'ий'],
    [/(?:[сцз]к)им$/, 'm', 'ins', 2, 'ий'],
    [/(?:[сцз]к)ом$/, 'm', 'prep', 2, 'ий'],
    [/(?:[сцз]к)ая$/, 'f', 'nom', 0, ''],
    [/(?:[сцз]к)ой$/, 'f', 'gen dat ins prep', 2, 'ая'],
    [/(?:[сцз]к)ую$/, 'f', 'acc', 2, 'ая'],
    [/[^скц](?:ый|ой)$/, 'm', 'nom', 0, ''],
    [/[^к]ого$/, 'm', 'gen acc', 3, 'ой'],
    [/[^к]ого$/, 'm', 'gen acc', 3, 'ый'],
    [/[^к]ому$/, 'm', 'dat', 3, 'ый'],
    [/[^кв]ым$/, 'm', 'ins', 2, 'ый'],
    [/[^к]ая$/, 'f', 'nom', 0, ''],
    [/[^к]ую$/, 'f', 'acc', 2, 'ая'],
  ];
  for (const [pattern, gender, which, drop, put] of adjective)
    if (pattern.test(lower)) add(cut(drop, put), gender, which, 2);
  if (/[бвгджзйклмнпрстфхцчшщь]$/.test(lower)) {
    if (!typical.test(lower) || lower.length <= 3) add(text, 'm', 'nom', 1.2);
    if (!typical.test(lower)) add(text, 'f', anyCase, 0.8);
  }
  const stem = cut(1);
  const consonant = /[бвгджзклмнпрстфхцчшщ]$/.test(plain(stem));
  if (lower.endsWith('а')) {
    if (consonant && !typical.test(lower.slice(0, -1))) add(stem, 'm', 'gen acc', 0.9);
    if (!typical.test(lower.slice(0, -1))) add(text, '*', 'nom', 1.1);
  }
  if (lower.endsWith('я')) {
    add(cut(1, 'ь'), 'm', 'gen acc', 0.8);
    if (/[аоеиуы]я$/.test(lower)) add(cut(1, 'й'), 'm', 'gen acc', 0.8);
    add(text, '*', 'nom', 1.1);
  }
  if (lower.endsWith('у') && consonant) {
    if (!typical.test(lower.slice(0, -1))) add(stem, 'm', 'dat', 0.9);
    add(cut(1, 'а'), '*', 'acc', 0.8);
  }
  if (lower.endsWith('ю')) {
    add(cut(1, 'ь'), 'm', 'dat', 0.8);
    if (/[аоеиуы]ю$/.test(lower)) add(cut(1, 'й'), 'm', 'dat', 0.8);
    add(cut(1, 'я'), '*', 'acc', 0.8);
  }
  if (/[ое]м$/.test(lower)) {
    const bare = cut(2);
    if (/[бвгджзклмнпрстфхцчшщ]$/.test(plain(bare))) add(bare, 'm', 'ins', 0.9);
    if (lower.endsWith('ем')) add(cut(2, 'ь'), 'm', 'ins', 0.7);
    if (/[аоеиуы]ем$/.test(lower)) add(cut(2, 'й'), 'm', 'ins', 0.8);
  }
  if (lower.endsWith('е') && !/(?:дзе|заде)$/.test(lower)) {
    if (consonant && !typical.test(lower.slice(0, -1))) add(stem, 'm', 'prep', 0.7);
    add(cut(1, 'а'), '*', 'dat prep', 0.8);
  }
  if (/[ыи]$/.test(lower)) {
    add(cut(1, 'а'), '*', 'gen', 0.8);
    if (lower.endsWith('и')) add(cut(1, 'я'), '*', 'gen', 0.8);
  }
  if (/[ое]й$/.test(lower) && !/(?:[оеё]в|[иы]н|[сцз]к)ой$/.test(lower))
    add(cut(2, lower.endsWith('ей') ? 'я' : 'а'), '*', 'ins', 0.7);
  return found;
}

function readingsOf(text: string): Reading[] {
  const lower = plain(text);
  if (/^\p{L}\.$/u.test(text)) return [{ lemma: text, gender: '*', cases: anyCase, weight: 0.5, part: 'given' }];
  const names = (given.get(lower) ?? []).map((reading) => ({ ...reading, lemma: withYo(reading.lemma, text) }));
  const father = /^(.+(?:ович|евич|ич))(а|у|ем|е)?$/.exec(lower);
  if (father && lower.length > 5)
    names.push({
      lemma: text.slice(0, father[1]!.length),
      gender: 'm',
      cases: ({ а: ['gen', 'acc'], у: ['dat'], ем: ['ins'], е: ['prep'] }[father[2] ?? ''] as Case[] | undefined) ?? [
        'nom',
      ],
      weight: 3,
      part: 'patronymic',
    });
  const daughter = /^(.+(?:овн|евн|ичн))(а|ы|е|у|ой)$/.exec(lower);
  if (daughter)
    names.push({
      lemma: `${text.slice(0, daughter[1]!.length)}а`,
      gender: 'f',
      cases: { а: ['nom'], ы: ['gen'], е: ['dat', 'prep'], у: ['acc'], ой: ['ins'] }[daughter[2]!] as Case[],
      weight: 3,
      part: 'patronymic',
    });
  return [...names, ...surnameReadings(text)];
}

/** The spelling of the text, if it differs from a listed name only in case and ё; otherwise the listed name. */
const withYo = (lemma: string, text: string): string => (plain(lemma) === plain(text) ? text : lemma);

/**
 * The readings of a name, best first. All words must agree in gender and case. `seen`: the capitalised words of the
 * page. A dictionary form that occurs among these is more likely.
 */
export function readPerson(
  words: readonly string[],
  seen: ReadonlyMap<string, number>,
  want?: readonly Case[],
): PersonName[] {
  const each = words.map(readingsOf);
  const found: PersonName[] = [];
  for (const gender of ['m', 'f'] as const)
    for (const which of want ?? anyCase) {
      let weight = 0;
      const lemmas: string[] = [];
      let open = true;
      let known = false;
      for (const [index, readings] of each.entries()) {
        let best: { reading: Reading; weight: number } | null = null;
        for (const reading of readings) {
          if (!reading.cases.includes(which) || (reading.gender !== '*' && reading.gender !== gender)) continue;
          const proof = plain(reading.lemma) !== plain(words[index]!) && seen.has(plain(reading.lemma)) ? 1.2 : 0;
          const value = reading.weight + proof;
          if (!best || value > best.weight) best = { reading, weight: value };
        }
        if (!best) {
          lemmas.length = 0;
          break;
        }
        if (best.reading.gender !== '*') open = false;
        if (best.reading.part !== 'surname' && !/^\p{L}\.$/u.test(best.reading.lemma)) known = true;
        weight += best.weight;
        lemmas.push(best.reading.lemma);
      }
      if (lemmas.length === words.length)
        found.push({
          name: lemmas.map(capital).join(' '),
          gender: open ? null : gender,
          weight: weight + (which === 'nom' ? 0.1 : which === 'gen' ? 0.02 : 0),
          case: which,
          words: lemmas,
          known,
        });
    }
  return found.sort((a, b) => b.weight - a.weight);
}

/** Whether a capitalised word has the form of a surname that few other words have. */
export const looksSurname = (lower: string): boolean =>
  /(?:[оеё]в(?:а|у|ым|ой|е)?|[её]нко|дзе|швили|[сц]к(?:ий|ого|ому|им|ая|ую)|ян(?:а|у|ом)?|бек(?:ов|ова)|улы|ұлы|кызы|қызы)$/.test(
    lower,
  ) && lower.length > 4;
