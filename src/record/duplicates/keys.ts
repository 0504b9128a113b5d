import { createHash } from 'node:crypto';
import { foldText } from '../actors/names/fold.ts';
import { addressKey } from '../sources/address.ts';

/*
 * Keys by which similar sources, or similar cases, are found. Only hashes are stored. So the keys contain no words of
 * items, which may be sealed or redacted later.
 */
const hashed = (text: string): string => createHash('md5').update(text).digest('base64url');

/** A title in lower case, without punctuation and accents. Empty if it has fewer than 12 characters. */
export function titleKey(title: string): string {
  const words = foldText(title)
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
  return words.length >= 12 ? words : '';
}

/**
 * The address of a page without the parts in which its variants differ. These are the marks of mobile, AMP and print
 * versions in the host and the path, the name of the default document (such as index.html), and parameters such as
 * `print`, `ref` and `lang`. Empty if the address is invalid.
 */
export function looseAddress(address: string): string {
  let url: URL;
  try {
    url = new URL(address);
  } catch {
    return '';
  }
  url.hostname = url.hostname.replace(/^(?:www\d?|m|mobile|amp)\./, '');
  url.pathname = url.pathname
    .replace(/\/(?:amp|print|index\.(?:html?|php|aspx?))\/?$/i, '/')
    .replace(/^\/(?:amp|mobile)\//i, '/')
    .replace(/\.amp(?=\.|$)/i, '');
  // The names are collected before the loop, because deleting a parameter while iterating over the parameters would
  // skip the next one.
  const names = new Set(url.searchParams.keys());
  for (const name of names)
    if (/^(?:amp|print|output|outputtype|mobile|ref|source|share|from|lang)$/i.test(name))
      url.searchParams.delete(name);
  return addressKey(url.href).toLowerCase();
}

export const sourceKeys = (source: {
  title: string;
  addresses: readonly string[];
  textHashes: readonly string[];
}): string[] => [
  ...source.addresses.flatMap((one) => looseAddress(one) || []).map((one) => hashed(`a:${one}`)),
  ...(titleKey(source.title) ? [hashed(`t:${titleKey(source.title)}`)] : []),
  ...source.textHashes.map((one) => hashed(`x:${one}`)),
];

/**
 * The keys of a case: one for its title, and one for each combination of a target with a month in which the case may
 * have begun. With `near`, for look-ups, also for the month before and the month after.
 */
export function caseKeys(
  one: { title: string; targets: readonly number[]; from: string | null; to: string | null },
  near: boolean,
): string[] {
  const months = one.from === null ? [] : monthsOf(one.from, one.to ?? one.from, near);
  return [
    ...new Set([
      ...(titleKey(one.title) ? [hashed(`ct:${titleKey(one.title)}`)] : []),
      ...one.targets.flatMap((target) => months.map((month) => hashed(`c:${target}|${month}`))),
    ]),
  ];
}

/** If a case may have begun in more months than this, it has no keys by month. */
const maxMonths = 4;

function monthsOf(from: string, to: string, near: boolean): string[] {
  const count = (day: string): number => Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1;
  const [first, last] = [count(from), count(to)];
  if (last - first >= maxMonths) return [];
  const margin = near ? 1 : 0;
  return Array.from({ length: last - first + 1 + 2 * margin }, (_, index) => String(first - margin + index));
}
