import { Schema, type Attrs, type Node } from 'prosemirror-model';
import { cleanHref } from './links.ts';
import { inOrder, readMarkup, type StyleName, type Words } from './markup.ts';

/** Parts of a letter that need no source. An article has none of them. */
export const letterKinds = ['salutation', 'demand', 'appeal'] as const;
export type LetterKind = (typeof letterKinds)[number];
export const isLetterKind = (kind: string): kind is LetterKind => (letterKinds as readonly string[]).includes(kind);

/**
 * What a sentence is based on (the invariant "Sourced"): claims; a statistic; what a named author saw or heard; or
 * nothing, because the sentence states no fact, or is a part of a letter that needs no source.
 */
export const sentenceKinds = ['cited', 'computed', 'own-reporting', 'connective', ...letterKinds] as const;
export type SentenceKind = (typeof sentenceKinds)[number];

/**
 * A cited claim. `inherited`: no editor has confirmed the citation yet. The citation comes from a sentence that was
 * split, or from a guessed origin.
 */
export type Citation = { claim: string; inherited?: true };

/**
 * An editor's public reason for an exception. It covers the problems that existed when the reason was entered (by
 * `Problem.signature`). A later problem blocks again.
 */
export type Override = { reason: string; covers: string[] };

export type SentenceAttrs = {
  /**
   * The permanent id. `edit.ts` and `diff-document.ts` say which sentence keeps it after an edit. Another sentence
   * never gets it.
   */
  id: string;
  kind: SentenceKind;
  citations: readonly Citation[];
  /** For own reporting: the name of the byline that is responsible. */
  reporter: string | null;
  /**
   * For a calculated sentence: the address of the statistic, or a text for readers that says how the number was
   * calculated.
   */
  basis: string | null;
  override: Override | null;
};

const photoPattern = /^photo\/[1-9]\d{0,15}$/;
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
  demand(
    typeof value === 'object' && isText(one.reason) && Array.isArray(one.covers) && one.covers.every(isText),
    'override',
  );
};

/** Kinds of items that can be shown between paragraphs; `embeds/registry.ts` says what each refers to. */
export const embedKinds = ['timeline', 'statistic', 'provision', 'source', 'letter'] as const;
export type EmbedKind = (typeof embedKinds)[number];
/**
 * `ref`: `case/12`, a statistic's address, `provision/12@2018-03-30`, `source/12` or `letter/12`. The registry checks
 * whether it exists.
 */
export type EmbedRef = { kind: EmbedKind; ref: string };
export type EmbedAttrs = EmbedRef & { finding: EmbedFinding | null };
/**
 * The headline that an editor wrote for a chart, instead of the calculated one. `numbers`: the chart's numbers for
 * which it was written, as `numbersOf` gives them; empty until it is saved.
 */
export type EmbedFinding = { text: string; numbers: string };
export const maxFindingLength = 200;

export type PhotoAttrs = {
  /** `photo/12`. */
  photo: string;
  /** The alternative text in this article; empty: the photo's own. */
  alt: string;
};

const checkFinding = (value: unknown): void => {
  if (value === null) return;
  const { text, numbers } = value as { text?: unknown; numbers?: unknown };
  demand(
    typeof value === 'object' &&
      isText(text) &&
      text.length <= maxFindingLength &&
      isText(numbers) &&
      /^(?:[0-9a-f]{32})?$/.test(numbers),
    'finding',
  );
};

/** @returns null if the data is not the headline of a chart; it may come from any website */
function findingFromDom(written: string | null): EmbedFinding | null {
  try {
    const finding = JSON.parse(written ?? 'null') as EmbedFinding | null;
    checkFinding(finding);
    return finding;
  } catch {
    return null;
  }
}

/** A sentence as HTML, so that a sentence that was cut in the editor can be pasted unchanged. */
const sentenceDom = ({ id, kind, citations, reporter, basis, override }: Attrs): Record<string, string> => ({
  'data-sentence': JSON.stringify({ id, kind, citations, reporter, basis, override }),
});

/** @returns null if the data is not a valid sentence; it may come from any website */
function sentenceFromDom(written: string | null): Attrs | null {
  try {
    const attrs = JSON.parse(written ?? '') as Attrs;
    for (const [name, { validate }] of Object.entries(sentenceAttrs))
      if (typeof validate === 'function') validate(attrs[name]);
    return {
      ...attrs,
      reporter: isText(attrs.reporter) ? attrs.reporter : null,
      basis: isText(attrs.basis) ? attrs.basis : null,
    };
  } catch {
    return null;
  }
}

const sentenceAttrs = {
  // The editor creates sentences without an id, and assigns one (`editor/settle.ts`) before anything is stored.
  id: { default: '', validate: (value: unknown) => demand(value === '' || isSentenceId(value), 'id') },
  kind: {
    default: 'cited',
    validate: (value: unknown) => demand((sentenceKinds as readonly unknown[]).includes(value), 'kind'),
  },
  citations: { default: [], validate: checkCitations },
  reporter: { default: null, validate: 'string|null' },
  basis: { default: null, validate: 'string|null' },
  override: { default: null, validate: checkOverride },
};

