import { z } from 'zod';
import type { Brief } from '../../record/views/briefs.ts';
import type { ClaimView } from '../../record/views/claims.ts';
import { pageParts } from '../../record/sources/pdf-layout.ts';
import { termKeys } from '../../record/vocabulary/terms.ts';

/* A claim in the notes of an article as readers see it, field by field (the invariant "Public by list"). These schemas
   are this list. Other fields are removed. The test of public pages reads the list from here. */

const named = z.strictObject({
  number: z.number(),
  name: z.string(),
  /** The language of the name, if it is not that of the page. An edition does not store it. */
  language: z.string().optional(),
});

export const publicLink = z.strictObject({
  /**
   * The speaker. Null if no one is named, or if the speaker is not public: then `hidden` is true, and readers see "a
   * person known to the desk".
   */
  speaker: named.extend({ kind: z.string() }).nullable(),
  hidden: z.boolean(),
  asWritten: z.string().nullable(),
  /** Our translation of `asWritten` for the reader. An edition does not store it. */
  asWrittenOurs: z.string().optional(),
  verb: z.string().nullable(),
  /** The post, letter or report in which the speaker said the words. */
  source: named.extend({ kind: z.string().optional() }).nullable(),
  carriedOver: z.boolean(),
  pagesOwn: z.boolean(),
});

export const publicClaim = z.strictObject({
  number: z.number(),
  wording: z.string(),
  kind: z.enum(termKeys('claim-kind')),
  language: z.string(),
  /** The original, if `wording` is a translation for the reader. An edition does not store it. */
  original: z.strictObject({ wording: z.string(), language: z.string() }).optional(),
  /** Our translation of a quotation for the reader. An edition does not store it. */
  ours: z.string().optional(),
  mode: z.enum(termKeys('mode')),
  /** Whether readers must never see the claim without its speaker. */
  attributed: z.boolean(),
  /** The links of the attribution, from the first speaker on. */
  chain: z.array(publicLink),
  support: z.enum(termKeys('support')),
  /** The source. Null if the claim was told to the desk, or if the source is not public. */
  source: z
    .strictObject({
      number: z.number(),
      kind: z.string(),
      title: z.string(),
      /** Whether the title is our translation for the reader. An edition does not store it. */
      oursOfTitle: z.literal(true).optional(),
      /** The language of the source, if it is known. An edition does not store it. */
      language: z.string().optional(),
      publisher: named.nullable(),
      /** The date of publication (EDTF). */
      published: z.string().nullable(),
      url: z.string().nullable(),
      /** True if the claim cites the source without a passage, but a preserved copy exists. Missing in old editions. */
      held: z.literal(true).optional(),
    })
    .nullable(),
  /**
   * Why the source is withheld today. Set only if the source is not public and the desk gives a reason. An edition does
   * not store it.
   */
  withheld: z.enum(termKeys('withheld-reason')).optional(),
  /** The words of the page, shortened to the permitted length of a quotation. */
  passage: z
    .strictObject({
      quotation: z.string(),
      shortened: z.boolean(),
      /** In a PDF, the number of the page on which the passage begins. Missing in old editions. */
      page: z.number().optional(),
      /** The third of this page in which the passage begins. */
      pagePart: z.enum(pageParts).optional(),
      /** Our translation for the reader. An edition does not store it. */
      ours: z.string().optional(),
    })
    .nullable(),
});

export type PublicClaim = z.output<typeof publicClaim>;

/**
 * A claim as an edition stores it. If the claim was sealed later, the edition stores only that a claim was cited
 * (`erased`).
 */
export type FrozenClaim = PublicClaim | { erased: true };

/** The public view of a claim, reduced to the fields above. */
export function freeze(view: ClaimView): PublicClaim {
  const actor = (brief: Brief | null) => (brief && !brief.hidden ? { number: brief.number, name: brief.title } : null);
  return publicClaim.parse({
    number: view.number,
    wording: view.wording,
    kind: view.kind,
    language: view.language,
    ...(view.original && { original: view.original }),
    ...(view.ours !== undefined && { ours: view.ours }),
    mode: view.mode,
    attributed: view.attributed,
    chain: view.chain.map((link) => {
      const speaker = actor(link.speaker);
      return {
        speaker: speaker && { ...speaker, kind: link.speaker!.sort ?? '' },
        hidden: link.hidden,
        asWritten: link.hidden ? null : link.asWritten,
        ...(link.asWrittenOurs !== undefined && { asWrittenOurs: link.asWrittenOurs }),
        verb: link.verb,
        source: actor(link.source),
        carriedOver: link.carriedOver,
        pagesOwn: link.pagesOwn,
      };
    }),
    support: view.support,
    source: view.source && {
      number: view.source.number,
      kind: view.source.sort ?? '',
      title: view.source.title,
      publisher: actor(view.publisher),
      published: view.published,
      url: view.addresses[0] ?? null,
      ...(view.support === 'reference' && view.held ? { held: true as const } : {}),
    },
    passage: view.passage && {
      quotation: view.passage.exact,
      shortened: view.passage.shortened,
      ...(view.passage.page !== null && { page: view.passage.page }),
      ...(view.passage.pagePart !== null && { pagePart: view.passage.pagePart }),
    },
  } satisfies PublicClaim);
}

/**
 * What is no longer public in a stored claim. `things`: refs of its actors and sources; `words`: names and words for
 * speakers; `passage`: whether the quoted passage is hidden.
 */
export type Closed = { things: ReadonlySet<string>; words: ReadonlySet<string>; passage: boolean };

/**
 * Removes from a stored claim everything that is no longer public, although an edition should not change, because the
 * safety of a source matters more.
 */
export function mask(claim: PublicClaim, closed: Closed): PublicClaim {
  const shut = (kind: 'actor' | 'source', one: { number: number } | null): boolean =>
    one !== null && closed.things.has(`${kind}/${one.number}`);
  const sourceShut = shut('source', claim.source);
  return {
    ...claim,
    chain: claim.chain.map((link) => {
      const hidden =
        link.hidden ||
        shut('actor', link.speaker) ||
        closed.words.has(link.asWritten ?? '') ||
        closed.words.has(link.speaker?.name ?? '');
      return {
        ...link,
        hidden,
        speaker: hidden ? null : link.speaker,
        asWritten: hidden ? null : link.asWritten,
        source: hidden || shut('source', link.source) ? null : link.source,
      };
    }),
    source:
      claim.source && !sourceShut
        ? { ...claim.source, publisher: shut('actor', claim.source.publisher) ? null : claim.source.publisher }
        : null,
    passage: closed.passage || sourceShut ? null : claim.passage,
  };
}
