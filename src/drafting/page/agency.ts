import { agencyOf } from '../../evidence/republished/agencies.ts';
import type { Credit } from '../../evidence/republished/credits.ts';
import type { PageParts } from '../../evidence/republished/reading.ts';
import type { DraftFields } from '../schema.ts';
import type { Role } from './block-role.ts';

type Parts = Pick<PageParts, 'blocks' | 'byline'>;

/** The parts of a page that may credit an agency. */
export function partsOf(
  blocks: readonly { start: number; end: number }[],
  roles: readonly Role[],
  byline: DraftFields['byline'],
): Parts {
  return {
    blocks: blocks.map(({ start, end }, index) => ({ start, end, part: partOf(roles[index]!) })),
    byline: byline.filter(({ role }) => !/photo|edit|translat/i.test(role)).map(({ name }) => name),
  };
}

const partOf = (role: Role): PageParts['blocks'][number]['part'] => {
  if (role.kind === 'body') return 'body';
  if (role.kind === 'title' || role.kind === 'standfirst' || role.kind === 'heading') return 'head';
  if (role.kind === 'credit') return 'photo';
  return role.kind === 'furniture' ? (role.reason === 'caption' ? 'photo' : 'furniture') : 'byline';
};

/** Matches a name that contains a word for an agency. */
const agencyName =
  /\b(?:news|press|information) (?:agency|service)\b|\b(?:news)?wire(?: service)?$|^agen(?:ce|cia|zia|cja) |агентств|агенція|агенттігі/iu;

/**
 * The agency whose words the page prints, if the page credits it with the text. Null if the text is the page's own, if
 * several agencies are credited, or if the page only used an agency's material. In "By A. B. and AFP", the text is by
 * the page's own author.
 */
export function agencyOfPage(credits: readonly Credit[], parts: Parts, publisher: string | null): string | null {
  const body = parts.blocks.flatMap(({ part }, index) => (part === 'body' ? [index] : []));
  const head = parts.blocks.findIndex(({ part }) => part === 'head');
  const first = body[0] ?? -1;
  const last = body.at(-1) ?? -1;
  const ofText = credits.filter(({ how, at }) => {
    if (how === 'copyright' || how === 'based-on') return false;
    if (!at) return parts.byline.length === 1;
    const index = parts.blocks.findIndex(({ start, end }) => at.start >= start && at.start < end);
    if (parts.blocks[index]!.part !== 'furniture') return true;
    // Lines in other places, such as a list of partners or the headline of another story, say nothing about this text.
    return (index > head && index < first) || (index > last && index <= last + 3);
  });
  if (ofText.length > 1) return null;
  const [only] = ofText;
  const [author] = parts.byline;
  const name = only
    ? agencyOf(only.agency)!.name
    : parts.byline.length === 1 && agencyName.test(author!)
      ? author!
      : null;
  return name && name !== publisher ? name : null;
}
