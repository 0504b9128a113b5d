import type { Node } from 'prosemirror-model';
import { sameWords } from './markup.ts';
import { holdersOf, type Placed } from './sentences.ts';

export type ComparedSentence = {
  id: string;
  change: 'same' | 'changed' | 'moved' | 'added' | 'removed';
  before: Placed | null;
  after: Placed | null;
};

/**
 * Compares two versions of one article, sentence by sentence, in the reading order of the later one; a removed sentence
 * is placed after its predecessor. The headline of a chart counts as a sentence. A sentence counts as changed if one of
 * these differs: its text, its links, its bold or italic words, its kind of block, what it is based on, or the reason
 * of its exception.
 */
export function compareArticles(before: Node, after: Node): ComparedSentence[] {
  const old = textsOf(before);
  const now = textsOf(after);
  const oldById = new Map(old.map((one) => [one.id, one]));
  const nowIds = new Set(now.map((one) => one.id));
  const kept = inOrder(
    old.filter((one) => nowIds.has(one.id)).map((one) => one.id),
    now.map((one) => one.id),
  );
  const rows: ComparedSentence[] = now.map((one) => {
    const was = oldById.get(one.id) ?? null;
    return {
      id: one.id,
      before: was,
      after: one,
      change: was === null ? 'added' : !isAlike(was, one) ? 'changed' : kept.has(one.id) ? 'same' : 'moved',
    };
  });
  for (const [index, one] of old.entries()) {
    if (nowIds.has(one.id)) continue;
    const at = index === 0 ? 0 : rows.findIndex((row) => row.id === old[index - 1]!.id) + 1;
    rows.splice(at, 0, { id: one.id, before: one, after: null, change: 'removed' });
  }
  return rows;
}

/** The sentences, and the headlines that an editor wrote for charts. */
function textsOf(doc: Node): Placed[] {
  const charts = new Map<string, number>();
  return holdersOf(doc).flatMap(({ sentences, embed }): Placed[] => {
    if (!embed?.finding) return sentences;
    const count = (charts.get(embed.ref) ?? 0) + 1;
    charts.set(embed.ref, count);
    return [
      {
        id: `${embed.ref} ${count}`,
        kind: 'computed',
        citations: [],
        reporter: null,
        basis: embed.ref,
        override: null,
        text: embed.finding.text,
        links: [],
        styles: [],
        where: 'heading',
        container: 0,
        index: 0,
      },
    ];
  });
}

const isAlike = (a: Placed, b: Placed): boolean => sameWords(a, b) && sameBesides(a, b);
const sameBesides = (a: Placed, b: Placed): boolean =>
  a.kind === b.kind &&
  a.where === b.where &&
  a.reporter === b.reporter &&
  a.basis === b.basis &&
  a.override?.reason === b.override?.reason &&
  claimsOf(a) === claimsOf(b);
const claimsOf = (one: Placed): string =>
  one.citations
    .map(({ claim, inherited }) => `${claim}${inherited ? '?' : ''}`)
    .toSorted()
    .join();

/**
 * The change of a sentence for readers. `support`: the text is the same, but what it is based on has changed. `look`:
 * only links or bold or italic words have changed.
 */
export const visibleChange = ({
  change,
  before,
  after,
}: Omit<ComparedSentence, 'id'>): ComparedSentence['change'] | 'support' | 'look' =>
  change !== 'changed' || before!.text !== after!.text ? change : sameBesides(before!, after!) ? 'look' : 'support';

/** The ids of the longest sequence of sentences that kept its order. All other sentences count as moved. */
function inOrder(old: readonly string[], now: readonly string[]): Set<string> {
  const place = new Map(old.map((id, index) => [id, index]));
  const places = now.flatMap((id) => place.get(id) ?? []);
  const best: { length: number; from: number }[] = [];
  let end = -1;
  for (const [index, at] of places.entries()) {
    let [length, from] = [1, -1];
    for (let earlier = 0; earlier < index; earlier += 1)
      if (places[earlier]! < at && best[earlier]!.length + 1 > length)
        [length, from] = [best[earlier]!.length + 1, earlier];
    best.push({ length, from });
    if (end < 0 || length > best[end]!.length) end = index;
  }
  const ids = new Set<string>();
  for (let index = end; index >= 0; index = best[index]!.from) ids.add(old[places[index]!]!);
  return ids;
}
