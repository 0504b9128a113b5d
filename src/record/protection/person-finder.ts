import { baseForms } from '../actors/names/inflection.ts';
import { soundScanner, soundPattern } from '../actors/names/sound-pattern.ts';
import { soundsOf, type Sounds } from '../actors/names/sounds.ts';
import { nameForms, type NameWord } from '../actors/names/words.ts';
import { namingPattern } from './whole-words.ts';

/**
 * How a person is searched for. Plain data, so that processes that search files can get it.
 * - `names`: the names of the person in the record
 * - `also`: other words that identify the person, which are removed wherever they are
 * - `others`: names of other people in the record with the same surname
 * - `inflected`: whether to search for other forms of the names, too. False for organisations
 */
export type PersonNames = {
  names: readonly string[];
  also: readonly string[];
  others: readonly string[];
  inflected: boolean;
};

/**
 * Why words may name the person.
 * - `name`: the name, in any form: with endings, in another script, or with initials
 * - `word`: a word that the user entered
 * - `surname`: the surname alone
 * - `initials`: the initials alone
 * - `other`: the surname with another given name or other initials
 * - `same`: the name, but another person in the record has the same name
 */
export type MentionReason = 'name' | 'word' | 'surname' | 'initials' | 'other' | 'same';

/** Words of a text that name the person, or may name them (`sure` is false). `start` and `end` are in UTF-16 units. */
export type Mention = { start: number; end: number; sure: boolean; reason: MentionReason };

/** What is known about a text: whether its item refers to the person, and whether the text beside it has the name. */
export type MentionContext = { linked?: boolean; named?: boolean };

type Token = { text: string; lower: string; start: number; end: number };
type Part = { text: string; sounds: Sounds; concept: string | undefined };

