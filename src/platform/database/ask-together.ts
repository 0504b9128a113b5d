import { sharedWork } from './query-limit.ts';

/**
 * Calls `ask` once for all callers that come at the same time. A caller that comes while `ask` is running waits for the
 * next call, because the running one may return an answer from before the caller came.
 */
export function askTogether<Answer>(ask: () => Promise<Answer>): () => Promise<Answer> {
  let running: Promise<unknown> = Promise.resolve();
  let next: Promise<Answer> | undefined;
  const begin = (): Promise<Answer> => {
    next = undefined;
    return sharedWork(ask);
  };
  return () => {
    if (next) return next;
    next = running.then(begin, begin);
    running = next;
    return next;
  };
}
