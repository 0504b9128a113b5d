import { sentenceEnd } from '../reading/sentences.ts';
import type { Extracted } from '../../evidence/extract/extract.ts';
import type { BoilerplateReason } from '../schema.ts';
import { cyrillicSentence } from '../languages/lines.ts';
import { readBanner } from './banner.ts';
import { readByline, readPhotoCredit, type Byline } from './byline.ts';
import { hasYear, type LineDate } from '../languages/line-date.ts';
import { authorBesideDate, dateInLine, isNamed, partsOfLine, signature } from './credit-line.ts';
import { dateLine as readDateLine, isMonthFirst, withYear } from './dateline.ts';
import { boilerplateByWords } from './boilerplate-patterns.ts';
import { oneLine } from './one-line.ts';
import { furniture, type Role, type Sorted } from './block-role.ts';

export const endsSentence = (text: string): boolean => /[.!?…:]["”’»›“«>')\]]*\s*$/.test(text);
const wordCount = (text: string): number => text.trim().split(/\s+/).length;
/** Whether a block is prose. */
export const isParagraph = (text: string): boolean =>
  (text.length >= 60 && endsSentence(text)) ||
  text.length >= 160 ||
  (/^(?:[“"«„»]|''|``)/.test(text) && endsSentence(text) && wordCount(text) >= 3) ||
  cyrillicSentence(text) ||
  (wordCount(text) >= 4 &&
    sentenceEnd.test(text) &&
    /\b(?:is|are|was|were|has|have|had|will|said|says|did|do|does)\b/.test(text));
const opensList: Set<BoilerplateReason> = new Set([
  'related',
  'comments',
  'newsletter',
  'tags',
  'advertisement',
  'share',
]);

/** Sorts the blocks of a plain-text copy by words and order, because it has no tags. */
export function sortText(page: Extracted): Sorted {
  const texts = page.blocks.map((block) => oneLine(page.text.slice(block.start, block.end)));
  const roles: (Role | null)[] = texts.map(() => null);
  const extra: { text: string; reason: BoilerplateReason }[] = [];
  const byline: Byline[] = [];
  let photoCredit: string | null = null;
  let published: string | null = null;
  let changed: string | null = null;
  const monthFirst = isMonthFirst(page.text, page.language ?? null);
  const dateLine = (line: string): LineDate | null => dateInLine(line, monthFirst);
  let dayOnly: string | null = null;
  const note = (date: LineDate): void => {
    if (date.changed) changed ??= date.edtf;
    else if (hasYear(date)) published ??= date.edtf;
    else dayOnly ??= date.edtf;
  };

  for (const [index, text] of texts.entries()) {
    const credit = readPhotoCredit(text);
    if (credit && text.length < 220) {
      photoCredit ??= credit.credit;
      const before = text.slice(0, credit.at).trim();
      roles[index] = { kind: 'credit' };
      const date = dateLine(text);
      if (date) {
        note(date);
        byline.push(...partsOfLine(before).flatMap(readByline).filter(isNamed));
        continue;
      }
      if (before) extra.push({ text: before, reason: boilerplateByWords(before) ?? 'caption' });
      continue;
    }
    const reason = boilerplateByWords(text);
    if (reason) roles[index] = furniture(reason);
  }
  const paragraphs = texts.flatMap((text, index) =>
    !roles[index] && isParagraph(text) && !dateLine(text) ? [index] : [],
  );
  const firstParagraph = paragraphs[0] ?? texts.length;

  // Headline: the first line above the prose that is long enough to be one.
  const heads = texts
    .map((_, index) => index)
    .filter(
      (index) =>
        index < firstParagraph && !roles[index] && !dateLine(texts[index]!) && !readByline(texts[index]!).length,
    );
  const prose = paragraphs.map((index) => texts[index]!).join('\n');
  const legal = texts
    .filter(
      (_, index) =>
        index > firstParagraph &&
        roles[index]?.kind === 'furniture' &&
        ['copyright', 'imprint'].includes((roles[index] as { reason: string }).reason),
    )
    .join('\n');
  const banners = new Map(heads.map((index) => [index, readBanner(texts[index]!, prose, legal)]));
  const publisher = [...banners.values()].find((banner) => banner?.name)?.name ?? null;
  const free = heads.filter((index) => !banners.get(index));
  const title =
    free.find((index) => wordCount(texts[index]!) >= 4) ??
    free.at(-1) ??
    heads.find((index) => wordCount(texts[index]!) >= 4) ??
    heads.at(-1) ??
    -1;
  for (const index of heads)
    if (index !== title && (index < title || banners.get(index)))
      roles[index] = furniture(wordCount(texts[index]!) <= 3 ? 'navigation' : 'outside-article');
  if (title >= 0) roles[title] = { kind: 'title' };

  // Dates and bylines are near the title or at the end. A line with a date in another place is part of the body.
  const lastParagraph = paragraphs.at(-1) ?? -1;
  for (const [index, text] of texts.entries()) {
    if (roles[index]) continue;
    const near = index <= firstParagraph + 1 || index > lastParagraph || title < 0;
    const date = near ? dateLine(text) : null;
    if (date && !date.changed) {
      note(date);
      roles[index] = { kind: 'date' };
      const names = readByline(text);
      byline.push(
        ...(names.length ? names : [...partsOfLine(text).flatMap(readByline), ...authorBesideDate(text)]).filter(
          isNamed,
        ),
      );
      continue;
    }
    if (date) {
      note(date);
      roles[index] = { kind: 'date' };
      continue;
    }
    const names = near || index >= lastParagraph ? readByline(text) : [];
    if (names.length) {
      byline.push(...names.filter(isNamed));
      published ??= dateInByline(text);
      roles[index] = { kind: 'byline' };
    }
  }

  for (const [index, text] of texts.entries()) {
    if (byline.length || roles[index] || index <= lastParagraph || index > lastParagraph + 2 || text.length > 200)
      continue;
    const names = signature(text);
    byline.push(...names);
    if (names.length) roles[index] = { kind: 'byline' };
  }

  const standfirst = findStandfirst(texts, roles, title, paragraphs);
  if (standfirst >= 0) roles[standfirst] = { kind: 'standfirst' };

  // Of the remaining blocks, prose is body. Short lines belong to the list under a boilerplate heading, or to the edge
  // of the page.
  let listOf: BoilerplateReason | null = null;
  let ended = false;
  for (const [index, text] of texts.entries()) {
    const role = roles[index];
    if (role?.kind === 'furniture') {
      if (opensList.has(role.reason) && wordCount(text) <= 8) listOf = role.reason;
      if (['copyright', 'footer', 'imprint'].includes(role.reason) && index > lastParagraph - 1) ended = true;
      if (role.reason === 'copyright' && index > firstParagraph) ended = true;
      continue;
    }
    if (role) {
      if (role.kind !== 'credit') listOf = null;
      continue;
    }
    const prose = isParagraph(text) || (page.blocks[index]!.tag === 'li' && wordCount(text) >= 4 && listOf === null);
    const opensItems =
      /:\s*$/.test(text) &&
      wordCount(text) >= 3 &&
      page.blocks[index + 1] !== undefined &&
      (page.blocks[index + 1]!.tag === 'li' || /^[•▪◦‣*–—-]\s|[;]$/.test(texts[index + 1]!));
    if (ended) roles[index] = furniture('footer');
    else if (opensItems && index > firstParagraph) roles[index] = { kind: 'body' };
    else if (prose && !(listOf === 'related' && !endsSentence(text))) {
      listOf = null;
      roles[index] = { kind: 'body' };
    } else if (listOf) roles[index] = furniture(listOf);
    else if (index > firstParagraph && index < lastParagraph)
      roles[index] = isSubheading(texts, roles, index, paragraphs) ? { kind: 'heading' } : furniture('outside-article');
    else if (index > lastParagraph && /^[“"«]/.test(text)) roles[index] = { kind: 'body' };
    else if (index > lastParagraph && lastParagraph >= 0 && sentenceEnd.test(text) && wordCount(text) >= 4)
      roles[index] = { kind: 'body' };
    else if (lastParagraph < 0) roles[index] = { kind: 'body' };
    else roles[index] = furniture('outside-article');
  }
  return {
    roles: roles.map((role) => role ?? furniture('outside-article')),
    fields: {
      title: title >= 0 ? texts[title]! : null,
      standfirst: standfirst >= 0 ? texts[standfirst]! : null,
      published: published ?? (dayOnly && withYear(dayOnly, changed, page.text)) ?? changed,
      byline,
      photoCredit,
      publisher,
    },
    extraFurniture: extra,
  };
}

function dateInByline(text: string): string | null {
  const tail = /(?:[|·•–—-]|,)\s*(.{6,40})$/.exec(text)?.[1];
  return tail ? readDateLine(tail) : null;
}

/**
 * A sentence between the headline and a date or byline is the standfirst. If no date or byline follows, the sentence is
 * part of the body.
 */
function findStandfirst(texts: string[], roles: (Role | null)[], title: number, paragraphs: number[]): number {
  if (title < 0) return -1;
  const next = texts.findIndex((_, index) => index > title && roles[index] === null);
  if (next < 0 || next - title > 4) return -1;
  const text = texts[next]!;
  const between = roles.slice(title + 1, next).some((role) => role?.kind === 'date' || role?.kind === 'byline');
  const after = roles.slice(next + 1, next + 4);
  const stop = after.findIndex((role) => role === null);
  const followed = after
    .slice(0, stop < 0 ? after.length : stop)
    .some((role) => role?.kind === 'date' || role?.kind === 'byline');
  const many = paragraphs.filter((index) => index > next).length >= 1;
  if (!many || text.length > 400 || /^[“"]/.test(text)) return -1;
  if (!between && followed) return next;
  // The standfirst can also be a second line that looks like a headline: without a full stop, directly under the
  // headline.
  return !between && !endsSentence(text) && wordCount(text) >= 6 && next === title + 1 ? next : -1;
}

function isSubheading(texts: string[], roles: (Role | null)[], index: number, paragraphs: number[]): boolean {
  const text = texts[index]!;
  if (wordCount(text) > 12 || texts.filter((other) => other === text).length > 1) return false;
  return paragraphs.includes(index + 1) && (roles[index - 1]?.kind === 'body' || roles[index - 1]?.kind === 'credit');
}
