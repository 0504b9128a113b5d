import { countriesAt } from '../../drafting/facts/country.ts';
import { slugify } from '../../platform/text/slug.ts';
import { calendarWords, demonyms } from '../../drafting/gazetteer/gazetteer.ts';
import type { SentenceName } from '../../drafting/sentence/facts.ts';
import { isListed, roleOfWord } from '../../drafting/sentence/lexicon.ts';
import { lexicalClass } from '../../drafting/model/lexicon.ts';
import { foldText } from '../../record/actors/names/fold.ts';
import { nameWords } from '../../record/actors/names/name-words.ts';
import { NEAR_NAME, nameSimilarity } from '../../record/actors/names/similarity.ts';
import { readings } from '../../record/actors/names/sounds.ts';
import { undeclined } from '../../record/actors/names/undeclined.ts';
import type { Point, Verdict } from './agreement.ts';
import { clearlyBetter, contextOf, likeness, type Context } from './context.ts';
import { point, type Compared } from './known.ts';
import { isCyrillic, nameWord, sameForms, sameWord, type NameWord } from './words.ts';

const wordsIn = (text: string): string[] =>
  (text.match(/\p{L}[\p{L}\p{M}\p{N}]*(?:['’ʼ-]\p{L}[\p{L}\p{M}\p{N}]*)*|\d+/gu) ?? []).map((word) =>
    word.replace(/['’]s$/u, ''),
  );
const nameWordsIn = (text: string): NameWord[] => wordsIn(text).map(nameWord);
const particles = new Set(
  [...nameWords.particles, ...nameWords['legal forms'], 'the', 'of', 'for', 'and', 'in', 'at', 'on'].map(foldText),
);
const titles = new Set(nameWords.titles.map(foldText));
type Name = { text: string; words: readonly NameWord[] };
/**
 * What the claims contain. `names`: all names. `inTexts`: the names in their texts, each with what is said about it.
 * `words`: the words of each text. `all`: all words, by each of their forms.
 */
type Known = {
  names: readonly Name[];
  inTexts: readonly (Name & { kind: SentenceName['kind']; context: Context })[];
  words: readonly (readonly NameWord[])[];
  all: ReadonlyMap<string, NameWord>;
  cyrillic: boolean;
  latin: boolean;
};

/** The maximum number of words of the texts, and of names, that are compared. */
const [mostWords, mostNames] = [800, 120];

function knownNames({ claims, facts }: Compared): Known {
  const given = claims.flatMap(({ speakers, claim }) => [
    ...speakers.flatMap(({ names }) => names),
    ...(claim.names ?? []).flat(),
  ]);
  const texts = [...facts.map(({ text }) => text), ...given];
  const words = texts.map((text) => wordsIn(text).slice(0, mostWords).map(nameWord));
  const all = new Map<string, NameWord>();
  for (const word of words.flat()) for (const form of word.forms) if (!all.has(form)) all.set(form, word);
  const names = [
    ...facts.flatMap((one) => one.names.flatMap(({ text, name }) => (name === text ? [text] : [text, name]))),
    ...given,
    // Also "Mohammed al-Rashid" and "Ursula van der Berg".
    ...texts.flatMap(
      (text) =>
        text.match(
          /\p{Lu}[\p{L}\p{M}’'-]+(?:\s(?:(?:al|el|bin|ibn|ben|van|von|der|de|da|del)[\s-]){0,2}\p{Lu}[\p{L}\p{M}’'-]+){0,4}/gu,
        ) ?? [],
    ),
  ];
  const joined = texts.join(' ');
  return {
    names: [...new Set(names)].slice(0, mostNames).map((text) => ({ text, words: nameWordsIn(text) })),
    inTexts: facts.flatMap((one) =>
      one.names.map((name) => ({
        text: name.text,
        kind: name.kind,
        words: nameWordsIn(name.text),
        context: contextOf(one, name, one.names),
      })),
    ),
    words,
    all,
    cyrillic: isCyrillic(joined),
    latin: /\p{Script=Latin}/u.test(joined),
  };
}

/** Compares names of actors, outlets and places, in any script, declined or shortened. */
export function compareNames(compared: Compared): Point[] {
  const known = knownNames(compared);
  const quoted = compared.sentence.quotations;
  return compared.sentence.names
    .filter(
      (name) =>
        !quoted.some(
          (one) => name.start >= one.start && name.end <= one.end && (name.start > one.start || name.end < one.end),
        ),
    )
    .map((name) => {
      const { verdict, claim } = verdictOf(name, known, compared);
      const other = verdict === 'supported' ? correctName(name, known, compared) : null;
      if (other) return point('name', 'not-in-claims', name, other);
      return point('name', verdict, name, claim);
    });
}

/** Whether two names have a word in common. */
const shareWord = (a: readonly NameWord[], b: readonly NameWord[]): boolean =>
  a.some((word) => b.some((other) => sameWord(word, other)));

/**
 * The name that the claims have where the sentence has this one. Null if they say nothing similar about another name.
 */
function correctName(name: SentenceName, { inTexts }: Known, { sentence }: Compared): string | null {
  if (
    sentence.attributions.some(({ speaker, cue }) =>
      [speaker, ...cue].some((span) => span && span.start <= name.end + 3 && span.end >= name.start - 3),
    )
  )
    return null;
  const words = nameWordsIn(name.text);
  const isOwn = (other: Name): boolean =>
    isCyrillic(other.text) !== isCyrillic(name.text) ||
    shareWord(other.words, words) ||
    similarityOf(name.text, other.text) >= NEAR_NAME;
  const [same, others] = [inTexts.filter(isOwn), inTexts.filter((other) => !isOwn(other))];
  if ((same[0]?.kind ?? name.kind) !== 'person') return null;
  const own = contextOf(sentence, name, sentence.names);
  const best = Math.max(0, ...same.map(({ context }) => likeness(own, context)));
  const better = others.find(
    (other) =>
      other.kind === 'person' &&
      clearlyBetter(likeness(own, other.context), best) &&
      !sentence.names.some(({ text }) => shareWord(nameWordsIn(text), other.words)),
  );
  return better?.text ?? null;
}

function verdictOf(name: SentenceName, known: Known, compared: Compared): { verdict: Verdict; claim: string | null } {
  const words = nameWordsIn(name.text);
  const strong = words.filter(
    ({ folded }, at) => !particles.has(folded) && !(at < words.length - 1 && titles.has(folded)),
  );
  const used = strong.length > 0 ? strong : words;
  const initials = initialsOf(used, known.names);
  if (initials) return initials;
  const missing = used.filter((word) => !has(word, known.all));
  if (missing.length === 0) {
    const together = known.words.some((list) => within(used, list));
    const holder = known.names.find((one) => used.every((word) => one.words.some((other) => sameWord(word, other))));
    if (together || holder || used.length === 1) return { verdict: 'supported', claim: holder?.text ?? null };
    return {
      verdict: name.kind === 'person' && compared.sentence.language !== 'ru' ? 'contradicted' : 'unsure',
      claim: null,
    };
  }
  // "Kurdish", "Easter": the claims may name a people or a day in other words.
  if (
    used.length === 1 &&
    (demonyms.has(name.text) ||
      calendarWords.has(name.text) ||
      /^(?:Christmas|Easter|Ramadan|Eid|Internet|Parliament|\p{Lu}\p{Ll}+(?:ish|ese|ian|ean|ic))$/u.test(name.text))
  )
    return { verdict: 'unsure', claim: null };
  // The word may be capitalised only because it begins the sentence ("Plain-clothes men"), or it names an office ("the
  // State").
  if (
    used.length === 1 &&
    isCommon(name, compared) &&
    !known.names.some(({ words: others }) => others.some(({ folded }) => nearly(used[0]!.folded, folded)))
  )
    return { verdict: 'unsure', claim: null };
  // The name of a day: "World Press Freedom Day"
  if (/\b(?:Day|Eve|Week)$|(?:^|\s)[Дд]ень(?:\s|$)/u.test(name.text)) return { verdict: 'unsure', claim: null };
  // The name is written out and the claims have its acronym: "Министерстве внутренних дел" (Ministry of the Interior)
  // and "МВД".
  const acronym = wordsIn(name.text)
    .filter((word) => word.length > 1)
    .map((word) => word[0]!.toUpperCase())
    .join('');
  if (acronym.length > 2 && known.all.has(acronym.toLowerCase())) return { verdict: 'supported', claim: acronym };
  if (/^\p{Lu}{3,6}$/u.test(name.text) && known.words.some((list) => initialsIn(list, name.text)))
    return { verdict: 'supported', claim: null };
  // The claims have no acronym. So they may have the full name instead.
  if (acronyms.test(name.text) && !known.names.some((one) => acronyms.test(one.text)))
    return { verdict: 'unsure', claim: null };
  // The claims have the same name in another script, another spelling or a short form.
  const alike = known.names
    .map((one) => ({ one, similarity: similarityOf(name.text, one.text) }))
    .sort((a, b) => b.similarity - a.similarity)[0];
  if (alike && alike.similarity >= NEAR_NAME) return { verdict: 'supported', claim: alike.one.text };
  const country = countriesAt(name.text)[0];
  if (country) {
    const others = compared.facts.flatMap(({ text }) => countriesAt(text));
    const same = others.find(({ code }) => code === country.code);
    return { verdict: same ? 'supported' : 'unsure', claim: null };
  }
  if (
    missing.every(
      ({ text }) => !/^(?:\p{Ll}{2,3}[-'’])?\p{Lu}/u.test(text) || (text.length < 3 && !/^\p{Lu}{2}$/u.test(text)),
    )
  )
    return { verdict: 'unsure', claim: null };
  const foreign = isCyrillic(name.text)
    ? !known.cyrillic
    : !known.latin ||
      (known.cyrillic && compared.facts.every(({ language }) => language !== compared.sentence.language));
  if (
    name.kind !== 'person' &&
    missing.every(({ folded }) => roleOfWord(folded) !== null || office.test(folded)) &&
    missing.length === used.length
  )
    return { verdict: 'unsure', claim: null };
  if (foreign && name.kind !== 'person')
    return { verdict: alike && alike.similarity > 0.5 ? 'not-in-claims' : 'unsure', claim: alike?.one.text ?? null };
  const partly = known.names.find(
    (one) => used.length > missing.length && one.words.length > 1 && shareWord(used, one.words),
  );
  const close = known.names.find((one) =>
    missing.some((word) => one.words.some((other) => nearly(word.folded, other.folded))),
  );
  const other = partly ?? close;
  // Russian names have more forms than the rules recognise. So a Russian name is a sure contradiction only if it is a
  // person's and shares a word with a name in the claims.
  const sure = other && (!isCyrillic(name.text) || (name.kind === 'person' && partly));
  return { verdict: sure ? 'contradicted' : 'not-in-claims', claim: other?.text ?? null };
}

/** Words in the names of offices, which the claims may call by others: "the Interior Ministry", "Labour Court". */
const office =
  /^(?:supreme|high|constitutional|regional|district|city|federal|national|state|public|foreign|interior|internal|defen[cs]e|justice|health|education|culture|finance|central|general|military|criminal|civil|labou?r|administrative|appeals?|office|agency|service|department|affairs|security|house|senate|congress|parliament|chamber|communications?|information|tax|electoral|election)$/;

/** Whether a single word may be capitalised only because it begins the sentence, or names an office or a body. */
function isCommon({ start, text, kind }: SentenceName, { sentence, facts }: Compared): boolean {
  const lower = text.toLowerCase();
  if (kind !== 'person' && (roleOfWord(lower) !== null || /^(?:state|church|congress|cabinet|embassy)$/.test(lower)))
    return true;
  if (!/^\p{Lu}\p{Ll}+(?:-\p{Ll}+)?$/u.test(text) || !/(?:^|[.:!?]\s*["“«]?)$/u.test(sentence.text.slice(0, start)))
    return false;
  return (
    text.includes('-') ||
    sentence.text[start + text.length] === ':' ||
    isListed(lower) ||
    /(?:[ie]ng|ed|ly|tion|ment|ers|ists|ness|ities|ors|ants)$/.test(lower) ||
    lexicalClass(lower, 'NOUN') !== '' ||
    facts.some(({ stems }) => stems.some(({ stem }) => stem.length > 4 && stem.startsWith(lower.slice(0, 5))))
  );
}

/**
 * The verdict on a name of which the claims have the same last word, and initials where the sentence has words, or the
 * other way round: "J. P. Haldane". Null if there is no such name.
 */
function initialsOf(used: readonly NameWord[], names: readonly Name[]): { verdict: Verdict; claim: string } | null {
  const short = ({ text }: NameWord): boolean => text.length === 1;
  const fits = (a: NameWord, b: NameWord): boolean =>
    short(a) || short(b) ? a.folded[0] === b.folded[0] : sameWord(a, b);
  let differs: Name | undefined;
  for (const name of names) {
    const words = name.words.filter(({ folded }) => !titles.has(folded));
    if (words.length !== used.length || words.length < 2 || ![...words, ...used].some(short)) continue;
    const same = used.map((word, at) => fits(word, words[at]!));
    if (same.every(Boolean)) return { verdict: 'supported', claim: name.text };
    if (same.filter(Boolean).length === same.length - 1 && used.some((word, at) => same[at] && !short(word)))
      differs ??= name;
  }
  return differs ? { verdict: 'contradicted', claim: differs.text } : null;
}

const acronyms = /^\p{Lu}{2,6}$/u;

const initialsIn = (list: readonly NameWord[], acronym: string): boolean =>
  list.some((_, at) => [...acronym].every((letter, index) => list[at + index]?.text[0]?.toUpperCase() === letter));

const has = (word: NameWord, all: ReadonlyMap<string, NameWord>): boolean => {
  if (word.forms.some((form) => all.has(form))) return true;
  if (isCyrillic(word.folded) && [...all.keys()].some((other) => isCyrillic(other) && sameForms(word.folded, other)))
    return true;
  // A word with hyphens, such as "Tau-Inform" or "al-Tikriti", is known if its longer parts are.
  const parts = word.folded.split(/[-'’]/u);
  return parts.length > 1 && parts.every((part) => all.has(part) || part.length < 3);
};

/** Whether the words occur near each other in a text. */
function within(words: readonly NameWord[], list: readonly NameWord[]): boolean {
  const places = words.map((word) => list.flatMap((other, at) => (sameWord(word, other) ? [at] : [])));
  return places[0]!.some((at) =>
    places.every((others) => others.some((place) => Math.abs(place - at) <= words.length + 2)),
  );
}

/**
 * The similarity of two names, from 0 to 1. It is 0 for names in the same script that differ in more than accents or
 * endings. Acronyms are compared letter by letter.
 */
function similarityOf(a: string, b: string): number {
  if (isCyrillic(a) !== isCyrillic(b)) {
    if (wordsIn(a).every((word) => wordsIn(b).some((other) => sameRomanised(word, other)))) return 1;
    const similarity = nameSimilarity(a, b);
    return similarity >= NEAR_NAME && !soundsEqual(a, b) ? NEAR_NAME - 0.01 : similarity;
  }
  if (/^\p{Lu}[\p{Lu}\d.-]{1,7}$/u.test(a) || /^\p{Lu}[\p{Lu}\d.-]{1,7}$/u.test(b)) return nameSimilarity(a, b);
  // One of the names has only ASCII letters: "Mammadzade" is written "Məmmədzadə" in its own language.
  if (
    /^[ -~]*$/u.test(a) !== /^[ -~]*$/u.test(b) &&
    wordsIn(a).every((word) => wordsIn(b).some((other) => nameSimilarity(word, other) >= 0.9))
  )
    return 1;
  const [left, right] = [a, b].map((name) =>
    wordsIn(name).filter((word) => !/^(?:al|el|bin|ibn|ben)$/i.test(word)),
  ) as [string[], string[]];
  return left.length > 0 && left.every((word) => right.some((other) => soundAlike(word, other))) ? 1 : 0;
}

/** Whether each word of the first name can sound like a word of the second. */
const soundsEqual = (a: string, b: string): boolean =>
  wordsIn(a)
    .filter((word) => word.length > 2)
    .every((word) =>
      wordsIn(b).some((other) =>
        [other, ...undeclined(other)].some(
          (form) => soundAlike(word, form) || (nameSimilarity(word, form) >= 0.95 && vowels(word, form)),
        ),
      ),
    );
const vowels = (a: string, b: string): boolean => a.length < 4 || b.length < 4;
const soundAlike = (a: string, b: string): boolean => {
  if (foldText(a) === foldText(b) || romanised(a) === romanised(b)) return true;
  const right = new Set(readings(b).map(plainStart));
  return readings(a).some((reading) => right.has(plainStart(reading)));
};

/** Spells a word in Latin letters so that all transcriptions of one name become equal: "Rasheed" and "Rashid". */
const romanised = (word: string): string =>
  slugify(word)
    .replace(/^y(?=e)/, '')
    .replace(/^al[-'’]?(?=\p{L}{4})/u, '')
    .replace(/ee/g, 'i')
    .replace(/oo|ou/g, 'u')
    .replace(/kh/g, 'h')
    .replace(/gh/g, 'g')
    .replace(/ph/g, 'f')
    .replace(/dzh/g, 'j')
    .replace(/x/g, 'ks')
    .replace(/w/g, 'v')
    .replace(/iy|yi|ie|ij|y/g, 'i')
    .replace(/q/g, 'k')
    .replace(/moh?am+[ae]d/g, 'muhamad')
    .replace(/(\p{L})\1/gu, '$1');

const sameRomanised = (a: string, b: string): boolean => {
  const [one, other] = [a, b].map((word) => [word, ...undeclined(word)].map(romanised));
  return one!.some((form) => other!.includes(form));
};

/** Leaves out "y" before a vowel, so that the readings of "Yerzhan" and "Ержан" begin alike. */
const plainStart = (reading: string): string => reading.replace(/^y(?=[aeiou])/u, '');

/** Whether two different words differ in few letters. */
function nearly(a: string, b: string): boolean {
  if (Math.min(a.length, b.length) < 4 || Math.abs(a.length - b.length) > 2) return false;
  let start = 0;
  while (start < a.length && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < Math.min(a.length, b.length) - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end += 1;
  return start + end >= Math.max(a.length, b.length) * 0.55;
}
