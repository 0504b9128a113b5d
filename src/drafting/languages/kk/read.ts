import { findQuotes } from '../../reading/quotes.ts';
import type { Span } from '../../reading/sentences.ts';
import type { ActorKind } from '../../schema.ts';
import type { NamedSpan, ReadSentence } from '../claims.ts';
import { dialogue, interrupted } from '../dialogue.ts';
import { spanOf, trimmed, type Found } from '../found.ts';
import { fold, sentencesOf, tokensOf } from '../tokens.ts';
import { attribute, cueOf, type Sentence, type Where } from './attribute.ts';
import { saying, verbAt } from './lexicon.ts';
import { unitsOf, withoutCase, type Book, type Unit } from './names.ts';

/** Reads the Kazakh blocks of a page; `names`: all blocks that may contain names, even in another language. */
export function readKazakh(
  flat: string,
  blocks: readonly Span[],
  names: readonly Span[],
  outlets: readonly string[],
): ReadSentence[] {
  const book = readBook(flat, names, outlets);
  const result: ReadSentence[] = [];
  /** The people and organisations who spoke or were named, sentence by sentence. */
  const seen: { name: string; sentence: number; spoke: boolean }[] = [];
  let number = 0;
  const pronoun = (): string | null => {
    const near = new Set(seen.filter((each) => number - each.sentence <= 2).map((each) => each.name));
    const spoke = new Set(seen.filter((each) => number - each.sentence <= 6 && each.spoke).map((each) => each.name));
    const [name] = near.size === 1 ? near : near.size === 0 && spoke.size === 1 ? spoke : [];
    return name && [...spoke].every((other) => other === name) ? name : null;
  };
  const where: Where = { flat, book, pronoun };
  for (const block of blocks) {
    const quotes = findQuotes(flat, block.start, block.end)
      .filter((quote) => quote.end - quote.start > 2)
      .flatMap((quote) => interrupted(flat, quote, says));
    const read = (span: Span): Sentence => {
      const tokens = tokensOf(flat, span, quotes);
      return { span, tokens, units: unitsOf(flat, tokens, book) };
    };
    const step = (span: Span, found: Found[], units: readonly Unit[], spoken: readonly Span[]): void => {
      remember(seen, number, found, units);
      result.push({ span, found, names: namesOf(units), quotes, spoken });
      number += 1;
    };
    const talk = dialogue(flat, block, {
      says: (narrated) => says(flat.slice(narrated.start, narrated.end)),
      cue: (span) => {
        const found = cueOf(read(span), where);
        return found && { ...found.link, mode: found.mode };
      },
    });
    if (talk) step(spanOf(block.start, talk.end), talk.found, read(spanOf(block.start, talk.end)).units, talk.speech);
    for (const span of sentencesOf(flat, spanOf(talk ? talk.end : block.start, block.end), quotes)) {
      const sentence = read(span);
      const last = result.at(-1);
      const before = last?.found.at(-1);
      // After «…», – деді ол. – (“…,” he said.) the speech continues.
      if (
        last &&
        before?.form === 'trail' &&
        last.span.start >= block.start &&
        /^[—–-]\s/.test(flat.slice(span.start, span.start + 2))
      ) {
        before.content.push(trimmed(flat, spanOf(span.start + 2, span.end)));
        last.span = spanOf(last.span.start, span.end);
        continue;
      }
      step(span, span.end - span.start > maxSentenceLength ? [] : attribute(sentence, where), sentence.units, []);
    }
  }
  return result;
}

/**
 * Sentences with more characters are not read. Hardly any sentence is so long, and the time to find its subjects grows
 * with the square of its length.
 */
const maxSentenceLength = 5_000;

/** Whether words are those of a narrator, because they contain a verb of saying. */
function says(text: string): boolean {
  const words = fold(text).match(/[\p{L}-]+/gu) ?? [];
  return words.some((word, at) => saying.has(word) || word === 'деп' || verbAt(words, at) !== null);
}

