import { firstNotBefore } from '../../platform/sorted.ts';
import { Steps } from '../../platform/steps.ts';
import { group } from '../../platform/text/group.ts';

/** A sentence of the old text. */
export type OldSentence = { id: string; text: string };
/**
 * A sentence of the new text. `id`: its id in the form, if it does not come from bare text. `splitFrom`: the index of
 * the new sentence from which this one was split.
 */
export type NewSentence = { id?: string; text: string; splitFrom?: number; headline?: boolean };

/**
 * The old sentences from which a new sentence comes. `certain`: the id in the form, or the text itself, proves the
 * origin. `guessed`: the origin is likely. An editor must confirm anything that is taken over from these sentences.
 */
export type Descent = { id: string | null; certain: string[]; guessed: string[] };

const letters = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '');
const words = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
/** If a text with fewer letters occurs inside another, this does not show that the two are related. */
const tellingLength = 12;
/**
 * If there are more pairs of old and new sentences, each sentence is compared only with sentences at about the same
 * place.
 */
const maxPairs = 200_000;
/**
 * The maximum number of steps of one comparison. A text can be written so that each old sentence is similar to each new
 * one. Once the steps are used up, the remaining new sentences have no origin and take over no citations.
 */
export const maxSteps = 5_000_000;
/** The letters that are compared in one step. */
const lettersOfStep = 32;

/**
 * Finds for each new sentence the old sentences that it comes from. The most reliable rules come first: the id from the
 * form; the same text; the headline; parts of one old sentence; joined old sentences; pieces that the form split;
 * similarity; words inside another sentence.
 */
export function associate(
  old: readonly OldSentence[],
  next: readonly NewSentence[],
  steps = new Steps(maxSteps),
): Descent[] {
  return new Association(old, next, steps).result;
}

class Association {
  readonly result: Descent[];
  private readonly free = new Set<number>();
  private readonly open = new Set<number>();
  private readonly oldById: ReadonlyMap<string, number>;
  private readonly oldLetters: string[];
  private readonly newLetters: string[];

  constructor(
    private readonly old: readonly OldSentence[],
    private readonly next: readonly NewSentence[],
    private readonly steps: Steps,
  ) {
    this.result = next.map(() => ({ id: null, certain: [], guessed: [] }));
    this.oldById = new Map(old.map((one, index) => [one.id, index]));
    this.oldLetters = old.map((one) => letters(one.text));
    this.newLetters = next.map((one) => letters(one.text));
    for (const index of old.keys()) this.free.add(index);
    for (const index of next.keys()) this.open.add(index);
    this.byId();
    this.bySameText();
    this.headline();
    this.splits();
    this.merges();
    this.cutOff();
    this.likeness();
    this.absorbed();
  }

  private take(piece: number, from: number, how: 'certain' | 'guessed'): void {
    const descent = this.result[piece]!;
    descent.id ??= this.old[from]!.id;
    descent[how].push(this.old[from]!.id);
    this.free.delete(from);
    this.open.delete(piece);
  }

  private byId(): void {
    for (const [piece, { id }] of this.next.entries()) {
      const from = id === undefined ? undefined : this.oldById.get(id);
      if (from === undefined) continue;
      if (this.free.has(from)) this.take(piece, from, 'certain');
      else {
        // A second sentence with the same id is a copy. The old sentence is its origin, but the copy gets a new id.
        this.result[piece]!.guessed.push(this.old[from]!.id);
        this.open.delete(piece);
      }
    }
  }

  private bySameText(): void {
    const before = grouped(this.oldLetters, this.free);
    const after = grouped(this.newLetters, this.open);
    for (const [text, pieces] of after) {
      const sources = text ? before.get(text) : undefined;
      if (!sources) continue;
      // If the old and the new text contain these words a different number of times, no one can tell which sentence was
      // removed or added.
      const how = sources.length === pieces.length ? 'certain' : 'guessed';
      for (const [at, piece] of pieces.entries()) if (sources[at] !== undefined) this.take(piece, sources[at], how);
    }
  }

  private headline(): void {
    const piece = this.next.findIndex((one) => one.headline);
    if (piece >= 0 && this.open.has(piece) && this.free.has(0)) this.take(piece, 0, 'guessed');
  }

  /**
   * Finds one old sentence that was split into consecutive new ones. The first new sentence keeps the id. The others
   * get the old sentence as their origin.
   */
  private splits(): void {
    const beginnings = new Beginnings(this.newLetters, this.open);
    for (const from of this.free) {
      const whole = this.oldLetters[from]!;
      for (const first of beginnings.of(whole)) {
        if (!this.steps.take()) return;
        if (!this.open.has(first)) continue;
        const run = this.runThatSpells(whole, this.newLetters, first, (index) => this.open.has(index));
        if (run < 2) continue;
        this.take(first, from, 'certain');
        for (let piece = first + 1; piece < first + run; piece += 1) {
          this.result[piece]!.guessed.push(this.old[from]!.id);
          this.open.delete(piece);
        }
        break;
      }
    }
  }

  /**
   * Finds consecutive old sentences whose joined texts are one new sentence. The new sentence may already have the id
   * of one of them.
   */
  private merges(): void {
    const beginnings = new Beginnings(this.oldLetters, this.free);
    for (const piece of this.next.keys()) {
      const whole = this.newLetters[piece]!;
      const { id } = this.result[piece]!;
      const own = id === null ? -1 : (this.oldById.get(id) ?? -1);
      if (id !== null && own < 0) continue;
      if (own < 0 && !this.open.has(piece)) continue;
      for (const first of own >= 0 ? [own] : beginnings.of(whole)) {
        if (!this.steps.take()) return;
        if (own < 0 && !this.free.has(first)) continue;
        const run = this.runThatSpells(whole, this.oldLetters, first, (index) => index === own || this.free.has(index));
        if (run < 2) continue;
        for (let from = first; from < first + run; from += 1) if (from !== own) this.take(piece, from, 'certain');
        break;
      }
    }
  }

