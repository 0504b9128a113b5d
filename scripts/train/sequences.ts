import { readArticle } from '../../src/drafting/article.ts';
import { labels } from '../../src/drafting/model/crf.ts';
import { featuresOf, type TokenFeatures } from '../../src/drafting/model/features.ts';
import { trustOf } from '../../src/drafting/model/confidence.ts';
import type { ClaimReader } from '../../src/drafting/model/reader.ts';
import type { Tagger } from '../../src/drafting/model/tagger.ts';
import type { DraftClaim, DraftFields } from '../../src/drafting/schema.ts';
import type { Extracted } from '../../src/evidence/extract/extract.ts';
import type { LabelledText } from './gum.ts';

/**
 * One sentence: the features of each word, from which the tagger decides, and the right label of each word (`gold`).
 */
export type Sequence = { features: TokenFeatures[]; gold: Uint8Array };

/** The fields of a draft for a text that has no title, date or other data. */
export const noFields: DraftFields = {
  title: null,
  standfirst: null,
  published: null,
  language: 'en',
  byline: [],
  photoCredit: null,
  publisher: null,
  agency: null,
  issn: null,
  body: [],
};

/** The claims of a text, read as if it were a page's body. */
export function claimsOf({ text, blocks }: LabelledText, reader: ClaimReader): DraftClaim[] {
  const page: Extracted = {
    kind: 'text',
    text,
    charset: 'utf-8',
    declared: null,
    doubtful: false,
    blocks: blocks.map(({ start, end }) => ({ start, end, tag: 'p', path: [], heading: 0, links: [], marks: [] })),
  };
  const roles = blocks.map(({ heading }) => ({ kind: heading ? ('heading' as const) : ('body' as const) }));
  return readArticle(page, roles, noFields, null, { ...reader, targets: null }).claims;
}

/**
 * The sentences of a text, to train the tagger with. The code that reads claims calls the tagger for each sentence.
 * Here, the tagger only records its input.
 */
export function sequencesOf(document: LabelledText): Sequence[] {
  const sequences: Sequence[] = [];
  const tagger: Tagger = (input) => {
    const gold = Uint8Array.from(input.tokens, ({ start }) =>
      document.spans.reduce(
        (most, span) => (start >= span.start && start < span.end ? Math.max(most, labels.indexOf(span.label)) : most),
        0,
      ),
    );
    sequences.push({ features: featuresOf(input), gold });
    return null;
  };
  claimsOf(document, { tagger, rank: null, weigh: trustOf });
  return sequences;
}
