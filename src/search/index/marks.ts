import { readings } from '../../record/actors/names/sounds.ts';

/**
 * Marks are artificial words in the index. They begin with `@`, so that no text contains them. They stand for the
 * months and days of an item, for how the names of its places may sound, and for the hosts of its URLs.
 */
const maxMarkLength = 60;
const mark = (kind: string, value: string): string => `@${kind}:${value}`.slice(0, maxMarkLength);

/** Longer periods get no marks: a search for May 2018 should not find all items of 2018. */
const maxMonths = 3;

/** The marks for the months of a period, and for its day if it is a single day. */
export function dateMarks(from: string | null, to: string | null): string[] {
  if (from === null) return [];
  const end = to === null || to < from ? from : to;
  const monthOf = (day: string): number => Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1;
  const [first, last] = [monthOf(from), monthOf(end)];
  if (last - first >= maxMonths) return [];
  const months = Array.from({ length: last - first + 1 }, (_, index) => first + index);
  return [
    ...months.map((month) =>
      dayMark(`${String(Math.floor(month / 12)).padStart(4, '0')}-${String((month % 12) + 1).padStart(2, '0')}`),
    ),
    ...(from === end ? [dayMark(from)] : []),
  ];
}
export const dayMark = (day: string): string => mark('d', day);

const maxReadings = 4;
/** The marks for how the words of a place name may sound. Spellings of a name in two scripts share a mark. */
export const placeMarks = (name: string): string[] =>
  name
    .slice(0, 200)
    .split(/[^\p{L}\p{M}'’]+/u)
    .filter((word) => word.length > 1)
    .slice(0, 8)
    .flatMap((word) => readings(word).slice(0, maxReadings))
    .map((reading) => mark('p', reading));

/** Parts of host names that many hosts have. */
const shared = new Set(['www', 'com', 'org', 'net', 'info', 'gov', 'edu', 'media', 'news', 'co']);
/** The marks for the host of a URL and its distinctive parts, such as `tol.org` and `tol`. */
export function hostMarks(address: string): string[] {
  if (!URL.canParse(address)) return [];
  const host = new URL(address).hostname.replace(/^www\./, '');
  const labels = host
    .split('.')
    .slice(0, -1)
    .filter((label) => label.length > 1 && !shared.has(label));
  return [host, ...labels].map(hostMark);
}
export const hostMark = (host: string): string => mark('h', host);
