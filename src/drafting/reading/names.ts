import { letter, other, unitAt } from '../../platform/text/units.ts';
import { calendarWords, demonyms, genders, lookUp, places, placesOfWords, platforms } from '../gazetteer/gazetteer.ts';
import { lexicalClass } from '../model/lexicon.ts';
import type { ActorKind } from '../schema.ts';
import type { Span } from './sentences.ts';
import { genderOfGiven } from './genders.ts';
import { isHeadline, kindFromNeighbours, showsPerson } from './kind-evidence.ts';
import { isCapital, joined, kindOf, runsOf, type Word } from './name-runs.ts';
import type { Token } from './tokens.ts';
import { nameWords, nouns } from './words.ts';

export type Gender = 'm' | 'f' | null;

/** A capitalised name in the text. `kind` is null for names that are not actors: places, laws, platforms. */
export type Mention = Span & {
  text: string;
  name: string;
  kind: ActorKind | null;
  gender: Gender;
  sure: boolean;
  /** The kind is only assumed, for the grammar of the sentence. Nothing on the page shows it. */ guess?: boolean;
  /** Where the titles before the name begin ("former Minister of Finance …"). */ lead?: number;
};

/** What the page has revealed about names so far. */
export type NameBook = {
  /** The full name of each acronym. */ aliases: Map<string, Mention>;
  /** Full names by surname. */ people: Map<string, string>;
  /** Full names by given name; null if two people share it. */ given: Map<string, string | null>;
  /** Institutions by head word ("ministry"); null if two share it. */ heads: Map<string, Mention | null>;
  /** The kind of each full name. */ kinds: Map<string, ActorKind | null>;
  /** The gender of each full name. */ genders: Map<string, Gender>;
  /** Names that the page shows to be people's. */ shown: Set<string>;
  /** Words that the page also writes in lower case, with their plural and singular. */ words: Set<string>;
};

/** @param outlets names that are known to be those of outlets, such as the page's publisher */
export function newNameBook(page = '', outlets: readonly string[] = []): NameBook {
  const words = new Set<string>();
  for (const [word] of page.matchAll(/(?<![\p{L}\p{N}])\p{Ll}[\p{Ll}-]+/gu)) {
    words.add(word);
    words.add(word.endsWith('s') ? word.slice(0, -1) : `${word}s`);
  }
  return {
    aliases: new Map(),
    people: new Map(),
    given: new Map(),
    heads: new Map(),
    kinds: new Map(outlets.map((name) => [name, 'outlet'])),
    genders: new Map(),
    shown: new Set(),
    words,
  };
}

const isInitial = (value: string): boolean =>
  /^\p{Lu}\p{Ll}?\.$/u.test(value) && !/^(?:No|Mr|Ms|Dr|St|Art)\.$/.test(value);

/** Whether a character can join two parts of one word: "O’Brien", "AT&T", "kp.kz". */
const joins = (code: number): boolean => (code < 0x80 ? "'.-/&".includes(String.fromCharCode(code)) : code === 0x2019);
/** The end of the word that begins at `start`, including a full stop after it. */
function endOfWord(text: string, start: number, limit: number): number {
  let at = start + 1;
  while (at < limit) {
    if (unitAt(text, at) !== other) at += 1;
    else if (joins(text.charCodeAt(at)) && at + 1 < limit && unitAt(text, at + 1) === letter) at += 2;
    else break;
  }
  return text[at] === '.' && at < limit ? at + 1 : at;
}

function words(text: string, span: Span): Word[] {
  const found: Word[] = [];
  for (let start = span.start; start < span.end; start += 1) {
    if (unitAt(text, start) !== letter) continue;
    const end = endOfWord(text, start, span.end);
    let value = text.slice(start, end);
    if (
      value.endsWith('.') &&
      !isInitial(value) &&
      !/^(?:Mr|Mrs|Ms|Dr|St|Prof|Gen|Col|Lt|Sgt|Capt|Sen|Rep|Gov|Inc|Ltd|Co|Corp|Jr|Sr|(?:\p{Lu}\.)+)\.?$/u.test(value)
    )
      value = value.slice(0, -1);
    if (value.endsWith("'s") || value.endsWith('’s')) value = value.slice(0, -2);
    found.push({ start, end: start + value.length, value });
    start = end - 1;
  }
  return found;
}

