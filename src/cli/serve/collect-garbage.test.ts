import { PerformanceObserver, constants } from 'node:perf_hooks';
import { expect, it } from 'vitest';
import { collectGarbage } from './collect-garbage.ts';

it('the garbage of a start can be collected, although Node runs without a flag for it', async () => {
  const kinds = new Promise<number[]>((resolve) => {
    const observer = new PerformanceObserver((list) => {
      const found = list.getEntries().map((entry) => (entry as unknown as { detail: { kind: number } }).detail.kind);
      if (!found.includes(constants.NODE_PERFORMANCE_GC_MAJOR)) return;
      observer.disconnect();
      resolve(found);
    });
    observer.observe({ entryTypes: ['gc'] });
  });
  expect(process.execArgv).not.toContain('--expose-gc');
  collectGarbage();
  expect(await kinds).toContain(constants.NODE_PERFORMANCE_GC_MAJOR);
});