  /** If a new sentence was split from a row of the form, that row's sentence is its origin. */
  private cutOff(): void {
    for (const piece of this.open) {
      const { splitFrom } = this.next[piece]!;
      const parent = splitFrom === undefined ? null : this.result[splitFrom]!.id;
      if (parent === null) continue;
      this.result[piece]!.guessed.push(parent);
      this.open.delete(piece);
    }
  }

  /** Pairs the remaining sentences that have the most words in common. */
  private likeness(): void {
    const pairs: { piece: number; from: number; score: number }[] = [];
    const free = [...this.free];
    const bags = free.map((from) => bagOf(this.old[from]!.text));
    const sizes = bags.map(sizeOf);
    const index = group(bags.flatMap((bag, at) => [...bag].map(([word, count]) => [word, { at, count }] as const)));
    const window = Math.ceil(maxPairs / Math.max(1, this.open.size));
    const shared = new Float64Array(free.length);
    for (const piece of this.open) {
      const place = Math.floor((piece / this.next.length) * free.length);
      const first = Math.max(0, Math.min(place - Math.floor(window / 2), free.length - window));
      const last = Math.min(free.length, first + window);
      const bag = bagOf(this.next[piece]!.text);
      shared.fill(0, first, last);
      for (const [word, own] of bag) {
        const places = index.get(word) ?? [];
        for (
          let one = firstNotBefore(places, ({ at }) => at < first);
          one < places.length && places[one]!.at < last;
          one++
        ) {
          if (!this.steps.take()) return;
          shared[places[one]!.at]! += Math.min(own, places[one]!.count);
        }
      }
      const size = sizeOf(bag);
      if (!this.steps.take(Math.ceil((last - first) / lettersOfStep))) return;
      for (let at = first; at < last; at++) {
        // Dice's coefficient over words: 1 for the same words, 0 for none.
        const score = shared[at] === 0 ? 0 : (2 * shared[at]!) / (size + sizes[at]!);
        if (score >= 0.5) pairs.push({ piece, from: free[at]!, score });
      }
    }
    pairs.sort(
      (a, b) => b.score - a.score || Math.abs(a.piece - a.from) - Math.abs(b.piece - b.from) || a.piece - b.piece,
    );
    for (const { piece, from } of pairs)
      if (this.open.has(piece) && this.free.has(from)) this.take(piece, from, 'guessed');
  }

  /**
   * Finds old sentences that are gone, but whose words are now inside a new one. They count as merged into the new
   * sentence.
   */
  private absorbed(): void {
    const beginnings = new Beginnings(this.oldLetters, this.free, tellingLength);
    if (beginnings.empty) return;
    const into = new Map<number, number>();
    for (const [piece, text] of this.newLetters.entries())
      for (let at = 0; at + tellingLength <= text.length; at++)
        for (const from of beginnings.of(text, at)) {
          if (!this.steps.take()) return;
          if (!into.has(from) && this.startsWith(text, this.oldLetters[from]!, at)) into.set(from, piece);
        }
    for (const [from, piece] of [...into].toSorted(([a], [b]) => a - b)) this.take(piece, from, 'guessed');
  }

  /** Whether `whole` has `text` at the position `at`; false if no steps are left to find out. */
  private startsWith(whole: string, text: string, at: number): boolean {
    return this.steps.take(1 + Math.floor(text.length / lettersOfStep)) && whole.startsWith(text, at);
  }

  /** How many consecutive texts, from `first` on, together are exactly `whole`; 0 if none are. */
  private runThatSpells(
    whole: string,
    texts: readonly string[],
    first: number,
    may: (index: number) => boolean,
  ): number {
    let spelled = 0;
    for (let index = first; index < texts.length && may(index); index += 1) {
      const text = texts[index]!;
      if (!text || !this.startsWith(whole, text, spelled)) return 0;
      spelled += text.length;
      if (spelled === whole.length) return index - first + 1;
    }
    return 0;
  }
}

const grouped = (texts: readonly string[], among: Iterable<number>): Map<string, number[]> =>
  group(Array.from(among, (index) => [texts[index]!, index] as const));

const none: readonly number[] = [];

/** An index of texts by their first letters. It finds texts that another text may begin with. */
class Beginnings {
  private readonly byLetters: ReadonlyMap<string, number[]>;
  private readonly lengths: readonly number[];

  /** @param least texts with fewer letters are left out */
  constructor(texts: readonly string[], among: Iterable<number>, least = 1) {
    const heads = texts.map((text) => text.slice(0, tellingLength));
    this.byLetters = grouped(
      heads,
      [...among].filter((index) => heads[index]!.length >= least),
    );
    this.lengths = [...new Set([...this.byLetters.keys()].map((head) => head.length))];
  }

  get empty(): boolean {
    return this.lengths.length === 0;
  }

  /** The texts whose first letters `whole` has at the position `at`, in their order. */
  of(whole: string, at = 0): readonly number[] {
    const find = (length: number): readonly number[] => this.byLetters.get(whole.slice(at, at + length)) ?? none;
    if (this.lengths.length === 1) return find(this.lengths[0]!);
    return this.lengths.flatMap(find).toSorted((a, b) => a - b);
  }
}

/** How often a text has each word. */
function bagOf(text: string): Map<string, number> {
  const bag = new Map<string, number>();
  for (const word of words(text)) bag.set(word, (bag.get(word) ?? 0) + 1);
  return bag;
}

const sizeOf = (bag: ReadonlyMap<string, number>): number => [...bag.values()].reduce((sum, count) => sum + count, 0);
