/**
 * Declension by the rules of school grammar. They are enough to recognise the forms of listed nouns and of names. All
 * words are in lower case and without ё.
 */
export const cases = ['nom', 'gen', 'dat', 'acc', 'ins', 'prep'] as const;
export type Case = (typeof cases)[number];
export type Sex = 'm' | 'f' | 'n';
export type Form = { text: string; cases: readonly Case[]; gender: Sex; plural: boolean };

/** Normalises a word: lower case, ё as е. */
export const plain = (word: string): string => word.toLowerCase().replaceAll('ё', 'е');

const sibilant = /[жшчщцгкх]$/;
const form = (text: string, which: string, gender: Sex, plural = false): Form => ({
  text,
  cases: which.split(' ') as Case[],
  gender,
  plural,
});

const adjectival = /(?:ый|ий|ой|ая|яя|ее|ое)$/;
/** Nouns in -ий that are not adjectives. */
const nominal =
  /(?:арий|орий|алий|илий|олий|ений|лерий|дрий|сений|рентий|митрий|рокопий|стасий|толий|вгений|тений|бий)$/;

/** All forms of an adjective. `base`: its masculine nominative ("районный", "морской", "прежний"). */
export function adjectiveForms(base: string): Form[] {
  const stem = base.slice(0, -2);
  const soft = /(?:н|[жшчщ])ий$/.test(base) && !/[гкх]ий$/.test(base);
  const o = soft ? 'е' : 'о';
  const y = soft || /[гкх]$/.test(stem) ? 'и' : 'ы';
  const [a, u] = soft && !/[жшчщ]$/.test(stem) ? ['яя', 'юю'] : ['ая', 'ую'];
  return [
    form(base, 'nom', 'm'),
    form(`${stem}${o}го`, 'gen acc', 'm'),
    form(`${stem}${o}му`, 'dat', 'm'),
    form(`${stem}${y}м`, 'ins', 'm'),
    form(`${stem}${o}м`, 'prep', 'm'),
    form(stem + a, 'nom', 'f'),
    form(`${stem}${o}й`, 'gen dat ins prep', 'f'),
    form(stem + u, 'acc', 'f'),
    form(`${stem}${o}е`, 'nom acc', 'n'),
    form(`${stem}${o}го`, 'gen', 'n'),
    form(`${stem}${o}му`, 'dat', 'n'),
    form(`${stem}${y}м`, 'ins', 'n'),
    form(`${stem}${o}м`, 'prep', 'n'),
    form(`${stem}${y}е`, 'nom acc', 'm', true),
    form(`${stem}${y}х`, 'gen acc prep', 'm', true),
    form(`${stem}${y}м`, 'dat', 'm', true),
    form(`${stem}${y}ми`, 'ins', 'm', true),
  ];
}

/** The gender of a noun by its ending. */
export function genderOf(noun: string): Sex {
  if (/(?:ая|яя)$/.test(noun)) return 'f';
  if (/[ая]$/.test(noun)) return 'f';
  if (/(?:сть|знь|ать|вь|сеть|запись|опись|область)$/.test(noun)) return 'f';
  return /[оеё]$/.test(noun) ? 'n' : 'm';
}

const fleeting: Record<string, string> = { отец: 'отц', лев: 'льв', павел: 'павл', петр: 'петр', дед: 'дед' };

/**
 * All forms of a noun. `living`: the noun means a person, so its accusative equals the genitive. Some nouns have only
 * one form.
 */
