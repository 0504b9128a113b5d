/** The base form that a word may have. `plural`: the word then means several people, such as a family. */
export type BaseForm = { text: string; plural: boolean };

type Rule = readonly [ending: RegExp, base: string, plural?: boolean];

const consonant = '[бвгджзклмнпрстфхцчшщ]';
const surnameStem = '(?:[оеё]в|[иы]н)';

/** Case endings of Russian names, and what the base form has instead of them. */
const russian: readonly Rule[] = [
  // Садыкова, Садыкову, Садыковым, Садыкове; Кима, Киму, Кимом
  [new RegExp(`(?<=${consonant})(?:а|у|ом|ем|е)$`, 'u'), ''],
  [new RegExp(`(?<=${surnameStem})ым$`, 'u'), ''],
  [new RegExp(`(?<=${surnameStem})(?:ы|ых|ыми)$`, 'u'), '', true],
  // Сергея, Андрею; Игоря, Айгулью
  [/(?<=[аеиоуыэюя])(?:я|ю|ем|е|и)$/u, 'й'],
  [new RegExp(`(?<=${consonant})(?:я|ю|ем|е|и|ью)$`, 'u'), 'ь'],
  // Мухтаровой, Мухтарову
  [new RegExp(`(?<=${surnameStem})(?:ой|ою|у)$`, 'u'), 'а'],
  [/(?:и|е|ю|ей|ею|ью)$/u, 'я'],
  // Бендицкого, Бендицким; Бендицкой, Бендицкую
  ...['ий', 'ый', 'ой'].map((base): Rule => [
    new RegExp(`(?<=${consonant})(?:ого|его|ому|ему|ым|им|ом|ем)$`, 'u'),
    base,
  ]),
  [new RegExp(`(?<=${consonant})(?:ой|ую|ою)$`, 'u'), 'ая'],
  [new RegExp(`(?<=${consonant})(?:ей|юю|ею)$`, 'u'), 'яя'],
  ...['ий', 'ый'].map((base): Rule => [new RegExp(`(?<=${consonant})(?:ие|ые|их|ых|ими|ыми)$`, 'u'), base, true]),
  // Павла, Кравцом
  [new RegExp(`(?<=${consonant})([лкцн])(?:а|у|ом|ем|е)$`, 'u'), 'е$1'],
];

/** Endings that given names have, but surnames in -ова and -ина do not: Марины, Марине. */
const russianFeminine: Rule = [new RegExp(`(?<=${consonant})(?:ы|и|е|у|ой|ою|ей|ею)$`, 'u'), 'а'];
const russianFeminineSurname: Rule = [
  new RegExp(`(?<!${surnameStem})(?<=${consonant})(?:ы|и|е|у|ой|ою|ей|ею)$`, 'u'),
  'а',
];

const kazakhCases = '(?:[ндт][ыі]ң|[ғгқк][ае]|[ндт][ыі]|[дт][ае]|[дтн][ае]н|[мбп]ен|[ндт]ікі)';
const kazakh: readonly Rule[] = [
  [new RegExp(`${kazakhCases}$`, 'u'), ''],
  [new RegExp(`[лдт][ае]р${kazakhCases}?$`, 'u'), '', true],
  [/(?:[ндт][иы]н|[дтн][ае]н)$/u, ''],
];
const kazakhLatin: readonly Rule[] = [
  [/(?:[ndt][iıyí][nñń]|[gğǵqk][ae]|[ndt][iıy]|[dt][ae]|[dtn][ae]n|[mbp]en)$/u, ''],
  [/[ldt][ae]r$/u, '', true],
];

const czechConsonant = '[bcčdďfghjklmnňpqrřsštťvwxzž]';
const czech: readonly Rule[] = [
  // Nováka, Novákovi, Novákem; Novákův, Novákova, Novákově
  [new RegExp(`(?<=${czechConsonant})(?:a|u|ovi|em|e|i)$`, 'u'), ''],
  [new RegExp(`(?<=${czechConsonant})(?:ův|ova|ově|ovu|ovo|ovy|ových|ovým)$`, 'u'), ''],
  // Svobodovou, Svobodové; Sadykovová, Sadykovovou
  [/(?<=ov|in)(?:ou|é)$/u, 'á'],
  [/(?<=[oe]v|in)(?:ová|ové|ovou|é|ou|u)$/u, 'a'],
  [new RegExp(`(?<=${czechConsonant})(?:y|ě|e|i|u|ou|o)$`, 'u'), 'a'],
  [/(?:ie|ii|ií|ii)$/u, 'ia'],
  [/(?:ého|ému|ým|ém)$/u, 'ý'],
  [/(?:ého|ému|ým|ém|ý)$/u, 'y'],
  [/(?:ího|ímu|ím)$/u, 'í'],
  [new RegExp(`(?<=${czechConsonant})([lkcn])(?:a|ovi|em|u|e)$`, 'u'), 'e$1'],
  [/e$/u, 'ie'],
];
const english: readonly Rule[] = [[/(?<=[^s])s$/u, '', true]];

/** Kazakh may write w for у (Qwanış), and Czech c for ц before a k (Bendický). */
const otherLetters: readonly Rule[] = [
  [/w/gu, 'u'],
  [/ck/gu, 'tsk'],
];

const cyrillicRules = [...russian, ...kazakh];
const latinRules = [...czech, ...kazakhLatin, ...english];

/** The fewest letters of a base form. Shorter names are found only as they are written. */
const minLengths = { given: 2, surname: 3 };

/**
 * The word itself, and the base forms that it may have if it is a name with an ending: of Russian and Kazakh cases, in
 * Cyrillic or Latin letters, of Czech cases and possessives, or of the English plural. Most of them are no real words;
 * compare them with a known name.
 * @param word in lower case, in Unicode NFC
 */
export function baseForms(word: string, kind: 'given' | 'surname'): BaseForm[] {
  const forms = [{ text: word, plural: false }];
  const add = ([ending, base, plural = false]: Rule, from = word): void => {
    const text = from.replace(ending, base);
    if (
      text !== from &&
      text.length >= minLengths[kind] &&
      !forms.some((one) => one.text === text && one.plural === plural)
    )
      forms.push({ text, plural });
  };
  if (/\p{Script=Cyrillic}/u.test(word)) {
    for (const rule of cyrillicRules) add(rule);
    add(kind === 'given' ? russianFeminine : russianFeminineSurname);
  } else if (/\p{Script=Latin}/u.test(word)) {
    for (const rule of latinRules) add(rule);
    for (const rule of otherLetters)
      for (const { text, plural } of forms.slice()) add([rule[0], rule[1], plural], text);
  }
  return forms;
}
