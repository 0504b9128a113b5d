import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Milliseconds after the start. By then, the first pages are rendered, and the first check for due jobs has run. */
const settled = 30_000;

/**
 * Runs V8's garbage collection. A start leaves much garbage, and V8 collects it only when more memory is requested,
 * which an idle server does not do. After this collection, V8 also returns memory to the system. Node offers this
 * function only with a flag, so the flag is set here.
 */
export function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
}

/** Collects garbage once after the start. @returns a function that cancels this */
export function collectWhenSettled(): () => void {
  const timer = setTimeout(collectGarbage, settled).unref();
  return () => clearTimeout(timer);
}
