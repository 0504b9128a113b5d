import type { Node } from 'prosemirror-model';
import { firstNotBefore } from '../../platform/sorted.ts';
import { associate, type Descent } from './associate.ts';
import { mergeAttrs, splitAttrs, uniteCitations } from './edit.ts';
import { isEmbedKind, type ArticleForm, type BlockForm, type BlockType, type SentenceForm } from './form.ts';
import { partOf, readMarkup, writeMarkup, type Words } from './markup.ts';
import {
  articleSchema,
  checkDocument,
  newSentenceId,
  plainText,
  sentenceOfWords,
  type Citation,
  type EmbedAttrs,
  type EmbedFinding,
  type PhotoAttrs,
  type SentenceAttrs,
} from './schema.ts';
import { embedsOf, holdersOf, sentencesOf, type Placed } from './sentences.ts';
import { sentenceSpans } from './split-text.ts';

export type FormText = Pick<ArticleForm, 'headline' | 'standfirst' | 'blocks'>;

export type DocumentDifference = {
  doc: Node;
  /** The path of each sentence in the form, for errors: `blocks.2.sentences.0`. */
  paths: Map<string, string>;
  /** The old sentences that each new sentence comes from, by the id of the new sentence. */
  descent: Map<string, string[]>;
  /** Old sentences that are completely gone. */
  removed: string[];
  /** Sentences whose exception is new, changed, or was extended to later problems. */
  overridden: string[];
};

/** A sentence of the new document. It comes from a row of the form (`row`), or from bare text. */
type Piece = Words & { path: string; row?: SentenceForm; splitFrom?: number; headline?: boolean };
type Holder = {
  type: 'headline' | 'standfirst' | BlockType;
  pieces: number[];
  ref?: string;
  finding?: EmbedFinding | null;
  photo?: PhotoAttrs;
};

/**
 * Turns a submitted form into a document and associates its sentences with those of `old`, by the rules of `edit.ts`.
 * The claims in a row of the form are the editor's decision, so they are stored unchanged. If the text proves the
 * origin of a sentence (it is the same, split or merged), the sentence keeps the old citations. If the origin is a
 * guess, citations are marked as inherited, and an editor has to confirm them.
 */
export function diffDocument(
  old: Node | null,
  form: FormText,
  newId: () => string = newSentenceId,
): DocumentDifference {
  const before = old ? sentencesOf(old) : [];
  const known = new Map(before.map((one) => [one.id, one]));
  const { holders, pieces } = piecesOf(form, known, old ? embedsOf(old) : []);
  const descents = associate(
    before,
    pieces.map(({ text, row, splitFrom, headline }) => ({
      text,
      id: splitFrom === undefined ? row?.id : undefined,
      splitFrom,
      headline,
    })),
  );

  const made: SentenceAttrs[] = [];
  for (const [index, piece] of pieces.entries()) {
    const descent = descents[index]!;
    const id = descent.id ?? newId();
    const first = piece.splitFrom === undefined ? undefined : made[piece.splitFrom];
    made.push(attrsFor(piece, id, descent, known, first));
  }

  const nodes = pieces.map((piece, index) => sentenceOfWords(made[index]!, piece));
  const doc = assemble(holders, nodes);
  checkDocument(doc);

  const descended = new Set(descents.flatMap((one) => [...one.certain, ...one.guessed]));
  return {
    doc,
    paths: new Map(pieces.map((piece, index) => [made[index]!.id, piece.path])),
    descent: new Map(descents.map((one, index) => [made[index]!.id, [...new Set([...one.certain, ...one.guessed])]])),
    removed: before.filter((one) => !descended.has(one.id)).map((one) => one.id),
    overridden: pieces.flatMap(({ row }, index) => {
      const { id, override } = made[index]!;
      const was = known.get(id)?.override?.reason;
      return override && (override.reason !== was || (row?.overrideConfirmed && row.id === id)) ? [id] : [];
    }),
  };
}

