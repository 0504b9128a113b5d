import type { Extracted } from '../../evidence/extract/extract.ts';
import { known } from '../gazetteer/gazetteer.ts';
import type { DraftFields } from '../schema.ts';
import { tradeName } from './banner.ts';
import { hasYear } from '../languages/line-date.ts';
import { dateFromUrl, lineDate, withYear } from './dateline.ts';
import { detectLanguage } from './language.ts';
import { oneLine } from './one-line.ts';
import type { Sorted } from './block-role.ts';

/** Reads the publisher of the page from lines such as "© Transitions Online 2019" and "Published by X, street". */
function publisherFrom(text: string): string | null {
  for (const match of text.matchAll(
    /(?:©|\(c\)|&copy;|\bCopyright)\s*(?:©|\(c\))?\s*(?:(?:19|20)\d{2}(?:\s*[-–—]\s*(?:(?:19|20)\d{2}|present))?,?\s*)?(?:by\s+)?([^\n|©]{2,60})/giu,
  )) {
    const name = match[1]!
      .replace(/[.,;]?\s*(?:(?:19|20)\d{2}.*|all rights.*|ISSN.*|\bis\b.*)$/i, '')
      .replace(/\.\s.*$/, '')
      .replace(/[\s.,;:–—-]+$/, '')
      .trim();
    if (
      /^\p{Lu}/u.test(name) &&
      name.split(' ').length <= 7 &&
      !/^(?:All|Reserved|Notice)\b/.test(name) &&
      !/^(?:AFP|Reuters|AP|Getty)\b/.test(name)
    )
      return name;
  }
  const published = /\bPublished by:?\s+([^\n,;|]{2,60})/u.exec(text)?.[1];
  return published && /^\p{Lu}/u.test(published) ? published.replace(/[\s.]+$/, '') : null;
}

/** The date in the dateline ("LONDON, March 3, 2020 –", "DREVNO, 11 May (Wire) —"); null if there is none. */
function datelineDate(firstBody: string, near: string | null, page: string): string | null {
  const head =
    /^\(?(?:\p{Lu}[\p{L} .'’-]*,\s*){1,3}((?:\p{L}+\.?\s+\d{1,2}|\d{1,2}\s+\p{L}+\.?)(?:,?\s+\d{4})?)\)?\s*(?:\([^)]{2,40}\))?\s*(?:–|—|-|:|--|\.\.\.)/u.exec(
      firstBody,
    );
  const date = head && lineDate(head[1]!);
  return date && (hasYear(date) ? date.edtf : withYear(date.edtf, near, page));
}

/** A person who is named as the author and again at the end ("Reporting by …") is listed once. */
function onceEach(byline: DraftFields['byline']): DraftFields['byline'] {
  const written = new Set(byline.flatMap((entry) => (entry.role === 'by' ? [entry.name] : [])));
  return byline.filter((entry) => entry.role !== 'reporting by' || !written.has(entry.name));
}

/** Removes the publisher's name from a photo credit such as "A. B. / The Paper". */
function creditWithout(credit: string | null, publisher: string | null): string | null {
  const parts = credit?.split(/\s*[/|]\s*/) ?? [];
  return publisher && parts.length > 1 && publisher.toLowerCase().endsWith(parts.at(-1)!.toLowerCase())
    ? parts.slice(0, -1).join(' / ')
    : credit;
}

function publisherFromUrl(url: string | null): string | null {
  if (!url || !URL.canParse(url)) return null;
  const host = new URL(url).hostname.replace(/^www\./, '');
  return host && !/^\d|localhost/.test(host) ? (known(host)?.name ?? host) : null;
}

function publisherOf(page: Extracted, sorted: Sorted, footer: string, url: string | null): string | null {
  const printed = publisherFrom(footer);
  if (sorted.fields.publisher && (page.kind === 'html' || !printed)) return sorted.fields.publisher;
  return (printed && tradeName(printed, page.text)) ?? publisherFromUrl(url);
}

/** Adds fields that are read from the whole page: publisher, ISSN, language, a date in the dateline or the URL. */
export function finishFields(page: Extracted, sorted: Sorted, url: string | null): Omit<DraftFields, 'agency'> {
  const bodyBlocks = page.blocks.filter((_, index) => ['body', 'heading'].includes(sorted.roles[index]!.kind));
  const body = bodyBlocks.map((block) => oneLine(page.text.slice(block.start, block.end)));
  const edge = page.blocks
    .filter((_, index) => sorted.roles[index]!.kind === 'furniture')
    .map((block) => page.text.slice(block.start, block.end));
  const footer = edge.join('\n');
  const issn =
    sorted.fields.issn ??
    /\bISSN(?:\s*\((?:online|print)\))?[:\s]*(\d{4}-\d{3}[\dXx])\b/i.exec(page.text)?.[1]?.toUpperCase() ??
    null;
  const title = sorted.fields.title ? oneLine(sorted.fields.title) : null;
  const language = detectLanguage(
    body.join('\n').slice(0, 6000) || page.text.slice(0, 6000),
    sorted.fields.language ?? page.language ?? null,
  );
  return {
    title,
    standfirst: sorted.fields.standfirst ? oneLine(sorted.fields.standfirst) : null,
    published: sorted.fields.published ?? datelineDate(body[0] ?? '', dateFromUrl(url), page.text) ?? dateFromUrl(url),
    language,
    byline: onceEach(sorted.fields.byline ?? []),
    photoCredit: creditWithout(sorted.fields.photoCredit ?? null, publisherOf(page, sorted, footer, url)),
    publisher: publisherOf(page, sorted, footer, url),
    issn,
    body,
  };
}