/** Whether a place's name is a given name here: "Superintendent Milan P.", but not "the mayor of Milan, …". */
const isGivenHere = (run: readonly Word[], at: number): boolean =>
  at + 1 < run.length && isGivenName(run[at]!.value) && run[at - 1]?.value.toLowerCase() !== 'of';

/**
 * Removes leading titles and portfolios from a run of words: of "Minister of Finance Zeinulla K.", only "Zeinulla K."
 * remains.
 */
function stripTitles(run: Word[]): { name: Word[]; titled: boolean; gender: Gender } {
  let at = 0;
  let titled = false;
  let gender: Gender = null;
  while (at < run.length) {
    const lower = run[at]!.value.toLowerCase().replace(/\.$/, '');
    if (
      nameWords.title.has(lower) ||
      (lower === 'justice' &&
        run.length > at + 1 &&
        !nameWords.portfolio.has(run[at + 1]!.value.toLowerCase()) &&
        !nameWords.institutional.has(run[at + 1]!.value.toLowerCase()))
    ) {
      if (nameWords.masculine.has(lower)) gender = 'm';
      if (nameWords.feminine.has(lower)) gender = 'f';
      titled =
        titled ||
        lower === 'justice' ||
        !nameWords.portfolio.has(lower) ||
        run.slice(at + 1).some((word) => nameWords.title.has(word.value.toLowerCase()));
      at += 1;
    } else if (
      titled &&
      (nameWords.portfolio.has(lower) ||
        ['of', 'and', 'for', 'the'].includes(lower) ||
        (places.has(run[at]!.value) && !isGivenHere(run, at)) ||
        demonyms.has(run[at]!.value))
    ) {
      at += 1;
    } else if (
      !titled &&
      demonyms.has(run[at]!.value) &&
      run.slice(at + 1, at + 4).some((word) => nameWords.title.has(word.value.toLowerCase().replace(/\.$/, '')))
    ) {
      at += 1;
    } else if (!titled && nameWords.portfolio.has(lower) && isMinister(run.slice(at + 1))) {
      at += 1;
    } else break;
  }
  // In "Director of Content", the words after "of" are not a person.
  if (titled && at < run.length && ['of', 'for'].includes(run[at - 1]!.value.toLowerCase()))
    return { name: run.slice(at), titled: false, gender: null };
  return titled ? { name: run.slice(at), titled, gender } : { name: run, titled: false, gender: null };
}

/** Whether words are the rest of a minister's title: after "Transport", "Minister X". */
function isMinister(words: readonly Word[]): boolean {
  const next = words.find(({ value }) => !nameWords.portfolio.has(value.toLowerCase()));
  return next !== undefined && /^(?:minister|secretary)$/i.test(next.value);
}

const isGivenName = (first: string): boolean => genders.masculine.has(first) || genders.feminine.has(first);
const genderOf = (first: string): Gender =>
  genders.masculine.has(first) ? (genders.feminine.has(first) ? null : 'm') : genders.feminine.has(first) ? 'f' : null;