function piecesOf(
  form: FormText,
  known: ReadonlyMap<string, Placed>,
  embeds: readonly EmbedAttrs[],
): { holders: Holder[]; pieces: Piece[] } {
  const pieces: Piece[] = [];
  const holders: Holder[] = [];
  const hold = (
    type: Holder['type'],
    path: string,
    block: Pick<BlockForm, 'sentences' | 'text' | 'ref' | 'alt' | 'finding' | 'findingConfirmed'>,
  ): void => {
    if (isEmbedKind(type))
      return void holders.push({ type, pieces: [], ref: block.ref!, finding: findingOf(block, embeds) });
    const from = pieces.length;
    for (const [index, row] of block.sentences.entries()) {
      const first = pieces.length;
      for (const [part, words] of partsOf(row, known).entries())
        pieces.push({ ...words, row, path: `${path}.sentences.${index}`, ...(part > 0 && { splitFrom: first }) });
    }
    for (const paragraph of (block.text ?? '').split(/\n\s*\n/u))
      for (const words of splitWords(readMarkup(paragraph))) pieces.push({ ...words, path: `${path}.text` });
    const held = pieces.slice(from).map((_, index) => from + index);
    if (type === 'photo')
      holders.push({ type, pieces: held, photo: { photo: block.ref!, alt: plainText(block.alt ?? '') } });
    else if (held.length) holders.push({ type, pieces: held });
  };
  pieces.push({ ...readMarkup(form.headline.text), styles: [], row: form.headline, path: 'headline', headline: true });
  holders.push({ type: 'headline', pieces: [0] });
  hold('standfirst', 'standfirst', form.standfirst);
  for (const [index, block] of form.blocks.entries()) hold(block.type, `blocks.${index}`, block);
  return { holders, pieces };
}

/** The headline of a chart. Until someone changes or confirms it, it is about the numbers for which it was written. */
function findingOf(
  { ref, finding, findingConfirmed }: Pick<BlockForm, 'ref' | 'finding' | 'findingConfirmed'>,
  old: readonly EmbedAttrs[],
): EmbedFinding | null {
  const text = plainText(finding ?? '');
  if (!text) return null;
  const was = findingConfirmed ? undefined : old.find((one) => one.ref === ref && one.finding?.text === text);
  return was?.finding ?? { text, numbers: '' };
}

/** Splits text into sentences, each with its own links and styles. */
function splitWords({ text, links, styles }: Words): Words[] {
  const spans = sentenceSpans(text);
  const split = <T extends { start: number; end: number }>(ranges: readonly T[]): T[][] => {
    const lists = spans.map((): T[] => []);
    for (const one of ranges) {
      let at = firstNotBefore(spans, (span) => span.end <= one.start);
      while (at < spans.length && spans[at]!.start < one.end) lists[at++]!.push(one);
    }
    return lists;
  };
  const [linksOf, stylesOf] = [split(links), split(styles)];
  return spans.map(({ start, end }, at) => partOf({ text, links: linksOf[at]!, styles: stylesOf[at]! }, start, end));
}

/**
 * Splits a row with several full stops into sentences, unless the row is marked as one sentence or was one sentence
 * before.
 */
function partsOf(row: SentenceForm, known: ReadonlyMap<string, Placed>): Words[] {
  const whole = readMarkup(row.text);
  if (!whole.text) return [];
  const parts = splitWords(whole);
  if (row.whole || parts.length < 2) return [whole];
  const before = row.id === undefined ? undefined : known.get(row.id);
  const keptWhole = before !== undefined && (before.text === whole.text || sentenceSpans(before.text).length > 1);
  return keptWhole ? [whole] : parts;
}

const inheritedFrom = (sources: readonly Placed[]): Citation[] =>
  uniteCitations(
    [],
    sources.flatMap((one) => one.citations.map(({ claim }) => ({ claim, inherited: true as const }))),
  );

function attrsFor(
  piece: Piece,
  id: string,
  descent: Descent,
  known: ReadonlyMap<string, Placed>,
  first: SentenceAttrs | undefined,
): SentenceAttrs {
  const certain = descent.certain.map((parent) => known.get(parent)!);
  const guessed = descent.guessed.map((parent) => known.get(parent)!);
  if (first) return descent.id === null ? splitAttrs(first, id) : carried(id, certain, guessed);
  const { row } = piece;
  if (!row) return carried(id, certain, guessed);

  const isCopy = row.id !== undefined && known.has(row.id) && row.id !== id;
  const isNewRow = row.id === undefined || !known.has(row.id);
  const said = row.claims.length + row.inherited.length > 0 || row.kind !== 'cited' || row.override !== undefined;
  if (isNewRow && !said && certain.length + guessed.length > 0) return carried(id, certain, guessed);

  const own = isNewRow ? [] : [row.id!];
  const others = [...certain, ...guessed].filter((parent) => !own.includes(parent.id));
  const chosen: Citation[] = [
    ...row.claims.map((claim) => ({ claim })),
    ...row.inherited.map((claim) => ({ claim, inherited: true as const })),
  ];
  const was = known.get(id)?.override;
  const attrs: SentenceAttrs = {
    id,
    kind: row.kind,
    citations: inOrderOf(
      known.get(id)?.citations ?? [],
      uniteCitations(uniteCitations([], chosen), inheritedFrom(others)),
    ),
    reporter: row.reporter || null,
    basis: row.basis || null,
    override: row.override ? { reason: row.override, covers: was?.reason === row.override ? was.covers : [] } : null,
  };
  return isCopy ? splitAttrs(attrs, id) : attrs;
}

