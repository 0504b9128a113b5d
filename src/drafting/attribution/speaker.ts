import { platforms } from '../gazetteer/gazetteer.ts';
import type { Phrase } from '../reading/phrases.ts';
import { nouns } from '../reading/words.ts';
import type { Span } from '../reading/sentences.ts';
import type { ActorKind } from '../schema.ts';
import type { Clause } from './clause.ts';
import { placeIn } from './referents.ts';
import { newReferent, type Ground, type Memory, type Referent } from './pronouns.ts';

/** The speaker that a phrase names. `actor` is null if unknown; it is never guessed. */
export type Speaker = {
  actor: string | null;
  asWritten: string;
  /** Where `asWritten` is. */ place: Span;
  kind: ActorKind | 'document' | 'verdict' | null;
  plural: boolean;
  anonymous: boolean;
  pronoun: boolean;
  sure: boolean;
  head: string;
  /** The phrase names a judge, with or without a name. */ judge?: boolean;
  /** That the name is a person's is only assumed: nothing on the page shows it. */ guess?: boolean;
  /** Why a pronoun was given this actor. */ ground?: Ground;
};

const placeOf = ({ start, end }: Span): Span => ({ start, end });

const attached = new Set(['of', 'for', 'at', 'from', 'in', 'with']);

/** The words of a phrase; with `whole`, also an attached "of …" or "for …". */
function written(clause: Clause, phrase: Phrase, whole: boolean): Pick<Speaker, 'asWritten' | 'place'> {
  const { items, phrases } = clause;
  let end = items[phrase.to - 1]!.end;
  if (whole) {
    let to = phrase.to;
    for (let i = 0; i < 3; i += 1) {
      const preposition = items[to];
      if (!preposition || !attached.has(preposition.lower)) break;
      const next = phrases.find((other) => other.from === to + 1);
      if (!next) break;
      const kept =
        preposition.lower === 'in' &&
        /^(?:register|registry|record|records|database|list|minutes|report|gazette)$/.test(items[next.head]!.lower); // "an entry in the register"
      if (preposition.lower === 'in' || preposition.lower === 'with' || preposition.lower === 'from')
        if (!kept && !items[next.head]!.mention) break;
      if (
        /^(?:statement|interview|post|report|letter|message|email|tweet|video|comment|article|speech)$/.test(
          items[next.head]!.lower,
        )
      )
        break;
      to = next.to;
      end = items[to - 1]!.end;
    }
  }
  return writtenAt(clause, { start: items[phrase.from]!.start, end });
}

/** The words of the page at a place. */
export const writtenAt = ({ flat }: Clause, place: Span): Pick<Speaker, 'asWritten' | 'place'> => ({
  asWritten: flat.slice(place.start, place.end).replace(/\s+/g, ' '),
  place,
});

/** The name of an institution that begins with a place: "the Drevno police department", "Azerbaijan’s embassy". */
function nameOfPlace({ items, flat }: Clause, phrase: Phrase): string | null {
  const at = items.findIndex(
    ({ mention }, index) =>
      index >= phrase.from && index < phrase.head && (mention?.kind === null || mention?.guess === true),
  );
  if (at < 0 || items.slice(at + 1, phrase.head).some(({ mention }) => mention)) return null;
  return flat.slice(items[at]!.start, items[phrase.head]!.end).replace(/\s+/g, ' ');
}

/** Matches people whose questions are an interrogation: "officers asked him to name his source". */
export const interrogators = /^(?:police|officers?|agents?|investigators?|detectives?|guards?|soldiers?)$/;

const kindOfNoun = (noun: string): ActorKind | 'document' | 'verdict' | null => {
  if (nouns.verdict.has(noun)) return 'verdict';
  if (nouns.court.has(noun)) return 'court';
  if (nouns.document.has(noun)) return 'document';
  if (nouns.person.has(noun)) return 'person';
  if (nouns.outlet.has(noun)) return 'outlet';
  if (nouns.organisation.has(noun)) return 'organisation';
  if (nouns.authority.has(noun)) return 'authority';
  if (nouns.company.has(noun)) return 'company';
  return null;
};

/**
 * The name that follows a phrase after a comma: "the editor, Marat A.," names the editor, "the owner, Blue Ltd," the
 * owner.
 */
