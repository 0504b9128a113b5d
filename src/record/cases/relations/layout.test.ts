import fc from 'fast-check';
import { expect, it } from 'vitest';
import { arcsOf, wrapTitle } from './layout.ts';

it('puts arcs that overlap into separate lanes', () => {
  const edge = fc.tuple(fc.nat(6), fc.nat(6)).filter(([from, to]) => from !== to);
  fc.assert(
    fc.property(fc.array(edge, { maxLength: 8 }), (pairs) => {
      const arcs = arcsOf(pairs.map(([from, to]) => ({ from, to })));
      if (!arcs) return;
      expect(arcs.map((arc) => [arc.from, arc.to])).toEqual(pairs);
      for (const [at, a] of arcs.entries())
        for (const b of arcs.slice(at + 1)) {
          const apart =
            Math.max(a.from, a.to) <= Math.min(b.from, b.to) || Math.max(b.from, b.to) <= Math.min(a.from, a.to);
          expect(apart || a.lane !== b.lane).toBe(true);
        }
    }),
  );
});

it('breaks a title into lines, and ends the last line with an ellipsis if the title was cut', () => {
  expect(wrapTitle('The criminal investigation of Forbes Kazakhstan and Ratel.kz', 34, 2)).toEqual([
    'The criminal investigation of',
    'Forbes Kazakhstan and Ratel.kz',
  ]);
  const long = wrapTitle('word '.repeat(40).trim(), 20, 2);
  expect(long).toHaveLength(2);
  expect(long[1]).toMatch(/…$/);
});
