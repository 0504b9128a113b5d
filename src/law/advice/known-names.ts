import { foldWord } from './phrase.ts';

/**
 * An actor in the record. `names`: all spellings, the preferred one first. `person`: false for outlets, courts and
 * other organisations.
 */
export type KnownActor = { ref: string; name: string; names: readonly string[]; person: boolean };
type Entry = { words: readonly string[]; actor: KnownActor };

const cyrillic = /^\p{Script=Cyrillic}/u;

/** Whether two words can be the same name with different Russian or Kazakh case endings. */
export function sameName(a: string, b: string): boolean {
  if (a === b) return true;
  if (!cyrillic.test(a) || !cyrillic.test(b)) return false;
  const shorter = Math.min(a.length, b.length);
  const stem = shorter >= 5 ? Math.max(4, shorter - 2) : shorter;
  return Math.abs(a.length - b.length) <= 5 && a.slice(0, stem) === b.slice(0, stem);
}

/**
 * The key under which a name is stored: the first four letters of each of these words. Names with the same key are
 * compared one by one. The key of a person has only the family name. Other keys have the first two words, because many
 * organisations begin with the same word ("Union of").
 */
const keyOf = (...words: readonly (string | undefined)[]): string =>
  words
    .map((word) => word?.slice(0, 4) ?? '')
    .join(' ')
    .trim();

const wordsOf = (actor: KnownActor): string[][] =>
  actor.names
    .map((name) =>
      foldWord(name)
        .split(/[\s«»"“”„]+/)
        .filter(Boolean),
    )
    .filter((words) => words.length);
const keyIn = (actor: KnownActor, words: readonly string[]): string =>
  actor.person ? keyOf(words.at(-1)) : keyOf(...words.slice(0, 2));

/** Names in the record, found by the words of a text: people by their family name, all others by their first words. */
export class KnownNames {
  readonly #people = new Map<string, Entry[]>();
  readonly #others = new Map<string, Entry[]>();
  readonly #actors = new Map<string, KnownActor>();

  constructor(actors: Iterable<KnownActor> = []) {
    for (const actor of actors) this.put(actor);
  }

  put(actor: KnownActor): void {
    this.drop(actor.ref);
    const of = actor.person ? this.#people : this.#others;
    for (const words of wordsOf(actor)) {
      const key = keyIn(actor, words);
      const same = of.get(key);
      if (same) same.push({ words, actor });
      else of.set(key, [{ words, actor }]);
    }
    this.#actors.set(actor.ref, actor);
  }

  drop(ref: string): void {
    const actor = this.#actors.get(ref);
    if (!actor) return;
    const of = actor.person ? this.#people : this.#others;
    for (const words of wordsOf(actor)) {
      const key = keyIn(actor, words);
      const rest = (of.get(key) ?? []).filter((one) => one.actor !== actor);
      if (rest.length) of.set(key, rest);
      else of.delete(key);
    }
    this.#actors.delete(ref);
  }

  /** The only person with this full name or, for a single word, this family name. Null if there is none, or several. */
  person(words: readonly string[]): KnownActor | null {
    const surname = words.at(-1)!;
    const candidates = (this.#people.get(keyOf(surname)) ?? []).filter((one) => sameName(one.words.at(-1)!, surname));
    const whole = candidates.filter(
      (one) => words.length > 1 && one.words.length > 1 && words.some((word) => sameName(word, one.words[0]!)),
    );
    const found = whole.length ? whole : words.length > 1 ? [] : candidates;
    return new Set(found.map(({ actor }) => actor.ref)).size === 1 ? found[0]!.actor : null;
  }

  /**
   * How many of the first words form the name of an organisation or another actor that is not a person; 0 if there is
   * no such name.
   */
  other(words: readonly string[]): number {
    let longest = 0;
    for (const key of new Set([keyOf(...words.slice(0, 2)), keyOf(words[0])]))
      for (const one of this.#others.get(key) ?? [])
        if (one.words.length > longest && one.words.every((word, index) => sameName(word, words[index] ?? '')))
          longest = one.words.length;
    return longest;
  }
}
