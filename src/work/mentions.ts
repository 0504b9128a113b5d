import type { Colleague } from './item.ts';

const letter = /[\p{L}\p{N}]/u;

/**
 * The people whom a text mentions: `@` and the full name of a person, in upper or lower case, but not within a word
 * such as an email address. If one name begins with another, the longer name is recognised.
 */
export function mentionsIn(text: string, people: readonly Colleague[]): number[] {
  const lower = text.toLocaleLowerCase();
  const byLength = people.toSorted((a, b) => b.name.length - a.name.length);
  const found = new Set<number>();
  for (let at = lower.indexOf('@'); at >= 0; at = lower.indexOf('@', at + 1)) {
    if (at > 0 && letter.test(lower[at - 1]!)) continue;
    const name = byLength.find((one) => {
      const lowerName = one.name.toLocaleLowerCase();
      return lower.startsWith(lowerName, at + 1) && !letter.test(lower[at + 1 + lowerName.length] ?? '');
    })?.name;
    // Two people can have the same name. Both get a notice.
    if (name)
      for (const one of people) if (one.name.toLocaleLowerCase() === name.toLocaleLowerCase()) found.add(one.id);
  }
  return [...found];
}