function apposed(clause: Clause, phrase: Phrase): Speaker | null {
  const { items, phrases } = clause;
  let to = phrase.to;
  while (items[to]?.pos === 'ADP') {
    const attachedPhrase = phrases.find((other) => other.from === to + 1);
    if (!attachedPhrase && items[to + 1]?.lower === ',') to += 1; // "the editor of , X,": a name is missing.
    if (!attachedPhrase) break;
    to = attachedPhrase.to;
  }
  if (items[to]?.lower !== ',') return null;
  const next = phrases.find((other) => other.from === to + 1);
  const mention = next && items[next.head]!.mention;
  if (!next || !mention?.kind || (mention.kind !== 'person' && next.to - next.from > 1)) return null;
  // In "its author, the deputy Ana K. of Homeland, told", more words describe the name.
  const described = ['of', 'for', 'at', 'from'].includes(items[next.to]?.lower ?? '')
    ? phrases.find((other) => other.from === next.to + 1)
    : undefined;
  const after = items[(described ?? next).to]?.lower;
  return after === ',' || after === undefined || after === '.' ? fromPhrase(clause, next, null, 0) : null;
}

/** The name before a phrase between commas that describes it: "Ana K., her sister, says". */
function explained(clause: Clause, phrase: Phrase): Speaker | null {
  const { items, phrases } = clause;
  if (items[phrase.from - 1]?.lower !== ',' || items[phrase.to]?.lower !== ',') return null;
  const before = phrases.findLast((other) => other.to === phrase.from - 1);
  const named = before && items[before.head]!.mention?.kind === 'person' && items[before.from - 1]?.pos !== 'ADP';
  return named ? fromPhrase(clause, before, null, 0) : null;
}

/** The author of the words: "the Interior Ministry's statement", "a spokesman for the ministry", "a report by CPJ". */
function ownerOf(clause: Clause, phrase: Phrase): string | null {
  const { items, phrases } = clause;
  for (let i = phrase.head - 1; i >= phrase.from; i -= 1) {
    const mention = items[i]!.mention;
    if (mention?.kind && mention.kind !== 'person') return mention.name;
    if (mention?.kind === 'person' && /^(?:'s|'|’)$/.test(items[i + 1]?.lower ?? '')) return mention.name;
  }
  const preposition = items[phrase.to];
  if (preposition && ['of', 'for', 'by', 'from'].includes(preposition.lower)) {
    const next = phrases.find((other) => other.from === phrase.to + 1);
    const mention = next && items[next.head]!.mention;
    if (mention?.kind) return mention.name;
  }
  // In "The report, published on Monday by Amnesty International, says" the author follows "by".
  const by = items.findIndex((item, index) => index > phrase.to && index <= phrase.to + 8 && item.lower === 'by');
  if (
    by > 0 &&
    items
      .slice(phrase.to, by)
      .some((item) =>
        ['published', 'released', 'issued', 'signed', 'written', 'prepared', 'compiled'].includes(item.lower),
      )
  ) {
    const next = phrases.find((other) => other.from === by + 1);
    const mention = next && items[next.head]!.mention;
    if (mention?.kind) return mention.name;
  }
  return null;
}

/** The kinds of actors that a noun can mean: "the agency" may be an authority or an outlet. */
function meantBy(noun: string, kind: ActorKind | 'document'): (ActorKind | 'document')[] {
  if (/^(?:agency|office|body|bureau|service)$/.test(noun)) return ['authority', 'outlet', 'organisation', 'network'];
  return kind === 'organisation' ? ['organisation', 'network'] : [kind];
}

/** The owner in "its letter" or "the unit's complaint". */
function possessorOf(clause: Clause, phrase: Phrase, memory: Memory, sentence: number): string | null {
  const { items } = clause;
  const first = items[phrase.from]!;
  const pronoun = { its: 'it', his: 'he', her: 'she', their: 'they' }[first.lower];
  if (pronoun) {
    const found = memory.resolve(pronoun, placeIn(clause, first, { memory, sentence }));
    return found?.sure ? found.referent.name : null;
  }
  const mark = items.findIndex(
    ({ lower }, at) => at > phrase.from && at < phrase.head && /^(?:'s|'|’s|’)$/.test(lower),
  );
  const owner = items[mark - 1];
  return first.lower === 'the' && owner?.type === 'word' && mark - phrase.from === 2
    ? (memory.lastNamed(owner.lower, sentence)?.name ?? null)
    : null;
}

/** The institution in "a Kestrel spokesperson", if the page has given its full name ("Kestrel Health Partners"). */
function shortNameIn({ items }: Clause, phrase: Phrase, memory: Memory, sentence: number): string | null {
  const before = items[phrase.head - 1];
  return phrase.head > phrase.from && before?.type === 'name'
    ? (memory.lastNamed(before.lower, sentence)?.name ?? null)
    : null;
}

const abstract =
  /(?:tion|sion|ment|ness|ity|ism|ance|ence|ship|ing|age|cy|th|ure)$|^(?:number|day|week|month|year|time|case|cases|charge|charges|law|laws|bill|move|raid|raids|search|attack|attacks|arrest|trial|ban|fact|way|idea|amount|sum|rate|price|percent|part|half|rest|site|place|door|house|car|camera|phone|computer|money|country|world|city|region|crackdown|protest|protests|election|vote|war|link|name|word|words|title|page|rally|audit|story|stories|incident|incidents)$/;

