import { readings } from '../../record/actors/names/sounds.ts';

/**
 * Marks are words in the index that no text has, because they begin with `@`: the months and days of an item, how the
 * names of its places may sound, and the hosts of its web addresses.
 */
const longestMark = 60;
const mark = (kind: string, value: string): string => `@${kind}:${value}`.slice(0, longestMark);

/** Longer periods are not marked: an item of 2018 is not an item of May. */
const mostMonths = 3;

/** The months of a period, and its day if it is only one. */
export function dateMarks(from: string | null, to: string | null): string[] {
  if (from === null) return [];
  const end = to === null || to < from ? from : to;
  const monthOf = (day: string): number => Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1;
  const [first, last] = [monthOf(from), monthOf(end)];
  if (last - first >= mostMonths) return [];
  const months = Array.from({ length: last - first + 1 }, (_, index) => first + index);
  return [
    ...months.map((month) =>
      dayMark(`${String(Math.floor(month / 12)).padStart(4, '0')}-${String((month % 12) + 1).padStart(2, '0')}`),
    ),
    ...(from === end ? [dayMark(from)] : []),
  ];
}
export const dayMark = (day: string): string => mark('d', day);

const mostReadings = 4;
/** How the words of a place’s name may sound. Names in two scripts share a mark. */
export const placeMarks = (name: string): string[] =>
  name
    .slice(0, 200)
    .split(/[^\p{L}\p{M}'’]+/u)
    .filter((word) => word.length > 1)
    .slice(0, 8)
    .flatMap((word) => readings(word).slice(0, mostReadings))
    .map((reading) => mark('p', reading));

/** Labels that many hosts share. */
const shared = new Set(['www', 'com', 'org', 'net', 'info', 'gov', 'edu', 'media', 'news', 'co']);
/** The host of a web address, and its distinctive parts: `tol.org` and `tol`. */
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