/** All names of a sentence in order. `book`: what earlier sentences revealed about names. The function adds to it. */
export function findMentions(
  text: string,
  sentence: Span,
  tokens: readonly Token[],
  book: NameBook,
  extraStarts: readonly number[] = [],
): Mention[] {
  const list = words(text, sentence);
  const starts = new Set([list[0]?.start ?? -1, ...extraStarts]);
  const mentions: Mention[] = [];
  const taken = (at: number): boolean => mentions.some((mention) => at >= mention.start && at < mention.end);
  const byStart = new Map(tokens.map((token) => [token.start, token]));

  for (const word of list) {
    if (taken(word.start)) continue;
    const alias = book.aliases.get(word.value);
    if (alias) {
      mentions.push({ ...alias, start: word.start, end: word.end, text: word.value });
      continue;
    }
    if (!isCapital(word.value) && word.value !== 'the') {
      // Outlets whose names begin in lower case.
      if (!/^(?:dpa|taz|bianet|iStories|openDemocracy|elPeri|amaBhungane)/.test(word.value)) continue;
    }
    const entry = lookUp(text, word.start, starts.has(word.start));
    if (!entry || word.value === 'the') continue;
    // If a known generic name is part of a longer one ("Almaty Supreme Court"), the rules below read the longer name.
    const end = word.start + entry.alias.length;
    const generic = entry.kind === 'court' || entry.kind === 'authority';
    const index = list.indexOf(word);
    const before = list[index - 1];
    if (
      generic &&
      before &&
      isCapital(before.value) &&
      !starts.has(before.start) &&
      joined(text, before, word) &&
      !demonyms.has(before.value)
    )
      continue;
    const next = list.find((item) => item.start >= end);
    if (
      next &&
      isCapital(next.value) &&
      /^(?: |-)$/.test(text.slice(end, next.start)) &&
      !entry.alias.includes(' ') &&
      /^(?:Court|Ministry|Union|Institute|University|Party|Foundation|Group|Street|Square)$/.test(next.value)
    )
      continue;
    mentions.push({
      start: word.start,
      end,
      text: entry.alias,
      name: entry.name,
      kind: entry.kind,
      gender: null,
      sure: true,
      guess: undefined,
      lead: undefined,
    });
  }

  const found = isHeadline(text.slice(sentence.start, sentence.end))
    ? []
    : runsOf(text, list, taken, (at) => byStart.get(at), starts, book.words);
  for (const run of found) {
    const mention = classify(text, sentence, run, book);
    if (mention) mentions.push(mention);
  }
  mentions.sort((a, b) => a.start - b.start);
  learnAcronyms(text, mentions, book);
  return mentions;
}

