import { z } from 'zod';
import type { Brief } from '../../record/views/briefs.ts';
import type { ClaimView } from '../../record/views/claims.ts';
import { termKeys } from '../../record/vocabulary/terms.ts';

/*
 * A claim under an article as readers see it, field by field (the invariant "Public by list"). The schemas are the
 * list: other fields are dropped, and the test of public pages reads the list from here.
 */

const named = z.strictObject({ number: z.number(), name: z.string() });

export const publicLink = z.strictObject({
  /** Null if no one is named, or the speaker is not public (`hidden`: "a person known to the desk"). */
  speaker: named.extend({ kind: z.string() }).nullable(),
  hidden: z.boolean(),
  asWritten: z.string().nullable(),
  verb: z.string().nullable(),
  /** The post, letter or report that contains the words. */
  source: named.nullable(),
  carriedOver: z.boolean(),
  pagesOwn: z.boolean(),
});

export const publicClaim = z.strictObject({
  number: z.number(),
  wording: z.string(),
  kind: z.enum(termKeys('claim-kind')),
  language: z.string(),
  mode: z.enum(termKeys('mode')),
  /** Whether the claim must never be shown without its speaker. */
  attributed: z.boolean(),
  /** First speaker first. */
  chain: z.array(publicLink),
  support: z.enum(termKeys('support')),
  /** Null if the claim was told to the desk, or its source is not public. */
  source: z
    .strictObject({
      number: z.number(),
      kind: z.string(),
      title: z.string(),
      publisher: named.nullable(),
      /** The date of publication (EDTF). */
      published: z.string().nullable(),
      url: z.string().nullable(),
      /** True if there is a preserved copy of a source that is only cited; editions of older versions lack this. */
      held: z.literal(true).optional(),
    })
    .nullable(),
  /** Why the source is withheld today, if it is not public and the desk says why; not stored with an edition. */
  withheld: z.enum(termKeys('withheld-reason')).optional(),
  /** The words of the page, shortened to the length that a quotation may have. */
  passage: z.strictObject({ quotation: z.string(), shortened: z.boolean() }).nullable(),
});

export type PublicClaim = z.output<typeof publicClaim>;

/** A claim as it is stored with an edition. If it was sealed since, only that it was cited is stored (`erased`). */
export type FrozenClaim = PublicClaim | { erased: true };

/** What readers see of a claim now: the public view of the record, reduced to the fields above. */
export function freeze(view: ClaimView): PublicClaim {
  const actor = (brief: Brief | null) => (brief && !brief.hidden ? { number: brief.number, name: brief.title } : null);
  return publicClaim.parse({
    number: view.number,
    wording: view.wording,
    kind: view.kind,
    language: view.language,
    mode: view.mode,
    attributed: view.attributed,
    chain: view.chain.map((link) => {
      const speaker = actor(link.speaker);
      return {
        speaker: speaker && { ...speaker, kind: link.speaker!.sort ?? '' },
        hidden: link.hidden,
        asWritten: link.hidden ? null : link.asWritten,
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
    passage: view.passage && { quotation: view.passage.exact, shortened: view.passage.shortened },
  } satisfies PublicClaim);
}

/**
 * What is no longer public in a stored claim. `things`: the refs of its actors and sources. `words`: names and words
 * for speakers. `passage`: whether the quoted passage is closed.
 */
export type Closed = { things: ReadonlySet<string>; words: ReadonlySet<string>; passage: boolean };

/** A stored claim without what is no longer public. A source's safety matters more than an unchanged edition. */
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
