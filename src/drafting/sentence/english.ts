import { prepare, readSentence, type ReadOptions } from '../attribution/attribute.ts';
import type { Clause } from '../attribution/clause.ts';
import { Memory } from '../attribution/pronouns.ts';
import { subjectBefore } from '../attribution/subject.ts';
import { startOf } from '../incidents/english/verbs.ts';
import { newNameBook } from '../reading/names.ts';
import type { Phrase } from '../reading/phrases.ts';
import { findQuotes } from '../reading/quotes.ts';
import { splitSentences, type Span } from '../reading/sentences.ts';
import { lemmasOf } from '../reading/tokens.ts';
import { be, negativePronoun, placeOf, stemsBetween, stemsOf, type Frame } from './english-frame.ts';
import { proceedingAt, rolesOfNoun, rolesOfVerb } from './english-roles.ts';
import { stateOf, type State } from './english-state.ts';
import type { Party, Predicate, SentenceAttribution, SentenceName } from './facts.ts';
import { englishActAt, isListed, listedForm } from './lexicon.ts';

export type EnglishFacts = {
  names: SentenceName[];
  predicates: Predicate[];
  attributions: SentenceAttribution[];
};

/** Verbs that say little by themselves, so they are left out. If they are part of the words for an act, they stay. */
const empty = new Set(
  'be have do make take get give go come put let say tell add note write state keep become seem use carry bring include accord call name know see think bail'.split(
    ' ',
  ),
);

/**
 * The names, predicates and attributions of an English text. `asWritten`: the dictionary forms of its words, by their
 * places.
 */
export function readEnglish(flat: string, asWritten: ReadonlyMap<number, string>): EnglishFacts {
  const book = newNameBook(flat);
  const quotes = findQuotes(flat, 0, flat.length);
  const memory = new Memory(null);
  const found: EnglishFacts = { names: [], predicates: [], attributions: [] };
  // Quotation marks are removed, so that verbs inside quotations are also read.
  const unquoted = [...quotes].reduce(
    (text, { start, end, innerStart, innerEnd }) =>
      text.slice(0, start) +
      ' '.repeat(innerStart - start) +
      text.slice(innerStart, innerEnd) +
      ' '.repeat(end - innerEnd) +
      text.slice(end),
    flat,
  );
  const lemmas = quotes.length ? lemmasOf(unquoted) : asWritten;
  for (const [index, span] of splitSentences(flat, { start: 0, end: flat.length }, quotes).entries()) {
    const options: ReadOptions = {
      flat,
      publisher: null,
      book,
      memory,
      sentence: index + 1,
      quotes,
      starts: quotes.map(({ innerStart }) => innerStart),
      tagger: null,
      carried: 'nothing',
      first: index === 0,
    };
    const { clause, claims } = readSentence(span, options);
    const bare = quotes.length ? prepare(span, { ...options, flat: unquoted, quotes: [] }) : clause;
    const within = bare.mentions.filter(
      (mention) => !clause.mentions.some((other) => mention.start < other.end && mention.end > other.start),
    );
    for (const { start, end, text, name, kind } of [...clause.mentions, ...within])
      found.names.push({ start, end, text, name, kind });
    found.predicates.push(...predicatesOf(bare, lemmas));
    for (const claim of claims) {
      const [link] = claim.links;
      const place = claim.speaker?.place ?? null;
      found.attributions.push({
        speaker: place && {
          start: place.start,
          end: place.end,
          text: flat.slice(place.start, place.end),
          name: link?.actor ?? null,
          words: speakerWords(clause, lemmas, place),
        },
        cue: link?.cue ?? [],
        mode: claim.mode,
        content: claim.content,
      });
    }
  }
  return found;
}

/** The words for a speaker, with the title before a name and the phrase after it that explains it (an apposition). */
function speakerWords(clause: Clause, lemmas: ReadonlyMap<number, string>, place: Span): string[] {
  const lead = clause.mentions.find(
    (mention) =>
      mention.start >= place.start &&
      mention.end <= place.end &&
      mention.lead !== undefined &&
      mention.lead < place.start,
  )?.lead;
  const words = stemsBetween(clause, lemmas, { start: lead ?? place.start, end: place.end });
  const { items, phrases } = clause;
  const noun = items.find(({ end }) => end === (lead ?? place.start) - 1);
  if (noun?.pos === 'NOUN') words.push(...stemsBetween(clause, lemmas, noun));
  const last = items.findIndex(({ end }) => end === place.end);
  const first = items.findIndex(({ start }) => start === place.start);
  const before = items[first - 1]?.lower === ',' ? phrases.find(({ to }) => to === first - 1) : undefined;
  for (const phrase of [apposedAfter(clause, last + 1), before])
    if (phrase) words.push(...stemsOf(clause, lemmas, phrase));
  return words;
}