export function nounForms(lemma: string, gender: Sex = genderOf(lemma), living = true, name = false): Form[] {
  const word = plain(lemma);
  const still = (): Form[] => [form(word, cases.join(' '), gender)];
  if (/[уюэи]$/.test(word) || (word.endsWith('о') && (gender !== 'n' || /(?:дио|юро)$/.test(word)))) return still();
  if (/^(?:сми|мвд|кнб|фсб|сбу|гкнб|мид|тоо|ооо|ао|осоо|медиа|telegram.*)$/.test(word)) return still();
  if (!name && adjectival.test(word) && !nominal.test(word) && word.length > 5 && !/(?:ие|ье)$/.test(word)) {
    const base = word
      .replace(/(?:ая|ое)$/, 'ый')
      .replace(/(?:яя|ее)$/, 'ий')
      .replace(/(?<=[гкхжшчщ])ый$/, 'ий');
    const forms = adjectiveForms(base).filter((each) => each.plural || each.gender === gender);
    return forms.map((each) => (each.cases[0] === 'nom' && !each.plural ? { ...each, text: word } : each));
  }
  const acc = living ? 'gen acc' : 'gen';
  const nom = living ? 'nom' : 'nom acc';
  if (gender === 'f' && word.endsWith('ь')) {
    const stem = /^(?:мать|дочь)$/.test(word) ? `${word.slice(0, -1)}ер` : word.slice(0, -1);
    return [
      form(word, 'nom acc', 'f'),
      form(`${stem}и`, 'gen dat prep', 'f'),
      form(`${stem}ью`, 'ins', 'f'),
      form(`${stem}и`, 'nom acc', 'f', true),
      form(`${stem}ей`, 'gen acc', 'f', true),
      form(`${stem}ям`, 'dat', 'f', true),
      form(`${stem}ями`, 'ins', 'f', true),
      form(`${stem}ях`, 'prep', 'f', true),
    ];
  }
  // The names of women that end in a consonant are not declined.
  if (gender === 'f' && !/[ая]$/.test(word)) return still();
  if (/[ая]$/.test(word)) {
    const stem = word.slice(0, -1);
    const soft = word.endsWith('я');
    const y = soft || sibilant.test(stem.replace(/ц$/, 'ы')) ? 'и' : 'ы';
    const e = word.endsWith('ия') ? 'и' : 'е';
    const oi = soft || /[жшчщц]$/.test(stem) ? 'ей' : 'ой';
    const [a] = soft ? ['я'] : ['а'];
    return [
      form(word, 'nom', gender),
      form(stem + y, 'gen', gender),
      form(stem + e, 'dat prep', gender),
      form(`${stem}${soft ? 'ю' : 'у'}`, 'acc', gender),
      form(stem + oi, 'ins', gender),
      form(`${stem}${oi.slice(0, 1)}ю`, 'ins', gender),
      form(stem + y, living ? 'nom' : 'nom acc', gender, true),
      form(
        word.endsWith('ия') ? `${stem}й` : soft ? `${stem}ь` : stem.replace(/(?<=[бвгджзклмнпрстфхцчшщ])к$/, 'ок'),
        living ? 'gen acc' : 'gen',
        gender,
        true,
      ),
      form(`${stem}${a}м`, 'dat', gender, true),
      form(`${stem}${a}ми`, 'ins', gender, true),
      form(`${stem}${a}х`, 'prep', gender, true),
    ];
  }
  if (/[ое]$/.test(word)) {
    const stem = word.slice(0, -1);
    const soft = word.endsWith('е');
    const [a, u, em] = soft && !/[цщчжш]$/.test(stem) ? ['я', 'ю', 'ем'] : ['а', 'у', soft ? 'ем' : 'ом'];
    return [
      form(word, 'nom acc', 'n'),
      form(stem + a, 'gen', 'n'),
      form(stem + u, 'dat', 'n'),
      form(stem + em, 'ins', 'n'),
      form(`${stem}${word.endsWith('ие') ? 'и' : 'е'}`, 'prep', 'n'),
      form(stem + a, 'nom acc', 'n', true),
      form(word.endsWith('ие') ? `${stem}й` : stem.endsWith('ств') ? stem : stem, 'gen', 'n', true),
      form(`${stem}${a}м`, 'dat', 'n', true),
      form(`${stem}${a}ми`, 'ins', 'n', true),
      form(`${stem}${a}х`, 'prep', 'n', true),
    ];
  }
  const soft = /[ьй]$/.test(word);
  const bare = fleeting[word] ?? (soft ? word.slice(0, -1) : word);
  const stem =
    /[^аеиоуыэюя]ец$/.test(bare) && bare.length > 3 ? `${bare.slice(0, -2)}${bare.endsWith('лец') ? 'ьц' : 'ц'}` : bare;
  const [a, u] = soft ? ['я', 'ю'] : ['а', 'у'];
  const em = soft || /[жшчщц]$/.test(stem) ? 'ем' : 'ом';
  const y = soft || /[гкхжшчщ]$/.test(stem) ? 'и' : 'ы';
  const ov = word.endsWith('й') ? 'ев' : soft || /[жшчщ]$/.test(stem) ? 'ей' : stem.endsWith('ц') ? 'ев' : 'ов';
  return [
    form(word, nom, 'm'),
    form(stem + a, acc, 'm'),
    form(stem + u, 'dat', 'm'),
    form(stem + em, 'ins', 'm'),
    ...(stem.endsWith('ц') ? [form(`${stem}ом`, 'ins', 'm')] : []),
    form(`${stem}${word.endsWith('ий') ? 'и' : 'е'}`, 'prep', 'm'),
    form(stem + y, living ? 'nom' : 'nom acc', 'm', true),
    ...(/(?:профессор|директор|инспектор|доктор|адрес)$/.test(word) ? [form(`${stem}а`, 'nom', 'm', true)] : []),
    form(stem + ov, acc, 'm', true),
    form(`${stem}${a}м`, 'dat', 'm', true),
    form(`${stem}${a}ми`, 'ins', 'm', true),
    form(`${stem}${a}х`, 'prep', 'm', true),
  ];
}

