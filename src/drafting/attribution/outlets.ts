import type { Clause } from './clause.ts';
import type { Attribution } from './attribution.ts';
import type { Memory } from './pronouns.ts';
import { fromPhrase } from './speaker.ts';

const words = (value: string): string[] =>
  value
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
    .split(' ')
    .filter((word) => word !== 'the');

/** Whether a name is the page's publisher, in full or shortened ("the Courier" for the "Selmara Courier"). */
export function isOwn(name: string, publisher: string | null): boolean {
  if (!publisher) return false;
  const own = new Set(words(publisher));
  const parts = words(name);
  return parts.length > 0 && parts.every((word) => own.has(word));
}

/**
 * Reads "told Radio X" and "told the AFP news agency": another outlet passed the words on. "Told reporters" adds no
 * link. Neither do words that were told to the page's own outlet.
 */
export function toldTo(
  clause: Clause,
  at: number,
  options: { memory: Memory; sentence: number; publisher: string | null },
): Attribution['outer'] {
  const phrase = clause.phrases.find((other) => other.from === at);
  if (!phrase) return [];
  const mention = clause.items
    .slice(phrase.from, phrase.to)
    .findLast((item) => item.mention?.kind === 'outlet')?.mention;
  if (!mention || isOwn(mention.name, options.publisher)) return [];
  const named = clause.phrases.find((other) => clause.items[other.head]!.mention === mention) ?? {
    ...phrase,
    head: clause.items.findIndex((item) => item.mention === mention),
  };
  const speaker = fromPhrase(clause, { ...named, joined: false }, options.memory, options.sentence);
  return speaker ? [{ speaker, verb: 'told', cue: [] }] : [];
}
