import type { Block, Claim, Entity, Fact, Incident, Mention, Report, Span } from './scheme.ts';

type Marked = {
  mentions: Mention[];
  facts: Fact[];
  claims: Claim[];
  incidents: Incident[];
  entities: readonly Entity[];
};

const overlap = (a: Span, b: Span): boolean => a.start < b.end && b.start < a.end;
const capitalised = /(?<!\p{L})\p{Lu}\p{Ll}{3,}/gu;
/** Four words or more between quotation marks. */
const quoted = /[“«„](?:[^\s“”«»„]+\s+){3,}[^“”«»„]+[”»“]|"(?:[^\s"]+\s+){3,}[^"]+"/gu;

/**
 * Reports what an author probably forgot to mark: another form of a marked name, a number, a quotation. `[[-|…]]` says
 * that there is nothing to mark.
 */
export function findUnmarked(blocks: readonly (Block & { line: number })[], marked: Marked, report: Report): void {
  const { mentions, facts, claims, incidents } = marked;
  const names = mentions.filter(({ form }) => form === 'name');
  const dismissed = names.filter(({ entity }) => entity === '-');
  const values = [...facts, ...names, ...incidents.flatMap(({ spans }) => spans)];
  const contents = [...claims.flatMap(({ content }) => content), ...dismissed];
  const stems = stemsOf(names, marked.entities);
  for (const block of blocks) {
    const check = (
      pattern: RegExp,
      known: readonly Span[],
      problem: (words: string, around: string) => string | null,
    ): void => {
      for (const match of block.text.matchAll(pattern)) {
        const [text] = match;
        const start = block.start + match.index;
        if (known.some((span) => overlap(span, { start, end: start + text.length, text }))) continue;
        const around = block.text.slice(Math.max(0, match.index - 25), match.index + text.length + 15);
        const found = problem(text.replace(/\s+/g, ' '), around.replace(/\s+/g, ' '));
        if (found) report(block.line, found);
      }
    };
    check(capitalised, names, (word, around) =>
      stems.some((stem) => word.startsWith(stem) && word.length <= stem.length + 6)
        ? `“${word}” in “${around}” looks like a form of a marked name. Mark it, or write [[-|${word}]] if it is something else.`
        : null,
    );
    check(
      /\d[\d.,:\u00a0 ]*\d|\d/g,
      values,
      (number, around) =>
        `“${number}” in “${around}” is not marked. Mark the date, sum, term, age or count, or write [[-|${number}]] if it is none.`,
    );
    check(
      quoted,
      contents,
      (words) =>
        `${words} is a quotation outside all claims. Mark it as content, or write [[-|…]] around it if no one says it.`,
    );
  }
}

/** The stems of the names of people and places: what all forms of a name begin with. */
function stemsOf(names: readonly Mention[], entities: readonly Entity[]): string[] {
  const inflected = names.filter(({ entity: id }) => {
    const kind = entities.find((entity) => entity.id === id)?.kind;
    return kind === 'person' || kind === 'place';
  });
  const words = inflected.flatMap(({ text }) => text.match(capitalised) ?? []);
  return [...new Set(words.map((word) => word.slice(0, Math.max(4, word.length - 2))))];
}