/** Matches nouns that mean a person but are in no word list: by their ending, or because they name a relative. */
const personal =
  /^(?:friend|family|wife|husband|widow|uncle|aunt|niece|nephew|cousin|child|couple|crew|guest|guard|guide|host|thief)s?$|(?:ist|ian|ee|eer|ant|man|woman|men|women|mate|father|mother|sister|brother|son|daughter)s?$|(?<!lett|pap|comput|ord|numb|pow|matt|chapt|cent|cov|corn|riv|tow|bord|fold|show|rumo|colo|err|do|flo|mot|doss)(?:er|or)s?$/;

/** Whether "who" can refer to a phrase. */
export function canBePerson({ items }: Clause, phrase: Phrase): boolean {
  const head = items[phrase.head]!;
  if (head.type !== 'word') return head.mention?.kind === 'person';
  const kind = kindOfNoun(head.lower) ?? kindOfNoun(head.lower.replace(/s$/, ''));
  return kind === 'person' || nouns.group.has(head.lower) || (kind === null && personal.test(head.lower));
}

/** Reads a phrase as a speaker; null if the phrase cannot be a speaker ("the number of cases"). */
export function fromPhrase(clause: Clause, phrase: Phrase, memory: Memory | null, sentence: number): Speaker | null {
  const { items, phrases } = clause;
  const head = items[phrase.head]!;
  const mention = head.mention;
  // Every speaker is an object with all keys, because code that reads objects with different keys is slower.
  const base: Speaker = {
    actor: null,
    asWritten: '',
    place: { start: head.start, end: head.end },
    kind: null,
    plural: false,
    anonymous: false,
    pronoun: false,
    sure: true,
    head: head.lower,
    judge: undefined,
    guess: undefined,
    ground: undefined,
  };
  const speaker = (known: Partial<Speaker>): Speaker => Object.assign(base, known);

  // In "Neither X nor Y said", no one says anything.
  if (/^(?:neither|nor)$/.test(items[phrase.from - 1]?.lower ?? '')) return null;
  if (phrase.joined) {
    const names = items.slice(phrase.from, phrase.to).flatMap((item, at) =>
      // In "Ana K.'s editor and the union", Ana K. does not speak.
      item.mention?.kind && !/^(?:'s|’s|['’])$/.test(items[phrase.from + at + 1]?.lower ?? '')
        ? [item.mention.name]
        : [],
    );
    return speaker({
      actor: names.length > 1 ? names.join(' and ') : null,
      ...written(clause, phrase, false),
      kind: mention?.kind ?? kindOfNoun(head.lower),
      plural: true,
    });
  }
  if (mention) {
    if (!mention.kind)
      return platforms.has(mention.text)
        ? speaker({ actor: mention.name, asWritten: mention.text, place: placeOf(mention), kind: 'company' })
        : null;
    const before = clause.flat.slice(Math.min(mention.lead ?? mention.start, items[phrase.from]!.start), mention.start);
    const judge =
      /\b(?:judge|justice|magistrate)\b/i.test(before) &&
      !/\b(?:(?:minister|ministry|department) of justice|justice (?:minister|secretary|ministry|department))\b/i.test(
        before,
      );
    return speaker({
      actor: mention.name,
      asWritten: mention.text,
      place: placeOf(mention),
      kind: mention.kind,
      sure: mention.sure,
      guess: mention.guess === true,
      judge,
    });
  }
  if (['he', 'she', 'they', 'it', 'we', 'i'].includes(head.lower)) {
    const found = memory ? memory.resolve(head.lower, placeIn(clause, head, { memory, sentence })) : null;
    const kind = found?.referent.kind ?? (head.lower === 'he' || head.lower === 'she' ? 'person' : null);
    const judge = found?.referent.name ? memory!.isHolder('judge', found.referent.name) : false;
    return speaker({
      actor: found?.referent.name ?? null,
      ...writtenAt(clause, placeOf(head)),
      kind,
      judge,
      pronoun: true,
      plural: head.lower === 'they' || head.lower === 'we',
      sure: found?.sure ?? false,
      ground: found?.ground,
    });
  }
  if (head.lower === 'who')
    return speaker({ actor: null, asWritten: 'who', place: placeOf(head), kind: 'person', pronoun: true, sure: false });
  if (
    ['which', 'that', 'this', 'these', 'those', 'one', 'himself', 'herself', 'themselves', 'you'].includes(head.lower)
  )
    return null;

  const noun = head.lower;
  const singular = noun.replace(/s$/, '');
  const definite =
    ['the', 'its', 'his', 'her', 'their'].includes(items[phrase.from]!.lower) ||
    /^(?:'s|’s)$/.test(items[phrase.head - 1]?.lower ?? '');
  const named =
    nouns.person.has(noun) || (definite && !abstract.test(noun) && !noun.endsWith('s'))
      ? (apposed(clause, phrase) ?? (definite ? explained(clause, phrase) : null))
      : null;
  if (named) return named;
  const kind = kindOfNoun(noun) ?? kindOfNoun(singular);
  const group =
    (noun.endsWith('s') && phrase.to - phrase.from <= 3 && personal.test(noun)) ||
    nouns.group.has(noun) ||
    (noun.endsWith('s') && kindOfNoun(singular) !== null && kindOfNoun(noun) === null);
  if (kind === null && !group) {
    if (noun.endsWith('chief'))
      return speaker({ actor: null, ...written(clause, phrase, true), kind: 'person', anonymous: true });
    // "the star" or "a resident engineer" can speak; numbers, times and abstract nouns cannot.
    const determined =
      ['the', 'a', 'an', 'his', 'her', 'their', 'its', 'one', 'another'].includes(items[phrase.from]!.lower) ||
      /^(?:'s|’s)$/.test(items[phrase.head - 1]?.lower ?? '');
    if (!determined || abstract.test(noun) || head.pos !== 'NOUN') return null;
    // "The museum" is the institution whose name has this word.
    const known =
      memory && items[phrase.from]!.lower === 'the' && phrase.head === phrase.from + 1
        ? memory.lastNamed(noun, sentence)
        : null;
    if (known?.name?.toLowerCase().endsWith(noun))
      return speaker({ actor: known.name, ...written(clause, phrase, false), kind: known.kind, sure: false });
    const actor = nameOfPlace(clause, phrase);
    return speaker({ actor, ...written(clause, phrase, true), kind: null, anonymous: actor === null, sure: false });
  }
  const words = written(clause, phrase, true);
  if (nouns.spokesperson.has(noun) || kind === 'document') {
    const owner =
      ownerOf(clause, phrase) ??
      (memory && (possessorOf(clause, phrase, memory, sentence) ?? shortNameIn(clause, phrase, memory, sentence)));
    return speaker({ actor: owner, ...words, kind: kind ?? 'person', anonymous: owner === null });
  }
  // In "The decision, by the Northern District Court, orders" the court is the speaker.
  if (kind === 'verdict') {
    const by = items[phrase.to]?.lower === ',' ? phrase.to + 1 : phrase.to;
    const court = ['by', 'of', 'from'].includes(items[by]?.lower ?? '')
      ? phrases.find((other) => other.from === by + 1)
      : undefined;
    const mention = court && items[court.head]!.mention;
    if (mention?.kind === 'court') return speaker({ actor: mention.name, ...words, kind });
  }
  const theOne = items[phrase.from]!.lower === 'the' && !group;
  const holder =
    memory &&
    (theOne || (/^(?:his|her|its|their)$/.test(items[phrase.from]!.lower) && !group && kind === 'person')) &&
    phrase.to - phrase.from <= 3 &&
    words.place.end === written(clause, phrase, false).place.end
      ? memory.holderOf(noun)
      : null;
  if (holder?.name)
    return speaker({ actor: holder.name, ...words, kind: holder.kind, sure: true, judge: noun === 'judge' });
  if (theOne && memory && kind && kind !== 'person' && kind !== 'verdict') {
    const plain = phrase.to - phrase.from <= 3;
    const modified = phrase.to - phrase.from > 2;
    const known = plain
      ? (memory.lastNamed(
          noun,
          sentence,
          items.slice(phrase.from + 1, phrase.head).map((item) => item.lower),
        ) ?? (modified ? null : memory.lastOfKind(meantBy(noun, kind), sentence)))
      : null;
    if (known) return speaker({ actor: known.name, ...words, kind: known.kind, sure: false });
  }
  const placed = !group && kind !== 'person' ? nameOfPlace(clause, phrase) : null;
  if (placed) return speaker({ actor: placed, ...words, kind });
  return speaker({
    actor: null,
    ...words,
    kind: group && kind === null ? null : kind,
    plural: group,
    anonymous: true,
  });
}

/** A speaker as `Memory` remembers it. */
export function referentOf(speaker: Speaker, sentence: number, gender: Referent['gender']): Referent {
  const kind = speaker.kind === 'verdict' ? 'document' : speaker.kind;
  const { actor: name, asWritten, plural, pronoun, place } = speaker;
  return newReferent({
    name,
    asWritten,
    kind,
    gender,
    plural,
    sentence,
    subject: true,
    speaks: true,
    pronoun,
    start: place.start,
  });
}
