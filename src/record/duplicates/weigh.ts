import type { DuplicateGround } from './tables.ts';
import { titleKey } from './keys.ts';

/** How similar two items are, 0 to 1, and why. This leads to a suggestion for a person, never to an automatic merge. */
export type Likeness = { likeness: number; grounds: DuplicateGround[] };

/** The minimum similarity of two items that are suggested. */
export const minLikeness = 0.75;

export type WeighedSource = {
  title: string;
  publisher: number | null;
  published: string | null;
  addresses: ReadonlySet<string>;
  textHashes: ReadonlySet<string>;
};

const meets = <T>(a: ReadonlySet<T>, b: ReadonlySet<T>): boolean => [...a].some((one) => b.has(one));

/**
 * How similar two sources are. Null unless they have the same address, the same text, or the same title (and neither
 * their dates nor their publishers contradict each other). The same text from two publishers does not count, because it
 * is a republished story.
 */
export function weighSources(a: WeighedSource, b: WeighedSource): Likeness | null {
  const grounds: DuplicateGround[] = [];
  let likeness = 0;
  if (meets(a.addresses, b.addresses)) {
    grounds.push('address');
    likeness = 0.95;
  }
  if (meets(a.textHashes, b.textHashes)) {
    grounds.push('text');
    likeness = Math.max(
      likeness,
      a.publisher !== null && b.publisher !== null && a.publisher !== b.publisher ? 0 : 0.97,
    );
  }
  if (
    titleKey(a.title) !== '' &&
    titleKey(a.title) === titleKey(b.title) &&
    datesFit(a.published, b.published) &&
    (a.publisher === b.publisher || a.publisher === null || b.publisher === null)
  ) {
    grounds.push('title');
    likeness = Math.max(
      likeness,
      a.publisher === null && b.publisher === null ? 0.76 : a.publisher === b.publisher ? 0.9 : 0.8,
    );
  }
  return likeness >= minLikeness ? { likeness, grounds } : null;
}

/** Whether one EDTF date is the beginning of the other ("2018-04", "2018-04-06"), or one of them is unknown. */
const datesFit = (a: string | null, b: string | null): boolean => !a || !b || a.startsWith(b) || b.startsWith(a);

export type WeighedCase = {
  title: string;
  targets: ReadonlySet<number>;
  actors: ReadonlySet<number>;
  from: string | null;
  to: string | null;
  countries: ReadonlySet<string>;
  localities: ReadonlySet<string>;
  types: ReadonlySet<string>;
  related: ReadonlySet<number>;
};

const dayOf = (text: string): number => Date.parse(text) / 86_400_000;

/**
 * Days between the periods in which two cases may have begun. 0 if the periods meet; null if one of them is unknown.
 */
function daysBetween(a: WeighedCase, b: WeighedCase): number | null {
  if (a.from === null || b.from === null) return null;
  return Math.max(0, dayOf(a.from) - dayOf(b.to ?? b.from), dayOf(b.from) - dayOf(a.to ?? a.from));
}

/**
 * How similar two cases are. A common target counts only if the cases began within 31 days of each other, and the same
 * title unless they began more than a year apart. Null if the similarity is below `minLikeness`, or if the cases are in
 * different countries.
 */
export function weighCases(a: WeighedCase, b: WeighedCase): Likeness | null {
  const sameTitle = titleKey(a.title) !== '' && titleKey(a.title) === titleKey(b.title);
  const shared = [...a.targets].filter((one) => b.targets.has(one)).length;
  const days = daysBetween(a, b);
  if (a.countries.size && b.countries.size && !meets(a.countries, b.countries)) return null;
  let likeness = 0;
  const grounds: DuplicateGround[] = [];
  if (shared && days !== null && days <= 31) {
    grounds.push('story');
    likeness = 0.45 + (days <= 3 ? 0.2 : 0.08) + (shared / Math.max(a.targets.size, b.targets.size)) * 0.1;
    likeness += meets(a.localities, b.localities) ? 0.1 : meets(a.countries, b.countries) ? 0.05 : 0;
    if (a.types.size && b.types.size) likeness += meets(a.types, b.types) ? 0.1 : -0.3;
    likeness += 0.15 * overlap(words(a.title), words(b.title)) + 0.05 * overlap(a.actors, b.actors);
  }
  if (sameTitle && (days === null || days <= 366)) {
    grounds.push('title');
    likeness = Math.max(likeness, 0.8) + (shared ? 0.05 : 0);
  }
  likeness = Math.min(0.99, Math.round(likeness * 1000) / 1000);
  return likeness >= minLikeness ? { likeness, grounds } : null;
}

const words = (title: string): Set<string> =>
  new Set(
    titleKey(title)
      .split(' ')
      .filter((word) => word.length > 3),
  );

function overlap<T>(a: ReadonlySet<T>, b: ReadonlySet<T>): number {
  const both = [...a].filter((one) => b.has(one)).length;
  const all = new Set([...a, ...b]).size;
  return all ? both / all : 0;
}