function classify(text: string, sentence: Span, fullRun: Word[], book: NameBook): Mention | null {
  let run = fullRun;
  const make = (part: Word[], kind: ActorKind | null, gender: Gender = null, sure = true): Mention => {
    const start = part[0]!.start;
    const end = part.at(-1)!.end;
    const written = text.slice(start, end);
    return { start, end, text: written, name: written, kind, gender, sure, guess: undefined, lead: undefined };
  };
  /** Marks a mention whose kind the page does not show. */
  const guessed = (mention: Mention, guess = true): Mention => {
    mention.guess = guess;
    return mention;
  };
  // A weekday after a role is a given name: "its publisher, Sunday A.".
  const givenDay =
    run.length === 2 &&
    run[0]!.value.endsWith('day') &&
    nouns.person.has(
      /([\p{L}-]+),\s*(?:Mr|Mrs|Ms|Dr)?\.?\s*$/u
        .exec(text.slice(Math.max(0, run[0]!.start - 40), run[0]!.start))?.[1]
        ?.toLowerCase() ?? '',
    );
  if (givenDay) return person(make(run, 'person'), book, true);
  // "Jan" is also a month. Before a surname it is a given name.
  const givenMonth = run.length > 1 && run[0]!.value === 'Jan';
  while (
    run.length &&
    ((calendarWords.has(run[0]!.value) && !givenMonth) ||
      (demonyms.has(run[0]!.value) && run.length > 1 && kindOf(run.map((word) => word.value).join(' ')) === undefined))
  )
    run = run.slice(1);
  if (!run.length) return null;
  const whole = run.map((word) => word.value).join(' ');
  const single = run.length === 1;
  if (single && (demonyms.has(whole) || calendarWords.has(whole) || /^(?:C[EFOT]O|MEP|[QSK]C|VP)$/.test(whole)))
    return null;
  if (placesOfWords.has(whole) || run.every((word) => places.has(word.value) || demonyms.has(word.value))) {
    const told = kindFromNeighbours(text, make(run, null), sentence);
    return make(run, told === 'outlet' ? 'outlet' : null);
  }
  if (platforms.has(whole)) return make(run, null);
  // "Shs200 million" is a sum, not an actor.
  if (
    single &&
    /^\p{Lu}\p{L}{0,3}\d/u.test(whole) &&
    /^[\d.,]* ?(?:million|billion|thousand|bn|m)\b/.test(text.slice(run[0]!.end))
  )
    return make(run, null);

  const { name, titled, gender } = stripTitles(run);
  if (!titled && name.length < run.length) return classify(text, sentence, name, book);
  if (titled && name.length === 0) return null; // A role without a name: "the Prime Minister".
  if (titled && kindOf(name.map((word) => word.value).join(' ')) === undefined) {
    const mention = person(make(name, 'person', gender), book, true);
    mention.lead = run[0]!.start;
    return mention;
  }

  const byWord = kindOf(whole);
  if (byWord === null) return make(run, null);
  if (byWord)
    return institution(
      make(run, byWord),
      book,
      single && /\bthe $/i.test(text.slice(Math.max(0, run[0]!.start - 5), run[0]!.start)),
      single,
    );
  const told = kindFromNeighbours(text, make(run, null), sentence);
  const shown = told === 'person' || showsPerson(text, make(run, null), sentence);
  if (told && told !== 'person') {
    book.kinds.set(whole, told);
    return make(run, told);
  }
  const remembered = book.kinds.get(whole);
  if (remembered !== undefined)
    return remembered === 'person' ? person(make(run, 'person'), book, shown) : make(run, remembered);
  if (single && (book.people.has(whole) || book.given.get(whole))) return person(make(run, 'person'), book, shown);
  // An unknown capitalised word directly before a common noun is an adjective, not a name: "Arvenian authorities".
  const following = /^ ([\p{Ll}-]+)/u.exec(text.slice(run.at(-1)!.end, run.at(-1)!.end + 30))?.[1];
  if (
    single &&
    following &&
    (nouns.group.has(following) ||
      nouns.authority.has(following) ||
      nouns.court.has(following) ||
      nouns.person.has(following) ||
      nouns.person.has(following.replace(/s$/, ''))) &&
    !genderOf(whole) &&
    !/^\p{Lu}{2}/u.test(whole)
  )
    return make(run, null);
  const acronym = single && /^\p{Lu}[\p{Lu}\p{N}&-]+$/u.test(whole);
  if (acronym) return guessed(make(run, whole.length <= 6 ? 'organisation' : null, null, false));
  // After such words, an unknown name is a place: "in Selmara", "the city of Selmara", "near Port Drevno", "the
  // capital, Zedana".
  if (
    (single || !(shown || genderOf(run[0]!.value))) &&
    run.length <= 3 &&
    placeBefore.test(text.slice(Math.max(sentence.start, fullRun[0]!.start - 40), fullRun[0]!.start)) &&
    !/^['’]s\b/.test(text.slice(run[0]!.end))
  )
    return make(run, null);
  // A given name may also be a place ("Sofia", "Santiago").
  const common = run.filter(
    (word, index) =>
      !(index === 0 && run.length > 1 && genderOf(word.value)) &&
      (nameWords.institutional.has(word.value.toLowerCase()) || demonyms.has(word.value) || places.has(word.value)),
  );
  if (common.length === run.length) return make(run, null);
  if (!single && common.length && told !== 'person')
    return guessed(
      make(run, 'organisation', null, false),
      !run.some((word) => nameWords.institutional.has(word.value.toLowerCase())),
    );
  if (
    told === 'person' ||
    (!single &&
      run.length <= 5 &&
      run.every((word) =>
        /^\p{Lu}[\p{Ll}'’.-]|^\p{Lu}\.|^(?:al|el|de|da|van|von|bin|der|den|del|la|le|di|dos|du|ibn|do)\b/u.test(
          word.value,
        ),
      ))
  )
    return person(make(run, 'person', genderOf(run[0]!.value)), book, shown || isGivenName(run[0]!.value));
  if (single && genderOf(whole)) return person(make(run, 'person', genderOf(whole), false), book, true);
  if (single && shown) return person(make(run, 'person', null, false), book, true);
  // A common noun with a capital is not a name: "the Delegate, Mr X", "the Director of Content".
  if (single && /^\p{Lu}\p{Ll}+$/u.test(whole) && lexicalClass(whole.toLowerCase(), 'NOUN')) return null;
  return guessed(make(run, single ? 'person' : 'organisation', null, false));
}

const placeBefore =
  /\b(?:in|near|outside|across|throughout|(?:city|town|village|region|province|district|port|state|island|suburb|capital|republic|county|municipality|prefecture|department) of|(?:capital|city|town|village|region|province),)\s+$/i;

/**
 * If a mention has only a part of a person's name, adds the full name that the page used before. `shown`: the page
 * shows that this is a person; otherwise, it is assumed.
 */
function person(mention: Mention, book: NameBook, shown: boolean): Mention {
  nameFully(mention, book);
  if (shown) book.shown.add(mention.name);
  mention.guess = !book.shown.has(mention.name);
  return mention;
}

function nameFully(mention: Mention, book: NameBook): void {
  const parts = mention.text.split(/[\s]+/);
  const surname = parts.at(-1)!;
  if (parts.length === 1) {
    const full = book.people.get(surname) ?? book.given.get(surname) ?? mention.text;
    mention.name = full;
    mention.gender ??= book.genders.get(full) ?? null;
    return;
  }
  const longer = book.people.get(surname);
  // "Ixtapalco Nuño" after "Ramiro Ixtapalco Nuño" is the same person.
  if (longer?.endsWith(` ${mention.text}`)) {
    mention.name = longer;
    mention.gender = book.genders.get(longer) ?? null;
    return;
  }
  const gender = mention.gender ?? genderOfGiven(parts[0]!);
  // If two people have the same surname, it stays the name of the first.
  const isAnother = longer !== undefined && longer !== mention.text && longer.split(/\s+/)[0] !== parts[0];
  if (!isAnother) book.people.set(surname, mention.text);
  book.kinds.set(mention.text, 'person');
  const [first] = parts;
  if (first && book.given.get(first) !== mention.text)
    book.given.set(first, book.given.has(first) ? null : mention.text);
  if (gender) book.genders.set(mention.text, gender);
  mention.name = mention.text;
  mention.gender = gender;
}

/** "the Union" after "the Union of Coastal Writers" means the one institution known by that head word. */
function institution(mention: Mention, book: NameBook, definite: boolean, single: boolean): Mention {
  if (single) {
    const known = definite ? book.heads.get(mention.text) : null;
    if (known) {
      mention.name = known.name;
      mention.kind = known.kind;
    }
    return mention;
  }
  const head = mention.text
    .split(/\s+(?:of|for|on|in|against|to)\s+/)[0]!
    .split(/\s+/)
    .at(-1)!;
  const earlier = book.heads.get(head);
  if (earlier === undefined) book.heads.set(head, mention);
  else if (earlier && earlier.name !== mention.name) book.heads.set(head, null);
  return mention;
}

/** Learns short forms of names. After "Human Rights Watch (HRW)", the short form means the long one. */
function learnAcronyms(text: string, mentions: Mention[], book: NameBook): void {
  for (const [index, mention] of mentions.entries()) {
    const inside = /^\s*\(\s*(?:the\s+|or\s+|known as\s+)?["“‘]?([\p{Lu}][\p{L}\p{N}&/.-]{1,14})["”’]?\s*\)/u.exec(
      text.slice(mention.end, mention.end + 40),
    );
    const short = inside?.[1];
    if (!short || !/\p{Lu}.*\p{Lu}/u.test(short) || !mention.kind) continue;
    const kind = mention.kind === 'person' ? 'organisation' : mention.kind;
    const at = mention.end + inside![0].indexOf(short);
    mention.kind = kind;
    book.kinds.set(mention.text, kind);
    book.aliases.set(short, { ...mention, kind, sure: true });
    const own = mentions.find((other, place) => place > index && other.start === at);
    if (own) Object.assign(own, { name: mention.name, kind, sure: true });
  }
}
