import type { Block } from '../../../evidence/extract/extract.ts';
import { findQuotes, type Quote } from '../../reading/quotes.ts';
import type { Span } from '../../reading/sentences.ts';
import type { ActorKind } from '../../schema.ts';
import type { NamedSpan, ReadSentence } from '../claims.ts';
import { dialogue, interrupted } from '../dialogue.ts';
import { spanOf, trimmed, type Found } from '../found.ts';
import { fold, sentencesOf } from '../tokens.ts';
import { verbsOf } from './lexicon.ts';
import { attribute } from './attribute.ts';
import { prepare, type Sentence } from './parts.ts';
import { cueIn } from './cue.ts';

import { genderOf } from './decline.ts';
import { personOf, readBook, bodyOf, type Book } from './book.ts';
import { People, unnamed } from './memory.ts';
import type { Where } from './speakers.ts';
import type { Unit } from './units.ts';

/**
 * Reads the Russian blocks of a page. `names`: all blocks that may contain names, such as the headline. `outlets`:
 * names that are known to be those of outlets.
 */
export function readRussian(
  flat: string,
  blocks: readonly Block[],
  names: readonly Span[],
  outlets: readonly string[],
): ReadSentence[][] {
  const book = readBook(flat, names, outlets);
  const people = new People();
  let number = 0;
  let pending: Span | null = null;
  const result: ReadSentence[][] = [];
  for (const block of blocks) {
    const { quotes, rest } = quotesOf(flat, block, pending !== null);
    const read: ReadSentence[] = [];
    const step = (span: Span, found: Found[], units: readonly Unit[], spoken: readonly Span[]): void => {
      remember(flat, found, units, { book, people, sentence: number, span });
      read.push({ span, found, names: namesOf(book, units, people, number), quotes, spoken });
      number += 1;
    };
    const spoken = dialogue(flat, block, {
      says: (span) => says(flat.slice(span.start, span.end)),
      cue: (span) => {
        const sentence = prepare(flat, span, quotes, { book });
        return cueIn(sentence, { ...whereOf(sentence, number), units: sentence.units });
      },
    });
    function whereOf(sentence: Pick<Sentence, 'tokens'>, at: number): Where {
      return { flat, tokens: sentence.tokens, units: [], book, people, sentence: at, publisher: outlets[0] ?? null };
    }
    const from = spoken ? spoken.end : Math.max(block.start, bodyStart(flat, block));
    if (spoken) {
      const sentence = prepare(flat, spanOf(block.start, spoken.end), quotes, { book });
      step(spanOf(block.start, spoken.end), spoken.found, sentence.units, spoken.speech);
    }
    for (const span of sentencesOf(flat, spanOf(from, block.end), quotes)) {
      const sentence = prepare(flat, span, quotes, { book });
      const where = whereOf(sentence, number);
      const last = read.at(-1);
      // After «…», – сказал он. – (“…,” he said.) the speech continues in the next sentence.
      const continued = last?.found.at(-1);
      if (last && continued && continued.form === 'trail' && /^[—–-]\s/.test(flat.slice(span.start, span.start + 2))) {
        const speech = trimmed(flat, spanOf(span.start + 2, span.end));
        const more = sentence.tokens.find((token) => token.type === 'quote');
        if (more || /^\p{Lu}/u.test(flat.slice(speech.start, speech.start + 1))) {
          continued.content.push(more ? spanOf(more.start, more.end) : speech);
          last.span = spanOf(last.span.start, span.end);
          continue;
        }
      }
      const found = span.end - span.start > maxSentenceLength ? [] : attribute(sentence, where);
      if (pending && found[0] && rest && found[0].content.some((each) => each.start <= block.start + 1))
        found[0].content.unshift(pending);
      else if (!found.length) {
        const bare =
          sentence.tokens.every((token) => token.type !== 'word') &&
          sentence.tokens.some((token) => token.type === 'quote');
        const before = last?.found.at(-1) ?? (read.length ? undefined : result.at(-1)?.at(-1)?.found.at(-1));
        const quote = sentence.tokens.find((token) => token.type === 'quote');
        if (bare && before && quote && quote.text.length > 12)
          found.push({
            ...before,
            content: [spanOf(quote.start, quote.end)],
            chain: before.chain.map((link) => ({
              ...link,
              cue: [],
              speaker: link.speaker && { ...link.speaker, span: null },
              carriedOver: true,
            })),
            place: span,
            confidence: 0.6,
            mode: 'stated',
          });
      }
      // After "Имя: Слова без кавычек" (Name: words without marks), the whole paragraph is what the person says.
      const label =
        found.length === 1 && found[0]!.chain[0]!.verb === ':' && span.start === from ? found[0] : undefined;
      if (label && !/^[«„“"'‘]/.test(flat.slice(label.content[0]!.start, label.content[0]!.start + 1))) {
        label.content = [trimmed(flat, spanOf(label.content[0]!.start, block.end), true)];
        step(spanOf(span.start, block.end), found, sentence.units, label.content);
        break;
      }
      step(span, found, sentence.units, []);
    }
    const open = quotes.find((quote) => quote.open);
    pending = open ? trimmed(flat, open) : null;
    result.push(read);
  }
  return result;
}

/**
 * Sentences with more characters are not read. Hardly any sentence is so long, and the time to find its subjects grows
 * with the square of its length.
 */
const maxSentenceLength = 5_000;

/** Whether words are those of a narrator, because they contain a verb of saying. */
const says = (text: string): boolean => text.split(/[^\p{L}-]+/u).some((word) => verbsOf(fold(word), false).length > 0);

/** The quotations of a paragraph. A quotation that is still open from the previous paragraph may end here. */
function quotesOf(flat: string, block: Span, open: boolean): { quotes: Quote[]; rest: boolean } {
  const close = open ? /^[^«„]*?»/.exec(flat.slice(block.start, block.end)) : null;
  const quotesIn = (from: number): Quote[] =>
    findQuotes(flat, from, block.end).flatMap((quote) => interrupted(flat, quote, says));
  if (!close) return { quotes: quotesIn(block.start), rest: false };
  const end = block.start + close[0].length;
  const first: Quote = { start: block.start, end, innerStart: block.start, innerEnd: end - 1, open: false };
  return { quotes: [first, ...quotesIn(end)], rest: true };
}

/** Where the text of a block begins, after a list mark or a dateline ("АЛМАТЫ, 3 мая. /Агентство/ –"). */
function bodyStart(flat: string, block: Span): number {
  const text = flat.slice(block.start, Math.min(block.end, block.start + 160));
  const mark = /^\s*(?:[•▪◦‣*]|\d{1,2}[.)])\s+/.exec(text)?.[0].length ?? 0;
  const dateline =
    /^\s*\(?\p{Lu}{3,}[\p{Lu} -]*(?:[,.]\s*[^—–/]{2,40}?)?\s*(?:[—–-]+\s*|\/[^/]{2,40}\/\s*[.—–-]*\s*|\([^)]{2,40}\)\s*[.—–-]*\s*)(?:[\p{Lu}][\p{L} -]{2,40}\.\s+)?/u.exec(
      text.slice(mark),
    );
  return block.start + mark + (dateline ? dateline[0].length : 0);
}