const list = (tag: 'ul' | 'ol', className?: string) => ({
  toDOM: () => [tag, className ? { class: className } : {}, 0] as const,
  parseDOM: [{ tag: className ? `${tag}.${className}` : tag, priority: className ? 60 : 50 }],
});

/**
 * An article in ProseMirror. All text is in sentences, and sentences are in blocks (docs/decisions/0014): a headline of
 * exactly one sentence, an optional standfirst, and the blocks of the body.
 */
export const articleSchema = new Schema({
  nodes: {
    doc: { content: 'headline standfirst? block*' },
    headline: { content: 'sentence', defining: true, isolating: true, toDOM: () => ['h1', 0] },
    standfirst: {
      content: 'sentence+',
      defining: true,
      isolating: true,
      toDOM: () => ['p', { class: 'standfirst' }, 0],
      parseDOM: [{ tag: 'p.standfirst', priority: 60 }],
    },
    paragraph: { group: 'block', content: 'sentence+', toDOM: () => ['p', 0], parseDOM: [{ tag: 'p' }] },
    heading: {
      group: 'block',
      content: 'sentence+',
      defining: true,
      attrs: { level: { default: 2, validate: 'number' } },
      toDOM: () => ['h2', 0],
      parseDOM: ['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((tag) => ({ tag })),
    },
    /** A block quotation. Its words must be verbatim, with or without quotation marks (the invariant "Verbatim"). */
    quotation: {
      group: 'block',
      content: 'sentence+',
      defining: true,
      toDOM: () => ['blockquote', 0],
      parseDOM: [{ tag: 'blockquote' }],
    },
    bullets: { group: 'block', content: 'bullet+', ...list('ul') },
    bullet: { content: 'sentence+', defining: true, toDOM: () => ['li', 0], parseDOM: [{ tag: 'li' }] },
    numbers: { group: 'block', content: 'number+', ...list('ol') },
    number: {
      content: 'sentence+',
      defining: true,
      toDOM: () => ['li', 0],
      parseDOM: [{ tag: 'li', context: 'numbers/', priority: 60 }],
    },
    /** The background box, a list of items. */
    background: { group: 'block', content: 'item+', ...list('ul', 'background') },
    item: {
      content: 'sentence+',
      defining: true,
      toDOM: () => ['li', 0],
      parseDOM: [{ tag: 'li', context: 'background/', priority: 60 }],
    },
    /**
     * A photo of the record; its sentences are the caption and need citations like all others. The first one is the
     * lead photo.
     */
    photo: {
      group: 'block',
      content: 'sentence*',
      defining: true,
      isolating: true,
      attrs: {
        photo: { validate: (value: unknown) => demand(isText(value) && photoPattern.test(value), 'photo') },
        alt: { default: '', validate: 'string' },
      },
      toDOM: ({ attrs }) => ['figure', { 'data-photo': attrs.photo, 'data-alt': attrs.alt }, ['figcaption', 0]],
      parseDOM: [
        {
          tag: 'figure[data-photo]',
          contentElement: 'figcaption',
          getAttrs: (dom) => {
            const photo = dom.getAttribute('data-photo') ?? '';
            return photoPattern.test(photo) ? { photo, alt: dom.getAttribute('data-alt') ?? '' } : false;
          },
        },
      ],
    },
    /** An embedded item of the record. */
    embed: {
      group: 'block',
      atom: true,
      draggable: true,
      attrs: {
        kind: { validate: (value: unknown) => demand((embedKinds as readonly unknown[]).includes(value), 'embed') },
        ref: {
          validate: (value: unknown) => demand(isText(value) && value.length > 0 && value.length <= 2000, 'embed'),
        },
        finding: { default: null, validate: checkFinding },
      },
      toDOM: ({ attrs }) => [
        'figure',
        {
          'data-embed': attrs.kind,
          'data-ref': attrs.ref,
          ...(attrs.finding && { 'data-finding': JSON.stringify(attrs.finding) }),
        },
      ],
      parseDOM: [
        {
          tag: 'figure[data-embed]',
          getAttrs: (dom) => {
            const [kind, ref] = [dom.getAttribute('data-embed'), dom.getAttribute('data-ref')];
            return (embedKinds as readonly (string | null)[]).includes(kind) && ref && ref.length <= 2000
              ? { kind, ref, finding: kind === 'statistic' ? findingFromDom(dom.getAttribute('data-finding')) : null }
              : false;
          },
        },
      ],
    },
    sentence: {
      content: 'text*',
      attrs: sentenceAttrs,
      toDOM: ({ attrs }) => ['span', sentenceDom(attrs), 0],
      parseDOM: [
        { tag: 'span[data-sentence]', getAttrs: (dom) => sentenceFromDom(dom.getAttribute('data-sentence')) ?? false },
      ],
    },
    text: {},
  },
  marks: {
    bold: { toDOM: () => ['strong', 0], parseDOM: [{ tag: 'strong' }, { tag: 'b' }] },
    italic: { toDOM: () => ['em', 0], parseDOM: [{ tag: 'em' }, { tag: 'i' }] },
    /** A link to another site; checked on request (`links/`). */
    link: {
      inclusive: false,
      attrs: { href: { validate: (value: unknown) => demand(isText(value) && cleanHref(value) === value, 'link') } },
      toDOM: ({ attrs }) => ['a', { href: attrs.href as string, rel: 'noopener nofollow' }, 0],
      parseDOM: [
        {
          tag: 'a[href]',
          getAttrs: (dom) => {
            const href = cleanHref(dom.getAttribute('href') ?? '');
            return href === null ? false : { href };
          },
        },
      ],
    },
  },
});

/** A stored document: ProseMirror's JSON. */
export type DocumentJson = { type: 'doc'; content: unknown[] };

/** The blocks that contain sentences, in the order of the schema. A photo may have no sentences. */
export const containerTypes = [
  'headline',
  'standfirst',
  'paragraph',
  'heading',
  'quotation',
  'bullet',
  'number',
  'item',
  'photo',
] as const;
export type ContainerType = (typeof containerTypes)[number];

export const isContainer = (node: Node): boolean => (containerTypes as readonly string[]).includes(node.type.name);
export const embedAttrsOf = (embed: Node): EmbedAttrs => embed.attrs as EmbedAttrs;
export const photoAttrsOf = (photo: Node): PhotoAttrs => photo.attrs as PhotoAttrs;
export const attrsOf = (sentence: Node): SentenceAttrs => sentence.attrs as SentenceAttrs;

/** A sentence's node; the white space of its text is normalised. */
export const sentence = (attrs: Partial<SentenceAttrs> & { id: string }, text: string): Node =>
  sentenceOfWords(attrs, { text: plainText(text), links: [], styles: [] });

/** A sentence's node from form text, as `readMarkup` reads it. */
export const sentenceOfMarkup = (attrs: Partial<SentenceAttrs> & { id: string }, markup: string): Node =>
  sentenceOfWords(attrs, readMarkup(markup));

/** A sentence's node from its words. */
export function sentenceOfWords(attrs: Partial<SentenceAttrs> & { id: string }, { text, links, styles }: Words): Node {
  const { bold, italic, link } = articleSchema.marks;
  const ranges = [
    ...styles.map((one) => ({ ...one, mark: (one.style === 'bold' ? bold! : italic!).create() })),
    ...links.map((one) => ({ ...one, mark: link!.create({ href: one.href }) })),
  ].toSorted((a, b) => a.start - b.start);
  const edges = [...new Set([0, text.length, ...ranges.flatMap((one) => [one.start, one.end])])].toSorted(
    (a, b) => a - b,
  );
  let next = 0;
  let open: typeof ranges = [];
  const parts = edges.slice(1).map((end, index) => {
    const start = edges[index]!;
    while (ranges[next] && ranges[next]!.start <= start) open.push(ranges[next++]!);
    open = open.filter((one) => one.end >= end);
    return articleSchema.text(
      text.slice(start, end),
      open.map(({ mark }) => mark),
    );
  });
  return articleSchema.node('sentence', attrs, parts);
}

/** The words of a sentence, with the positions of its links and styles. */
export function wordsOf(node: Node): Words {
  const words: Words = { text: node.textContent, links: [], styles: [] };
  node.forEach((child, start) => {
    const end = start + child.nodeSize;
    for (const mark of child.marks) {
      if (mark.type.name === 'link') {
        const [last, href] = [words.links.at(-1), mark.attrs.href as string];
        if (last?.end === start && last.href === href) last.end = end;
        else words.links.push({ start, end, href });
        continue;
      }
      const style = mark.type.name as StyleName;
      const last = words.styles.findLast((one) => one.style === style);
      if (last?.end === start) last.end = end;
      else words.styles.push({ start, end, style });
    }
  });
  return { ...words, styles: inOrder(words.styles) };
}

export const plainText = (text: string): string => text.normalize('NFC').replace(/\s+/gu, ' ').trim();

/**
 * Parses a stored document.
 * @throws RangeError if it is not an article, if a sentence has no id, or if two sentences share an id
 */
export function readDocument(json: unknown): Node {
  const doc = articleSchema.nodeFromJSON(json);
  checkDocument(doc);
  return doc;
}

/** @throws RangeError if the document violates the schema or two sentences share an id */
export function checkDocument(doc: Node): void {
  doc.check();
  const ids = new Set<string>();
  doc.descendants((node) => {
    if (node.type.name !== 'sentence') return true;
    const { id } = attrsOf(node);
    demand(isSentenceId(id), 'id');
    if (ids.has(id)) throw new RangeError(`Two sentences have the id ${id}`);
    ids.add(id);
    return false;
  });
}

/**
 * A new permanent id. It has 60 random bits, so that ids stay unique if the articles of two installations are merged.
 */
export function newSentenceId(): string {
  const letters = '0123456789abcdefghjkmnpqrstvwxyz';
  return `s${Array.from(globalThis.crypto.getRandomValues(new Uint8Array(12)), (byte) => letters[byte & 31]).join('')}`;
}

/** The message key of a sentence's kind. */
export const sentenceKindLabel = (kind: SentenceKind): string => `documents.kind.${kind}`;