/** Beginnings of adjectives whose nominative ends in -ой instead of -ый. */
const stressed =
  /^(?:.*городск|морск|донск|заводск|мужск|окружн|областн|краев|миров|правов|цифров|лесн|степн|сыскн|основн|делов|трудов|речн|водян|ночн|звуков|языков|родн|выходн|передов|полев|бытов|молод|пуст|прям|прост)$/i;

/** The nominative of an adjective, in the gender of its noun: "районного" and "m" give "районный". */
export function adjectiveBase(text: string, gender: Sex, plural = false): string {
  const match = /^(.+?)(ого|его|ому|ему|ыми|ими|ым|им|ых|их|ом|ем|ая|яя|ую|юю|ой|ей|ое|ее|ые|ие|ый|ий)$/i.exec(text);
  if (!match) return text;
  const [, stem = '', ending = ''] = match;
  const velar = /[гкх]$/i.test(stem);
  const hushing = /[жшчщ]$/i.test(stem);
  const soft = /^(?:его|ему|ем|яя|юю|ей|ее|ими|им|их|ие|ий)$/i.test(ending) && !velar && !hushing && stem.endsWith('н');
  if (plural) return stem + (soft || velar || hushing ? 'ие' : 'ые');
  if (gender === 'f') return stem + (soft ? 'яя' : 'ая');
  if (gender === 'n') return stem + (soft || (hushing && /^[еи]/.test(ending)) ? 'ее' : 'ое');
  if (/^(?:ий|ый)$/i.test(ending)) return text;
  if (stressed.test(stem) || stem.endsWith('городск')) return `${stem}ой`;
  return stem + (soft || velar || hushing ? 'ий' : 'ый');
}

/** Whether a word looks like an adjective or a participle in full form. */
export const looksAdjective = (word: string): boolean =>
  /(?:ого|его|ому|ему|ыми|ими|ый|ий|ая|яя|ую|юю|ое|ее|ые|ие|ых|их|ым|им|ом|ем|ой|ей)$/.test(word) &&
  word.length > 4 &&
  !/(?:ение|ание|ствие|ции|тие|сие|ости)$/.test(word);
