/** A sentence of the old text. */
export type OldSentence = { id: string; text: string };
/**
 * A sentence of the new text: with the id from the form, or as bare text. `splitFrom`: the piece from which it was
 * split.
 */
export type NewSentence = { id?: string; text: string; splitFrom?: number; headline?: boolean };

/**
 * The origin of a new sentence. `certain` parents are proved by the form's id or the text itself; from
 * `guessed` ones nothing may be taken over without the editor's confirmation.
 */
export type Descent = { id: string | null; certain: string[]; guessed: string[] };

const letters = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '');
const words = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
/** Below this number of letters, one text inside another proves nothing. */
const tellingLength = 12;
/**
 * The most steps of one comparison. A text can be made so that each old sentence is like each new one; beyond this, a
 * new sentence is one without an origin, so nothing is taken over for it.
 */
const mostSteps = 200_000;
/** The most sentences that are looked for inside others. */
const mostAbsorbed = 500;

/**
 * Finds for each new sentence the old ones it comes from. The surest ways come first: the id from the form; the same
 * text; the headline; parts of one old sentence; joined old sentences; pieces that the form split; similarity; words
 * inside another sentence.
 */
export function associate(old: readonly OldSentence[], next: readonly NewSentence[]): Descent[] {
  return new Association(old, next).result;
}

class Association {
  readonly result: Descent[];
  private readonly free = new Set<number>();
  private readonly open = new Set<number>();
  private steps = 0;
  private readonly oldById: ReadonlyMap<string, number>;
  private readonly oldLetters: string[];
  private readonly newLetters: string[];

  constructor(
    private readonly old: readonly OldSentence[],
    private readonly next: readonly NewSentence[],
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
        // A second sentence with the same id is a copy: it comes from the sentence, but is another one.
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
      // If several have the same text, no one can tell which one was removed or added.
      const how = sources.length === pieces.length ? 'certain' : 'guessed';
      for (const [at, piece] of pieces.entries()) if (sources[at] !== undefined) this.take(piece, sources[at], how);
    }
  }

  private headline(): void {
    const piece = this.next.findIndex((one) => one.headline);
    if (piece >= 0 && this.open.has(piece) && this.free.has(0)) this.take(piece, 0, 'guessed');
  }

  /** One old sentence split into consecutive new ones: the first keeps its identity, the others come from it. */
  private splits(): void {
    for (const from of this.free) {
      const whole = this.oldLetters[from]!;
      for (const first of this.open) {
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

  /** Consecutive old sentences that a new one, or the one with its id, now contains together. */
  private merges(): void {
    for (const piece of this.next.keys()) {
      const whole = this.newLetters[piece]!;
      const { id } = this.result[piece]!;
      const own = id === null ? -1 : (this.oldById.get(id) ?? -1);
      if (id !== null && own < 0) continue;
      const starts = own >= 0 ? [own] : [...this.free];
      if (own < 0 && !this.open.has(piece)) continue;
      for (const first of starts) {
        const run = this.runThatSpells(whole, this.oldLetters, first, (index) => index === own || this.free.has(index));
        if (run < 2) continue;
        for (let from = first; from < first + run; from += 1) if (from !== own) this.take(piece, from, 'certain');
        break;
      }
    }
  }

  /** A piece that the form split from a sentence comes from that sentence. */
  private cutOff(): void {
    for (const piece of this.open) {
      const { splitFrom } = this.next[piece]!;
      const parent = splitFrom === undefined ? null : this.result[splitFrom]!.id;
      if (parent === null) continue;
      this.result[piece]!.guessed.push(parent);
      this.open.delete(piece);
    }
  }

  /** The best pairs of the rest, by shared words. */
  private likeness(): void {
    const bags = new Map<string, Map<string, number>>();
    const bag = (text: string): Map<string, number> => {
      let known = bags.get(text);
      if (!known) {
        known = new Map();
        for (const word of words(text)) known.set(word, (known.get(word) ?? 0) + 1);
        bags.set(text, known);
      }
      return known;
    };
    const pairs: { piece: number; from: number; score: number }[] = [];
    const free = [...this.free];
    // If there are very many, each is compared only with those at about the same place of the text.
    const window = Math.ceil(mostSteps / Math.max(1, this.open.size));
    for (const piece of this.open) {
      const place = Math.floor((piece / this.next.length) * free.length);
      const first = Math.max(0, Math.min(place - Math.floor(window / 2), free.length - window));
      for (const from of free.slice(first, first + window)) {
        const score = likenessOf(bag(this.next[piece]!.text), bag(this.old[from]!.text));
        if (score >= 0.5) pairs.push({ piece, from, score });
      }
    }
    pairs.sort(
      (a, b) => b.score - a.score || Math.abs(a.piece - a.from) - Math.abs(b.piece - b.from) || a.piece - b.piece,
    );
    for (const { piece, from } of pairs)
      if (this.open.has(piece) && this.free.has(from)) this.take(piece, from, 'guessed');
  }

  /** Old sentences that are gone but whose words are now inside a new one were merged into it. */
  private absorbed(): void {
    for (const from of [...this.free].slice(0, mostAbsorbed)) {
      const gone = this.oldLetters[from]!;
      if (gone.length < tellingLength) continue;
      const piece = this.newLetters.findIndex((text) => text.includes(gone));
      if (piece >= 0) this.take(piece, from, 'guessed');
    }
  }

  /** How many consecutive texts from `first` on form `whole` together; 0 if they do not. */
  private runThatSpells(
    whole: string,
    texts: readonly string[],
    first: number,
    may: (index: number) => boolean,
  ): number {
    let spelled = 0;
    for (let index = first; index < texts.length && may(index); index += 1) {
      const text = texts[index]!;
      if (!text || !whole.startsWith(text, spelled)) return 0;
      if (++this.steps > mostSteps) return 0;
      spelled += text.length;
      if (spelled === whole.length) return index - first + 1;
    }
    return 0;
  }
}

function grouped(texts: readonly string[], among: ReadonlySet<number>): Map<string, number[]> {
  const groups = new Map<string, number[]>();
  for (const index of among) groups.set(texts[index]!, [...(groups.get(texts[index]!) ?? []), index]);
  return groups;
}

/** Dice's coefficient over words: 1 for the same words, 0 for none. */
function likenessOf(a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): number {
  let shared = 0;
  let total = 0;
  for (const [word, count] of a) {
    shared += Math.min(count, b.get(word) ?? 0);
    total += count;
  }
  for (const count of b.values()) total += count;
  return total === 0 ? 0 : (2 * shared) / total;
}