const roles: Record<string, string> = {
  журналист: 'journalist',
  журналистка: 'journalist',
  корреспондент: 'journalist',
  корреспондентка: 'journalist',
  репортер: 'journalist',
  спецкор: 'journalist',
  собкор: 'journalist',
  ведущий: 'journalist',
  ведущая: 'journalist',
  редактор: 'editor',
  редакторка: 'editor',
  главред: 'editor',
  фотограф: 'photographer',
  фотокорреспондент: 'photographer',
  фоторепортер: 'photographer',
  оператор: 'camera-operator',
  видеооператор: 'camera-operator',
  блогер: 'blogger',
  блогерка: 'blogger',
  издатель: 'publisher',
  издательница: 'publisher',
  адвокат: 'lawyer',
  юрист: 'lawyer',
  источник: 'source',
};

/** The role of a person, by the noun beside the name, or else by other parts of the page. */
const roleOf = (book: Book, name: string, head: string | null): string | null => {
  if (head && roles[head]) return roles[head];
  for (const [noun, holders] of book.roles) if (roles[noun] && holders.has(name)) return roles[noun];
  return null;
};

/**
 * The person or outlet that a word means. The word can be a pronoun, or a noun for the only holder of a role or the
 * only outlet on the page: "редактора" (the editor).
 */
