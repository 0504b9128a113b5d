import model from 'wink-eng-lite-web-model';
import winkNLP from 'wink-nlp';
import type { Span } from './sentences.ts';

export type Token = Span & { value: string; lower: string; pos: string };

type Nlp = ReturnType<typeof winkNLP>;
let loaded: Nlp | undefined;

/** The tagger is loaded once, on first use (about 100 ms). */
function nlp(): Nlp {
  loaded ??= winkNLP(model, ['pos']);
  return loaded;
}

/** Tokens of a sentence with their part of speech (universal tags) and their offsets in the whole text. */
export function tokenize(text: string, span: Span): Token[] {
  const part = text.slice(span.start, span.end);
  const tool = nlp();
  const read = tool.readDoc(part).tokens();
  const values = read.out(tool.its.value) as string[];
  const tags = read.out(tool.its.pos) as unknown as string[];
  const tokens: Token[] = [];
  let cursor = 0;
  for (const [index, value] of values.entries()) {
    const at = part.indexOf(value, cursor);
    if (at < 0 || !value.trim()) continue;
    cursor = at + value.length;
    tokens.push({
      start: span.start + at,
      end: span.start + cursor,
      value,
      lower: value.toLowerCase().replace(/’/g, "'"),
      pos: tags[index] ?? 'X',
    });
  }
  return tokens;
}

/** The dictionary form of each word of a text, by the word's position: "beat" for "beaten". */
export function lemmasOf(text: string): Map<number, string> {
  const tool = nlp();
  const read = tool.readDoc(text).tokens();
  const values = read.out(tool.its.value) as string[];
  // The types of wink-nlp allow `its.lemma` for single tokens only.
  const lemmas = read.out(tool.its.lemma as unknown as typeof tool.its.value) as string[];
  const found = new Map<number, string>();
  let cursor = 0;
  for (const [index, value] of values.entries()) {
    const at = text.indexOf(value, cursor);
    if (at < 0 || !value.trim()) continue;
    cursor = at + value.length;
    found.set(at, lemmas[index]!.toLowerCase().replace(/’/g, "'"));
  }
  return found;
}
