import { expect, it } from 'vitest';
import { partOfList, partsToLink } from './list-parts.ts';

it('the pages of a list show every entry once, newest first; older pages stay the same when entries are added', () => {
  const before = new Map<number, string>();
  for (let total = 0; total < 260; total++) {
    const list = Array.from({ length: total }, (_, index) => total - index);
    const shown: number[] = [];
    const back: [number | null, number | null][] = [];
    for (let part = partOfList(total, null)!; ; part = partOfList(total, part.older)!) {
      const here = list.slice(part.from, part.from + part.count);
      shown.push(...here);
      const numbered = part.part !== null;
      expect(numbered ? here.length === 20 : here.length >= Math.min(total, 20)).toBe(true);
      if (numbered) before.set(part.part!, before.get(part.part!) ?? here.join());
      expect(numbered ? before.get(part.part!) : here.join()).toBe(here.join());
      // The links to newer pages lead back to the same pages.
      if (numbered) back.push([partOfList(total, part.newer)!.older, part.part]);
      if (part.older === null) break;
    }
    expect(shown).toEqual(list);
    expect(back.map(([, part]) => part)).toEqual(back.map(([there]) => there));
  }
  expect([partOfList(100, 5), partOfList(100, 4)?.count, partOfList(39, 1), partOfList(40, 1)?.count]).toEqual([
    null,
    20,
    null,
    20,
  ]);
});

it('a page of a list links the next pages and a few distant ones', () => {
  expect(partsToLink(4)).toEqual([4, 3, 2, 1]);
  expect(partsToLink(499)).toEqual([499, 498, 497, 400, 300, 200, 100, 1]);
});
