import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Milliseconds after the start, when usually the first pages are rendered and the first due jobs are found. */
const settled = 30_000;

/**
 * Runs V8's garbage collection. The start of a server leaves much garbage, and an idle server would keep it, because V8
 * collects garbage only when more memory is allocated. After the collection, V8 also returns memory to the operating
 * system. Node.js offers the function `gc` only with the flag `--expose-gc`, so this sets the flag.
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