const wordPattern = /[\p{L}\p{M}]+(?:['’ʼ][\p{L}\p{M}]+)*/gu;
const patronymicPattern =
  /(?:вич|вича|вичу|вичем|виче|вна|вны|вне|вну|вной|ұлы|улы|қызы|кызы|vich|vna|uly|ūly|qyzy|kyzy)(?:\p{L}{0,3})$/u;
/** Capitalised words that are often written before a surname, but are not given names. */
const roles = new Set(
  `адвокат журналист журналистка редактор блогер депутат министр судья прокурор следователь свидетель активист
   правозащитник правозащитница юрист писатель господин госпожа г-н г-жа гражданин подсудимый обвиняемый
   защита семья дело
   журналисі адвокаты азамат мырза ханым тергеуші сот судья
   journalist reporter editor blogger lawyer judge minister mr mrs ms dr activist
   novinář novinářka redaktor redaktorka pan paní soudce advokát`.split(/\s+/),
);

const lowered = (text: string): string => text.normalize('NFC').toLowerCase();
const partOf = ({ text, concept }: NameWord): Part => ({ text: lowered(text), sounds: soundsOf(text), concept });

const loose = (sounds: Sounds): readonly string[] => sounds.readings.map((reading) => reading.replaceAll('y', ''));
/** Whether two words are spellings of the same sounds. Spellings differ in whether they write the glide of ye and yu. */
function soundAlike(one: Sounds, other: Sounds): boolean {
  if (one.areEqual(other)) return true;
  const heard = new Set(loose(other));
  return loose(one).some((reading) => heard.has(reading));
}

/** The parts of a person's name. Null if it is a single word. */
function partsOf(name: string): { given: Part[]; surnames: Part[]; patronymics: Part[] } | null {
  const words = (nameForms(name)[0]?.words ?? []).filter((word) => word.kind !== 'initial' && word.kind !== 'ending');
  const isPatronymic = (word: NameWord): boolean =>
    word.kind === 'patronymic' || (words.length > 2 && patronymicPattern.test(lowered(word.text)));
  const main = words.filter((word) => !isPatronymic(word));
  if (main.length < 2) return null;
  const first = main.find((word) => word.kind === 'given') ?? main[0]!;
  const others = main.filter((word) => word !== first);
  const surname = others.findLast((word) => word.kind !== 'given') ?? others.at(-1)!;
  // Shorter words are found only as they are written, because they are also parts of many other words.
  if (!/^[\p{L}\p{M}'’ʼ]{3,}$/u.test(surname.text)) return null;
  return {
    given: [partOf(first)],
    surnames: [partOf(surname)],
    patronymics: words.filter(isPatronymic).map(partOf),
  };
}

/** Finds the words of a text that name a person, or may name them. Uses only the text and the names. */
export class PersonFinder {
  readonly names: PersonNames;
  /** The words that are removed exactly as they are, the longest first. */
  readonly words: readonly string[];
  readonly #given: Part[] = [];
  readonly #surnames: Part[] = [];
  readonly #patronymics: Part[] = [];
  /** Single words that are names on their own: nicknames, and the words in `also`. */
  readonly #alone: Part[] = [];
  /** The given names of others who have the same surname. */
  readonly #othersGiven: Part[] = [];
  readonly #hasOthers: boolean;
  readonly #wanted: boolean;
  /** A pattern of PostgreSQL for texts that may have other forms of the names (`soundPattern`). */
  readonly pattern: string | null;
  /** The second to fourth letter of each name, percent-encoded. Texts with a name in an address contain them. */
  readonly encoded: readonly string[];
  readonly #scan: ((text: string) => Iterable<[number, number]>) | null;
  readonly #exactWords: RegExp | null;

  constructor(names: PersonNames) {
    this.names = names;
    this.words = [...new Set([...names.names, ...names.also])]
      .filter((word) => word.length >= 3)
      .toSorted((a, b) => b.length - a.length || a.localeCompare(b));
    this.#exactWords =
      this.words.length > 0 && this.words.length <= maxInPattern ? namingPattern(this.words, 'g') : null;
    if (names.inflected) {
      for (const name of [...names.names, ...names.also.filter(isFullName)].slice(0, maxNames)) {
        const parts = partsOf(name);
        if (parts) {
          this.#given.push(...parts.given);
          this.#surnames.push(...parts.surnames);
          this.#patronymics.push(...parts.patronymics);
        }
      }
      for (const name of [...names.names, ...names.also].slice(0, maxNames)) {
        const only = /^\s*[\p{L}\p{M}'’ʼ]{4,}\s*$/u.test(name) ? lowered(name.trim()) : null;
        const part = only && { text: only, sounds: soundsOf(only), concept: undefined };
        if (part && !this.#surnames.some(({ sounds }) => soundAlike(sounds, part.sounds))) this.#alone.push(part);
      }
    }
    const isWanted = names.also.some((word) => this.#surnames.some((one) => soundAlike(one.sounds, soundsOf(word))));
    let hasOthers = false;
    for (const name of names.others) {
      const parts = partsOf(name);
      const same = parts?.surnames.some(({ text }) => this.#isSurname(text) || this.#isSameFamily(text));
      if (!parts || !same) continue;
      hasOthers = true;
      this.#othersGiven.push(...parts.given);
    }
    this.#hasOthers = hasOthers;
    // If others have the surname, too, a form of it may be theirs: “Садыкова” is also the name of a woman.
    this.#wanted = isWanted && !hasOthers;
    const searched = [...new Set([...this.#surnames, ...this.#alone].map(({ text }) => text))];
    this.pattern = soundPattern(searched);
    this.#scan = searched.length ? soundScanner(searched) : null;
    this.encoded = searched.flatMap((text) =>
      /^\p{ASCII}*$/u.test(text) ? [] : [encodeURIComponent([...text].slice(1, 4).join(''))],
    );
  }

  /** All mentions in a text, in order. Mentions do not overlap. */
  find(text: string, context: MentionContext = {}): Mention[] {
    const exact = this.#exact(text);
    if (!this.#scan) return exact;
    const composed = decoded(text);
    const found = this.#inflected(composed.text, context).map((one) => ({
      ...one,
      start: composed.at(one.start),
      end: composed.at(one.end),
    }));
    // A name that is written as in the record is removed, unless the words around it say that it is someone else.
    const mentions = found.filter(
      (one) => !one.sure || !exact.some((other) => other.start <= one.start && one.end <= other.end),
    );
    const doubtful = (one: Mention): boolean =>
      mentions.some(
        (other) => !other.sure && overlap(one, other) && (other.reason === 'other' || other.reason === 'same'),
      );
    const certain = exact.filter((one) => !doubtful(one));
    const all = [
      ...certain.filter((one) => !mentions.some((other) => other.sure && overlap(one, other))),
      ...mentions
        .filter((one) => one.sure || !certain.some((other) => overlap(one, other)))
        .map((one) => {
          const covered = one.sure ? certain.filter((other) => overlap(one, other)) : [];
          return {
            ...one,
            start: Math.min(one.start, ...covered.map((other) => other.start)),
            end: Math.max(one.end, ...covered.map((other) => other.end)),
          };
        }),
    ];
    return all.toSorted((a, b) => a.start - b.start || b.end - a.end);
  }

  /** Whether a text certainly names the person. */
  isIn(text: string): boolean {
    return this.find(text).some((one) => one.sure);
  }

  #exact(text: string): Mention[] {
    // A pattern of many words is slow, so it gets only those that the text contains.
    const used = this.#exactWords ? this.words : wordsWithin(text, this.words);
    if (used.length === 0) return [];
    return Array.from(text.matchAll(this.#exactWords ?? namingPattern(used, 'g')), (match): Mention => {
      const isName = this.names.names.some((name) => lowered(name) === lowered(match[0]));
      return { start: match.index, end: match.index + match[0].length, sure: true, reason: isName ? 'name' : 'word' };
    });
  }

  #inflected(text: string, context: MentionContext): Mention[] {
    const found: Mention[] = [];
    const bare: { token: Token; plural: boolean }[] = [];
    for (const token of this.#candidates(text)) {
      if (found.at(-1) && token.start < found.at(-1)!.end) continue;
      const one = this.#mentionAt(text, token, context);
      if (one === 'bare' || one === 'family') bare.push({ token, plural: one === 'family' });
      else if (one) found.push(one);
    }
    const isNamed = context.named || found.some((one) => one.sure && one.reason === 'name');
    const hasDoubt = found.some((one) => one.reason === 'other' || one.reason === 'same');
    for (const { token, plural } of bare) {
      if (found.some((one) => overlap(one, token))) continue;
      const sure =
        !plural && (this.#wanted || (!hasDoubt && (isNamed || (Boolean(context.linked) && !this.#hasOthers))));
      found.push({ start: token.start, end: token.end, sure, reason: this.#wanted && sure ? 'word' : 'surname' });
    }
    if (context.linked || isNamed)
      for (const one of this.#initialsIn(text)) if (!found.some((other) => overlap(one, other))) found.push(one);
    return found.toSorted((a, b) => a.start - b.start);
  }

  *#candidates(text: string): Generator<Token> {
    for (const [start, end] of this.#scan!(text)) yield* tokensOf(text, start, end);
  }

  /** What a word that may be the surname means. `family`: a form for several people. Null if it is not the surname. */
  #mentionAt(text: string, token: Token, context: MentionContext): Mention | 'bare' | 'family' | null {
    const near = tokensAround(text, token);
    const i = near.findIndex((one) => one.start === token.start);
    const form = this.#formOf(token.lower);
    if (!form) return this.#joined(token);
    if (form.alone) return isWritten(text, token, this.#alone) ? mention(token, token, true, 'word') : null;
    const [left, right] = [near[i - 1], near[i + 1]];
    const beside = (a: Token | undefined, b: Token | undefined, comma = false): boolean =>
      Boolean(a && b) && (comma ? separators.comma : separators.plain).test(text.slice(a!.end, b!.start));

    // Аскар Садыков, Аскар Болатович Садыков
    if (beside(left, token) && this.#isGiven(left!)) return this.#named(left!, token, left!, context);
    if (
      beside(left, token) &&
      patronymicPattern.test(left!.lower) &&
      beside(near[i - 2], left) &&
      this.#isGiven(near[i - 2]!)
    )
      return this.#named(near[i - 2]!, token, near[i - 2]!, context);
    // Садыков Аскар, Sadykov, Askar
    if (beside(token, right, true) && this.#isGiven(right!)) {
      const after = near[i + 2];
      const end = beside(right, after) && after && patronymicPattern.test(after.lower) ? after : right!;
      return this.#named(token, end, right!, context);
    }
    // А. Садыков, А.Б. Садыков, Садыков А.Б.
    const before = initialsBefore(text, token.start);
    if (before) return this.#initialled({ start: before.start, end: token.end }, before.letters);
    const after = initialsAfter(text, token.end);
    if (after) return this.#initialled({ start: token.start, end: after.end }, after.letters);
    // Болат Садыков, Садыков Болат
    if (beside(left, token) && isCapital(left!.text) && this.#isOtherName(text, left!))
      return mention(left!, token, false, 'other');
    if (beside(token, right) && isCapital(right!.text) && isListedGiven(right!.lower))
      return mention(token, right!, false, 'other');
    if (!isWritten(text, token, this.#surnames)) return null;
    return form.plural ? 'family' : 'bare';
  }

  #named(from: Token, to: Token, given: Token, context: MentionContext): Mention {
    const isShared = this.#othersGiven.some((one) => isForm(given.lower, one, 'given'));
    if (isShared && !context.linked) return mention(from, to, false, 'same');
    return mention(from, to, true, 'name');
  }

  #initialled(span: { start: number; end: number }, letters: readonly string[]): Mention {
    const fits = this.#given.some((one) => beginsWith(one, letters[0]!));
    if (!fits) return mention(span, span, false, 'other');
    const isShared = this.#othersGiven.some((one) => beginsWith(one, letters[0]!));
    return mention(span, span, !isShared, isShared ? 'same' : 'name');
  }

  #isOtherName(text: string, left: Token): boolean {
    if (isListedGiven(left.lower) || this.#othersGiven.some((one) => isForm(left.lower, one, 'given'))) return true;
    if (roles.has(left.lower) || left.text.length < 2) return false;
    // Every word at the start of a sentence has a capital letter.
    return !/(?:^|[.!?…»"”:—–\n])\s{0,8}["«“„(]?$/u.test(text.slice(Math.max(0, left.start - 8), left.start));
  }

  #isSurname(lower: string): boolean {
    return this.#surnames.some((one) => isForm(lower, one, 'surname'));
  }

  /** Whether a word is the surname of a man or woman of the same family: Садыков, Садыкова. */
  #isSameFamily(lower: string): boolean {
    const stem = (word: string): string => word.replace(/(?:а|a|á|ая|ий|ой|ый)$/u, '');
    return this.#surnames.some((one) => soundAlike(soundsOf(stem(one.text)), soundsOf(stem(lower))));
  }

  #isGiven(token: Token): boolean {
    return this.#given.some((one) => isForm(token.lower, one, 'given'));
  }

  #formOf(lower: string): { plural: boolean; alone: boolean } | null {
    let plural = false;
    for (const base of baseForms(lower, 'surname')) {
      const sounds = soundsOf(base.text);
      if (this.#surnames.some((one) => soundAlike(one.sounds, sounds))) {
        if (!base.plural) return { plural: false, alone: false };
        plural = true;
      }
      if (this.#alone.some((one) => soundAlike(one.sounds, sounds))) return { plural: false, alone: true };
    }
    return plural ? { plural, alone: false } : null;
  }

  /** A name written as one word, such as in addresses: askarsadykov; or with an initial: asadykov. */
  #joined(token: Token): Mention | null {
    const sounds = soundsOf(token.lower);
    for (const given of this.#given)
      for (const surname of this.#surnames)
        for (const joined of [given.text + surname.text, surname.text + given.text])
          if (soundAlike(soundsOf(joined), sounds)) return mention(token, token, true, 'name');
    const rest = soundsOf([...token.lower].slice(1).join(''));
    const isInitial = this.#given.some((one) => beginsWith(one, [...token.lower][0]!));
    return isInitial && this.#surnames.some((one) => soundAlike(one.sounds, rest))
      ? mention(token, token, false, 'initials')
      : null;
  }

  /** The initials of the person alone: А. С., A.S. */
  #initialsIn(text: string): Mention[] {
    const found: Mention[] = [];
    for (const match of text.matchAll(
      /(?<![\p{L}\p{M}.])(\p{Lu}\p{Ll}{0,2})\.\s?(\p{Lu}\p{Ll}{0,2})\.(?!\s?\p{L})|(?<![\p{L}\p{M}.])(\p{Lu})\.\s?(\p{Lu})\.(?=\s\p{Ll})/gu,
    )) {
      const [one, other] = [match[1] ?? match[3]!, match[2] ?? match[4]!];
      const fits = (given: string, surname: string): boolean =>
        this.#given.some((part) => beginsWith(part, given)) && this.#surnames.some((part) => beginsWith(part, surname));
      if (fits(one, other) || fits(other, one))
        found.push({ start: match.index, end: match.index + match[0].length, sure: false, reason: 'initials' });
    }
    return found;
  }
}

/** Whether a text looks like a name of several words, such as the name in another language. */
const isFullName = (text: string): boolean =>
  /^\s*\p{Lu}[\p{L}\p{M}'’ʼ]+(?:\s+\p{Lu}[\p{L}\p{M}'’ʼ]*\.?){1,3}\s*$/u.test(text);

/** Only so many names are searched in other forms. */
const maxNames = 60;

const separators = {
  plain: /^(?:[\s\u00a0]+|[-_+./])$/u,
  comma: /^(?:,?\s+|\s+,\s+|[-_+./]|,)$/u,
};

const mention = (from: { start: number }, to: { end: number }, sure: boolean, reason: MentionReason): Mention => ({
  start: from.start,
  end: to.end,
  sure,
  reason,
});

const overlap = (a: { start: number; end: number }, b: { start: number; end: number }): boolean =>
  a.start < b.end && b.start < a.end;

const isCapital = (text: string): boolean => /^\p{Lu}/u.test(text);

/** Whether a word is a name with an ending, in any script. */
function isForm(lower: string, part: Part, kind: 'given' | 'surname'): boolean {
  return baseForms(lower, kind).some(({ text }) => {
    const sounds = soundsOf(text);
    if (soundAlike(part.sounds, sounds)) return true;
    return part.concept !== undefined && givenConcept(text) === part.concept;
  });
}

function givenConcept(lower: string): string | undefined {
  const [word] = nameForms(lower)[0]?.words ?? [];
  return word?.kind === 'given' ? word.concept : undefined;
}

const isListedGiven = (lower: string): boolean =>
  baseForms(lower, 'given').some(({ text }) => givenConcept(text) !== undefined);

/** Whether a name begins with an initial, in any script. */
function beginsWith(part: Part, initial: string): boolean {
  const firsts = soundsOf(lowered(initial)).firsts;
  return [...part.sounds.firsts].some((sound) => firsts.has(sound));
}

/**
 * Whether a word is written as names are: with a capital letter, or in an address, a file name or a text without
 * capital letters. In other texts, a word without a capital letter is an ordinary word, such as “мороз”.
 */
function isWritten(text: string, token: Token, parts: readonly Part[]): boolean {
  if (isCapital(token.text)) return true;
  if (/[-_/.@#+=&?%\d]/.test(text[token.start - 1] ?? '') || /[-_/@#+=&?%\d]/.test(text[token.end] ?? '')) return true;
  return parts.some((one) => one.text === token.lower) && !/\s/.test(text.trim());
}

/** If there are more words, they do not share one pattern. */
const maxInPattern = 20;

function* tokensOf(text: string, from: number, to: number): Generator<Token> {
  for (const match of text.slice(from, to).matchAll(wordPattern)) {
    const word = match[0].replace(/['’ʼ]s$/iu, '');
    const start = from + match.index;
    yield { text: word, lower: lowered(word), start, end: start + word.length };
  }
}

/** The words around a word. The first and the last may be cut off, and are then left out. */
function tokensAround(text: string, { start, end }: Token): Token[] {
  const [from, to] = [Math.max(0, start - 120), Math.min(text.length, end + 120)];
  return [...tokensOf(text, from, to)].filter(
    (one) => (one.start > from || from === 0) && (one.end < to || to === text.length),
  );
}

const initialPattern = '\\p{Lu}(?:h|u|a|e|ж)?';
function initialsBefore(text: string, at: number): { start: number; letters: string[] } | null {
  const before = text.slice(Math.max(0, at - 24), at);
  const match = new RegExp(
    `(?<![\\p{L}\\p{M}])((?:${initialPattern}\\.[\\s\\u00a0]?){1,3}|\\p{Lu}[\\s\\u00a0])$`,
    'u',
  ).exec(before);
  if (!match) return null;
  const letters = match[1]!.match(/\p{L}+/gu) ?? [];
  return { start: at - match[1]!.length, letters };
}
function initialsAfter(text: string, at: number): { end: number; letters: string[] } | null {
  const match = new RegExp(`^,?[\\s\\u00a0]((?:${initialPattern}\\.[\\s\\u00a0]?){1,3})`, 'u').exec(
    text.slice(at, at + 24),
  );
  if (!match) return null;
  return { end: at + match[0].trimEnd().length, letters: match[1]!.match(/\p{L}+/gu) ?? [] };
}

/** The words that a text contains, perhaps inside longer words, so that the pattern to search for is short. */
function wordsWithin(text: string, words: readonly string[]): string[] {
  const [one, low, up] = [text, text.toLowerCase(), text.toUpperCase()].map((some) => some.replace(/\s+/g, ' '));
  return words.filter((word) => {
    const name = word.normalize('NFC').replace(/\s+/g, ' ');
    return one!.includes(name) || low!.includes(name.toLowerCase()) || up!.includes(name.toUpperCase());
  });
}

/** Only texts with up to this many characters are decoded here. Files are decoded as a whole before. */
const maxDecodedLength = 1_000_000;

/** A text with percent-encoded letters decoded. `at`: where a place of the decoded text is in the text itself. */
function decoded(text: string): { text: string; at(place: number): number } {
  if (text.length > maxDecodedLength || !/%[cde][0-9a-f]%/i.test(text)) return { text, at: (place) => place };
  const pieces: string[] = [];
  const places: number[] = [];
  const add = (piece: string, from: number, step: number): void => {
    for (let index = 0; index < piece.length; index++) places.push(from + index * step);
    pieces.push(piece);
  };
  let last = 0;
  for (const match of text.matchAll(/(?:%[0-9a-f]{2})+/gi)) {
    add(text.slice(last, match.index), last, 1);
    let at = match.index;
    for (const letter of Buffer.from(match[0].replaceAll('%', ''), 'hex').toString('utf8')) {
      add(letter, at, 0);
      at += Buffer.byteLength(letter) * 3;
    }
    last = match.index + match[0].length;
  }
  add(text.slice(last), last, 1);
  places.push(text.length);
  return { text: pieces.join(''), at: (place) => places[place] ?? text.length };
}