function meantBy(book: Book, unit: Unit, people: People, sentence: number): { name: string; kind: ActorKind } | null {
  if (unit.type === 'pronoun') {
    const [gender] = unit.genders;
    const person = unit.plural || !gender ? null : people.resolve(gender, sentence);
    return person?.sure ? { name: person.name, kind: 'person' } : null;
  }
  if (unit.type !== 'noun' || unit.plural) return null;
  if (unit.kind === 'person' && roles[unit.head ?? '']) {
    const holders = book.roles.get(unit.head!);
    return holders?.size === 1 ? { name: [...holders][0]!, kind: 'person' } : null;
  }
  if (unit.kind !== 'outlet') return null;
  const outlets = new Set(book.bodies.flatMap(({ name, kind }) => (kind === 'outlet' ? [name] : [])));
  return outlets.size === 1 ? { name: [...outlets][0]!, kind: 'outlet' } : null;
}

function namesOf(book: Book, units: readonly Unit[], people: People, sentence: number): NamedSpan[] {
  return units.flatMap((unit, index): NamedSpan[] => {
    const { start, end } = unit;
    const object = unit.cases.has('acc') || unit.cases.has('gen') || unit.cases.has('dat');
    const form = unit.cases.has('nom') ? (object ? 'any' : 'subject') : object ? 'object' : 'subject';
    if (unit.type === 'person') {
      const person = personOf(book, unit, null);
      if (!person) return [];
      const before = units[index - 1];
      const outlet =
        before && before.to === unit.from && before.kind === 'outlet' && before.name ? bodyOf(book, before.name) : null;
      const kind = person.known ? 'person' : unit.kind === 'document' ? null : unit.kind;
      const role = roleOf(book, person.name, unit.head);
      const other = role === null && [...book.roles.values()].some((holders) => holders.has(person.name));
      return [{ name: person.name, kind, form, role, outlet, other, start, end }];
    }
    const meant = unit.name ? null : meantBy(book, unit, people, sentence);
    if (meant) return [{ ...meant, form, role: roleOf(book, meant.name, unit.head), meant: true, start, end }];
    if (!unit.name || unit.type === 'pronoun') return [];
    const name = bodyOf(book, unit.name);
    const kind = book.kinds.get(name) ?? unit.kind;
    return [{ name, kind: kind === 'document' ? null : kind, form, start, end }];
  });
}

type Moment = { book: Book; people: People; sentence: number; span: Span };
/** Remembers the people who were named, who were the subject, and who spoke. */
function remember(
  flat: string,
  found: readonly Found[],
  units: readonly Unit[],
  { book, people, sentence }: Moment,
): void {
  const speakers = new Set(
    found.flatMap((each) => each.chain.flatMap((link) => (link.speaker?.actor ? [link.speaker.actor] : []))),
  );
  const quoted = found
    .flatMap((each) => each.content)
    .filter((span) => /^[«„“"]/.test(flat.slice(span.start, span.start + 1)));
  for (const unit of units) {
    if (
      unit.type === 'noun' &&
      unit.kind === 'person' &&
      !unit.plural &&
      !quoted.some((span) => unit.start >= span.start && unit.end <= span.end)
    ) {
      const holders = book.roles.get(unit.head ?? '');
      if (holders?.size !== 1)
        for (const gender of unit.genders)
          people.add({ name: `${unnamed}${unit.head}`, kind: 'person', gender, sentence, subject: true, spoke: false });
    }
    // A name of unknown kind may be that of a person, so a later pronoun may mean it.
    if (unit.type === 'name' && unit.kind === null && unit.name && !book.kinds.has(unit.name))
      people.add({ name: `${unnamed}${unit.name}`, kind: null, gender: null, sentence, subject: false, spoke: false });
    if (unit.type !== 'person' || quoted.some((span) => unit.start >= span.start && unit.end <= span.end)) continue;
    const person = personOf(book, unit, null);
    if (!person) continue;
    people.add({
      name: person.name,
      kind: 'person',
      gender: person.gender,
      sentence,
      subject: unit.cases.has('nom') && (unit.cases.size === 1 || unit.from === 0),
      spoke: speakers.has(person.name),
    });
  }
  for (const each of found)
    for (const { speaker } of each.chain)
      if (speaker?.actor) {
        const known = book.people.find((each) => each.name === speaker.actor);
        const person = speaker.kind === 'person' || known !== undefined;
        const head = book.bodies.find((each) => each.name === speaker.actor)?.head;
        const gender = people.genderOf(speaker.actor) ?? known?.gender ?? (person || !head ? null : genderOf(head));
        // If the verb shows the gender of the speaker, that is remembered for the rest of the page.
        if (known && !known.gender && speaker.gender) known.gender = speaker.gender;
        people.add({
          name: speaker.actor,
          kind: person ? 'person' : null,
          gender: gender ?? speaker.gender ?? null,
          sentence,
          subject: true,
          spoke: true,
        });
      }
}
