import { expect, it } from 'vitest';
import { Counter, Durations } from './metrics.ts';
import { toText } from './text.ts';

it('metrics are written as Prometheus reads them', () => {
  const labels = { route: 'a"b\\c\nd', status: 200 };
  expect(
    toText([
      { name: 'one_total', help: 'Two\nlines, and a \\', type: 'counter', samples: [{ value: 3, labels }] },
      { name: 'two', help: 'None', type: 'gauge', samples: [] },
      { name: 'three', help: 'Half', type: 'gauge', samples: [{ value: 0.5 }] },
    ]),
  ).toBe(
    String.raw`# HELP one_total Two\nlines, and a \\
# TYPE one_total counter
one_total{route="a\"b\\c\nd",status="200"} 3
# HELP two None
# TYPE two gauge
# HELP three Half
# TYPE three gauge
three 0.5
`,
  );
});

it('durations are counted up to the first bound that is not shorter', () => {
  const durations = new Durations([0.1, 1]);
  for (const seconds of [0, 0.1, 0.11, 1, 60]) durations.add(seconds);
  expect([durations.counts, durations.sum]).toEqual([[2, 2, 1], 61.21]);
});

it('events are counted by their labels, and known labels begin with 0', () => {
  const counter = new Counter<'a' | 'b'>('kronika_x_total', '', [{ a: '1', b: '2' }]);
  counter.add({ a: '1', b: '3' });
  counter.add({ a: '1', b: '3' }, 2);
  expect(counter.values).toEqual([
    { labels: { a: '1', b: '2' }, value: 0 },
    { labels: { a: '1', b: '3' }, value: 3 },
  ]);
});
