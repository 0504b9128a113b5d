import { diffArrays } from 'diff';
import type { Span } from '../../src/drafting/reading/sentences.ts';
import { wordsOf, type Word } from './measures.ts';

export type AnnotatedBlock = Span & { role: string };

/**
 * Translates spans of a page's text into spans of the annotated text. The annotated text has only the page's title,
 * standfirst and body, and different white space. Words that are missing there are left out.
 */
export class Alignment {
  /** For each word of the page, the word of the annotated text. */
  private readonly places = new Map<number, Word>();
  private readonly words: Word[];

  /** @param blocks the blocks of the annotated text, in their order on the page */
  constructor(text: string, blocks: readonly AnnotatedBlock[], page: string) {
    this.words = wordsOf(page);
    const found = this.words.map((word) => word.text);
    const own = wordsOf(text);
    const inBlock = (block: Span): Word[] => own.filter((word) => word.start >= block.start && word.end <= block.end);
    let from = 0;
    let body: number | null = null;
    for (const words of blocks.filter(({ role }) => role === 'body').map(inBlock)) {
      const at = find(found, words, from);
      from = at >= 0 ? this.put(words, at) : this.piecewise(words, found, from);
      body ??= at >= 0 ? at : null;
    }
    // The headline may also occur in a menu, so the last place before the body is used.
    const before = found.slice(0, body ?? found.length);
    for (const words of blocks.filter(({ role }) => role !== 'body').map(inBlock)) {
      const at = findLast(before, words);
      if (at >= 0) this.put(words, at);
      else this.piecewise(words, found, 0);
    }
  }

  private put(words: readonly Word[], at: number): number {
    words.forEach((word, index) => this.places.set(at + index, word));
    return at + words.length;
  }

  /** Finds a block that is interrupted by other words on the page, such as an advertisement. */
  private piecewise(words: readonly Word[], found: readonly string[], from: number): number {
    let [own, there, last] = [0, from, from];
    const window = found.slice(from, from + words.length * 3 + 300);
    for (const part of diffArrays(
      words.map((word) => word.text),
      window,
    )) {
      const count = part.value.length;
      if (part.removed) own += count;
      else if (part.added) there += count;
      else {
        for (let index = 0; index < count; index += 1) this.places.set(there + index, words[own + index]!);
        own += count;
        there += count;
        last = there;
      }
    }
    return last;
  }

  /**
   * Translates spans of the page into spans of the annotated text. Words that are next to each other in the annotated
   * text become one span.
   */
  spans(spans: readonly Span[]): Span[] {
    const runs: Span[] = [];
    for (const span of spans) {
      let run: Span | null = null;
      for (const [index, word] of this.words.entries()) {
        if (word.end <= span.start || word.start >= span.end) continue;
        const there = this.places.get(index);
        if (!there) continue;
        if (run && there.start >= run.end && there.start - run.end < 8) run.end = there.end;
        else runs.push((run = { start: there.start, end: there.end }));
      }
    }
    return runs;
  }
}

const isAt = (words: readonly string[], run: readonly Word[], at: number): boolean =>
  run.length > 0 && run.every((word, index) => words[at + index] === word.text);

/** The index at which a run of words occurs, from index `from` on; -1 if it does not occur. */
function find(words: readonly string[], run: readonly Word[], from: number): number {
  for (let at = from; at + run.length <= words.length; at += 1) if (isAt(words, run, at)) return at;
  return -1;
}

function findLast(words: readonly string[], run: readonly Word[]): number {
  for (let at = words.length - run.length; at >= 0; at -= 1) if (isAt(words, run, at)) return at;
  return -1;
}
