import { foreignTo } from '../../kit/words/foreign-to.ts';
import type { Translate } from '../../../platform/messages/messages.ts';
import type { Brief } from '../../../record/views/briefs.ts';
import { speakingPage, type ClaimView, type LinkView } from '../../../record/views/claims.ts';
import { termLabel, type TermKey } from '../../../record/vocabulary/terms.ts';
import type { Hit } from '../../../search/query/hit.ts';
import { articleSlug } from '../../../publishing/articles/article-slug.ts';
import { routes } from '../../routes.ts';
import { pageNamed } from './chain.tsx';
import { passageAnchor } from './opened.ts';
import type { ChainLink, ClaimWords, Named, NoteData, Support } from './types.ts';

/**
 * Converts views of the record to data for public pages: addresses, names, attributions. No function here queries the
 * database.
 */

/** An item to link to. `slug`: the last part of an article's address, if an editor has set it. */
type Linked = Pick<Hit, 'kind' | 'number' | 'title'> & Partial<Pick<Hit, 'slug'>>;

/**
 * The current address of an item's public page. Undefined for parts of a case: they have no page of their own, and
 * appear on the page of the case.
 */
export function addressOfThing({ kind, number, title, slug = null }: Linked): string | undefined {
  const params = { number, slug: articleSlug(slug, title) };
  switch (kind) {
    case 'case':
      return routes.case_(params);
    case 'actor':
      return routes.actor(params);
    case 'source':
      return routes.source({ number });
    case 'claim':
      return routes.claim({ number });
    case 'article':
      return routes.article(params);
    case 'law':
      return routes.law(params);
    case 'provision':
      return routes.provision({ number });
    case 'letter':
      return routes.letter(params);
    default:
      return undefined;
  }
}

/**
 * The public page of a search hit; for a provision, its place on the page of the law. Undefined if the hit has no page
 * of its own, and for claims.
 */
export function addressOfHit({ inLaw, ...hit }: Linked & Pick<Hit, 'inLaw'>): string | undefined {
  if (inLaw) return `${addressOfThing({ ...inLaw, kind: 'law' })}#${inLaw.eid}`;
  return hit.kind === 'claim' || hit.kind === 'provision' ? undefined : addressOfThing(hit);
}

/** The public page of an item. Undefined if the item is hidden, or has no page of its own. */
export const addressOf = (brief: Brief): string | undefined => (brief.hidden ? undefined : addressOfThing(brief));

/** The `id` of a part on the page of its case. */
export const anchorOf = (brief: Brief): string => `${brief.kind}-${brief.number}`;

/** The address of a part of a case on the page of the case. Undefined if the part or the case is hidden. */
export const addressIn = (part: Brief, inCase: Brief | undefined): string | undefined => {
  const page = inCase && addressOf(inCase);
  return page && !part.hidden ? `${page}#${anchorOf(part)}` : undefined;
};

/** The name of an item, or a description if the audience cannot see it: "a person known to the desk". */
export function nameOf(t: Translate, brief: Brief): string {
  if (!brief.hidden) return brief.title;
  const key =
    brief.kind === 'actor' ? `record.public.hidden.${brief.sort ?? 'actor'}` : `record.public.hidden.${brief.kind}`;
  return t(t.has(key) ? key : 'record.public.hidden.actor');
}

export const namedOf = (t: Translate, brief: Brief): Named => ({
  name: nameOf(t, brief),
  href: addressOf(brief),
  language: brief.language,
});

/** The language of words from the source of a claim, such as verbs. Undefined if it is the language of our page. */
export const wordsLanguage = (
  t: Translate,
  claim: { language: string; original?: { language: string } },
): string | undefined => foreignTo(t, claim.original?.language ?? claim.language);

function linkOf(t: Translate, claim: ClaimView, link: LinkView): ChainLink {
  const language = wordsLanguage(t, claim);
  const words = { verb: link.verb ?? undefined, carriedOver: link.carriedOver || undefined, language };
  if (link.hidden) return { actor: 'hidden', ...words };
  if (link.speaker)
    return {
      actor: namedOf(t, link.speaker),
      ...words,
      within: link.source ? t(withinKey(t, link.source.sort)) : undefined,
    };
  // The speaker is a page or document in the record, as in "the letter says".
  const page = speakingPage(claim, link);
  if (page)
    return {
      actor: { ...pageNamed(t, { ...page, kind: page.sort }, link.asWritten, language), href: addressOf(page) },
      ...words,
    };
  return { actor: null, asWritten: link.asWritten ?? undefined, asWrittenOurs: link.asWrittenOurs, ...words };
}