/** Sorts citations: first the old citations in their old order, then the new ones. */
function inOrderOf(old: readonly Citation[], citations: readonly Citation[]): Citation[] {
  const place = (one: Citation): number => {
    const at = old.findIndex((was) => was.claim === one.claim);
    return at < 0 ? old.length : at;
  };
  return citations.toSorted((a, b) => place(a) - place(b));
}

/**
 * What a sentence without a row in the form takes over from old sentences. From certain origins, it takes over
 * everything. From guessed origins, it takes over only citations, which an editor must confirm.
 */
function carried(id: string, certain: readonly Placed[], guessed: readonly Placed[]): SentenceAttrs {
  const [first, ...rest] = certain;
  const whole = first
    ? rest.reduce<SentenceAttrs>((merged, one) => mergeAttrs(merged, one), attrsOfPlaced(first))
    : undefined;
  const likely = guessed[0];
  const base =
    whole ?? (likely ? { ...splitAttrs(likely, id), override: likely.id === id ? likely.override : null } : undefined);
  if (!base) return { id, kind: 'cited', citations: [], reporter: null, basis: null, override: null };
  return { ...base, id, citations: uniteCitations(base.citations, inheritedFrom(guessed)) };
}

const attrsOfPlaced = ({ id, kind, citations, reporter, basis, override }: Placed): SentenceAttrs => ({
  id,
  kind,
  citations,
  reporter,
  basis,
  override,
});

/** The types of form blocks that are items of a list, each with the document's types for the list and the item. */
const listOf: Partial<Record<Holder['type'], { list: string; item: string }>> = {
  bullet: { list: 'bullets', item: 'bullet' },
  number: { list: 'numbers', item: 'number' },
  background: { list: 'background', item: 'item' },
};

function assemble(holders: readonly Holder[], nodes: readonly Node[]): Node {
  const children: Node[] = [];
  let open = null as { list: string; items: Node[] } | null;
  const close = (): void => {
    if (open) children.push(articleSchema.node(open.list, null, open.items));
    open = null;
  };
  for (const { type, pieces, ref, finding, photo } of holders) {
    const sentences = pieces.map((index) => nodes[index]!);
    const of = listOf[type];
    if (of?.list !== open?.list) close();
    if (of) {
      open ??= { list: of.list, items: [] };
      open.items.push(articleSchema.node(of.item, null, sentences));
    } else if (isEmbedKind(type)) children.push(articleSchema.node('embed', { kind: type, ref, finding }));
    else children.push(articleSchema.node(type, photo ?? null, sentences));
  }
  close();
  return articleSchema.node('doc', null, children);
}

/** The rows of the form for a stored document; submitting them unchanged changes nothing. */
export function formOf(doc: Node): FormText {
  const blocks: FormText['blocks'] = [];
  let headline: SentenceForm | undefined;
  let standfirst: SentenceForm[] = [];
  for (const { type, sentences, embed, photo } of holdersOf(doc)) {
    const rows = sentences.map(rowOf);
    if (type === 'headline') headline = rows[0];
    else if (type === 'standfirst') standfirst = rows;
    else if (type === 'embed')
      blocks.push({
        type: embed!.kind,
        sentences: [],
        ref: embed!.ref,
        ...(embed!.finding && { finding: embed!.finding.text }),
      });
    else if (photo) blocks.push({ type: 'photo', sentences: rows, ref: photo.photo, alt: photo.alt || undefined });
    else blocks.push({ type: type === 'item' ? 'background' : type, sentences: rows });
  }
  return { headline: headline!, standfirst: { sentences: standfirst }, blocks };
}

const rowOf = (one: Placed): SentenceForm => ({
  id: one.id,
  text: writeMarkup(one),
  kind: one.kind,
  claims: one.citations.filter((citation) => !citation.inherited).map((citation) => citation.claim),
  inherited: one.citations.filter((citation) => citation.inherited).map((citation) => citation.claim),
  reporter: one.reporter ?? undefined,
  basis: one.basis ?? undefined,
  override: one.override?.reason,
  overrideConfirmed: false,
  whole: false,
});
