import type { Colleague } from './item.ts';

const letter = /[\p{L}\p{N}]/u;

/**
 * The people whom a text mentions: `@` and a person's whole name, in any case, not within a word such as an address.
 * Where one name begins with another, the longer one counts.
 */
export function mentionsIn(text: string, people: readonly Colleague[]): number[] {
  const lower = text.toLocaleLowerCase();
  const byLength = people.toSorted((a, b) => b.name.length - a.name.length);
  const found = new Set<number>();
  for (let at = lower.indexOf('@'); at >= 0; at = lower.indexOf('@', at + 1)) {
    if (at > 0 && letter.test(lower[at - 1]!)) continue;
    const name = byLength.find((one) => {
      const wanted = one.name.toLocaleLowerCase();
      return lower.startsWith(wanted, at + 1) && !letter.test(lower[at + 1 + wanted.length] ?? '');
    })?.name;
    // Two people can have the same name. Both are told.
    if (name)
      for (const one of people) if (one.name.toLocaleLowerCase() === name.toLocaleLowerCase()) found.add(one.id);
  }
  return [...found];
}
