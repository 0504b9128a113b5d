import { Schema, type Node } from 'prosemirror-model';

/**
 * What a sentence of ours rests on (rule 1): claims; a saved query; what a named byline saw or heard; or nothing,
 * because it states no fact.
 */
export const sentenceKinds = ['cited', 'computed', 'own-reporting', 'connective'] as const;
export type SentenceKind = (typeof sentenceKinds)[number];

/** A claim that a sentence rests on. `inherited`: it came along with a split or a guess and waits for the editor's word. */
export type Citation = { claim: string; inherited?: true };

/**
 * An editor's public reason for publishing a sentence all the same. It covers the problems that were there when it
 * was given (by `Problem.signature`) and no other: a problem that comes up later blocks again.
 */
export type Override = { reason: string; covers: string[] };

export type SentenceAttrs = {
  /** Lasting: kept through edits by the rules of `edit.ts` and `diff-document.ts`, never given to another sentence. */
  id: string;
  kind: SentenceKind;
  citations: readonly Citation[];
  /** Own reporting: which name of the byline stands for it. */
  reporter: string | null;
  /** Computed: the saved query (or the figure's derivation), as readers will see it. */
  basis: string | null;
  override: Override | null;
};

const idPattern = /^s[a-z0-9]{2,31}$/;
const claimPattern = /^claim\/[1-9]\d{0,15}$/;

export const isSentenceId = (id: unknown): id is string => typeof id === 'string' && idPattern.test(id);

const demand = (right: boolean, what: string): void => {
  if (!right) throw new RangeError(`Not a sentence's ${what}`);
};
const isText = (value: unknown): value is string => typeof value === 'string';

const checkCitations = (value: unknown): void => {
  demand(Array.isArray(value), 'citations');
  const refs = new Set<string>();
  for (const one of value as { claim?: unknown; inherited?: unknown }[]) {
    demand(typeof one === 'object' && one !== null && isText(one.claim) && claimPattern.test(one.claim), 'citation');
    demand(one.inherited === undefined || one.inherited === true, 'citation');
    demand(!refs.has(one.claim as string), 'citations: one claim twice');
    refs.add(one.claim as string);
  }
};

const checkOverride = (value: unknown): void => {
  if (value === null) return;
  const one = value as { reason?: unknown; covers?: unknown };
  demand(typeof value === 'object' && isText(one.reason) && Array.isArray(one.covers) && one.covers.every(isText), 'override');
};

/**
 * An article as ProseMirror has it. All text stands in sentences, and sentences in the blocks that hold them
 * (docs/decisions/0014): a headline of exactly one, a standfirst, and the body.
 */
export const articleSchema = new Schema({
  nodes: {
    doc: { content: 'headline standfirst? block*' },
    headline: { content: 'sentence' },
    standfirst: { content: 'sentence+' },
    paragraph: { group: 'block', content: 'sentence+' },
    heading: { group: 'block', content: 'sentence+', attrs: { level: { default: 2, validate: 'number' } } },
    /** A quotation set off from the text: verbatim with or without marks (rule 2). */
    quotation: { group: 'block', content: 'sentence+' },
    /** The box of background, point by point. */
    background: { group: 'block', content: 'item+' },
    item: { content: 'sentence+' },
    sentence: {
      content: 'text*',
      attrs: {
        // An editor makes empty sentences without an id; `settleIds` gives them one before anything is stored.
        id: { default: '', validate: (value) => demand(isSentenceId(value), 'id') },
        kind: { default: 'cited', validate: (value) => demand((sentenceKinds as readonly unknown[]).includes(value), 'kind') },
        citations: { default: [], validate: checkCitations },
        reporter: { default: null, validate: 'string|null' },
        basis: { default: null, validate: 'string|null' },
        override: { default: null, validate: checkOverride },
      },
    },
    text: {},
  },
});

/** A document as it is stored: ProseMirror's JSON. */
export type DocumentJson = { type: 'doc'; content: unknown[] };

/** The blocks that hold sentences, in the order of the schema. */
export const containerTypes = ['headline', 'standfirst', 'paragraph', 'heading', 'quotation', 'item'] as const;
export type ContainerType = (typeof containerTypes)[number];

export const isContainer = (node: Node): boolean => (containerTypes as readonly string[]).includes(node.type.name);
export const attrsOf = (sentence: Node): SentenceAttrs => sentence.attrs as SentenceAttrs;

/** A sentence's node; its text's white space is made plain. */
export function sentence(attrs: Partial<SentenceAttrs> & { id: string }, text: string): Node {
  const plain = plainText(text);
  return articleSchema.node('sentence', attrs, plain ? [articleSchema.text(plain)] : []);
}

export const plainText = (text: string): string => text.normalize('NFC').replace(/\s+/gu, ' ').trim();

/**
 * The document that was stored.
 * @throws RangeError where it is no article, a sentence lacks its id or two share one
 */
export function readDocument(json: unknown): Node {
  const doc = articleSchema.nodeFromJSON(json);
  checkDocument(doc);
  return doc;
}

/** @throws RangeError where the document breaks the schema or two sentences share an id */
export function checkDocument(doc: Node): void {
  doc.check();
  const ids = new Set<string>();
  doc.descendants((node) => {
    if (node.type.name !== 'sentence') return true;
    const { id } = attrsOf(node);
    if (ids.has(id)) throw new RangeError(`Two sentences have the id ${id}`);
    ids.add(id);
    return false;
  });
}

/** A new lasting id: 60 random bits, so that two desks' articles can be joined without a clash. */
export function newSentenceId(): string {
  const letters = '0123456789abcdefghjkmnpqrstvwxyz';
  return `s${Array.from(globalThis.crypto.getRandomValues(new Uint8Array(12)), (byte) => letters[byte & 31]).join('')}`;
}

/** The message key of what a sentence rests on. */
export const sentenceKindLabel = (kind: SentenceKind): string => `documents.kind.${kind}`;
