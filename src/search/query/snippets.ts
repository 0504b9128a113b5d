import { sql } from 'kysely';
import type { Reader } from '../../platform/database/tx.ts';
import { foldText } from '../../record/actors/names/fold.ts';
import { wordVector } from '../words.ts';
import { foreignBody, type Hit, type HitRow, type Snippet } from './hit.ts';
import { rankQuery, type ReadText } from './terms.ts';

/** The maximum number of characters in a snippet: about three lines on a phone. */
const maxSnippetLength = 220;
const wordPattern = /[\p{L}\p{N}][\p{L}\p{M}\p{N}]*/gu;

/** A function that finds the matching words of a text: the start and the end of each. */
export type Marker = (text: string) => [from: number, to: number][];

/**
 * Creates a marker for these texts. It finds words with a lexeme of the query (from PostgreSQL's stemmer), and words
 * that begin like the name of an actor whom the query may name.
 */
export async function markerFor(db: Reader, text: ReadText, texts: readonly string[]): Promise<Marker> {
  const wanted = text.terms.filter((term) => !term.not);
  const starts = wanted.flatMap((term) =>
    [term.text, ...term.meanings.flatMap(({ phrased }) => phrased.map((phrase) => phrase.text))]
      .flatMap((words) => [...words.matchAll(wordPattern)])
      .map(([word]) => foldText(word).slice(0, 2)),
  );
  const names = [...new Set([...text.names].map(foldText))].filter((name) => name.length > 2);
  const folded = new Map<string, string>();
  for (const one of texts)
    for (const [word] of one.matchAll(wordPattern)) if (!folded.has(word)) folded.set(word, foldText(word));
  const marked = new Set<string>();
  const perhaps: string[] = [];
  for (const [word, fold] of folded) {
    if (names.some((name) => fold.startsWith(name) && fold.length - name.length < 4)) marked.add(word);
    else if (starts.some((start) => fold.startsWith(start))) perhaps.push(word);
  }
  const lexemes = rankQuery(text).replace(/<(?:->|\d+)>/g, '|');
  if (lexemes && perhaps.length) {
    const { rows } = await sql<{
      word: string;
    }>`select word from unnest(${perhaps}::text[]) as w (word) where ${wordVector(sql.ref('word'))} @@ ${lexemes}::tsquery`.execute(
      db,
    );
    for (const { word } of rows) marked.add(word);
  }
  return (one) =>
    [...one.matchAll(wordPattern)].flatMap((match) =>
      marked.has(match[0]) ? [[match.index, match.index + match[0].length] as [number, number]] : [],
    );
}

/** Splits a text into pieces, and marks the matches. */
export function markText(text: string, marker: Marker): Snippet {
  const pieces: { text: string; marked: boolean }[] = [];
  let at = 0;
  for (const [from, to] of marker(text)) {
    if (from > at) pieces.push({ text: text.slice(at, from), marked: false });
    pieces.push({ text: text.slice(from, to), marked: true });
    at = to;
  }
  if (at < text.length) pieces.push({ text: text.slice(at), marked: false });
  return pieces;
}

/** The line with the most different matching words, shortened around them. Null if no line has a match. */
export function snippetOf(body: string, marker: Marker): Snippet | null {
  let best: { line: string; places: [number, number][]; different: number } | null = null;
  for (const line of body.split('\n')) {
    const places = marker(line);
    const different = new Set(places.map(([from, to]) => foldText(line.slice(from, to)))).size;
    if (different > (best?.different ?? 0)) best = { line, places, different };
  }
  if (!best) return null;
  const { line, places } = best;
  if (line.length <= maxSnippetLength) return markText(line, marker);
  // The snippet begins with this match, so that it contains as many matches as possible.
  const first = places
    .map(([from]) => ({
      from,
      count: places.filter(([other]) => other >= from && other < from + maxSnippetLength - 40).length,
    }))
    .toSorted((a, b) => b.count - a.count || a.from - b.from)[0]!.from;
  const from = first < 60 ? 0 : line.lastIndexOf(' ', first - 40) + 1;
  const end =
    from + maxSnippetLength >= line.length
      ? line.length
      : Math.max(line.lastIndexOf(' ', from + maxSnippetLength), first + 1);
  return [
    ...(from > 0 ? [{ text: '… ', marked: false }] : []),
    ...markText(line.slice(from, end), marker),
    ...(end < line.length ? [{ text: ' …', marked: false }] : []),
  ];
}

/** Adds the marked title and the snippet to hits. */
export async function markHits(
  db: Reader,
  text: ReadText,
  hits: readonly Hit[],
  rows: readonly HitRow[],
): Promise<Hit[]> {
  if (hits.length === 0) return [];
  const marker = await markerFor(
    db,
    text,
    rows.flatMap((row) => [row.title, row.body ?? '']),
  );
  return hits.map((hit, index) => {
    const { body: text = '', written } = rows[index] ?? {};
    const body = snippetOf(text, marker);
    const language = foreignBody(body, written);
    return {
      ...hit,
      marked: { title: markText(hit.title, marker), body, ...(language !== undefined && { language }) },
    };
  });
}
