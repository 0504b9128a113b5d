import type { Block } from '../../evidence/extract/extract.ts';
import { foldText } from '../../record/actors/names/fold.ts';
import { findQuotes } from '../reading/quotes.ts';
import { splitSentences, type Span } from '../reading/sentences.ts';
import type { Draft, DraftClaim, DraftIncident } from '../schema.ts';

/**
 * Adds to each claim and question the indexes of the incidents that it is about (`incidents`). These are the incidents
 * that its sentence reports. If its sentence reports none: the incidents whose target the claim names, or else those
 * whose target's outlet it names. Of these, incidents that are news have priority over background.
 */
export function relateToIncidents(
  text: string,
  blocks: readonly Block[],
  { claims, incidents, questions }: Pick<Draft, 'claims' | 'incidents' | 'questions'>,
): Pick<Draft, 'claims' | 'questions'> {
  const none: number[] = [];
  if (incidents.length === 0)
    return {
      claims: claims.map((claim) => ({ incidents: none, ...claim })),
      questions: questions.map((question) => ({ incidents: none, ...question })),
    };
  const reports: Reports = {
    sentences: reportingSentences(text, blocks, incidents),
    targets: new Names(incidents, ({ name }) => name),
    outlets: new Names(incidents, ({ outlet }) => outlet),
    isNews: incidents.map(({ background }) => !background),
  };
  return {
    claims: claims.map((claim) => ({ incidents: aboutWhich(reports, claim.passage, namesOf(claim)), ...claim })),
    questions: questions.map((question) => ({
      incidents: aboutWhich(reports, question.passage, { given: [], words: wordsOf(question.wording) }),
      ...question,
    })),
  };
}

/** A sentence and the indexes of the incidents that it reports. */
type ReportingSentence = Span & { incidents: Set<number> };
type Reports = { sentences: ReportingSentence[]; targets: Names; outlets: Names; isNews: readonly boolean[] };
/** The names in a claim, and all words of its wording. */
type Named = { given: readonly string[]; words: readonly string[] };

const wordsOf = (text: string): string[] => foldText(text).match(/[\p{L}\p{N}]+/gu) ?? [];

const namesOf = ({ actors, chain, statements, wording }: DraftClaim): Named => ({
  given: [
    ...actors.map(({ name }) => name),
    ...chain.flatMap(({ actor }) => actor ?? []),
    ...statements.flatMap(({ value }) => (typeof value === 'object' && 'name' in value ? value.name : [])),
  ],
  words: wordsOf(wording),
});

/** The index of the first of the sorted `spans` that ends after a place. */
function firstAfter(spans: readonly Span[], place: number): number {
  let [low, high] = [0, spans.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (spans[middle]!.end > place) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Those of the sorted `spans` that overlap the given span. */
function* sharing<One extends Span>(spans: readonly One[], { start, end }: Span): Generator<One> {
  for (let at = firstAfter(spans, start); at < spans.length && spans[at]!.start < end; at++) yield spans[at]!;
}

/** The sentences that report incidents, in the order of the text. */
function reportingSentences(
  text: string,
  blocks: readonly Block[],
  incidents: readonly DraftIncident[],
): ReportingSentence[] {
  const split = new Map<Block, Span[]>();
  const found = new Map<number, ReportingSentence>();
  for (const [index, { spans }] of incidents.entries())
    for (const act of spans) {
      if (act.field !== 'act') continue;
      for (const block of sharing(blocks, act)) {
        const sentences = split.get(block) ?? splitSentences(text, block, findQuotes(text, block.start, block.end));
        split.set(block, sentences);
        for (const { start, end } of sharing(sentences, act)) {
          const sentence = found.get(start) ?? { start, end, incidents: new Set() };
          found.set(start, sentence);
          sentence.incidents.add(index);
        }
      }
    }
  return [...found.values()].toSorted((a, b) => a.start - b.start);
}

function aboutWhich({ sentences, targets, outlets, isNews }: Reports, passage: Span, named: Named): number[] {
  const newsFirst = (all: readonly number[]): readonly number[] => {
    const news = all.filter((index) => isNews[index]);
    return news.length ? news : all;
  };
  const shared = new Set([...sharing(sentences, passage)].flatMap((one) => [...one.incidents]));
  const byTarget = targets.in(named);
  // One sentence can report two incidents: "Moroz was arrested and Dorn was fined".
  const found = shared.size
    ? [byTarget.filter((index) => shared.size > 1 && shared.has(index)), [...shared]]
    : [newsFirst(byTarget), newsFirst(outlets.in(named))];
  return [...(found.find(({ length }) => length > 0) ?? [])].toSorted((a, b) => a - b);
}

type Target = DraftIncident['targets'][number];

/** The indexes of incidents by the names of targets, or of their outlets: by the whole name and by its last word. */
class Names {
  private readonly whole = new Map<string, Set<number>>();
  private readonly last = new Map<string, Set<number>>();

  constructor(incidents: readonly DraftIncident[], nameOf: (target: Target) => string | null) {
    for (const [index, { targets }] of incidents.entries())
      for (const target of targets) {
        const name = nameOf(target);
        if (name === null) continue;
        add(this.whole, name, index);
        const last = wordsOf(name).at(-1) ?? '';
        const stem = isCyrillic(last) ? last.replace(/[аеиоуыьэюя]{1,2}$/, '') : last;
        if (stem.length >= 4) add(this.last, stem, index);
      }
  }

  /** The incidents of the names in a claim, in full or by their last word. In Russian, the word may have any case. */
  in({ given, words }: Named): number[] {
    const found = new Set<number>();
    const take = (indexes: Iterable<number> = []): void => {
      for (const index of indexes) found.add(index);
    };
    for (const name of given) take(this.whole.get(name));
    for (const word of words)
      for (let cut = 0; cut <= (isCyrillic(word) ? 4 : 0); cut++) take(this.last.get(cut ? word.slice(0, -cut) : word));
    return [...found];
  }
}

function add(map: Map<string, Set<number>>, key: string, index: number): void {
  const there = map.get(key);
  if (there) there.add(index);
  else map.set(key, new Set([index]));
}

const isCyrillic = (word: string): boolean => /^[\u0400-\u04ff]+$/.test(word);