/** The key of the message that says where someone said something: “in a Facebook post”. */
export const withinKey = (t: Translate, kind: string | null | undefined): string =>
  `record.public.within.${kind && t.has(`record.public.within.${kind}`) ? kind : 'other'}`;

/** The attribution, from the first speaker to the last. */
export const chainOf = (t: Translate, claim: ClaimView): ChainLink[] =>
  claim.chain.map((link) => linkOf(t, claim, link));

/** Whether a claim is in the page's own words, so that the page is the only speaker. */
export const ownWords = (claim: ClaimView): boolean => claim.chain.length === 1 && claim.chain[0]!.pagesOwn;

/** The text that replaces a source that is not public: “Source withheld: it was given to us in confidence”. */
export const withheldSource = (t: Translate, reason: TermKey<'withheld-reason'> | null | undefined): string =>
  reason
    ? t('record.public.withheld.because', { reason: t(termLabel('withheld-reason', reason)) })
    : t('record.public.withheld.source');

/** The support of a claim. A source that is not public is described as withheld. */
export function supportOf(t: Translate, claim: ClaimView): Support {
  return {
    kind: claim.support,
    title: claim.source
      ? claim.source.title
      : claim.support === 'direct-word'
        ? undefined
        : withheldSource(t, claim.withheld),
    titleLanguage: claim.source?.language,
    publisher: claim.publisher?.title,
    publisherLanguage: claim.publisher?.language,
    published: claim.published ?? undefined,
    href: claim.source ? addressOf(claim.source) : undefined,
    held: claim.held,
    external: claim.addresses[0],
    quote: claim.passage ? `${claim.passage.exact}${claim.passage.shortened ? ' […]' : ''}` : undefined,
    page: claim.passage?.page ?? undefined,
    pagePart: claim.passage?.pagePart ?? undefined,
    oursOfQuote: claim.passage?.ours,
    preserved:
      claim.passage && !claim.passage.capture.hidden ? claim.passage.capturedAt.toISOString().slice(0, 10) : undefined,
    fromArchive: claim.passage?.fromArchive,
    // If the source has no language, its words are assumed to be in the language of the claim.
    language: foreignTo(t, claim.sourceLanguage ?? claim.original?.language ?? claim.language),
  };
}

/** By the id of the capture, the addresses of the preserved pages that readers can open. */
export type Opened = ReadonlyMap<number, string>;

/** The support of a claim, with the address of the preserved page if readers can open it. */
export const openSupportOf = (t: Translate, claim: ClaimView, opened: Opened): Support => ({
  ...supportOf(t, claim),
  archived: archivedAt(claim, opened),
});

function archivedAt({ passage, number }: ClaimView, opened: Opened): string | undefined {
  const address = passage ? opened.get(passage.capture.id) : undefined;
  return address === undefined ? undefined : `${address}#${passageAnchor(number)}`;
}

/** The words of a claim, as its note shows them. */
export const wordsOf = ({
  wording,
  kind,
  language,
  ours,
}: Pick<ClaimView, 'wording' | 'kind' | 'language' | 'ours'>): ClaimWords => ({
  text: wording,
  quoted: kind === 'quotation',
  language: language === 'und' ? undefined : language,
  ours,
});

/** The note of a claim. `same`: the same claim in republished stories. */
export const noteOfClaim = (
  t: Translate,
  claim: ClaimView,
  number: number,
  opened: Opened = new Map(),
  same: readonly ClaimView[] = [],
): NoteData => ({
  number,
  basis: 'claim',
  mode: claim.mode,
  words: wordsOf(claim),
  chain: chainOf(t, claim),
  ownWords: ownWords(claim),
  support: openSupportOf(t, claim, opened),
  claim: routes.claim({ number: claim.number }),
  ...(same.length && { alsoIn: same.map((one) => supportOf(t, one)) }),
  ...(claim.state === 'imported' ? { imported: true as const } : {}),
});

/** A key that two claims share if they have the same mode and the same speakers. */
export const attributionOf = (claim: ClaimView): string =>
  `${claim.mode}|${claim.chain.map((link) => link.speaker?.id ?? link.asWritten ?? (link.hidden ? '?' : '')).join('<')}`;

/** The claims without repetitions: of claims from the same source with the same attribution, only the first one. */
export function distinctClaims(claims: readonly ClaimView[]): ClaimView[] {
  const seen = new Set<string>();
  return claims.filter((claim) => {
    const key = `${attributionOf(claim)}|${claim.source?.id ?? claim.publisher?.id ?? ''}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/** The claims that state a value. Claims that were not loaded for the page are left out. */
export const claimsBehind = (claims: ReadonlyMap<number, ClaimView>, ids: readonly number[]): ClaimView[] =>
  ids.flatMap((id) => claims.get(id) ?? []);