/** The phrase in apposition that a comma at this place begins: "X, the editor of Y,". */
function apposedAfter({ items, phrases }: Clause, comma: number): Phrase | undefined {
  const phrase = items[comma]?.lower === ',' ? phrases.find(({ from }) => from === comma + 1) : undefined;
  if (!phrase) return undefined;
  // "the editor of Y" consists of two phrases.
  const more = /^(?:of|at|for)$/.test(items[phrase.to]?.lower ?? '')
    ? phrases.find(({ from }) => from === phrase.to + 1)
    : undefined;
  return [phrase, ...(more ? [{ ...phrase, to: more.to }] : [])].findLast(({ to }) =>
    /^[,.;]$/.test(items[to]?.lower ?? '.'),
  );
}

const auxiliary =
  /^(?:may|might|could|can|will|shall|would|must|should|to|not|n't|did|do|does|'ll|is|are|was|were|been|be|being|has|have|had|having|of|from|for|by|without|and|or|never)$/;
/**
 * Whether a word is a verb here. The tagger takes "may close", "was closed" and "of insulting" for adjectives or nouns.
 */
function isVerb({ items, phrases }: Clause, at: number, lemma: string): boolean {
  const { pos, lower } = items[at]!;
  if (pos === 'VERB') return true;
  // "beating" is a verb in "with X beating one of them".
  if (
    pos === 'NOUN' &&
    lemma !== lower &&
    lower.endsWith('ing') &&
    phrases.some(({ from }) => from === at + 1) &&
    items[at - 1]?.type === 'name'
  )
    return true;
  const before = items[at - 1]?.lower ?? '';
  if (!auxiliary.test(before) || pos === 'PROPN') return false;
  if (lemma !== lower)
    return lower.endsWith('ing')
      ? pos === 'ADJ' || items[at + 1]?.pos === 'DET' || items[at + 1]?.type === 'name'
      : pos === 'ADJ';
  return pos === 'ADJ' && /^(?:may|might|could|can|will|shall|would|must|should|to|not|n't|did|does)$/.test(before);
}

const states = /^(?:remain|stay|become|escape)(?:s|ed|d)?$|^became$/;
/**
 * The index of the verb that links an adjective or noun to the subject: "is innocent", "remained unharmed", "was under
 * investigation". Null if there is none.
 */
function statedAt({ items }: Clause, at: number): number | null {
  const from = Math.max(0, at - 3);
  const noun = items[at]!.pos === 'NOUN';
  if (noun ? !/^(?:under|in)$/.test(items[at - 1]?.lower ?? '') : items[at + 1]?.pos === 'NOUN') return null;
  const verb = items.slice(from, at).findIndex(({ lower }) => be.test(lower) || states.test(lower));
  return verb < 0 ? null : from + verb;
}

/** Verbs that only say that the act of a noun was done: "carried out a search", "received a threat". */
const carryOut =
  /^(?:make|carry|conduct|issue|impose|launch|file|lodge|hold|give|hand|open|bring|deliver|place|mount|stage)$/;
const receive = /^(?:receive|get|obtain|undergo)$/;

/** The verb whose object is this noun for an act, and whether the verb's subject does the act or receives it. */
function carriedOutAt(
  { items, lemmas, clause }: Frame,
  at: number,
): { verb: number; side: 'does' | 'receives' } | null {
  const phrase = clause.phrases.find((one) => one.from <= at && one.head === at);
  if (!phrase) return null;
  const verb = items[phrase.from - 1]?.pos === 'VERB' ? phrase.from - 1 : phrase.from - 2;
  if (items[verb]?.pos !== 'VERB') return null;
  const lemma = lemmas[verb]!;
  return carryOut.test(lemma) ? { verb, side: 'does' } : receive.test(lemma) ? { verb, side: 'receives' } : null;
}

function predicatesOf(clause: Clause, byPlace: ReadonlyMap<number, string>): Predicate[] {
  const { items, phrases, flat } = clause;
  const lemmas = items.map((item) => {
    if (item.type !== 'word') return item.lower;
    const lemma = byPlace.get(item.start) ?? item.lower;
    return lemma !== item.lower && isListed(lemma) ? lemma : (listedForm(item.lower) ?? lemma);
  });
  const party = (phrase: Phrase | null | undefined): Party | null => {
    if (!phrase) return null;
    const span = placeOf(items, phrase);
    const link = items[phrase.to]?.lower;
    const attached = [
      phrase,
      // As in "X, the editor of Y,".
      apposedAfter(clause, phrase.to),
      // As in "the editor, X,".
      items[phrase.from - 1]?.lower === ',' && link === ','
        ? phrases.find(({ to }) => to === phrase.from - 1)
        : undefined,
      // As in "the home of X and the office of Y" and "an officer of the border guard".
      link === 'and' || link === 'of' ? phrases.find(({ from }) => from === phrase.to + 1) : undefined,
    ];
    const words = attached.flatMap((one) => (one ? stemsOf(clause, byPlace, one) : []));
    const head = items[phrase.head]!;
    if (head.mention?.lead !== undefined && head.mention.lead < head.start)
      words.push(...stemsBetween(clause, byPlace, { start: head.mention.lead, end: head.start }));
    return { ...span, text: flat.slice(span.start, span.end), words: [...new Set(words)] };
  };
  const frame: Frame = { items, lemmas, clause, party };
  const found: (Predicate & State & { at: number })[] = [];
  for (let at = 0; at < items.length; at += 1) {
    const item = items[at]!;
    if (item.type !== 'word') continue;
    const act = englishActAt(lemmas, at);
    const verb = isVerb(clause, at, lemmas[at]!);
    const whole = item.pos === 'AUX' && act !== null && act.to > at + 1;
    if (!verb && !whole && !(act && ['NOUN', 'ADJ', 'PROPN', 'ADV'].includes(item.pos))) continue;
    if (!act && empty.has(lemmas[at]!)) continue;
    // In "the arrest warrant" and "a detention centre", the head of the phrase is another noun.
    if (!verb && act && items[act.to]?.pos === 'NOUN' && item.pos === 'NOUN') continue;
    const to = act?.to ?? at + 1;
    const last = items[to - 1]!;
    const state = stateOf(frame, at, verb, found);
    const subject = verb ? subjectBefore(clause, { from: startOf(items, at) }) : null;
    if (
      subject &&
      (negativePronoun.test(items[subject.from]!.lower) ||
        items[subject.from]!.lower === 'not' ||
        items[subject.from - 1]?.lower === 'not')
    )
      state.denied = true;
    // In "is innocent" and "remained unharmed", the subject is in this state.
    const stated = verb ? null : statedAt(clause, at);
    const carried = verb || stated !== null ? null : carriedOutAt(frame, at);
    let roles = verb ? rolesOfVerb(frame, at, to) : rolesOfNoun(frame, at, act!.key);
    if (stated !== null) {
      if (state.status === 'open') state.status = 'fact';
      const holder = subjectBefore(clause, { from: startOf(items, stated) });
      if (holder && negativePronoun.test(items[holder.from]!.lower)) state.denied = true;
      roles = { ...roles, target: party(holder) ?? roles.target };
    } else if (carried) {
      const { denied, implied, status } = stateOf(frame, carried.verb, true, found);
      if (state.status === 'open') Object.assign(state, { denied: denied || state.denied, implied, status });
      const by = rolesOfVerb(frame, carried.verb, carried.verb + 1);
      roles =
        carried.side === 'receives'
          ? { actor: roles.actor, target: roles.target ?? by.actor }
          : { actor: roles.actor ?? by.actor, target: roles.target };
    }
    found.push({
      start: item.start,
      end: last.end,
      text: flat.slice(item.start, last.end),
      key: act?.key ?? lemmas[at]!,
      ...state,
      ...roles,
      at,
    });
  }
  for (const [at, item] of items.entries()) {
    const proceeding = item.type === 'word' && item.pos === 'VERB' ? proceedingAt(frame, at) : null;
    if (!proceeding) continue;
    const state = stateOf(frame, at, true, []);
    found.push({
      start: item.start,
      end: item.end,
      text: flat.slice(item.start, item.end),
      ...state,
      ...proceeding,
      at,
    });
  }
  // It is open whether a dropped or annulled suit or charge counts as denied. So the denial is marked as uncertain.
  for (const verb of found)
    if (/^(?:drop|withdraw|annul|reject)$/.test(verb.key) && verb.target)
      for (const noun of found)
        if (
          noun !== verb &&
          noun.start >= verb.target.start &&
          noun.end <= verb.target.end &&
          items[noun.at]!.pos !== 'VERB'
        )
          noun.implied = true;
  return found.map(({ at: _, infinitive: __, ...predicate }) => predicate);
}