function readBook(flat: string, blocks: readonly Span[], outlets: readonly string[]): Book {
  const capitals = new Set<string>();
  const lower = new Set<string>();
  for (const block of blocks) {
    const text = flat.slice(block.start, block.end);
    for (const match of text.matchAll(/(?<![\p{L}])(\p{L}[\p{L}-]*)/gu)) {
      if (/^\p{Ll}/u.test(match[0])) lower.add(fold(match[0]));
      else if (!/(?:^|[.!?…:»”"“]\s*|[«„"“(]|[—–]\s?)$/.test(text.slice(Math.max(0, match.index - 3), match.index)))
        capitals.add(fold(match[0]));
    }
  }
  const bases = new Set(capitals);
  for (const word of capitals) bases.add(fold(withoutCase(word, (other) => capitals.has(other))));
  const book: Book = {
    people: new Map(),
    kinds: new Map(outlets.map((name): [string, ActorKind] => [name, 'outlet'])),
    roles: new Map(),
    capitals: bases,
    lower,
  };
  const units = blocks.flatMap((block) => {
    const quotes = findQuotes(flat, block.start, block.end);
    return sentencesOf(flat, block, quotes).flatMap((span) => unitsOf(flat, tokensOf(flat, span, quotes), book));
  });
  const full = new Set(
    units.filter((unit) => unit.type === 'person' && unit.name?.includes(' ')).map((unit) => unit.name!),
  );
  const holders = new Map<string, Set<string>>();
  for (const name of full)
    for (const part of new Set([name, name.split(' ').at(-1)!, name.split(' ')[0]!]))
      holders.set(part.toLowerCase(), (holders.get(part.toLowerCase()) ?? new Set()).add(name));
  // If two people share a name, it stays as it is written. If one person's name has two forms, the shorter is the one
  // without an ending.
  for (const [part, names] of holders) {
    const [first] = [...names].sort((a, b) => a.length - b.length);
    if ([...names].every((name) => name.startsWith(first!.slice(0, -1)) && Math.abs(name.length - first!.length) < 4))
      book.people.set(part, first!);
  }
  for (const unit of units) {
    if (unit.name && unit.kind && unit.kind !== 'person' && unit.kind !== 'document' && unit.type === 'name')
      book.kinds.set(unit.name, unit.kind);
    if (unit.type === 'person' && unit.noun && unit.name) {
      const name = book.people.get(unit.name.toLowerCase()) ?? unit.name;
      book.roles.set(unit.noun, (book.roles.get(unit.noun) ?? new Set()).add(name));
    }
  }
  return book;
}

const roles: readonly (readonly [RegExp, string])[] = [
  [/^(?:журналист|тілші|жүргізуші)/, 'journalist'],
  [/^редактор/, 'editor'],
  [/^фотограф/, 'photographer'],
  [/^оператор/, 'camera-operator'],
  [/^блогер/, 'blogger'],
  [/^баспагер/, 'publisher'],
  [/^(?:адвокат|қорғаушы|заңгер)/, 'lawyer'],
];

const namesOf = (units: readonly Unit[]): NamedSpan[] =>
  units.flatMap((unit): NamedSpan[] => {
    if (!unit.name || unit.type === 'pronoun') return [];
    const kind = unit.kind === 'document' ? null : unit.kind;
    const form = unit.case === 'nom' ? 'subject' : 'object';
    const role = roles.find(([noun]) => noun.test(unit.noun ?? ''))?.[1] ?? null;
    return [{ name: unit.name, kind, form, role, start: unit.start, end: unit.end }];
  });

function remember(
  seen: { name: string; sentence: number; spoke: boolean }[],
  sentence: number,
  found: readonly Found[],
  units: readonly Unit[],
): void {
  const speakers = new Set(
    found.flatMap((each) => each.chain.flatMap((link) => (link.speaker?.actor ? [link.speaker.actor] : []))),
  );
  for (const unit of units) {
    if (unit.type === 'person' && unit.name) seen.push({ name: unit.name, sentence, spoke: false });
    else if (unit.type === 'noun' && unit.kind === 'person' && unit.case === 'nom')
      seen.push({ name: `?${unit.noun}`, sentence, spoke: false });
  }
  for (const name of speakers) seen.push({ name, sentence, spoke: true });
}
