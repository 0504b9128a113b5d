import { createHash } from 'node:crypto';
import { foldText } from '../names/fold.ts';
import { addressKey } from '../sources/address.ts';

/*
 * What makes two sources, or two cases, likely to be one, as keys to look up. Only hashes are kept: they hold no words
 * of what was sealed or erased since.
 */
const hashed = (text: string): string => createHash('md5').update(text).digest('base64url');

/** A title without signs, case and accents; empty where it is too short to tell anything. */
export function titleKey(title: string): string {
  const words = foldText(title)
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
  return words.length >= 12 ? words : '';
}

/**
 * An address without what differs between copies of one page: the phone's and the quick edition's host and path, a
 * page's number, the default document, what only sets how it is shown.
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
  for (const name of url.searchParams.keys())
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

/** Each target with the month in which it began, and the title. `near`: the months before and after too, to look others up by. */
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

/** Longer spans say too little of when it was. */
const mostMonths = 4;

function monthsOf(from: string, to: string, near: boolean): string[] {
  const count = (day: string): number => Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1;
  const [first, last] = [count(from), count(to)];
  if (last - first >= mostMonths) return [];
  const margin = near ? 1 : 0;
  return Array.from({ length: last - first + 1 + 2 * margin }, (_, index) => String(first - margin + index));
}
